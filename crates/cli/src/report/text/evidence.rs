//! What was looked at: files, machines, series, boots.

use journalq_report::examination::{
    Boot, Content, FileReport, Host, JournalFacts, Report, SealOutcome, Series,
};

use super::{SHOWN, Text, counted};
use crate::table::{Align, Cell, Table};

pub(super) fn push_files(text: &mut Text, report: &Report) {
    text.heading("FILES");
    for file in &report.files {
        push_file(text, file);
    }
}

fn push_file(text: &mut Text, file: &FileReport) {
    text.line(&file.path);
    let size = file.size.map_or_else(|| "unknown size".to_owned(), |size| format!("{size} bytes"));
    match file.sha256 {
        Some(sum) => text.line(&format!("    SHA-256 {sum}  {size}")),
        None => text.line(&format!("    {size}")),
    }
    let times = &file.times;
    let named =
        [("created", times.created_usec), ("modified", times.modified_usec), ("changed", times.changed_usec)];
    let shown: Vec<String> = named
        .into_iter()
        .filter_map(|(what, usec)| Some(format!("{what} {}", text.signed_time(usec)?)))
        .collect();
    if !shown.is_empty() {
        text.line(&format!("    {}", shown.join(", ")));
    }
    match &file.content {
        Content::Journal(facts) => push_journal(text, facts),
        Content::Packed { journals } => {
            text.line(&format!("    packed: {} in it", counted(*journals, "journal", "journals")));
        }
        Content::Unreadable(why) => text.wrapped(&format!("    cannot be read: {why}"), 2),
    }
}

fn push_journal(text: &mut Text, facts: &JournalFacts) {
    let header = &facts.header;
    let (first, last) = text.times(facts.times);
    text.line(&format!(
        "    {}, {first} to {last}, {}",
        counted(facts.entries, "entry", "entries"),
        counted(facts.boots, "boot", "boots")
    ));
    text.line(&format!("    file {}  machine {}", header.file_id, header.machine_id));
    text.line(&format!(
        "    series {}  numbers {} to {}",
        header.seqnum_id, header.head_entry_seqnum, header.tail_entry_seqnum
    ));
    let mut flags = header.compatible_flags.clone();
    flags.extend(header.incompatible_flags.iter().cloned());
    text.wrapped(
        &format!("    {}, written by {}: {}", header.state, header.writer, flags.join(", ").to_lowercase()),
        2,
    );
    let counters = &header.counters;
    let or_none = |count: Option<u64>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
    text.wrapped(
        &format!(
            "    {} objects: {} entries, {} data, {} fields, {} entry arrays, {} tags; {} bytes free, {} of them not zero",
            counters.objects,
            counters.entries,
            or_none(counters.data),
            or_none(counters.fields),
            or_none(counters.entry_arrays),
            or_none(counters.tags),
            facts.free.bytes,
            facts.free.nonzero
        ),
        2,
    );
    push_verdict(text, facts);
}

fn push_verdict(text: &mut Text, facts: &JournalFacts) {
    let structure = match &facts.verification.failure {
        Some(failure) => format!("damaged: {failure}"),
        None => "structure verified".to_owned(),
    };
    let seals = match &facts.seals {
        None => "not sealed".to_owned(),
        Some(seals) => {
            let count = counted(seals.count, "seal", "seals");
            match seals.outcome {
                SealOutcome::NotChecked => format!("{count}, not checked without a key"),
                SealOutcome::Checked(outcome) => format!("{count}: {outcome}"),
            }
        }
    };
    text.wrapped(&format!("    {structure}; {seals}"), 2);
}

pub(super) fn push_hosts(text: &mut Text, report: &Report) {
    if report.hosts.items.is_empty() {
        return;
    }
    text.heading("HOSTS");
    let columns = [
        ("MACHINE ID", "", Align::Left),
        ("FILES", "", Align::Right),
        ("ENTRIES", "", Align::Right),
        ("FIRST", "", Align::Left),
        ("LAST", "", Align::Left),
        ("NAME", "", Align::Left),
    ];
    let row = |host: &Host| {
        let (first, last) = text.times(host.times);
        let name = host.names.items.first().map_or("-", String::as_str);
        let name = if name.chars().count() > 12 {
            format!("{}...", name.chars().take(9).collect::<String>())
        } else {
            name.to_owned()
        };
        vec![
            Cell::Text(host.machine_id.to_string()),
            number(host.files),
            number(host.entries),
            Cell::Text(first),
            Cell::Text(last),
            Cell::Text(name),
        ]
    };
    let rows = report.hosts.items.iter().take(SHOWN).map(row).collect();
    Table::new(&columns, rows).push_text(&mut text.out, true, super::COLOURS);
    text.push_rest(&report.hosts, SHOWN);
}

pub(super) fn push_series(text: &mut Text, report: &Report) {
    if report.series.items.is_empty() {
        return;
    }
    text.heading("SERIES OF NUMBERS");
    let columns = [
        ("SERIES", "", Align::Left),
        ("FILES", "", Align::Right),
        ("FIRST", "", Align::Right),
        ("LAST", "", Align::Right),
        ("THERE", "", Align::Right),
        ("MISSING", "", Align::Right),
        ("GAPS", "", Align::Right),
        ("TWICE", "", Align::Right),
    ];
    let row = |series: &Series| {
        let (first, last) = series.range.unwrap_or_default();
        vec![
            Cell::Text(series.seqnum_id.to_string()),
            number(series.members.total()),
            number(first),
            number(last),
            number(series.numbers),
            number(series.missing),
            number(series.gaps.total()),
            number(series.repeated),
        ]
    };
    let rows = report.series.items.iter().take(SHOWN).map(row).collect();
    Table::new(&columns, rows).push_text(&mut text.out, true, super::COLOURS);
    text.push_rest(&report.series, SHOWN);
}

pub(super) fn push_boots(text: &mut Text, report: &Report) {
    if report.boots.items.is_empty() {
        return;
    }
    text.heading("BOOTS");
    let columns = [
        ("BOOT ID", "", Align::Left),
        ("FIRST", "", Align::Left),
        ("LAST", "", Align::Left),
        ("ENTRIES", "", Align::Right),
        ("END", "", Align::Left),
    ];
    let shown = report.boots.items.get(..SHOWN).unwrap_or(&report.boots.items);
    for of_machine in shown.chunk_by(|one, other| one.machine_id == other.machine_id) {
        let Some(first) = of_machine.first() else { continue };
        text.line(&format!("machine {}", first.machine_id));
        let row = |boot: &Boot| {
            let (first, last) = text.times(Some(boot.times));
            vec![
                Cell::Text(boot.boot_id.to_string()),
                Cell::Text(first),
                Cell::Text(last),
                number(boot.entries),
                Cell::Text(boot.end.name().to_owned()),
            ]
        };
        let rows = of_machine.iter().map(row).collect();
        Table::new(&columns, rows).push_text(&mut text.out, true, super::COLOURS);
    }
    text.push_rest(&report.boots, SHOWN);
}

/// A number; a larger one than a table knows is the largest.
pub(super) fn number(number: u64) -> Cell {
    Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
}
