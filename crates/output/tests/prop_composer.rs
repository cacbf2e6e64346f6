//! What is put together from kept parts is what is rendered whole.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use journalq_file::codec::Codec;
use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
use journalq_file::{Findings, Id128, JournalFile};
use journalq_output::{ColourMode, Composer, Loader, Mode, Options, Renderer};
use proptest::prelude::*;

/// Fields of few names and values, so that entries share them, and some that cannot be kept.
fn field() -> impl Strategy<Value = Vec<u8>> {
    let text = |pattern: &'static str| pattern.prop_map(String::into_bytes);
    prop_oneof![
        8 => text("(MESSAGE|_PID|PRIORITY|SYSLOG_IDENTIFIER|_COMM|_HOSTNAME)=[ab\"\n]{0,2}"),
        1 => text("(_SOURCE_REALTIME_TIMESTAMP|_SOURCE_MONOTONIC_TIMESTAMP)=170000000[0-9]000000"),
        1 => text("(XXFORGED|XXCURSOR|BADXNAME|_BOOT_ID)=[ab]"),
        1 => Just([&b"MESSAGE="[..], &[b'x'; 5000]].concat()),
        1 => Just(b"_BINARY=\x00\xff\n".to_vec()),
    ]
}

fn build(entries: &[Vec<Vec<u8>>], number: u8) -> Vec<u8> {
    let codec = (number % 2 == 1).then_some(Codec::Zstd);
    let options = WriteOptions {
        file_id: Id128([number; 16]),
        codec,
        data_hash_buckets: 64,
        field_hash_buckets: 16,
        ..WriteOptions::default()
    };
    let mut writer = JournalWriter::new(options).unwrap();
    for (n, fields) in (1..).zip(entries) {
        writer
            .append(&NewEntry {
                seqnum: None,
                realtime_usec: 1_700_000_000_000_000 + n,
                monotonic_usec: n,
                boot_id: Id128([1; 16]),
                xor_hash: None,
                payloads: &fields.iter().map(Vec::as_slice).collect::<Vec<_>>(),
            })
            .unwrap();
    }
    let mut journal = writer.finish();
    // Names that only a forger writes.
    for (name, forged) in [("XXFORGED=", "__FORGED="), ("XXCURSOR=", "__CURSOR="), ("BADXNAME=", "bad name=")]
    {
        for at in 0..journal.len() - name.len() {
            if journal[at..].starts_with(name.as_bytes()) {
                journal[at..at + name.len()].copy_from_slice(forged.as_bytes());
            }
        }
    }
    journal
}

fn options(mode: Mode, coloured: bool, some_fields: bool) -> Options {
    let colour = if coloured { ColourMode::Ansi256 } else { ColourMode::Off };
    let output_fields = if some_fields { vec![b"_PID".to_vec(), b"MESSAGE".to_vec()] } else { vec![] };
    Options { colour, output_fields, ..Options::new(mode) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn kept_parts_make_no_difference(
        entries in prop::collection::vec(prop::collection::vec(field(), 1..12), 1..24),
        coloured in any::<bool>(),
        some_fields in any::<bool>(),
    ) {
        let files = [build(&entries, 2), build(&entries[entries.len() / 2..], 3)];
        let files = files.each_ref().map(|bytes| JournalFile::open(bytes).unwrap());
        for mode in Mode::ALL {
            let renderer = Renderer::new(options(mode, coloured, some_fields));
            let (mut composer, mut plain) = (Composer::new(renderer.clone()), renderer.clone());
            let mut loader = Loader::new(renderer.wanted());
            let (mut composed, mut rendered) = (Vec::new(), Vec::new());
            let mut findings = [Findings::default(), Findings::default()];
            for _ in 0..2 {
                for (index, file) in files.iter().enumerate() {
                    for entry in file.entries() {
                        composer.push(index, file, &entry, 0..0, &mut findings[0], &mut composed).unwrap();
                        loader.forget_files();
                        let [_, findings] = &mut findings;
                        loader
                            .load(0, file, &entry, findings, |fields| plain.render(&entry.head(), fields, &mut rendered))
                            .unwrap();
                    }
                }
            }
            prop_assert_eq!(composed.escape_ascii().to_string(), rendered.escape_ascii().to_string(), "{:?}", mode);
            prop_assert_eq!(&findings[0], &findings[1]);
            // Other files may come in their places.
            composer.forget_files();
            let mut again = Vec::new();
            for entry in files[1].entries() {
                composer.push(0, &files[1], &entry, 0..0, &mut findings[0], &mut again).unwrap();
            }
            prop_assert!(mode.is_sequential() || composed.ends_with(&again));
        }
    }
}
