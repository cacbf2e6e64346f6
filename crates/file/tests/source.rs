//! Where bytes come from: paths that are journals, and paths that are not.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use journalq_file::write::{JournalWriter, WriteOptions, create_file};
use journalq_file::{ErrorClass, FormatError, Limits, OpenCause, OpenError, Source};
use tempfile::TempDir;

fn journal() -> Vec<u8> {
    JournalWriter::new(WriteOptions::default()).map(JournalWriter::finish).unwrap_or_default()
}

/// Opens a path that cannot be opened: the error names it.
#[track_caller]
fn cause(path: &Path) -> OpenCause {
    match Source::open(path) {
        Err(OpenError { path: named, cause }) => {
            assert_eq!(named, path);
            cause
        }
        Ok(_) => panic!("{} was opened", path.display()),
    }
}

#[test]
fn a_file_is_mapped_and_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("any name");
    create_file(&path, &journal()).unwrap();
    let source = Source::open(&path).unwrap();
    assert_eq!(source.path(), path);
    assert_eq!(source.bytes(), journal());
    assert_eq!(source.journal(Limits::default()).unwrap().entries().count(), 0);
    let mut read_only = fs::metadata(&path).unwrap().permissions();
    read_only.set_readonly(true);
    fs::set_permissions(&path, read_only).unwrap();
    assert_eq!(Source::open(&path).unwrap().bytes(), fs::read(&path).unwrap());
}

#[test]
fn bytes_in_memory_are_a_source_too() {
    let source = Source::from_bytes(PathBuf::from("<memory>"), journal());
    assert_eq!(source.journal(Limits::untrusted()).unwrap().limits(), Limits::untrusted());
    let source = Source::from_bytes(PathBuf::from("<memory>"), b"LPKSHHRH".to_vec());
    let error = source.journal(Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "<memory>: header needs 208 bytes, the file has 8");
}

#[test]
fn a_missing_file_is_an_error_of_the_system() {
    let folder = TempDir::new().unwrap();
    let OpenCause::Io(error) = cause(&folder.path().join("none")) else { panic!() };
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn an_empty_or_short_file_has_no_header() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("short");
    for have in [0, 1, 207] {
        fs::write(&path, &journal()[..have]).unwrap();
        let OpenCause::Format(error) = cause(&path) else { panic!() };
        assert_eq!(error, FormatError::NoHeader { need: 208, have: have as u64 });
        assert_eq!(error.class(), ErrorClass::NoData);
    }
}

#[test]
fn a_directory_is_no_file() {
    let folder = TempDir::new().unwrap();
    assert!(matches!(cause(folder.path()), OpenCause::IsDirectory));
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_without_waiting_for_them() {
    let folder = TempDir::new().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(matches!(cause(&pipe), OpenCause::NotRegular));
    assert!(matches!(cause(Path::new("/dev/null")), OpenCause::NotRegular));
}

/// A pipe that holds these bytes, its other end closed.
fn pipe(bytes: &[u8]) -> File {
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(bytes).unwrap();
    #[cfg(unix)]
    return std::os::fd::OwnedFd::from(reader).into();
    #[cfg(windows)]
    return std::os::windows::io::OwnedHandle::from(reader).into();
}

#[test]
fn an_open_file_is_mapped_from_its_start() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("open");
    fs::write(&path, journal()).unwrap();
    let mut file = File::open(&path).unwrap();
    file.seek(SeekFrom::Start(100)).unwrap();
    let source = Source::from_file(PathBuf::from("name"), &file, Limits::default()).unwrap();
    assert_eq!((source.path(), source.bytes()), (Path::new("name"), &*journal()));
}

#[test]
fn what_comes_through_a_pipe_is_read_within_limits() {
    let small = journal()[..4096].to_vec();
    let read = |bytes: &[u8], limits| Source::from_file("pipe".into(), &pipe(bytes), limits);
    assert_eq!(read(&small, Limits::default()).unwrap().bytes(), small);
    let mut limits = Limits::default();
    limits.stream_bytes = 4096;
    assert_eq!(read(&small, limits).unwrap().bytes(), small);
    limits.stream_bytes = 4095;
    let Err(OpenError { cause: OpenCause::Io(error), .. }) = read(&small, limits) else { panic!() };
    assert_eq!(error.kind(), std::io::ErrorKind::FileTooLarge);
    for (bytes, message) in [
        (&b""[..], "pipe: header needs 208 bytes, the file has 0"),
        (&small[..207], "pipe: header needs 208 bytes, the file has 207"),
        (&[b'x'; 300], "pipe: signature \"xxxxxxxx\" is not that of a journal file"),
    ] {
        assert_eq!(read(bytes, Limits::default()).unwrap_err().to_string(), message);
    }
}
