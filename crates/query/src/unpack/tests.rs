//! Everything that can be packed, packed here, and every way in which it can be wrong.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
use journalq_file::{Id128, Limits, OpenCause, Source, UnpackError};

use super::codec::Codec;
use super::{Stream, Unpacked, Unpacker};

const CODECS: [Codec; 5] = [Codec::Gzip, Codec::Xz, Codec::Bzip2, Codec::Zstd, Codec::Lz4];

/// A journal with an entry for each of so many numbers.
fn journal(entries: u64) -> Vec<u8> {
    let options = WriteOptions { data_hash_buckets: 64, field_hash_buckets: 16, ..WriteOptions::default() };
    let mut writer = JournalWriter::new(options).unwrap();
    for at in 1..=entries {
        let message = format!("MESSAGE=entry {at} of {entries}");
        let entry = NewEntry {
            seqnum: None,
            realtime_usec: 1_700_000_000_000_000 + at,
            monotonic_usec: at,
            boot_id: Id128([7; 16]),
            xor_hash: None,
            payloads: &[message.as_bytes()],
        };
        writer.append(&entry).unwrap();
    }
    writer.finish()
}

pub(super) fn compress(codec: Codec, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    match codec {
        Codec::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(&mut out, flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap();
        }
        Codec::Xz => {
            let mut encoder = xz2::write::XzEncoder::new(&mut out, 1);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap();
        }
        Codec::Bzip2 => {
            let mut encoder = bzip2::write::BzEncoder::new(&mut out, bzip2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap();
        }
        Codec::Zstd => out = zstd::stream::encode_all(bytes, 1).unwrap(),
        Codec::Lz4 => {
            let info = lz4_flex::frame::FrameInfo::new().content_checksum(true);
            let mut encoder = lz4_flex::frame::FrameEncoder::with_frame_info(info, &mut out);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap();
        }
    }
    out
}

/// An archive of these members, in GNU's format, which has names of any length.
fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o600);
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

/// A header with a name that `tar` would not write, and these changes.
fn header(name: &[u8], size: u64, change: impl Fn(&mut tar::Header)) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name);
    header.set_size(size);
    change(&mut header);
    header.set_cksum();
    header.as_bytes().to_vec()
}

/// Content up to the end of its last block.
fn blocks(content: &[u8]) -> Vec<u8> {
    let mut blocks = content.to_vec();
    blocks.resize(content.len().next_multiple_of(512), 0);
    blocks
}

/// What is in a file called `x`, and what is told of it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    journals: Vec<(String, Vec<u8>)>,
    problems: Vec<String>,
}

impl From<Unpacked> for Found {
    fn from(unpacked: Unpacked) -> Self {
        for source in &unpacked.sources {
            assert_eq!(source.file_path(), Path::new("x"), "the file is the packed one");
        }
        let journal = |source: &Source| (source.path().display().to_string(), source.bytes().to_vec());
        Self {
            journals: unpacked.sources.iter().map(journal).collect(),
            problems: unpacked.problems.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Found {
    fn names(&self) -> Vec<&str> {
        self.journals.iter().map(|(name, _)| &**name).collect()
    }
}

fn unpack_within(limits: Limits, bytes: &[u8]) -> Found {
    let file = Source::from_bytes(PathBuf::from("x"), bytes.to_vec());
    Found::from(Unpacker::new(limits).unpack(&file).unwrap())
}

fn unpack(bytes: &[u8]) -> Found {
    unpack_within(Limits::default(), bytes)
}

fn one(name: &str, journal: &[u8]) -> Found {
    Found { journals: vec![(name.to_owned(), journal.to_vec())], problems: Vec::new() }
}

#[test]
fn every_codec_and_streams_behind_one_another() {
    let journal = journal(100);
    let (head, tail) = journal.split_at(5000);
    for codec in CODECS {
        assert_eq!(unpack(&compress(codec, &journal)), one("x", &journal), "{codec:?}");
        let two = [compress(codec, head), compress(codec, tail)].concat();
        assert_eq!(unpack(&two), one("x", &journal), "{codec:?}");
        let empty_first = [compress(codec, b""), compress(codec, &journal)].concat();
        assert_eq!(unpack(&empty_first), one("x", &journal), "{codec:?}");
    }
}

#[test]
fn archives_in_archives() {
    let journals = [journal(1), journal(2), journal(3)];
    let [a, b, c] = [&*journals[0], &*journals[1], &*journals[2]];
    let inner = tar(&[("c", &*compress(Codec::Xz, c)), ("no", b"text")]);
    for codec in CODECS {
        let outer = tar(&[
            ("z/b.journal.zst", &*compress(Codec::Zstd, b)),
            ("./a", a),
            ("log.gz", &*compress(Codec::Gzip, b"some text")),
            ("i.tar.lz4", &*compress(Codec::Lz4, &inner)),
            ("empty", b""),
            ("LPKSHHR", b"LPKSHHR"),
        ]);
        let found = unpack(&compress(codec, &outer));
        let expected = [("x:a", a), ("x:i.tar.lz4:c", c), ("x:z/b.journal.zst", b)];
        let expected = expected.map(|(name, journal)| (name.to_owned(), journal.to_vec()));
        assert_eq!(found, Found { journals: expected.to_vec(), problems: vec![] }, "{codec:?}");
        assert_eq!(unpack(&outer), found, "plain");
    }
}

#[test]
fn streams_are_as_files() {
    let journal = journal(9);
    let packed = compress(Codec::Gzip, &tar(&[("a", &*journal)]));
    let unpacker = Unpacker::new(Limits::default());
    match unpacker.unpack_stream(Path::new("x"), &*packed).unwrap() {
        Stream::Packed(unpacked) => assert_eq!(Found::from(unpacked), one("x:a", &journal)),
        Stream::Other(_) => panic!("it is packed"),
    }
    for other in [&*journal, b"text", b""] {
        match unpacker.unpack_stream(Path::new("x"), other).unwrap() {
            Stream::Packed(unpacked) => panic!("{unpacked:?}"),
            Stream::Other(mut stream) => {
                let mut same = Vec::new();
                stream.read_to_end(&mut same).unwrap();
                assert!(same == other, "the stream is handed on as it is");
            }
        }
    }
}

#[test]
fn what_is_not_packed_and_what_holds_no_journal() {
    let unpacker = Unpacker::new(Limits::default());
    for bytes in [&*journal(1), b"text", b""] {
        let file = Source::from_bytes(PathBuf::from("x"), bytes.to_vec());
        assert!(unpacker.unpack(&file).is_none());
    }
    for bytes in [tar(&[("a", b"text")]), compress(Codec::Bzip2, b"text"), compress(Codec::Zstd, b"")] {
        let file = Source::from_bytes(PathBuf::from("x"), bytes);
        let unpacked = unpacker.unpack(&file).unwrap();
        let error = unpacked.or_none(Path::new("x")).unwrap_err();
        assert!(matches!(error.cause, OpenCause::Unpack(UnpackError::NoJournal)), "{error}");
    }
}

/// Every length that a packed journal can be cut to gives a beginning of it, and is told.
#[test]
fn every_cut_of_every_codec() {
    let journal = journal(30);
    for codec in CODECS {
        let packed = compress(codec, &journal);
        for end in (12..packed.len()).step_by(7).chain([packed.len() - 1]) {
            let found = unpack(&packed[..end]);
            let text = format!("{codec:?} {end}");
            // A stream without its last checksum is as long as a whole one.
            assert_eq!(found.problems, ["x: ends early, what comes before is read"], "{text}");
            assert!(found.journals.iter().all(|(_, bytes)| journal.starts_with(bytes)), "{text}");
        }
    }
}

#[test]
fn every_cut_of_an_archive() {
    let (a, b) = (journal(3), journal(5));
    let archive = tar(&[("a", &a), ("b", &b)]);
    let at_b = 512 + a.len().next_multiple_of(512);
    for end in (512..at_b + 512 + b.len()).step_by(331) {
        let found = unpack(&archive[..end]);
        let text = format!("{end}");
        let complete = usize::from(end >= 512 + a.len()) + usize::from(end >= at_b + 512 + b.len());
        for ((_, bytes), whole) in found.journals.iter().zip([&a, &b]) {
            assert!(whole.starts_with(bytes), "{text}");
        }
        let is_whole = |(_, bytes): &&(String, Vec<u8>)| *bytes == a || *bytes == b;
        assert_eq!(found.journals.iter().filter(is_whole).count(), complete, "{text}");
        let is_between = end == at_b;
        assert_eq!(found.problems.is_empty(), is_between, "{text} {:?}", found.problems);
    }
    // The blocks of zeros behind the last member are nobody's loss.
    let found = unpack(&archive[..archive.len() - 1024]);
    assert_eq!((found.journals.len(), found.problems.len()), (2, 0));
    let compressed = compress(Codec::Gzip, &archive);
    for end in (20..compressed.len()).step_by(11) {
        let found = unpack(&compressed[..end]);
        let archive_line = "x: ends early, what comes before is read".to_owned();
        assert!(found.problems.contains(&archive_line), "{end} {:?}", found.problems);
    }
}

#[test]
fn a_damaged_member_costs_itself() {
    let (a, b) = (journal(3), journal(5));
    for codec in [Codec::Gzip, Codec::Xz, Codec::Bzip2, Codec::Lz4] {
        let mut packed = compress(codec, &a);
        // Only a checksum notices.
        let at = packed.len() / 2;
        packed[at] ^= 1;
        let found = unpack(&tar(&[("a", &packed), ("b", &b)]));
        assert_eq!(found.problems.len(), 1, "{codec:?} {:?}", found.problems);
        assert!(found.problems[0].starts_with("x:a: is damaged, what comes before is read: "), "{found:?}");
        assert!(found.journals.contains(&("x:b".to_owned(), b.clone())), "{codec:?}");
    }
}

#[test]
fn a_checksum_behind_the_end_of_an_archive_counts() {
    for codec in [Codec::Gzip, Codec::Xz, Codec::Lz4] {
        let mut packed = compress(codec, &tar(&[("a", &journal(3))]));
        if codec == Codec::Xz {
            // Within the index.
            let at = packed.len() - 20;
            packed[at] ^= 1;
        } else {
            let at = packed.len() - if codec == Codec::Gzip { 5 } else { 1 };
            packed[at] ^= 1;
        }
        let found = unpack(&packed);
        assert_eq!((found.journals.len(), found.problems.len()), (1, 1), "{codec:?} {found:?}");
    }
}

#[test]
fn names_are_no_paths() {
    let journal = journal(1);
    let long = format!("{}/a.journal", "long/".repeat(60));
    let member = |name: &[u8]| [header(name, journal.len() as u64, |_| {}), blocks(&journal)].concat();
    let hostile = [&b"/etc/passwd"[..], b"../../a", b"a\x1b[2J\n", b"\xff"];
    let members: Vec<u8> = hostile.iter().flat_map(|name| member(name)).collect();
    let found = unpack(&[members, tar(&[(&long, &journal)])].concat());
    let long = format!("x:{long}");
    assert_eq!(found.names(), ["x:../../a", "x:/etc/passwd", "x:\\xff", "x:a\\u{1b}[2J\\n", &long]);
    assert!(found.problems.is_empty());
}

#[test]
fn pax_headers_name_and_size_members() {
    let journal = journal(2);
    let mut builder = tar::Builder::new(Vec::new());
    let size = journal.len().to_string();
    builder
        .append_pax_extensions([("path", b"long \xe2\x82\xac".as_slice()), ("size", size.as_bytes())])
        .unwrap();
    let mut archive = builder.into_inner().unwrap();
    archive.truncate(archive.len() - 1024);
    let member = [header(b"short", 0, |_| {}), blocks(&journal)].concat();
    assert_eq!(unpack(&[archive, member].concat()), one("x:long \u{20ac}", &journal));
}

#[test]
fn what_is_no_regular_file_is_passed_over() {
    let journal = journal(1);
    let link = |kind| {
        header(b"link", 0, |header| {
            header.set_entry_type(kind);
            header.set_link_name("a").unwrap();
        })
    };
    use tar::EntryType as Kind;
    let others: Vec<u8> = [
        Kind::Link,
        Kind::Symlink,
        Kind::Char,
        Kind::Block,
        Kind::Directory,
        Kind::Fifo,
        Kind::XGlobalHeader,
    ]
    .into_iter()
    .flat_map(link)
    .collect();
    let found = unpack(&[others, tar(&[("a", &journal)])].concat());
    assert_eq!(found, one("x:a", &journal));
}

/// A member with holes: the first 4096 bytes of a journal and its end, with what is between left out if it is zero.
#[test]
fn members_with_holes() {
    let mut journal = journal(1);
    journal.resize(1 << 20, 0);
    let stored = &journal[..8192];
    let sparse = |real: u64, blocks: &[(u64, u64)]| {
        header(b"a", stored.len() as u64, |header| {
            header.set_entry_type(tar::EntryType::GNUSparse);
            let gnu = header.as_gnu_mut().unwrap();
            for (slot, (offset, length)) in gnu.sparse.iter_mut().zip(blocks) {
                slot.offset.copy_from_slice(format!("{offset:011o}\0").as_bytes());
                slot.numbytes.copy_from_slice(format!("{length:011o}\0").as_bytes());
            }
            gnu.realsize.copy_from_slice(format!("{real:011o}\0").as_bytes());
        })
    };
    let end = journal.len() as u64;
    let archive = [sparse(end, &[(0, 8192), (end, 0)]), blocks(stored)].concat();
    assert_eq!(unpack(&archive), one("x:a", &journal));
    // A hole of 4 GiB costs what the limit allows, no more.
    let huge = 1 << 32;
    let archive = [sparse(huge, &[(0, 8192), (huge, 0)]), blocks(stored)].concat();
    let mut limits = Limits::untrusted();
    limits.stream_bytes = 1 << 20;
    let found = unpack_within(limits, &archive);
    assert_eq!(found.problems, ["x:a: is larger than 1048576 bytes, not read"]);
}

#[test]
fn impossible_sizes_end_the_archive() {
    let journal = journal(1);
    let first = [header(b"a", journal.len() as u64, |_| {}), blocks(&journal)].concat();
    for (size, what) in [
        ([0xff; 12], "negative"),
        (*b"\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", "all that fits"),
        (*b"77777777777\0", "8 GiB"),
        (*b"nonsense\0\0\0\0", "no number"),
    ] {
        let second = header(b"b", 0, |header| header.as_old_mut().size = size);
        let found = unpack(&[&*first, &second, &blocks(&journal), &first].concat());
        assert_eq!(found.journals[0], ("x:a".to_owned(), journal.clone()), "{what}");
        assert!(!found.problems.is_empty() && found.problems.len() <= 2, "{what} {:?}", found.problems);
    }
}

/// A header that says how long a name is can say any length.
#[test]
fn names_without_end() {
    let journal = journal(1);
    for kind in [tar::EntryType::GNULongName, tar::EntryType::XHeader, tar::EntryType::GNULongLink] {
        let name = header(b"x", 1 << 30, |header| header.set_entry_type(kind));
        let endless = name.chain(io::repeat(b'a').take(1 << 30));
        let first = [header(b"a", journal.len() as u64, |_| {}), blocks(&journal)].concat();
        let unpacker = Unpacker::new(Limits::default());
        let Stream::Packed(unpacked) = unpacker.unpack_stream(Path::new("x"), first.chain(endless)).unwrap()
        else {
            panic!("it is an archive")
        };
        let found = Found::from(unpacked);
        assert_eq!(found.names(), ["x:a"]);
        assert_eq!(found.problems, ["x: is damaged, what comes before is read: a header is too large"]);
    }
}

/// A gigabyte of zeros, as a file, as a member, and behind the first bytes of a journal.
#[test]
fn bombs_of_one_member() {
    let zeros = vec![0; 64 << 20];
    let start = journal(1);
    for codec in CODECS {
        // A stream for each part: all of them together are a gigabyte.
        let part = compress(codec, &zeros);
        let bomb = part.repeat(16);
        assert_eq!(unpack(&bomb), Found::default(), "{codec:?}: no journal");
        assert_eq!(unpack(&tar(&[("a", &bomb)])), Found::default(), "{codec:?}: no journal");
        let bomb = [compress(codec, &start), bomb].concat();
        let mut limits = Limits::default();
        limits.stream_bytes = 32 << 20;
        let found = unpack_within(limits, &bomb);
        assert_eq!(found.problems, ["x: is larger than 33554432 bytes, not read"], "{codec:?}");
        let mut limits = Limits::default();
        limits.unpacking.unpacked_bytes = 32 << 20;
        let found = unpack_within(limits, &tar(&[("a", &bomb), ("b", &bomb), ("c", &bomb)]));
        let told = "x:a: more than 33554432 bytes were unpacked, the rest is not read";
        assert_eq!(found.problems, [told], "{codec:?}");
        let [(_, kept)] = &*found.journals else { panic!("{codec:?}: one journal") };
        assert!(kept.starts_with(&start) && kept.len() == 32 << 20, "{codec:?}: read as far as that");
    }
}

#[test]
fn bombs_by_ratio() {
    let bomb = compress(Codec::Zstd, &[journal(1), vec![0; 64 << 20]].concat());
    let found = unpack_within(Limits::untrusted(), &bomb);
    let limit = (16 << 20) + 512 * bomb.len();
    let told = format!("x: more than {limit} bytes were unpacked, the rest is not read");
    assert_eq!(found.problems, [told]);
    assert_eq!(found.journals[0].1.len(), limit);
    assert_eq!(unpack(&bomb).problems, [""; 0], "what is trusted may be as empty as it likes");
}

#[test]
fn limits_of_all_inputs_together() {
    let journal = journal(1);
    let mut limits = Limits::default();
    limits.unpacking.kept_bytes = 5 * journal.len() as u64 / 2;
    let unpacker = Unpacker::new(limits);
    let file = Source::from_bytes("x".into(), tar(&[("a", &journal), ("b", &journal)]));
    let first = Found::from(unpacker.unpack(&file).unwrap());
    assert_eq!((first.names(), &*first.problems), (vec!["x:a", "x:b"], &[][..]));
    let second = Found::from(unpacker.unpack(&file).unwrap());
    let limit = limits.unpacking.kept_bytes;
    let told = |name| format!("{name}: unpacked journals take more than {limit} bytes, not read");
    assert_eq!(second.problems, [told("x:a"), told("x:b")]);
}

#[test]
fn very_many_members() {
    let one = header(b"a", 0, |_| {});
    let many = one.repeat(100_000);
    let found = unpack(&[&*many, &tar(&[("b", &journal(1))])].concat());
    assert_eq!((found.names(), &*found.problems), (vec!["x:b"], &[][..]));
    let mut limits = Limits::default();
    limits.unpacking.members = 99_999;
    let found = unpack_within(limits, &compress(Codec::Zstd, &many));
    assert_eq!(found.problems, ["x: more than 99999 members, the rest is not read"]);
}

#[test]
fn very_deep_nesting() {
    let journal = journal(1);
    let packed = |depth: usize| {
        (0..depth).fold(journal.clone(), |inner, at| match at % 2 {
            0 => compress(CODECS[at % 5], &inner),
            _ => tar(&[("a", &inner)]),
        })
    };
    assert_eq!(unpack(&packed(8)), one("x:a:a:a:a", &journal));
    let found = unpack(&packed(50));
    assert_eq!((found.journals.len(), found.problems.len()), (0, 1));
    assert!(found.problems[0].ends_with(": packed more than 8 times, not read"), "{:?}", found.problems);
}

/// The window that a frame asks for is not had beyond the limit.
#[test]
fn windows_are_bounded() {
    let journal = journal(1);
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    encoder.long_distance_matching(true).unwrap();
    encoder.window_log(30).unwrap();
    encoder.write_all(&journal).unwrap();
    let zstd = encoder.finish().unwrap();
    let mut limits = Limits::default();
    limits.unpacking.window_bytes = 1 << 20;
    let mut xz = Vec::new();
    xz2::read::XzEncoder::new(&*journal, 6).read_to_end(&mut xz).unwrap();
    for packed in [zstd, xz] {
        let found = unpack_within(limits, &packed);
        assert_eq!((found.journals.len(), found.problems.len()), (0, 1));
        assert!(found.problems[0].starts_with("x: is damaged, what comes before is read: "), "{found:?}");
    }
}

/// A zip archive of these members, each compressed in this way.
fn zip(method: rawzip::CompressionMethod, members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
    for (name, content) in members {
        let (mut entry, config) = archive.new_file(name).compression_method(method).start().unwrap();
        let descriptor = if method == rawzip::CompressionMethod::STORE {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(content).unwrap();
            writer.finish().unwrap().1
        } else {
            let packed = match method {
                rawzip::CompressionMethod::DEFLATE => {
                    let mut deflated = Vec::new();
                    let level = flate2::Compression::fast();
                    flate2::read::DeflateEncoder::new(*content, level).read_to_end(&mut deflated).unwrap();
                    deflated
                }
                rawzip::CompressionMethod::BZIP2 => compress(Codec::Bzip2, content),
                rawzip::CompressionMethod::XZ => compress(Codec::Xz, content),
                _ => compress(Codec::Zstd, content),
            };
            let mut writer = config.wrap(io::sink());
            writer.write_all(content).unwrap();
            let (_, descriptor) = writer.finish().unwrap();
            entry.write_all(&packed).unwrap();
            descriptor
        };
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    out
}

#[test]
fn zip_archives() {
    use rawzip::CompressionMethod as Method;
    let (a, b) = (journal(5), journal(6));
    let gz = compress(Codec::Gzip, &b);
    for method in [Method::STORE, Method::DEFLATE, Method::BZIP2, Method::XZ, Method::ZSTD] {
        let archive = zip(method, &[("d/", b""), ("d/b.gz", &gz), ("d/a", &a), ("text", b"text")]);
        let expected = [("x:d/a", &a), ("x:d/b.gz", &b)];
        let expected = expected.map(|(name, journal)| (name.to_owned(), journal.clone()));
        assert_eq!(unpack(&archive), Found { journals: expected.to_vec(), problems: vec![] }, "{method:?}");
        let inner = unpack(&compress(Codec::Zstd, &tar(&[("i.zip", &archive)])));
        assert_eq!((inner.names(), inner.problems.len()), (vec!["x:i.zip:d/a", "x:i.zip:d/b.gz"], 0));
        assert!(inner.journals.iter().map(|(_, journal)| journal).eq([&a, &b]));
    }
    let odd = zip(Method::LZMA, &[("a", &a)]);
    assert_eq!(unpack(&odd).problems, ["x:a: its way of compression is not supported, not read"]);
}

#[test]
fn damaged_zip_archives() {
    let (a, b) = (journal(5), journal(6));
    let archive = zip(rawzip::CompressionMethod::DEFLATE, &[("a", &a), ("b", &b)]);
    for end in (4..archive.len()).step_by(13) {
        let found = unpack(&archive[..end]);
        // The list is at the end, and the members do not say how long they are.
        assert_eq!((found.journals.len(), found.problems.len()), (0, 1), "{found:?}");
    }
    // Behind the first bytes, without which it is no journal.
    for at in (150..archive.len() / 2 - 60).step_by(17) {
        let mut damaged = archive.clone();
        damaged[at] ^= 0x10;
        let found = unpack(&damaged);
        assert!(found.journals.contains(&("x:b".to_owned(), b.clone())), "{at}");
        assert!(found.problems.len() <= 1, "{at} {:?}", found.problems);
        let is_harmless = found.journals.contains(&("x:a".to_owned(), a.clone()));
        assert!(is_harmless || found.problems[0].starts_with("x:a: "), "{at} {:?}", found.problems);
    }
    let mut encrypted = archive.clone();
    let directory = encrypted.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    encrypted[directory + 8] |= 1;
    let found = unpack(&encrypted);
    assert_eq!(found.problems, ["x:a: encryption is not supported, not read"]);
    assert_eq!(found.names(), ["x:b"]);
}

/// The same as of GNU's archives, as `tar --sparse --format=posix` writes them.
#[test]
fn members_with_holes_of_posix_archives() {
    let mut journal = journal(1);
    journal.resize(1 << 20, 0);
    let size = journal.len().to_string();
    let member = |list: &str, stored: &[u8]| {
        let mut builder = tar::Builder::new(Vec::new());
        let extensions = [
            ("GNU.sparse.major", "1"),
            ("GNU.sparse.minor", "0"),
            ("GNU.sparse.name", "real"),
            ("GNU.sparse.realsize", &*size),
        ];
        let extensions = extensions.map(|(key, value)| (key, value.as_bytes()));
        builder.append_pax_extensions(extensions).unwrap();
        let mut archive = builder.into_inner().unwrap();
        archive.truncate(archive.len() - 1024);
        let content = [blocks(list.as_bytes()), stored.to_vec()].concat();
        [archive, header(b"GNUSparseFile.0/x", content.len() as u64, |_| {}), blocks(&content)].concat()
    };
    let list = format!("2\n0\n8192\n{size}\n0\n");
    assert_eq!(unpack(&member(&list, &journal[..8192])), one("x:real", &journal));
    let found = unpack(&[member("2\n9\n1\n", &journal[..8192]), tar(&[("b", &journal)])].concat());
    assert_eq!(found.names(), ["x:b"]);
    let told = "x:real: is damaged, what comes before is read: its list of holes is invalid";
    assert_eq!(found.problems, [told]);
}

#[test]
fn several_files_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for at in 0..40 {
        let path = folder.path().join(at.to_string());
        let journal = journal(at + 1);
        let content = if at % 3 == 0 { journal } else { compress(CODECS[at as usize % 5], &journal) };
        std::fs::write(&path, content).unwrap();
        paths.push(path);
    }
    paths.push(folder.path().join("none"));
    for limits in [Limits::default(), Limits::untrusted()] {
        let all = Unpacker::new(limits).unpack_files(&paths);
        assert_eq!(all.len(), paths.len());
        for (at, (path, unpacked)) in paths.iter().zip(all).enumerate() {
            assert_eq!(unpacked.is_none(), at % 3 == 0 || at == 40, "{path:?}");
            let Some(Unpacked { sources, problems }) = unpacked else { continue };
            assert!(problems.is_empty() && sources.len() == 1 && sources[0].path() == path);
            assert!(sources[0].bytes() == journal(at as u64 + 1));
        }
    }
}

/// A member of a zip archive that says how long it is.
fn stored(name: &str, method: u8, content: &[u8]) -> Vec<u8> {
    let mut header = b"PK\x03\x04\x14\0\0\0".to_vec();
    header.extend([method, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    header.extend((content.len() as u32).to_le_bytes());
    header.extend([0; 4]);
    header.extend([name.len() as u8, 0, 2, 0]);
    [&*header, name.as_bytes(), b"xx", content].concat()
}

/// What the list at the end has told is not read again where it breaks off.
#[test]
fn zip_archives_whose_list_is_damaged() {
    let (a, b) = (journal(5), journal(6));
    let members = [stored("a", 0, &a), stored("b", 0, &b)];
    let (mut archive, mut list) = (Vec::new(), Vec::new());
    for (name, content, member) in [("a", &a, &members[0]), ("b", &b, &members[1])] {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let len = (content.len() as u32).to_le_bytes();
        list.extend(
            [&b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0"[..], &crc.sum().to_le_bytes(), &len, &len].concat(),
        );
        list.extend([&[1, 0][..], &[0; 12], &(archive.len() as u32).to_le_bytes(), name.as_bytes()].concat());
        archive.extend(member);
    }
    let places = [list.len() as u32, archive.len() as u32].map(u32::to_le_bytes).concat();
    let end = [&b"PK\x05\x06\0\0\0\0\x02\0\x02\0"[..], &places, &[0; 2]].concat();
    let expected = [("x:a".to_owned(), a), ("x:b".to_owned(), b)];
    let whole = unpack(&[&*archive, &list, &end].concat());
    assert_eq!(whole, Found { journals: expected.to_vec(), problems: vec![] });
    // The second one.
    let at = list.len() / 2;
    list[at] ^= 1;
    let found = unpack(&[archive, list, end].concat());
    assert_eq!((found.journals, found.problems.len()), (expected.to_vec(), 1));
}

/// Where the list at the end is missing, members that say how long they are are read.
#[test]
fn zip_archives_that_are_cut() {
    let (a, b) = (journal(5), journal(6));
    let mut deflated = Vec::new();
    flate2::read::DeflateEncoder::new(&*b, flate2::Compression::fast()).read_to_end(&mut deflated).unwrap();
    let first = stored("a", 0, &a);
    let archive = [&*first, &stored("text", 0, b"text"), &stored("b", 8, &deflated)].concat();
    for end in (5..archive.len()).step_by(37).chain([archive.len()]) {
        let found = unpack(&archive[..end]);
        assert!(found.problems[0].starts_with("x: is damaged, "), "{end} {:?}", found.problems);
        for (name, bytes) in &found.journals {
            assert!(if name == "x:a" { &a } else { &b }.starts_with(bytes), "{end}");
        }
        let is_whole = |journal: &Vec<u8>| found.journals.iter().any(|(_, bytes)| bytes == journal);
        assert_eq!(is_whole(&a), end >= first.len(), "{end}");
        assert_eq!(is_whole(&b), end == archive.len() || is_whole(&b) && end + 16 > archive.len(), "{end}");
    }
}
