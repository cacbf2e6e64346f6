//! Journals to be damaged, and salvaged entries by content.

use std::fs;
use std::path::{Path, PathBuf};

use journalq_file::Scratch;
use journalq_file::salvage::{Salvage, SalvageOptions, SalvagedEntry, salvage};
use journalq_testkit::naive::Content;

/// Every journal of `testdata`, decompressed.
pub(crate) fn testdata() -> Vec<(String, Vec<u8>)> {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata");
    let mut files = Vec::new();
    for folder in ["journals", "journals/journald", "journals/multi", "journals/variants", "demo"] {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(testdata.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths.into_iter().filter(|path| path.is_file()) {
            files.push((path.file_name().unwrap().to_string_lossy().into_owned(), read(&path)));
        }
    }
    assert!(files.len() > 20, "{} journals", files.len());
    files
}

fn read(path: &Path) -> Vec<u8> {
    let file = fs::File::open(path).unwrap();
    if path.extension().is_some_and(|extension| extension == "zst") {
        zstd::stream::decode_all(file).unwrap()
    } else {
        fs::read(path).unwrap()
    }
}

/// The journal of this name.
pub(crate) fn journal(name: &str) -> Vec<u8> {
    testdata().into_iter().find(|(file, _)| file.starts_with(name)).unwrap().1
}

pub(crate) fn salvaged(bytes: &[u8]) -> Salvage<'_> {
    salvage(bytes, &SalvageOptions::default())
}

/// What an entry says.
pub(crate) fn content(salvage: &Salvage<'_>, entry: &SalvagedEntry) -> Content {
    let mut scratch = Scratch::default();
    let mut payloads: Vec<Vec<u8>> = salvage
        .items(entry)
        .filter_map(|item| Some(item.ok()?.payload(&mut scratch).ok()?.to_vec()))
        .collect();
    payloads.sort_unstable();
    let head = entry.head;
    Content {
        seqnum: head.seqnum,
        realtime: head.realtime_usec,
        monotonic: head.monotonic_usec,
        boot_id: head.boot_id.0,
        payloads,
    }
}
