//! Where bytes come from: paths that are journals, and paths that are not.

use std::fs;
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
