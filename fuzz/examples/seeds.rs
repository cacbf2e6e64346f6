//! Writes the journals that fuzzing starts from: small ones, in every layout, with every codec and header, and damaged.
//!
//! `cargo run --manifest-path fuzz/Cargo.toml --example seeds [FOLDER]`: they go to the folders in FOLDER that are named like
//! the targets which take journals; without FOLDER, to where cargo-fuzz looks for them. What is there stays.

use std::error::Error;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use journalq_file::Id128;
use journalq_file::codec::Codec;
use journalq_file::write::{Hash, HeaderSize, JournalWriter, Layout, NewEntry, WriteError, WriteOptions};
use journalq_testkit::corrupt::{Class, Corrupter};

/// The targets that take journals, and what stands before these.
const TARGETS: [(&str, &[&[u8]]); 7] = [
    ("open_and_walk", &[b""]),
    ("verify", &[b""]),
    ("salvage", &[b""]),
    ("carve", &[b"", &[0; 512]]),
    ("report", &[b""]),
    ("look_up", &[b"MESSAGE=entry 1\n", b"PRIORITY=2\n", b"LONG\n"]),
    ("query", &[b"@\n", b"\x2d PRIORITY=1 + MESSAGE=entry 2\n"]),
];

fn main() -> Result<(), Box<dyn Error>> {
    let default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let folder = env::args_os().nth(1).map_or_else(default, PathBuf::from);
    let mut seeds = healthy()?;
    let damaged = damaged(&journal(small(), 30)?)?;
    seeds.extend(damaged);
    for (target, lines) in TARGETS {
        write(&folder.join(target), lines, &seeds)?;
    }
    write(&folder.join("unpack"), &[b""], &packed(&journal(small(), 3)?)?).map_err(Into::into)
}

/// A journal in every packing, and archives of these.
fn packed(journal: &[u8]) -> std::io::Result<Seeds> {
    let mut lz4 = lz4_flex::frame::FrameEncoder::new(Vec::new());
    lz4.write_all(journal)?;
    let mut seeds =
        vec![("lz4".to_owned(), lz4.finish()?), ("zst".to_owned(), zstd::encode_all(journal, 1)?)];
    let gz = flate2::read::GzEncoder::new(journal, flate2::Compression::fast());
    let bz2 = bzip2::read::BzEncoder::new(journal, bzip2::Compression::fast());
    let xz = xz2::read::XzEncoder::new(journal, 0);
    let readers: [(&str, Box<dyn Read + '_>); 3] =
        [("gz", Box::new(gz)), ("bz2", Box::new(bz2)), ("xz", Box::new(xz))];
    for (name, mut reader) in readers {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        seeds.push((name.to_owned(), bytes));
    }
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in &seeds {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        // The second one has a name too long for a header.
        let name = if name == "zst" { "long/".repeat(30) } else { name.clone() };
        archive.append_data(&mut header, name, &**bytes)?;
    }
    let archive = archive.into_inner()?;
    seeds.push(("tar.zst".to_owned(), zstd::encode_all(&*archive, 1)?));
    seeds.push(("tar".to_owned(), archive));
    Ok(seeds)
}

type Seeds = Vec<(String, Vec<u8>)>;

fn write(folder: &Path, lines: &[&[u8]], seeds: &Seeds) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, journal) in seeds {
        for (n, line) in lines.iter().enumerate() {
            fs::write(folder.join(format!("{name}-{n}")), [line, &**journal].concat())?;
        }
    }
    Ok(())
}

fn healthy() -> Result<Seeds, WriteError> {
    let mut seeds = Vec::new();
    let codecs = [None].into_iter().chain(Codec::ALL.iter().copied().map(Some));
    for (codec, layout) in codecs.flat_map(|codec| [(codec, Layout::Regular), (codec, Layout::Compact)]) {
        for (hash, header_size) in
            [Hash::Jenkins, Hash::Keyed].into_iter().zip([HeaderSize::V189, HeaderSize::V254])
        {
            let options = WriteOptions { codec, layout, hash, header_size, ..small() };
            seeds.push((format!("{layout:?}-{hash:?}-{codec:?}"), journal(options, 9)?));
        }
    }
    for header_size in HeaderSize::ALL {
        let options = WriteOptions { header_size, ..small() };
        seeds.push((format!("{header_size:?}"), journal(options, 3)?));
    }
    let no_fields = WriteOptions { write_fields: false, layout: Layout::Regular, ..small() };
    seeds.push(("no-fields".to_owned(), journal(no_fields, 3)?));
    seeds.push(("several-arrays".to_owned(), journal(WriteOptions { codec: None, ..small() }, 30)?));
    seeds.push(("empty".to_owned(), journal(small(), 0)?));
    Ok(seeds)
}

/// One of each class that leaves the file small.
fn damaged(original: &[u8]) -> Result<Seeds, Box<dyn Error>> {
    let corrupter = Corrupter::new(original)?;
    let variants = Class::ALL.into_iter().filter_map(|class| corrupter.damage(class, 1));
    let small = variants.filter(|damaged| damaged.bytes.len() <= 2 * original.len());
    Ok(small.map(|damaged| (damaged.class.to_string(), damaged.bytes)).collect())
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
