//! Fields come in stored order, whether they lie in the file or had to be decompressed.
#![expect(clippy::unwrap_used, reason = "a helper of a test that unwraps fails with the place")]

use journalq_file::codec::Codec;
use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
use journalq_file::{Findings, Id128, JournalFile};
use journalq_output::{Field, Loader, Wanted};

fn journal(entries: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let options = WriteOptions { codec: Some(Codec::Zstd), ..WriteOptions::default() };
    let mut writer = JournalWriter::new(options).unwrap();
    for (n, payloads) in (1..).zip(entries) {
        let entry = NewEntry {
            seqnum: None,
            realtime_usec: n,
            monotonic_usec: n,
            boot_id: Id128([1; 16]),
            xor_hash: None,
            payloads: &payloads.iter().map(Vec::as_slice).collect::<Vec<_>>(),
        };
        writer.append(&entry).unwrap();
    }
    writer.finish()
}

#[test]
fn decompressed_fields_stand_among_the_others() {
    let field = |name: &str, value: &str, times| format!("{name}={}", value.repeat(times)).into_bytes();
    let entries: Vec<_> = (1..9)
        .map(|n| {
            vec![
                field("A", &n.to_string(), 1),
                field("B", &format!("b{n}"), 900 * n),
                field("C", &format!("c{n}"), 2),
                field("D", &format!("d{n}"), 700),
                field("E", &format!("e{n}"), 3000 / n),
                field("F", &format!("f{n}"), 1),
            ]
        })
        .collect();
    let bytes = journal(&entries);
    let file = JournalFile::open(&bytes).unwrap();
    for (wanted, names) in
        [(Wanted::All, "ABCDEF"), (Wanted::Only(["B", "C", "E"].map(|name| name.into()).to_vec()), "BCE")]
    {
        let mut loader = Loader::new(wanted);
        let mut findings = Findings::default();
        for (entry, payloads) in file.entries().zip(&entries) {
            let n_compressed = entry
                .items()
                .filter(|&data| file.read_data(data).unwrap().codec().unwrap() == Some(Codec::Zstd))
                .count();
            assert_eq!(n_compressed, 3);
            let expected: Vec<&[u8]> = payloads
                .iter()
                .filter(|payload| names.as_bytes().contains(&payload[0]))
                .map(Vec::as_slice)
                .collect();
            loader.load(0, &file, &entry, &mut findings, |fields| {
                let loaded: Vec<_> =
                    fields.iter().map(|field| [field.name, b"=", field.value].concat()).collect();
                assert!(loaded == expected);
            });
        }
        assert!(findings.is_empty());
    }
}

#[test]
fn behind_the_first_field_nothing_is_looked_at() {
    let field = |name: &str, times| format!("{name}={}", "x".repeat(times)).into_bytes();
    let bytes = journal(&[
        vec![field("A", 1), field("MESSAGE", 2), field("MESSAGE", 3), field("Z", 1)],
        vec![field("A", 2), field("Z", 2)],
        vec![field("A", 3), field("MESSAGE", 2000), field("MESSAGE", 4), field("Z", 3)],
    ]);
    let bytes = without_equals_signs(bytes, b"Z=");
    let file = JournalFile::open(&bytes).unwrap();
    let lens_and_losses = |wanted: Wanted| {
        let (mut loader, mut findings) = (Loader::new(wanted), Findings::default());
        let lens: Vec<Vec<usize>> = file
            .entries()
            .map(|entry| {
                let lens = |fields: &[Field<'_>]| fields.iter().map(|field| field.value.len()).collect();
                loader.load(0, &file, &entry, &mut findings, lens)
            })
            .collect();
        (lens, findings.total())
    };
    let name = b"MESSAGE".to_vec();
    assert_eq!(lens_and_losses(Wanted::First(name.clone())), (vec![vec![2], vec![], vec![2000]], 1));
    assert_eq!(lens_and_losses(Wanted::Only(vec![name])), (vec![vec![2, 3], vec![], vec![2000, 4]], 3));
}

/// Spoils the payloads that begin with a name.
fn without_equals_signs(mut bytes: Vec<u8>, name: &[u8]) -> Vec<u8> {
    let places: Vec<_> = bytes
        .windows(name.len())
        .enumerate()
        .filter(|(_, window)| *window == name)
        .map(|(at, _)| at)
        .collect();
    for at in places {
        bytes[at + name.len() - 1] = b'x';
    }
    bytes
}
