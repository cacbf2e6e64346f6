//! The fields, with the room that they take up in the files.

use std::collections::BTreeMap;

use journalq_file::{FieldUsage, Findings, JournalFile, Usage};

use super::view::{bar, share};
use crate::args::Args;
use crate::environment;
use crate::progress::Progress;
use crate::table::{Align, Cell, Table, count, size};

/// The table of all fields and of what else the files are made of, the largest first.
pub(super) fn table(args: &Args, files: &[JournalFile<'_>], lost: &mut [Findings]) -> Table {
    let (fields, parts) = sum(args, files, lost);
    let mut rows: Vec<Row> = fields
        .into_iter()
        .map(|(name, usage)| Row {
            name: String::from_utf8_lossy(&name).into_owned(),
            bytes: usage.bytes,
            of_field: Some(usage),
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.bytes));
    if let Some(top) = args.stats.top
        && rows.len() > top
    {
        let others = rows.split_off(top);
        let bytes = others.iter().map(|row| row.bytes).fold(0, u64::saturating_add);
        rows.push(Row { name: "(other fields)".to_owned(), bytes, of_field: None });
    }
    // No field has a name with parentheses.
    let parts = parts.into_iter().filter(|(_, bytes)| *bytes > 0);
    rows.extend(parts.map(|(name, bytes)| Row { name: format!("({name})"), bytes, of_field: None }));
    rows.sort_by_key(|row| std::cmp::Reverse(row.bytes));
    let total = rows.iter().map(|row| row.bytes).fold(0, u64::saturating_add);
    let largest = rows.first().map_or(0, |row| row.bytes);
    let is_utf8 = environment::is_utf8();
    let rows = rows.into_iter().map(|row| row.cells(largest, total, is_utf8)).collect();
    let columns = [
        ("FIELD", "field", Align::Left),
        ("VALUES", "values", Align::Right),
        ("REFERENCES", "references", Align::Right),
        ("ROOM", "bytes", Align::Right),
        ("SHARE", "share", Align::Right),
        ("", "", Align::Left),
    ];
    Table::new(&columns, rows)
}

struct Row {
    name: String,
    bytes: u64,
    of_field: Option<FieldUsage>,
}

impl Row {
    fn cells(self, largest: u64, total: u64, is_utf8: bool) -> Vec<Cell> {
        let nothing = || Cell::Mark(String::new());
        let [values, references] = match self.of_field {
            Some(FieldUsage { values, references, .. }) => [count(values), count(references)],
            None => [nothing(), nothing()],
        };
        let (name, bytes) = (Cell::Text(self.name), self.bytes);
        vec![name, values, references, size(bytes), share(bytes, total), bar(bytes, largest, is_utf8)]
    }
}

type Fields = BTreeMap<Vec<u8>, FieldUsage>;

/// Adds up the files: their fields, and the parts that belong to no field.
fn sum(args: &Args, files: &[JournalFile<'_>], lost: &mut [Findings]) -> (Fields, [(&'static str, u64); 7]) {
    let progress = Progress::new(args, files.iter().map(JournalFile::len).fold(0, u64::saturating_add));
    let mut fields = Fields::new();
    let mut parts =
        ["header", "hash tables", "entries", "lists of entries", "seals", "other objects", "not used"]
            .map(|name| (name, 0_u64));
    for (file, lost) in files.iter().zip(lost) {
        let usage = file.usage(lost);
        let Usage { header, hash_tables, entries, entry_lists, tags, other, unused, .. } = usage;
        let sizes = [header, hash_tables, entries, entry_lists, tags, other, unused];
        for ((_, sum), size) in parts.iter_mut().zip(sizes) {
            *sum = sum.saturating_add(size);
        }
        for (name, of_file) in usage.fields {
            let FieldUsage { values, references, bytes } = fields.entry(name).or_default();
            *values = values.saturating_add(of_file.values);
            *references = references.saturating_add(of_file.references);
            *bytes = bytes.saturating_add(of_file.bytes);
        }
        progress.add(file.len());
    }
    (fields, parts)
}
