//! What was found, by kind and severity, and the entries around it.

use super::page::{Page, as_count, beyond};
use super::summary::badge;
use crate::examination::{Anomaly, Capped, Excerpt, Kind, Line, Place, Report, Severity};

/// How many are listed; those that are not are counted.
pub(super) const MOST: usize = 160;

/// How many have an excerpt in the page.
const EXCERPTS: usize = 50;

/// How many files and places are named for each.
const FILES: usize = 3;
const PLACES: usize = 3;

/// How many entries an excerpt has at most.
const LINES: usize = 8;

pub(super) fn push(page: &mut Page, report: &Report) {
    page.section("anomalies", "Anomalies");
    let items = report.anomalies.items.get(..MOST).unwrap_or(&report.anomalies.items);
    if items.is_empty() {
        page.raw("<p>None were found.</p>\n");
    } else {
        page.raw("<p>What is not as journald leaves it, the severest first. Each kind has causes without anybody's doing: ");
        page.raw("weigh them first.</p>\n");
    }
    let groups = groups(items);
    overview(page, &groups);
    for (severity, kind, members) in groups {
        page.raw("<section class=\"kind ")
            .raw(severity.name())
            .raw("\" data-severity=\"")
            .raw(severity.name())
            .raw("\">\n<h3>");
        badge(page, severity)
            .raw(" ")
            .text(&title(kind))
            .raw(" <code>")
            .text(kind.name)
            .raw("</code></h3>\n");
        page.raw("<p>")
            .text(kind.explanation)
            .raw("</p>\n<p class=\"benign\"><strong>Benign causes:</strong> ");
        page.text(kind.benign).raw("</p>\n");
        for (index, anomaly) in members {
            article(page, report, index, anomaly);
        }
        page.raw("</section>\n");
    }
    page.left_out(beyond(report.anomalies.items.len(), MOST, report.anomalies.more), "anomaly", "anomalies");
    page.raw("</section>\n");
}

/// Anomalies of one kind and severity, with their indexes.
type Group<'a> = (Severity, &'static Kind, Vec<(usize, &'a Anomaly)>);

/// The groups in the order of their first members.
fn groups(items: &[Anomaly]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (index, anomaly) in items.iter().enumerate() {
        let is_same =
            |group: &&mut Group<'_>| group.0 == anomaly.severity && group.1.name == anomaly.kind.name;
        match groups.iter_mut().find(is_same) {
            Some(group) => group.2.push((index, anomaly)),
            None => groups.push((anomaly.severity, anomaly.kind, vec![(index, anomaly)])),
        }
    }
    groups
}

/// How many there are of each kind, with links to the first.
fn overview(page: &mut Page, groups: &[Group<'_>]) {
    if groups.len() < 2 {
        return;
    }
    page.raw(
        "<table class=\"overview\">\n<thead><tr><th scope=\"col\">Severity</th><th scope=\"col\">Kind</th>",
    );
    page.raw("<th scope=\"col\" class=\"n\">Number</th></tr></thead>\n<tbody>\n");
    for (severity, kind, members) in groups {
        let first = members.first().map_or(0, |(index, _)| *index);
        page.raw("<tr><td>");
        badge(page, *severity).raw("</td><th scope=\"row\"><a href=\"#a").plain(as_count(first)).raw("\">");
        page.text(&title(kind))
            .raw("</a></th><td class=\"n\">")
            .number(as_count(members.len()))
            .raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
}

/// The name of a kind as a heading: `numbers-missing` is `Numbers missing`.
fn title(kind: &Kind) -> String {
    let words = kind.name.replace('-', " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn article(page: &mut Page, report: &Report, index: usize, anomaly: &Anomaly) {
    page.raw("<article class=\"anomaly\" id=\"a").plain(as_count(index)).raw("\">\n<p class=\"finding\">");
    page.text_cut(&anomaly.text, 500).raw("</p>\n<dl class=\"facts\">\n");
    if let Some(times) = anomaly.times {
        page.raw("<dt>When</dt><dd>").time(times.first_usec);
        if times.last_usec != times.first_usec {
            page.raw(" to ").time(times.last_usec);
        }
        page.raw("</dd>\n");
    }
    if !anomaly.files.items.is_empty() {
        page.raw("<dt>Files</dt><dd>");
        files(page, report, &anomaly.files);
        page.raw("</dd>\n");
    }
    if !anomaly.places.items.is_empty() {
        page.raw("<dt>Entries</dt><dd>");
        places(page, &anomaly.places);
        page.raw("</dd>\n");
    }
    page.raw("</dl>\n");
    if !anomaly.command.is_empty() {
        page.raw("<pre class=\"command\"><code>").text_cut(&anomaly.command, 700).raw("</code></pre>\n");
    }
    if has_excerpt(report, index) {
        page.raw("<p class=\"more\"><a href=\"#e")
            .plain(as_count(index))
            .raw("\">Entries around it</a></p>\n");
    }
    page.raw("</article>\n");
}

fn files(page: &mut Page, report: &Report, files: &Capped<usize>) {
    for (position, index) in files.items.iter().take(FILES).enumerate() {
        page.raw(if position > 0 { "<br>" } else { "" });
        super::evidence::link(page, report, *index);
    }
    more(page, beyond(files.items.len(), FILES, files.more));
}

fn places(page: &mut Page, places: &Capped<Place>) {
    for (position, place) in places.items.iter().take(PLACES).enumerate() {
        page.raw(if position > 0 { "<br>" } else { "" }).raw("number ").plain(place.seqnum).raw(" of ");
        page.exact_time(place.realtime_usec).raw(", at byte ").number(place.offset);
    }
    more(page, beyond(places.items.len(), PLACES, places.more));
}

fn more(page: &mut Page, count: u64) {
    if count > 0 {
        page.raw("<br>and ").number(count).raw(" more");
    }
}

/// Anomalies that have an excerpt, with their indexes.
fn with_excerpt(report: &Report) -> impl Iterator<Item = (usize, &Anomaly)> {
    let items = report.anomalies.items.iter().take(MOST).enumerate();
    items.filter(|(_, anomaly)| !anomaly.excerpt.lines.is_empty()).take(EXCERPTS)
}

fn has_excerpt(report: &Report, index: usize) -> bool {
    with_excerpt(report).any(|(other, _)| other == index)
}

/// The entries around the anomalies, to which these have links.
pub(super) fn push_excerpts(page: &mut Page, report: &Report) {
    if with_excerpt(report).next().is_none() {
        return;
    }
    page.section("excerpts", "Entries around the anomalies");
    page.raw(
        "<p>The entries that an anomaly is about are marked; each can be found again by its cursor.</p>\n",
    );
    for (index, anomaly) in with_excerpt(report) {
        page.raw("<section class=\"excerpt\" id=\"e")
            .plain(as_count(index))
            .raw("\">\n<h3>")
            .text(&title(anomaly.kind));
        page.raw("</h3>\n<p>").text_cut(&anomaly.text, 300).raw(" <a class=\"more\" href=\"#a");
        page.plain(as_count(index)).raw("\">Back to the anomaly</a></p>\n");
        excerpt(page, &anomaly.excerpt);
        page.raw("</section>\n");
    }
    page.raw("</section>\n");
}

fn excerpt(page: &mut Page, excerpt: &Excerpt) {
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Entries\">\n<table class=\"entries\">\n");
    page.raw(
        "<thead><tr><th scope=\"col\"><span class=\"hidden\">Meant</span></th><th scope=\"col\">Time</th>",
    );
    page.raw("<th scope=\"col\">Priority</th><th scope=\"col\">Who</th><th scope=\"col\">Message</th></tr></thead>\n<tbody>\n");
    for line in excerpt.lines.iter().take(LINES) {
        entry(page, line);
    }
    page.raw("</tbody>\n</table>\n</div>\n");
    page.left_out(beyond(excerpt.lines.len(), LINES, 0), "entry", "entries");
}

fn entry(page: &mut Page, line: &Line) {
    page.raw(if line.is_meant {
        "<tr class=\"meant\"><td><span title=\"the anomaly is about this entry\">▶</span></td><td>"
    } else {
        "<tr><td></td><td>"
    });
    page.exact_time(line.realtime_usec).raw("</td><td>");
    if let Some(priority) = line.priority {
        page.raw(priority_name(priority));
    }
    page.raw("</td><td class=\"name\">").text_cut(&line.who, 80).raw("</td><td class=\"message\">");
    page.text_cut(&line.message, 350).raw("<br><code class=\"cursor\">").text_cut(&line.cursor, 200);
    page.raw("</code></td></tr>\n");
}

const fn priority_name(priority: u8) -> &'static str {
    match priority {
        0 => "emergency",
        1 => "alert",
        2 => "critical",
        3 => "error",
        4 => "warning",
        5 => "notice",
        6 => "info",
        7 => "debug",
        _ => "",
    }
}
