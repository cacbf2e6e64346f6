//! `journalq report` tells each kind of anomaly where there is one, and no other.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::collections::BTreeSet;

use journalq_file::Id128;
use journalq_file::layout::flags::State;
use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
use journalq_report::examination::KINDS;
use journalq_testkit::naive::Journal;
use journalq_testkit::seal::{self, START_USEC, VERIFICATION_KEY};
use serde_json::Value;

use crate::util::{Entry, Folder, small, write};

const SECOND: u64 = 1_000_000;
const HOUR: u64 = 3600 * SECOND;
const BEGIN: u64 = 1_700_000_000 * SECOND;

/// Kinds that no small file shows, each with the reason; all are told by the same code as others.
const NOT_MADE: [&str; 2] = [
    // seals are numbered by who makes them, and another number needs another seal
    "seal-missing",
    // a seal over what is damaged in such a way that it can be told from what was altered
    "seal-unreadable",
];

/// Files, and the kinds that are told of them.
struct Case {
    files: Vec<(&'static str, Vec<u8>)>,
    kinds: &'static [&'static str],
    args: Vec<String>,
}

impl Case {
    fn new(kinds: &'static [&'static str], files: Vec<(&'static str, Vec<u8>)>) -> Self {
        Self { files, kinds, args: Vec::new() }
    }

    fn with(self, arg: String) -> Self {
        Self { args: vec![arg], ..self }
    }

    /// Compares the kinds that are told with those that should be; returns them.
    fn check(self) -> BTreeSet<String> {
        let folder = Folder::new();
        for (name, bytes) in &self.files {
            folder.file(&format!("in/{name}"), bytes);
        }
        let args: Vec<&str> = ["report", "in", "-q", "-o", "json"]
            .into_iter()
            .chain(self.args.iter().map(|arg| &**arg))
            .collect();
        let ran = folder.run(&args);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        let told: BTreeSet<String> = report["anomalies"]["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|anomaly| anomaly["kind"].as_str().unwrap().to_owned())
            .collect();
        let expected: BTreeSet<String> = self.kinds.iter().map(|kind| (*kind).to_owned()).collect();
        assert_eq!(told, expected, "{:?}", report["anomalies"]);
        told
    }
}

/// A file of machine 5 and series 9, with this ID and state.
fn file(id: u8, state: State, entries: &[Entry<String>]) -> Vec<u8> {
    let [file_id, machine_id, seqnum_id] = [id, 5, 9].map(|byte| Id128([byte; 16]));
    write(WriteOptions { file_id, machine_id, seqnum_id, state, allow_any_name: true, ..small() }, entries)
}

/// An entry of boot 7 that comes so many seconds after the start, whose number is one more.
fn entry(second: u64) -> Entry<String> {
    Entry {
        seqnum: Some(second + 1),
        boot_id: Id128([7; 16]),
        realtime_usec: BEGIN + second * SECOND,
        monotonic_usec: second * SECOND,
        fields: vec![format!("MESSAGE=at {second}")],
    }
}

fn entries(seconds: std::ops::Range<u64>) -> Vec<Entry<String>> {
    seconds.map(entry).collect()
}

/// A file of ten entries, one of which has these fields more.
fn with_fields(fields: &[&str]) -> Vec<u8> {
    let mut entries = entries(0..10);
    entries[4].fields.extend(fields.iter().map(|field| (*field).to_owned()));
    file(1, State::OFFLINE, &entries)
}

/// A file of an entry with a field that was sent twice, and this hash of its own.
fn with_hash(xor_hash: Option<u64>) -> Vec<u8> {
    let options = WriteOptions { seqnum_id: Id128([9; 16]), ..small() };
    let mut writer = JournalWriter::new(options).unwrap();
    let payloads: &[&[u8]] = &[b"MESSAGE=one", b"TWICE=1", b"TWICE=1"];
    let (boot_id, realtime_usec, monotonic_usec) = (Id128([7; 16]), BEGIN, 0);
    let entry = NewEntry { seqnum: None, realtime_usec, monotonic_usec, boot_id, xor_hash, payloads };
    writer.append(&entry).unwrap();
    writer.finish()
}

/// A file of ten entries, changed.
fn changed(change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = file(1, State::OFFLINE, &entries(0..10));
    change(&mut bytes);
    bytes
}

fn add_to(bytes: &mut [u8], at: usize, more: i64) {
    let number = i64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) + more;
    bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
}

/// Where the payload of the DATA object with this one starts.
fn payload_at(bytes: &[u8], payload: &str) -> usize {
    let journal = Journal::read(bytes).unwrap();
    let (offset, _) = journal.data.iter().find(|(_, data)| data.payload == payload.as_bytes()).unwrap();
    let from = usize::try_from(*offset).unwrap();
    from + bytes[from..].windows(payload.len()).position(|window| window == payload.as_bytes()).unwrap()
}

/// A sealed log of 20 entries, three seconds apart, in epochs of ten.
fn sealed(ninth: &str) -> Vec<u8> {
    let realtimes: Vec<u64> = (0..20).map(|index| START_USEC + 3 * SECOND * index).collect();
    let make = |(index, realtime_usec): (u64, &u64)| Entry {
        realtime_usec: *realtime_usec,
        monotonic_usec: 3 * SECOND * index,
        fields: vec![format!("MESSAGE={}", if index == 8 { ninth } else { "sealed" })],
        ..entry(index)
    };
    let entries: Vec<Entry<String>> = (0..).zip(&realtimes).map(make).collect();
    seal::seal(&file(1, State::OFFLINE, &entries), &seal::as_journald(&realtimes))
}

/// The same with another ninth entry, and the seals as they were.
fn altered() -> Vec<u8> {
    let (genuine, mut altered) = (sealed("genuine"), sealed("altered"));
    for (from, to) in seal::tags(&genuine).into_iter().zip(seal::tags(&altered)) {
        altered[to..to + 64].copy_from_slice(&genuine[from..from + 64]);
    }
    altered
}

fn of_files() -> Vec<Case> {
    let whole = || file(1, State::OFFLINE, &entries(0..10));
    let later = || file(2, State::OFFLINE, &entries(10..20));
    let archive = "system@09090909090909090909090909090909-0000000000000005-00060a24181e7eb9.journal";
    vec![
        Case::new(&[], vec![("system.journal", whole())]),
        Case::new(&["file-unreadable"], vec![("system.journal", b"no journal".to_vec())]),
        Case::new(&["file-cut"], vec![("system.journal", changed(|bytes| add_to(bytes, 96, 4096)))]),
        Case::new(&["file-online"], vec![("system.journal", file(1, State::ONLINE, &entries(0..10)))]),
        Case::new(
            &["file-quarantined"],
            vec![("system@00060a24181e7eb9-0123456789abcdef.journal~", whole()), ("system.journal", later())],
        ),
        Case::new(&["name-contradiction"], vec![(archive, whole())]),
        Case::new(
            &["file-id-twice"],
            vec![
                ("a/system.journal", whole()),
                ("b/system.journal", file(1, State::OFFLINE, &entries(10..20))),
            ],
        ),
        Case::new(&["file-copy", "entries-twice"], vec![("a.journal", whole()), ("b.journal", whole())]),
        Case::new(&["verify-failed"], vec![("system.journal", changed(|bytes| add_to(bytes, 208, 1)))]),
        Case::new(
            &["hash-mismatch"],
            vec![(
                "system.journal",
                changed(|bytes| {
                    let at = payload_at(bytes, "MESSAGE=at 5");
                    bytes[at + 8] = b'A';
                }),
            )],
        ),
        Case::new(&["entry-hash-mismatch"], vec![("system.journal", with_hash(Some(0x0123_4567)))]),
        Case::new(&[], vec![("system.journal", with_hash(None))]),
        Case::new(
            &["free-space-used"],
            vec![(
                "system.journal",
                changed(|bytes| {
                    bytes.resize(bytes.len().next_multiple_of(8), 0);
                    bytes.extend([0; 4000]);
                    bytes.extend([1; 96]);
                    let arena = i64::try_from(bytes.len() - 272).unwrap();
                    bytes[96..104].copy_from_slice(&arena.to_le_bytes());
                }),
            )],
        ),
        Case::new(
            &["orphaned-entries", "verify-failed"],
            vec![("system.journal", changed(|bytes| add_to(bytes, 152, -1)))],
        ),
    ]
}

fn of_seals() -> Vec<Case> {
    let (seed, times) = VERIFICATION_KEY.split_once('/').unwrap();
    let key = format!("--verify-key={VERIFICATION_KEY}");
    let later = Entry { realtime_usec: START_USEC + HOUR, monotonic_usec: HOUR, ..entry(20) };
    let unsealed = file(2, State::OFFLINE, &[later]);
    let system = |bytes| vec![("system.journal", bytes)];
    vec![
        Case::new(&[], system(sealed("genuine"))).with(key.clone()),
        Case::new(&["seals-not-checked"], system(sealed("genuine"))),
        Case::new(&["seal-altered"], system(altered())).with(key.clone()),
        Case::new(&["seal-foreign-key"], system(sealed("genuine")))
            .with(format!("--verify-key=000000-000000-000000-000000/{times}")),
        Case::new(&["seal-order"], system(sealed("genuine")))
            .with(format!("--verify-key={seed}/ab37700-989680")),
        Case::new(
            &["unsealed-among-sealed"],
            vec![("a.journal", sealed("genuine")), ("b.journal", unsealed)],
        )
        .with(key),
    ]
}

fn of_numbers() -> Vec<Case> {
    let system = |entries: &[Entry<String>]| vec![("system.journal", file(1, State::OFFLINE, entries))];
    let two = |one: &[Entry<String>], other: &[Entry<String>]| {
        vec![
            ("a/system.journal", file(1, State::OFFLINE, one)),
            ("b/system.journal", file(2, State::OFFLINE, other)),
        ]
    };
    let gap = || entries(0..5).into_iter().chain(entries(8..10)).collect::<Vec<_>>();
    let shifted = |usec: i64, from: u64| {
        let shift = |mut entry: Entry<String>| {
            if entry.monotonic_usec >= from * SECOND {
                entry.realtime_usec = entry.realtime_usec.checked_add_signed(usec).unwrap();
            }
            entry
        };
        entries(0..1000).into_iter().map(shift).collect::<Vec<_>>()
    };
    let hours = |hours: i64| hours * i64::try_from(HOUR).unwrap();
    let other_content = || {
        let mut entries = entries(0..10);
        entries.iter_mut().for_each(|entry| entry.fields.push("OTHER=1".to_owned()));
        entries
    };
    let silent = || {
        let late = |mut entry: Entry<String>| {
            entry.realtime_usec += 2 * HOUR;
            entry.monotonic_usec += 2 * HOUR;
            entry
        };
        entries(0..300).into_iter().chain(entries(300..600).into_iter().map(late)).collect::<Vec<_>>()
    };
    let crossed = || {
        let mut later = entries(10..20);
        later.iter_mut().for_each(|entry| {
            entry.monotonic_usec -= 5 * SECOND;
            entry.realtime_usec -= 5 * SECOND;
        });
        later
    };
    vec![
        Case::new(&["file-missing"], two(&entries(0..10), &entries(20..30))),
        Case::new(
            &["file-missing", "file-unreadable"],
            with_unreadable(two(&entries(0..10), &entries(20..30))),
        ),
        Case::new(&["numbers-missing"], system(&gap())),
        Case::new(&["series-begin"], system(&entries(50..60))),
        Case::new(&["number-twice"], two(&entries(0..10), &other_content())),
        Case::new(&["clock-step-back"], system(&shifted(-hours(2), 500))),
        Case::new(&["clock-step-forward"], system(&shifted(hours(2), 500))),
        Case::new(&["long-silence"], system(&silent())),
        Case::new(&["monotonic-backwards"], two(&entries(0..10), &crossed())),
    ]
}

/// The same files, and one between them that cannot be read.
fn with_unreadable(mut files: Vec<(&'static str, Vec<u8>)>) -> Vec<(&'static str, Vec<u8>)> {
    let name = "b/system@09090909090909090909090909090909-000000000000000b-00060a24181e7eb9.journal";
    files.push((name, b"nothing is left".to_vec()));
    files
}

fn of_boots() -> Vec<Case> {
    let boot = |boot: u8, seconds: std::ops::Range<u64>, back: u64| {
        let of_boot = |second: u64| Entry {
            boot_id: Id128([boot; 16]),
            realtime_usec: BEGIN + (second - back) * SECOND,
            ..entry(second)
        };
        seconds.map(of_boot).collect::<Vec<_>>()
    };
    let system = |entries: &[Entry<String>]| vec![("system.journal", file(1, State::OFFLINE, entries))];
    let two =
        |one: Vec<Entry<String>>, other: Vec<Entry<String>>| one.into_iter().chain(other).collect::<Vec<_>>();
    let many =
        (0..4200_u64).map(|second| Entry { boot_id: boot_id(second), ..entry(second) }).collect::<Vec<_>>();
    vec![
        Case::new(&["boot-without-end"], system(&two(boot(1, 0..10, 0), boot(2, 10..20, 0)))),
        Case::new(
            &["boot-without-end", "boots-overlap", "realtime-backwards"],
            system(&two(boot(1, 0..1000, 0), boot(2, 1000..1010, 900))),
        ),
        Case::new(&["boot-without-end", "not-all-examined"], system(&many)),
    ]
}

fn boot_id(number: u64) -> Id128 {
    let mut id = [1; 16];
    id[..8].copy_from_slice(&number.to_le_bytes());
    Id128(id)
}

fn of_entries() -> Vec<Case> {
    let system = |fields: &[&str]| vec![("system.journal", with_fields(fields))];
    let process = |at: u64, exe: &str, unit: &str| {
        let mut entry = entry(at);
        entry.fields.extend(["_PID=7".to_owned(), format!("_EXE={exe}"), format!("_SYSTEMD_UNIT={unit}")]);
        entry
    };
    let processes =
        [process(0, "/a", "a.service"), process(1, "/b", "b.service"), process(2, "/a", "a.service")];
    let early = format!("_SOURCE_REALTIME_TIMESTAMP={}", BEGIN - HOUR);
    let same_boot = format!("_BOOT_ID={}", Id128([7; 16]));
    let of_kernel = [
        "_TRANSPORT=kernel",
        "SYSLOG_FACILITY=0",
        "_HOSTNAME=host",
        "_MACHINE_ID=05050505050505050505050505050505",
    ];
    vec![
        Case::new(&[], system(&of_kernel)),
        Case::new(
            &[],
            system(&["_TRANSPORT=kernel", "SYSLOG_FACILITY=5", "_PID=7", "_COMM=systemd-journal"]),
        ),
        Case::new(&["kernel-with-process"], system(&["_TRANSPORT=kernel", "SYSLOG_FACILITY=0", "_COMM=x"])),
        Case::new(&["process-contradiction"], vec![("system.journal", file(1, State::OFFLINE, &processes))]),
        Case::new(&[], system(&["_TRANSPORT=audit", "_UID=4294967295", "_AUDIT_LOGINUID=4294967295"])),
        Case::new(&["trusted-value-impossible"], system(&["_PID=0"])),
        Case::new(&["trusted-value-impossible"], system(&["_UID=4294967295"])),
        Case::new(&[], system(&[&same_boot])),
        Case::new(&["boot-id-contradiction"], system(&["_BOOT_ID=0123456789abcdef0123456789abcdef"])),
        Case::new(&["source-time-far"], system(&[&early])),
    ]
}

#[test]
fn every_kind_is_told_where_it_is_and_nowhere_else() {
    let cases = [of_files(), of_seals(), of_numbers(), of_boots(), of_entries()];
    let told: BTreeSet<String> = cases.into_iter().flatten().flat_map(Case::check).collect();
    let known: BTreeSet<String> =
        KINDS.iter().map(|kind| kind.name.to_owned()).filter(|name| !NOT_MADE.contains(&&**name)).collect();
    let untold: Vec<&String> = known.difference(&told).collect();
    assert_eq!(untold, ["seal-habit"], "which files of journald itself show");
}
