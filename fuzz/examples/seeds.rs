//! Writes the journals that fuzzing starts from: small ones, in every layout, with every codec and header.
//!
//! `cargo run --manifest-path fuzz/Cargo.toml --example seeds [FOLDER]`; without a folder they go where cargo-fuzz looks
//! for the corpus of `open_and_walk`.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use journalq_file::Id128;
use journalq_file::codec::Codec;
use journalq_file::write::{Hash, HeaderSize, JournalWriter, Layout, NewEntry, WriteError, WriteOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/open_and_walk");
    let folder = env::args_os().nth(1).map_or_else(default, PathBuf::from);
    fs::create_dir_all(&folder)?;
    let codecs = [None].into_iter().chain(Codec::ALL.iter().copied().map(Some));
    for (codec, layout) in codecs.flat_map(|codec| [(codec, Layout::Regular), (codec, Layout::Compact)]) {
        for (hash, header_size) in
            [Hash::Jenkins, Hash::Keyed].into_iter().zip([HeaderSize::V189, HeaderSize::V254])
        {
            let options = WriteOptions { codec, layout, hash, header_size, ..small() };
            fs::write(folder.join(format!("{layout:?}-{hash:?}-{codec:?}")), journal(options, 9)?)?;
        }
    }
    for header_size in HeaderSize::ALL {
        fs::write(
            folder.join(format!("{header_size:?}")),
            journal(WriteOptions { header_size, ..small() }, 3)?,
        )?;
    }
    let no_fields = WriteOptions { write_fields: false, layout: Layout::Regular, ..small() };
    fs::write(folder.join("no-fields"), journal(no_fields, 3)?)?;
    fs::write(folder.join("several-arrays"), journal(WriteOptions { codec: None, ..small() }, 30)?)?;
    fs::write(folder.join("empty"), journal(small(), 0)?)?;
    Ok(())
}

/// Few buckets, so that the files are small and their hash chains long.
fn small() -> WriteOptions {
    WriteOptions {
        data_hash_buckets: 5,
        field_hash_buckets: 2,
        compress_threshold: 64,
        ..WriteOptions::default()
    }
}

fn journal(options: WriteOptions, entries: u64) -> Result<Vec<u8>, WriteError> {
    let mut writer = JournalWriter::new(options)?;
    for entry in 0..entries {
        let [message, priority, long] = [
            format!("MESSAGE=entry {entry}"),
            format!("PRIORITY={}", entry % 3),
            format!("LONG={}", "words to compress ".repeat(9)),
        ];
        let payloads: [&[u8]; 3] = [message.as_bytes(), priority.as_bytes(), long.as_bytes()];
        let boot = if entry < 5 { 1 } else { 2 };
        writer.append(&NewEntry {
            seqnum: None,
            realtime_usec: 1_700_000_000_000_000 + entry,
            monotonic_usec: 1_000 + entry,
            boot_id: Id128([boot; 16]),
            xor_hash: None,
            payloads: if entry % 4 == 3 { &payloads } else { &payloads[..2] },
        })?;
    }
    Ok(writer.finish())
}
