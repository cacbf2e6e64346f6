//! What of a file was found and what was lost, as a line.

use std::fmt::Write;

use journalq_file::salvage::{Grade, HeaderState, ItemLoss};

use super::loss::{GRADES, Loss, header_word};
use crate::args::Args;
use crate::stderr::{Level, say as say_line};

/// Says it, unless all is well and only what is not should be told.
pub(super) fn say(args: &Args, loss: &Loss) {
    let level = if loss.is_none() { Level::Notice } else { Level::Warning };
    if level == Level::Notice && args.quiet {
        return;
    }
    say_line(level, &format!("{}: {}", loss.path.display(), text(args.salvage.embedded, loss)));
    if loss.refused.fields > 0 {
        let fields = count(loss.refused.fields, "field", "fields");
        say_line(Level::Warning, &format!("{}: {fields} over the limits, not printed", loss.path.display()));
    }
    if let Some(error) = loss.refused.first {
        let entries = loss.refused.entries;
        say_line(
            Level::Warning,
            &format!("{}: {entries} found, but not printed: {error}", loss.path.display()),
        );
    }
}

/// `header damaged; 1998 of 2000 entries: 1990 intact, 8 partial; 8 entries lost 12 fields: 10 no data object, 2 zeroed item; 4096
/// bytes lost in 1 place`
fn text(with_embedded: bool, loss: &Loss) -> String {
    let report = &loss.report;
    let mut text = String::new();
    if loss.identity.header != HeaderState::Intact {
        let _ = write!(text, "header {}; ", header_word(loss.identity.header));
    }
    let found = loss.found();
    let _ = match report.expected {
        Some(expected) => write!(text, "{found} of {expected} entries"),
        None => write!(text, "{}", count(found, "entry", "entries")),
    };
    let embedded = report.found.of(Grade::Embedded { data: 0 });
    let by_grade = GRADES.map(|grade| (report.found.of(grade), grade.name()));
    push_list(&mut text, by_grade.into_iter().filter(|(_, name)| with_embedded || *name != "embedded"));
    if embedded > 0 && !with_embedded {
        let _ = write!(text, "; {embedded} within logged values left out");
    }
    if report.without_fields > 0 {
        let _ = write!(text, "; {} without any field", count(report.without_fields, "entry", "entries"));
    }
    if report.lost_items.total() > 0 {
        let fields = count(report.lost_items.total(), "field", "fields");
        let _ = write!(text, "; {} lost {fields}", count(report.incomplete, "entry", "entries"));
        push_list(&mut text, ItemLoss::ALL.into_iter().map(|cause| (report.lost_items.of(cause), cause)));
    }
    if loss.lost_bytes() > 0 {
        let places = count(report.lost_ranges.total(), "place", "places");
        let _ = write!(text, "; {} lost in {places}", count(loss.lost_bytes(), "byte", "bytes"));
    }
    if loss.not_found > 0 {
        let _ = write!(text, "; {} not found", count(loss.not_found, "byte", "bytes"));
    }
    text
}

/// Appends the numbers that are not zero.
fn push_list(text: &mut String, counts: impl Iterator<Item = (u64, impl std::fmt::Display)>) {
    let listed: Vec<String> =
        counts.filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if !listed.is_empty() {
        let _ = write!(text, ": {}", listed.join(", "));
    }
}

fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
