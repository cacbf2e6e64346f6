//! `--header`: what the headers of the files say.

use std::io::{self, Write};

use journalq_file::layout::flags::{CompatibleFlags, IncompatibleFlags, State};
use journalq_file::{Header, Source};
use journalq_output::{Clock, Size, Span, TimeStyle};
use journalq_query::Journal;

use crate::args::Args;
use crate::{Outcome, environment};

/// The header that systemd writes since v254.
const CURRENT_HEADER_SIZE: u64 = 272;
/// Bytes of an item of a hash table.
const HASH_ITEM_SIZE: u64 = 16;
/// How deep journald lets the chains of its hash tables get before it starts a new file.
const DEEPEST_CHAIN: u64 = 100;
/// Microseconds since the epoch that no entry's time reaches.
const END_OF_TIME: u64 = 1 << 55;

/// Prints the headers, an empty line between any two.
pub(crate) fn run(args: &Args, journal: &Journal) -> anyhow::Result<Outcome> {
    let mut clock = Clock::new(TimeStyle::Pretty, environment::time_zone());
    let mut out = io::BufWriter::new(io::stdout().lock());
    let guard = environment::guard(args.all);
    let mut text = Vec::new();
    for (source, file) in journal.sources().iter().zip(journal.files()?) {
        text.extend_from_slice(b"File path: ");
        guard.push(&mut text, source.path().as_os_str().as_encoded_bytes());
        text.push(b'\n');
        push_listing(&mut text, source, file.header(), &mut clock)?;
        out.write_all(&text)?;
        text.clear();
        text.push(b'\n');
    }
    out.flush()?;
    Ok(Outcome::Complete)
}

fn push_listing(out: &mut Vec<u8>, source: &Source, header: Header<'_>, clock: &mut Clock) -> io::Result<()> {
    push_identity(out, header)?;
    push_entries(out, header, clock)?;
    push_counters(out, header)?;
    writeln!(out, "Disk usage: {}", Size(source.disk_usage()))
}

/// What the file is, and its fixed parts.
fn push_identity(out: &mut Vec<u8>, header: Header<'_>) -> io::Result<()> {
    let state = match header.state() {
        State::OFFLINE => "OFFLINE",
        State::ONLINE => "ONLINE",
        State::ARCHIVED => "ARCHIVED",
        _ => "UNKNOWN",
    };
    writeln!(out, "File ID: {}", header.file_id())?;
    writeln!(out, "Machine ID: {}", header.machine_id())?;
    writeln!(out, "Boot ID: {}", header.tail_entry_boot_id())?;
    writeln!(out, "Sequential number ID: {}", header.seqnum_id())?;
    writeln!(out, "State: {state}")?;
    writeln!(out, "Compatible flags:{}", compatible(header.compatible_flags()))?;
    writeln!(out, "Incompatible flags:{}", incompatible(header.incompatible_flags()))?;
    writeln!(out, "Header size: {}", header.header_size())?;
    writeln!(out, "Arena size: {}", header.arena_size())?;
    writeln!(out, "Data hash table size: {}", header.data_hash_table_size() / HASH_ITEM_SIZE)?;
    writeln!(out, "Field hash table size: {}", header.field_hash_table_size() / HASH_ITEM_SIZE)?;
    writeln!(out, "Rotate suggested: {}", if is_due_for_rotation(header) { "yes" } else { "no" })
}

/// The first and the last entry. Numbers are repeated in hexadecimal.
fn push_entries(out: &mut Vec<u8>, header: Header<'_>, clock: &mut Clock) -> io::Result<()> {
    let (head, tail) = (header.head_entry_seqnum(), header.tail_entry_seqnum());
    writeln!(out, "Head sequential number: {head} ({head:x})")?;
    writeln!(out, "Tail sequential number: {tail} ({tail:x})")?;
    for (name, usec) in [("Head", header.head_entry_realtime()), ("Tail", header.tail_entry_realtime())] {
        write!(out, "{name} realtime timestamp: ")?;
        if (1..END_OF_TIME).contains(&usec) {
            clock.push(out, usec);
        } else {
            out.extend_from_slice(b" --- ");
        }
        writeln!(out, " ({usec:x})")?;
    }
    let monotonic = header.tail_entry_monotonic();
    writeln!(out, "Tail monotonic timestamp: {} ({monotonic:x})", Span(monotonic))
}

/// The numbers of objects. Older headers lack some.
fn push_counters(out: &mut Vec<u8>, header: Header<'_>) -> io::Result<()> {
    writeln!(out, "Objects: {}", header.n_objects())?;
    writeln!(out, "Entry objects: {}", header.n_entries())?;
    if let Some(n_data) = header.n_data() {
        writeln!(out, "Data objects: {n_data}")?;
        writeln!(out, "Data hash table fill: {}%", fill(n_data, header.data_hash_table_size()))?;
    }
    if let Some(n_fields) = header.n_fields() {
        writeln!(out, "Field objects: {n_fields}")?;
        writeln!(out, "Field hash table fill: {}%", fill(n_fields, header.field_hash_table_size()))?;
    }
    for (name, count) in [
        ("Tag objects", header.n_tags()),
        ("Entry array objects", header.n_entry_arrays()),
        ("Deepest field hash chain", header.field_hash_chain_depth()),
        ("Deepest data hash chain", header.data_hash_chain_depth()),
    ] {
        if let Some(count) = count {
            writeln!(out, "{name}: {count}")?;
        }
    }
    Ok(())
}

/// Objects per bucket in per cent. Without buckets it is what C prints for a division by zero.
fn fill(objects: u64, table_size: u64) -> String {
    match (objects, table_size) {
        (0, 0) => "-nan".to_owned(),
        (_, 0) => "inf".to_owned(),
        _ => format!("{:.1}", 100.0 * objects as f64 / (table_size as f64 / HASH_ITEM_SIZE as f64)),
    }
}

/// Whether journald would start a new file for what it finds in the header.
fn is_due_for_rotation(header: Header<'_>) -> bool {
    let is_full = |objects: Option<u64>, table_size: u64| {
        let buckets = u128::from(table_size / HASH_ITEM_SIZE);
        objects.is_some_and(|objects| u128::from(objects) * 4 > buckets * 3)
    };
    let is_deep = |depth: Option<u64>| depth.is_some_and(|depth| depth > DEEPEST_CHAIN);
    let has_unindexed_data = header.n_data().is_some_and(|n_data| n_data > 0) && header.n_fields() == Some(0);
    header.header_size() < CURRENT_HEADER_SIZE
        || is_full(header.n_data(), header.data_hash_table_size())
        || is_full(header.n_fields(), header.field_hash_table_size())
        || is_deep(header.data_hash_chain_depth())
        || is_deep(header.field_hash_chain_depth())
        || has_unindexed_data
}

fn compatible(flags: CompatibleFlags) -> String {
    let names = [
        (CompatibleFlags::SEALED.0, "SEALED"),
        (CompatibleFlags::SEALED_CONTINUOUS.0, "SEALED_CONTINUOUS"),
        (CompatibleFlags::TAIL_ENTRY_BOOT_ID.0, "TAIL_ENTRY_BOOT_ID"),
    ];
    flag_names(flags.0, &names)
}

fn incompatible(flags: IncompatibleFlags) -> String {
    let names = [
        (IncompatibleFlags::COMPRESSED_XZ.0, "COMPRESSED-XZ"),
        (IncompatibleFlags::COMPRESSED_LZ4.0, "COMPRESSED-LZ4"),
        (IncompatibleFlags::COMPRESSED_ZSTD.0, "COMPRESSED-ZSTD"),
        (IncompatibleFlags::KEYED_HASH.0, "KEYED-HASH"),
        (IncompatibleFlags::COMPACT.0, "COMPACT"),
    ];
    flag_names(flags.0, &names)
}

/// The names of the flags that are set, each with a blank before it, and `???` for those without a name.
fn flag_names(flags: u32, names: &[(u32, &str)]) -> String {
    let known = names.iter().filter(|(flag, _)| flags & flag != 0).map(|(_, name)| *name);
    let unknown = names.iter().fold(flags, |rest, (flag, _)| rest & !flag);
    known.chain((unknown != 0).then_some("???")).map(|name| format!(" {name}")).collect()
}
