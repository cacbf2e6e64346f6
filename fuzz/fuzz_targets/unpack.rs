//! Any bytes as something packed, as a file and as a stream: what comes out is within its limits, and told by harmless names.
#![no_main]

use std::path::{Path, PathBuf};

use journalq_file::{Limits, Source};
use journalq_query::Journal;
use journalq_query::unpack::{Stream, Unpacked, Unpacker};
use libfuzzer_sys::fuzz_target;

/// How many bytes may be kept, and how many unpacked.
const KEPT: u64 = 1 << 20;
const UNPACKED: u64 = 4 << 20;

fuzz_target!(|bytes: &[u8]| {
    let mut limits = Limits::untrusted();
    limits.unpacking.kept_bytes = KEPT;
    limits.unpacking.unpacked_bytes = UNPACKED;
    limits.unpacking.window_bytes = 1 << 20;
    let file = Source::from_bytes(PathBuf::from("fuzz"), bytes.to_vec());
    let of_file = Unpacker::new(limits).unpack(&file);
    let of_stream = Unpacker::new(limits).unpack_stream(Path::new("fuzz"), bytes).unwrap();
    match (of_file, of_stream) {
        (Some(of_file), Stream::Packed(of_stream)) => {
            assert_eq!(names(&of_file), names(&of_stream));
            check(of_file, limits);
        }
        (None, Stream::Other(_)) => {}
        _ => panic!("a file is packed if a stream of the same bytes is"),
    }
});

fn names(unpacked: &Unpacked) -> Vec<&Path> {
    unpacked.sources.iter().map(Source::path).collect()
}

fn check(unpacked: Unpacked, limits: Limits) {
    let texts = unpacked.problems.iter().map(|problem| problem.path.to_string_lossy());
    let texts = texts.chain(unpacked.sources.iter().map(|source| source.path().to_string_lossy()));
    for text in texts {
        assert!(text.starts_with("fuzz") && !text.contains(char::is_control), "{text:?}");
    }
    assert!(unpacked.sources.iter().map(|source| source.bytes().len() as u64).sum::<u64>() <= KEPT);
    let mut journal = Journal::with_limits(limits);
    for source in unpacked.sources {
        let _ = journal.add(source);
    }
    assert!(journal.files().is_ok());
}
