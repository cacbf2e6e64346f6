//! `docs/format.md` describes the structures of the code: its tables are compared with the compile-time offsets, and
//! the sections that the code refers to exist.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::collections::BTreeSet;
use std::fs;
use std::mem::{offset_of, size_of};
use std::path::{Path, PathBuf};

use journalq_file::layout::flags::{CompatibleFlags, IncompatibleFlags};
use journalq_file::layout::header::{MIN_HEADER_SIZE, RawHeader};
use journalq_file::layout::object::{
    CompactDataHead, DataHead, EntryArrayHead, EntryItem, FieldHead, HashItem, ObjectHeader, ObjectType,
    RawEntryHead, TagObject,
};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn document() -> String {
    fs::read_to_string(repository().join("docs/format.md")).unwrap()
}

/// The cells of the table that follows `<!-- layout: NAME -->`, row by row, without the two rows of its head.
fn table(name: &str) -> Vec<Vec<String>> {
    let document = document();
    let marker = format!("<!-- layout: {name} -->\n\n");
    let (_, after) = document.split_once(&marker).unwrap_or_else(|| panic!("no table {name}"));
    let rows = after.lines().take_while(|line| line.starts_with('|')).skip(2);
    let cells = |row: &str| {
        let cells = row.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
    };
    rows.map(cells).collect()
}

/// Offset, size and name of each row.
fn documented_fields(name: &str) -> Vec<(usize, usize, String)> {
    let number = |cell: &String| cell.parse().unwrap();
    table(name).iter().map(|row| (number(&row[0]), number(&row[1]), row[2].clone())).collect()
}

fn size_of_field<T, F>(_: fn(&T) -> &F) -> usize {
    size_of::<F>()
}

/// Compares a table with the fields of a structure, which have to fill it without a gap.
macro_rules! assert_documented {
    ($structure:ident { $($field:ident)* }) => {
        let fields = [$((
            offset_of!($structure, $field),
            size_of_field(|structure: &$structure| &structure.$field),
            stringify!($field).to_owned(),
        )),*];
        let end = fields.iter().fold(0, |end, (offset, size, name)| {
            assert_eq!(end, *offset, "{}: a field before {name} is not compared", stringify!($structure));
            offset + size
        });
        assert_eq!(end, size_of::<$structure>(), "{}: a last field is not compared", stringify!($structure));
        assert_eq!(documented_fields(stringify!($structure)), fields, "{}", stringify!($structure));
    };
}

#[test]
fn header() {
    assert_documented!(RawHeader {
        signature compatible_flags incompatible_flags state reserved file_id machine_id tail_entry_boot_id seqnum_id
        header_size arena_size data_hash_table_offset data_hash_table_size field_hash_table_offset
        field_hash_table_size tail_object_offset n_objects n_entries tail_entry_seqnum head_entry_seqnum
        entry_array_offset head_entry_realtime tail_entry_realtime tail_entry_monotonic n_data n_fields n_tags
        n_entry_arrays data_hash_chain_depth field_hash_chain_depth tail_entry_array_offset
        tail_entry_array_n_entries tail_entry_offset
    });
}

#[test]
fn header_sizes_end_after_a_field() {
    let fields = documented_fields("RawHeader");
    let sizes = table("header sizes");
    for row in &sizes {
        let (offset, size, _) = fields.iter().find(|(_, _, name)| *name == row[2]).unwrap();
        assert_eq!(row[0], (offset + size).to_string(), "{}", row[2]);
    }
    assert_eq!(sizes[0][0], MIN_HEADER_SIZE.to_string());
    assert_eq!(sizes[sizes.len() - 1][0], size_of::<RawHeader>().to_string());
}

#[test]
fn objects() {
    assert_documented!(ObjectHeader { object_type flags reserved size });
    assert_documented!(DataHead {
        object hash next_hash_offset next_field_offset entry_offset entry_array_offset n_entries
    });
    assert_documented!(CompactDataHead { data tail_entry_array_offset tail_entry_array_n_entries });
    assert_documented!(FieldHead { object hash next_hash_offset head_data_offset });
    assert_documented!(RawEntryHead { object seqnum realtime monotonic boot_id xor_hash });
    assert_documented!(EntryItem { data_offset hash });
    assert_documented!(HashItem { head_hash_offset tail_hash_offset });
    assert_documented!(EntryArrayHead { object next_entry_array_offset });
    assert_documented!(TagObject { object seqnum epoch hmac });
}

#[test]
fn object_types() {
    let documented: Vec<Vec<String>> = table("ObjectType").into_iter().map(|row| row[..4].to_vec()).collect();
    let types = (0..=u8::MAX).map(ObjectType).filter_map(|object_type| {
        let (regular, compact) = (object_type.head_size(false)?, object_type.head_size(true)?);
        let number = object_type.0.to_string();
        Some(vec![number, object_type.to_string(), regular.to_string(), compact.to_string()])
    });
    assert_eq!(documented, types.collect::<Vec<_>>());
}

#[test]
fn flags() {
    let documented = |name| {
        let rows = table(name).into_iter().map(|row| (row[0].parse().unwrap(), row[1].clone()));
        rows.collect::<BTreeSet<(u32, String)>>()
    };
    let incompatible = IncompatibleFlags::NAMES.map(|(flag, name)| (flag.0, name.to_owned()));
    assert_eq!(documented("IncompatibleFlags"), BTreeSet::from(incompatible));
    let compatible = [
        (CompatibleFlags::SEALED, "SEALED"),
        (CompatibleFlags::TAIL_ENTRY_BOOT_ID, "TAIL_ENTRY_BOOT_ID"),
        (CompatibleFlags::SEALED_CONTINUOUS, "SEALED_CONTINUOUS"),
    ];
    let compatible = compatible.map(|(flag, name)| (flag.0, name.to_owned()));
    assert_eq!(documented("CompatibleFlags"), BTreeSet::from(compatible));
}

/// Every Rust file below `folder`.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| {
        let is_source = path.extension().is_some_and(|extension| extension == "rs");
        if path.is_dir() { sources(&path) } else { Vec::from_iter(is_source.then_some(path)) }
    };
    paths.flat_map(below).collect()
}

#[test]
fn sections_that_the_code_refers_to_exist() {
    let document = document();
    let headings = document.lines().filter(|line| line.starts_with("##"));
    let sections: BTreeSet<&str> = headings.map(|line| line.trim_start_matches(['#', ' '])).collect();
    let mut references = 0;
    for path in sources(&repository().join("crates")) {
        let text = fs::read_to_string(&path).unwrap();
        for reference in text.split("`docs/format.md`, \"").skip(1) {
            let section = reference.split('"').next().unwrap();
            assert!(sections.contains(section), "{}: no section {section:?}", path.display());
            references += 1;
        }
    }
    assert!(references >= 5, "{references}");
}
