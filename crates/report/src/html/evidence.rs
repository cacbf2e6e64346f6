//! The files: where they lay, what identifies them, what their headers, their structure and their seals say.

use super::page::{Page, as_count, beyond};
use crate::examination::{Content, FileReport, HeaderFacts, JournalFacts, Report, SealFacts};

/// Of how many files all is told, and how many are listed.
const TOLD: usize = 100;
const LISTED: usize = 600;

/// How much of a path is shown.
const PATH: usize = 400;

pub(super) fn push(page: &mut Page, report: &Report) {
    page.section("evidence", "Evidence");
    page.raw("<p>Every input, with the SHA-256 sum of all its bytes.</p>\n");
    for (index, file) in report.files.iter().take(TOLD).enumerate() {
        article(page, report, index, file);
    }
    if report.files.len() > TOLD {
        table(page, report);
    }
    page.left_out(beyond(report.files.len(), LISTED, 0), "file", "files");
    page.raw("</section>\n");
}

/// The name of a file, which leads to what is said of it.
pub(super) fn link(page: &mut Page, report: &Report, index: usize) {
    let Some(file) = report.files.get(index) else { return };
    let name = file.path.rsplit('/').next().unwrap_or_default();
    if index < LISTED {
        page.raw("<a href=\"#f").plain(as_count(index)).raw("\">").text_cut(name, 150).raw("</a>");
    } else {
        page.text_cut(name, 150);
    }
}

/// The files of which less is told.
fn table(page: &mut Page, report: &Report) {
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"More files\">\n<table>\n<caption>More files</caption>\n");
    page.raw("<thead><tr><th scope=\"col\">File and SHA-256</th><th scope=\"col\" class=\"n\">Bytes</th>");
    page.raw("<th scope=\"col\" class=\"n\">Entries</th></tr></thead>\n<tbody>\n");
    for (index, file) in report.files.iter().enumerate().take(LISTED).skip(TOLD) {
        page.raw("<tr id=\"f").plain(as_count(index)).raw("\"><td class=\"name\">").text_cut(&file.path, 160);
        page.raw("<br>").text(&file.sha256.map(|sum| sum.to_string()).unwrap_or_default());
        page.raw("</td><td class=\"n\">").number(file.size.unwrap_or_default()).raw("</td><td class=\"n\">");
        if let Some(facts) = file.journal() {
            page.number(facts.entries);
        }
        page.raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n");
}

fn article(page: &mut Page, report: &Report, index: usize, file: &FileReport) {
    page.raw("<article class=\"file\" id=\"f").plain(as_count(index)).raw("\">\n<h3><span class=\"index\">");
    page.plain(as_count(index).saturating_add(1))
        .raw("</span> <span class=\"path\">")
        .text_cut(&file.path, PATH);
    page.raw("</span></h3>\n<dl class=\"facts\">\n<dt>SHA-256</dt><dd>");
    match file.sha256 {
        Some(sum) => page.raw("<code class=\"sum\">").text(&sum.to_string()).raw("</code>"),
        None => page.raw("not computed: its bytes could not be read"),
    };
    page.raw("</dd>\n");
    if let Some(bytes) = file.size {
        page.raw("<dt>Size</dt><dd>").count(bytes, "byte", "bytes").raw("</dd>\n");
    }
    if let Some(other) = file.packed_in {
        page.raw("<dt>Packed in</dt><dd>");
        link(page, report, other);
        page.raw("</dd>\n");
    }
    match &file.content {
        Content::Journal(facts) => journal(page, facts),
        Content::Packed { journals } => {
            page.raw("<dt>Content</dt><dd>packed, with ")
                .count(*journals, "journal", "journals")
                .raw("</dd>\n");
        }
        Content::Unreadable(why) => {
            page.raw("<dt>Content</dt><dd class=\"bad\">not readable: ").text_cut(why, 300).raw("</dd>\n");
        }
    }
    page.raw("</dl>\n");
    details(page, file);
    page.raw("</article>\n");
}

/// What is said of each journal.
fn journal(page: &mut Page, facts: &JournalFacts) {
    page.raw("<dt>Entries</dt><dd>")
        .number(facts.entries)
        .raw(" of ")
        .count(facts.boots, "boot", "boots")
        .raw("</dd>\n");
    if let Some(times) = facts.times {
        page.raw("<dt>Written</dt><dd>")
            .time(times.first_usec)
            .raw(" to ")
            .time(times.last_usec)
            .raw("</dd>\n");
    }
    page.raw("<dt>State</dt><dd>").text_cut(&facts.header.state, 60).raw(", by systemd ");
    page.text(&facts.header.writer.to_string()).raw("</dd>\n<dt>Structure</dt><dd");
    match &facts.verification.failure {
        Some(failure) => page.raw(" class=\"bad\">fails verification: ").text_cut(failure, 300),
        None => page.raw(">passes verification"),
    };
    page.raw("</dd>\n<dt>Seals</dt><dd");
    match &facts.seals {
        Some(seals) => push_seals(page, seals),
        None => drop(page.raw(">none")),
    }
    page.raw("</dd>\n");
    if facts.free.nonzero > 0 {
        page.raw("<dt>Free room</dt><dd>").number(facts.free.nonzero).raw(" of ").count(
            facts.free.bytes,
            "byte",
            "bytes",
        );
        page.raw(" behind the last object are not zero</dd>\n");
    }
    if let Some(orphans) = facts.orphans.filter(|orphans| *orphans > 0) {
        page.raw("<dt>Orphans</dt><dd>")
            .count(orphans, "entry", "entries")
            .raw(" that no list leads to</dd>\n");
    }
}

fn push_seals(page: &mut Page, seals: &SealFacts) {
    let is_bad = seals.refuted.is_some_and(|refuted| refuted > 0);
    page.raw(if is_bad { " class=\"bad\">" } else { ">" }).number(seals.count);
    match (seals.authentic, seals.refuted) {
        (Some(authentic), Some(refuted)) => {
            page.raw(": ").number(authentic).raw(" authentic, ").number(refuted).raw(" refuted (");
            page.raw(seals.outcome.name()).raw(")");
        }
        _ => drop(page.raw(", not checked: no key was given")),
    }
    if let Some(usec) = seals.validated_usec {
        page.raw("; valid up to ").time(usec);
    }
    if let Some(entries) = seals.unsealed_entries.filter(|entries| *entries > 0) {
        page.raw("; ").count(entries, "entry", "entries").raw(" behind the last seal");
    }
}

/// What is needed now and then: times of the file, the header's IDs, flags and counters, findings.
fn details(page: &mut Page, file: &FileReport) {
    page.raw("<details>\n<summary>Header and times</summary>\n<dl class=\"facts\">\n");
    let times = [
        ("Modified", file.times.modified_usec),
        ("Changed", file.times.changed_usec),
        ("Created", file.times.created_usec),
    ];
    for (name, usec) in times {
        if let Some(usec) = usec.and_then(|usec| u64::try_from(usec).ok()) {
            page.raw("<dt>").raw(name).raw("</dt><dd>").time(usec).raw("</dd>\n");
        }
    }
    if let Some(facts) = file.journal() {
        header(page, &facts.header);
        for (name, count) in facts.verification.findings.iter().take(10) {
            page.raw("<dt>Finding</dt><dd>").raw(name).raw(": ").number(*count).raw("</dd>\n");
        }
    }
    page.raw("</dl>\n</details>\n");
}

fn header(page: &mut Page, header: &HeaderFacts) {
    let ids = [
        ("File ID", header.file_id),
        ("Machine ID", header.machine_id),
        ("Sequence ID", header.seqnum_id),
        ("Last boot ID", header.tail_entry_boot_id),
    ];
    for (name, id) in ids {
        page.raw("<dt>").raw(name).raw("</dt><dd>").id(id).raw("</dd>\n");
    }
    page.raw("<dt>Numbers</dt><dd>")
        .plain(header.head_entry_seqnum)
        .raw(" to ")
        .plain(header.tail_entry_seqnum);
    page.raw("</dd>\n<dt>Flags</dt><dd>");
    let flags = header.incompatible_flags.iter().chain(&header.compatible_flags).take(16);
    for (index, flag) in flags.enumerate() {
        page.raw(if index > 0 { ", " } else { "" }).text_cut(flag, 30);
    }
    page.raw("</dd>\n<dt>Header</dt><dd>").count(header.header_size, "byte", "bytes").raw(", and ");
    page.number(header.arena_size)
        .raw(" behind it</dd>\n<dt>Objects</dt><dd>")
        .number(header.counters.objects);
    let counters = [
        ("entries", Some(header.counters.entries)),
        ("data", header.counters.data),
        ("fields", header.counters.fields),
        ("entry arrays", header.counters.entry_arrays),
        ("tags", header.counters.tags),
    ];
    for (name, count) in counters {
        if let Some(count) = count {
            page.raw(", ").raw(name).raw(" ").number(count);
        }
    }
    page.raw("</dd>\n");
}
