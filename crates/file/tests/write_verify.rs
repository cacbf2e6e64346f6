//! The real journalctl accepts what the writer writes, and reads back exactly what was given.
//!
//! The machine's journalctl is asked, and another one that `JOURNALQ_JOURNALCTL` names (words split at blanks), for
//! which the files are put below `JOURNALQ_JOURNALCTL_ROOT` when it runs in another root. Without any of them the tests
//! fail under `CI=true`, and say so elsewhere.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what cannot be asked or parsed fails the test")]

use std::collections::BTreeSet;
use std::env;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use journalq_file::Id128;
use journalq_file::codec::Codec;
use journalq_file::layout::flags::State;
use journalq_file::write::{Hash, HeaderSize, JournalWriter, Layout, NewEntry, WriteOptions, create_file};
use tempfile::TempDir;

/// The codecs of one file: the writer switches to the next one after each entry.
const CODECS: [&[Option<Codec>]; 5] = [
    &[None],
    &[Some(Codec::Xz)],
    &[Some(Codec::Lz4)],
    &[Some(Codec::Zstd)],
    &[Some(Codec::Zstd), Some(Codec::Xz), None, Some(Codec::Lz4)],
];

/// Every combination of layout, hash, codecs and header is accepted and read back.
#[test]
fn every_combination_verifies_and_reads_back() {
    for journalctl in Journalctl::all() {
        for header_size in HeaderSize::ALL {
            let folder = journalctl.folder();
            let entries = entries(if header_size == HeaderSize::V254 { 1500 } else { 300 });
            for (name, options, codecs) in combinations(header_size) {
                let path = folder.path().join(name);
                create_file(&path, &write(options, codecs, &entries)).unwrap();
                assert_eq!(journalctl.export(&path, &[]), entries, "{}", path.display());
            }
            if header_size.bytes() <= journalctl.newest_header().bytes() {
                journalctl.verify(folder.path(), 2 * 2 * CODECS.len());
            }
        }
    }
}

/// The hash tables and the data objects' own entry arrays lead to the entries, the fields to their values.
#[test]
fn look_ups_find_what_was_written() {
    let entries = entries(700);
    for journalctl in Journalctl::all() {
        let folder = journalctl.folder();
        for (name, options, codecs) in combinations(HeaderSize::V254) {
            let path = folder.path().join(name);
            create_file(&path, &write(options, codecs, &entries)).unwrap();
            for payload in
                ["_SYSTEMD_UNIT=unit-11.service", "PRIORITY=3", "MESSAGE=message number 699", "EMPTY="]
            {
                let expected: Vec<Entry> = entries
                    .iter()
                    .filter(|entry| entry.payloads.iter().any(|known| known == payload.as_bytes()))
                    .cloned()
                    .collect();
                assert!(!expected.is_empty());
                assert_eq!(journalctl.export(&path, &[payload]), expected, "{payload} in {}", path.display());
            }
            let units = journalctl.run(&path, &["-F", "_SYSTEMD_UNIT"]);
            let units: BTreeSet<&str> = str::from_utf8(&units.stdout).unwrap().lines().collect();
            let expected: BTreeSet<String> = (0..37).map(|unit| format!("unit-{unit}.service")).collect();
            assert!(units.iter().eq(expected.iter()), "{units:?} in {}", path.display());
        }
    }
}

/// Files of the edges: no entry at all, one entry, one bucket, no fields, other states.
#[test]
fn unusual_files_verify() {
    let entries = entries(50);
    for journalctl in Journalctl::all() {
        let folder = journalctl.folder();
        let common = || WriteOptions { header_size: journalctl.newest_header(), ..WriteOptions::default() };
        let cases: [(&str, WriteOptions, &[Entry]); 6] = [
            ("empty", common(), &[]),
            ("one", common(), &entries[..1]),
            ("buckets", WriteOptions { data_hash_buckets: 1, field_hash_buckets: 0, ..common() }, &entries),
            ("values", WriteOptions { write_fields: false, ..common() }, &entries),
            ("online", WriteOptions { state: State::ONLINE, ..common() }, &entries),
            ("archived", WriteOptions { state: State::ARCHIVED, ..common() }, &entries),
        ];
        let n_cases = cases.len();
        for (name, options, entries) in cases {
            let path = folder.path().join(name).with_extension("journal");
            create_file(&path, &write(options, CODECS[3], entries)).unwrap();
            assert_eq!(journalctl.export(&path, &[]), entries, "{name}");
        }
        journalctl.verify(folder.path(), n_cases);
    }
}

/// The verification that these tests rely on does find faults.
#[test]
fn journalctl_notices_a_changed_byte() {
    for journalctl in Journalctl::all() {
        let folder = journalctl.folder();
        let path = folder.path().join("changed.journal");
        let options = WriteOptions { header_size: journalctl.newest_header(), ..WriteOptions::default() };
        let mut journal = write(options, CODECS[0], &entries(50));
        let at = journal.windows(8).position(|bytes| bytes == b"MESSAGE=").unwrap();
        journal[at] ^= 1;
        create_file(&path, &journal).unwrap();
        let output = journalctl.run(&path, &["--verify"]);
        let report = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && report.contains("Invalid hash"), "{report}");
    }
}

/// An entry, as given to the writer and as journalctl exports it.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    seqnum: u64,
    realtime_usec: u64,
    monotonic_usec: u64,
    boot_id: Id128,
    xor_hash: Option<u64>,
    /// Sorted, each once.
    payloads: BTreeSet<Vec<u8>>,
}

/// A file's name, what kind of file it is, and its codecs.
type Combination = (String, WriteOptions, &'static [Option<Codec>]);

fn combinations(header_size: HeaderSize) -> impl Iterator<Item = Combination> {
    let layouts = [Layout::Regular, Layout::Compact];
    let hashes = [Hash::Jenkins, Hash::Keyed];
    let kinds = layouts.into_iter().flat_map(move |layout| hashes.map(|hash| (layout, hash)));
    kinds.flat_map(move |(layout, hash)| {
        CODECS.iter().enumerate().map(move |(number, codecs)| {
            let name = format!("{layout:?}-{hash:?}-{number}-{}.journal", header_size.bytes());
            (name, WriteOptions { layout, hash, header_size, ..WriteOptions::default() }, *codecs)
        })
    })
}

fn write(options: WriteOptions, codecs: &[Option<Codec>], entries: &[Entry]) -> Vec<u8> {
    let mut writer = JournalWriter::new(WriteOptions { codec: codecs[0], ..options }).unwrap();
    for (entry, codec) in entries.iter().zip(codecs.iter().cycle()) {
        writer.set_codec(*codec);
        let mut payloads: Vec<&[u8]> = entry.payloads.iter().map(Vec::as_slice).collect();
        // A field that is given twice is stored once.
        payloads.push(payloads[0]);
        let (seqnum, xor_hash) = (Some(entry.seqnum), entry.xor_hash);
        let &Entry { realtime_usec, monotonic_usec, boot_id, .. } = entry;
        let new = NewEntry { seqnum, realtime_usec, monotonic_usec, boot_id, xor_hash, payloads: &payloads };
        writer.append(&new).unwrap();
    }
    writer.finish()
}

/// Entries of three boots with unique, shared, long, binary, empty and repeated fields.
fn entries(n_entries: u64) -> Vec<Entry> {
    (0..n_entries)
        .map(|n| {
            let boot = u8::try_from(n * 3 / n_entries).unwrap();
            let boot_id = Id128([boot + 1; 16]);
            Entry {
                seqnum: 1000 + n + n / 10,
                realtime_usec: 1_700_000_000_000_000 + n * 1_000_003,
                monotonic_usec: 5_000_000 + n * 1_000_000,
                boot_id,
                xor_hash: Some(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
                payloads: payloads(n, boot_id).into_iter().collect(),
            }
        })
        .collect()
}

fn payloads(n: u64, boot_id: Id128) -> Vec<Vec<u8>> {
    let mut payloads = vec![
        format!("_BOOT_ID={boot_id}").into_bytes(),
        format!("MESSAGE=message number {n}").into_bytes(),
        format!("PRIORITY={}", n % 8).into_bytes(),
        format!("_SYSTEMD_UNIT=unit-{}.service", n % 37).into_bytes(),
        b"REPEATED=one".to_vec(),
        format!("REPEATED=two {}", n % 2).into_bytes(),
    ];
    if n.is_multiple_of(5) {
        payloads.push([b"BINARY=\0\n\xff=".as_slice(), &n.to_le_bytes()].concat());
    }
    if n.is_multiple_of(7) {
        payloads.push(format!("SHARED_LONG={}", "some words. ".repeat(100 + n as usize % 11)).into_bytes());
    }
    if n.is_multiple_of(9) {
        payloads.push(b"EMPTY=".to_vec());
    }
    if n.is_multiple_of(13) {
        payloads
            .push(format!("LONG={}", (0..200).map(|k| (k * n).to_string()).collect::<String>()).into_bytes());
    }
    if n.is_multiple_of(50) {
        let noise = (0..700).map(|k: u64| ((k + n).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50) as u8);
        payloads.push(b"NOISE=".iter().copied().chain(noise).collect());
    }
    payloads
}

/// A journalctl that can be asked.
struct Journalctl {
    command: Vec<String>,
    /// The root that it sees.
    root: PathBuf,
    /// The version of systemd that it belongs to.
    version: u32,
}

impl Journalctl {
    /// The machine's own and the one that the environment names.
    fn all() -> Vec<Self> {
        let machine = Self::ask("journalctl", "/".into());
        let named = env::var("JOURNALQ_JOURNALCTL").ok().map(|command| {
            let root = env::var_os("JOURNALQ_JOURNALCTL_ROOT").unwrap_or_else(|| "/".into());
            Self::ask(&command, root.into()).expect("JOURNALQ_JOURNALCTL names a command that runs")
        });
        let all: Vec<Self> = machine.into_iter().chain(named).collect();
        if all.is_empty() {
            assert_ne!(env::var("CI").as_deref(), Ok("true"), "journalctl is missing");
            // Past the test harness, which would keep it to itself.
            let mut stderr = io::stderr();
            writeln!(stderr, "NOTE: there is no journalctl; written files were NOT verified").unwrap();
        }
        all
    }

    /// Asks a command for its version; `None` when there is no such command.
    fn ask(command: &str, root: PathBuf) -> Option<Self> {
        let command: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        let output = Command::new(&command[0]).args(&command[1..]).arg("--version").output().ok()?;
        let text = String::from_utf8(output.stdout).unwrap();
        let version = text.split(|letter: char| !letter.is_ascii_digit()).find_map(|word| word.parse().ok());
        Some(Self { command, root, version: version? })
    }

    /// The newest header that it verifies: it refuses files with compatible flags that it does not know, and v254
    /// brought one. It reads them all the same.
    const fn newest_header(&self) -> HeaderSize {
        if self.version < 254 { HeaderSize::V252 } else { HeaderSize::V254 }
    }

    /// A folder that it can see.
    fn folder(&self) -> TempDir {
        let inside = env::temp_dir();
        let inside = if self.root == Path::new("/") { inside } else { self.root.join("tmp") };
        TempDir::new_in(inside).unwrap()
    }

    fn run(&self, path: &Path, arguments: &[&str]) -> Output {
        let seen = Path::new("/").join(path.strip_prefix(&self.root).unwrap());
        let by = if path.is_dir() { "--directory" } else { "--file" };
        Command::new(&self.command[0])
            .args(&self.command[1..])
            .arg("--no-pager")
            .arg(by)
            .arg(seen)
            .args(arguments)
            .output()
            .unwrap()
    }

    /// Verifies the `n_files` of a folder.
    fn verify(&self, folder: &Path, n_files: usize) {
        let output = self.run(folder, &["--verify"]);
        let report = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{report}");
        assert_eq!(report.lines().filter(|line| line.contains("PASS: ")).count(), n_files, "{report}");
    }

    /// Reads the entries back in the export format.
    fn export(&self, path: &Path, matches: &[&str]) -> Vec<Entry> {
        let output = self.run(path, &[&["-o", "export", "--quiet"], matches].concat());
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut entries = Vec::new();
        let mut rest = output.stdout.as_slice();
        while !rest.is_empty() {
            entries.push(parse_entry(&mut rest));
        }
        entries
    }
}

/// Takes the lines of one entry, and the empty one behind them, from the export format.
fn parse_entry(rest: &mut &[u8]) -> Entry {
    let mut address = Vec::new();
    let mut payloads = BTreeSet::new();
    loop {
        let line = take_line(rest);
        match line.iter().position(|&byte| byte == b'=') {
            _ if line.is_empty() => break,
            Some(_) if line.starts_with(b"__") => address.push(String::from_utf8(line.to_vec()).unwrap()),
            Some(_) => assert!(payloads.insert(line.to_vec()), "a field is there twice"),
            None => {
                let (len, behind) = rest.split_first_chunk().unwrap();
                let (value, behind) = behind.split_at(usize::try_from(u64::from_le_bytes(*len)).unwrap());
                assert!(payloads.insert([line, b"=", value].concat()), "a field is there twice");
                *rest = behind.strip_prefix(b"\n").unwrap();
            }
        }
    }
    from_cursor(&address, payloads)
}

fn take_line<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let end = rest.iter().position(|&byte| byte == b'\n').unwrap();
    let line = &rest[..end];
    *rest = &rest[end + 1..];
    line
}

/// The entry that the lines starting with `__` describe; the cursor has all of it, the other lines must agree.
fn from_cursor(address: &[String], payloads: BTreeSet<Vec<u8>>) -> Entry {
    let value = |name: &str| address.iter().find_map(|line| line.strip_prefix(name)).unwrap();
    let cursor: Vec<&str> = value("__CURSOR=").split(';').map(|part| &part[2..]).collect();
    let hex = |part: &str| u64::from_str_radix(part, 16).unwrap();
    assert_eq!(cursor[0], WriteOptions::default().seqnum_id.to_string());
    let entry = Entry {
        seqnum: hex(cursor[1]),
        boot_id: Id128::parse(cursor[2].as_bytes()).unwrap(),
        monotonic_usec: hex(cursor[3]),
        realtime_usec: hex(cursor[4]),
        xor_hash: Some(hex(cursor[5])),
        payloads,
    };
    assert_eq!(value("__REALTIME_TIMESTAMP="), entry.realtime_usec.to_string());
    assert_eq!(value("__MONOTONIC_TIMESTAMP="), entry.monotonic_usec.to_string());
    entry
}
