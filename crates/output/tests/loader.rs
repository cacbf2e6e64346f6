//! Fields come in stored order, whether they lie in the file or had to be decompressed.
#![expect(clippy::unwrap_used, reason = "a helper of a test that unwraps fails with the place")]

use journalq_file::codec::Codec;
use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
use journalq_file::{Findings, Id128, JournalFile};
use journalq_output::{Loader, Wanted};

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
