//! A report for people: the verdict, what does not fit, then all that was looked at. A hundred columns wide but for what is to
//! be copied: paths and commands.

mod activity;
mod evidence;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use journalq_output::{ColourMode, Guard};
use journalq_report::examination::{Anomaly, Capped, Report, Severity, Times};

use self::activity::push_activity;
use self::evidence::{push_boots, push_files, push_hosts, push_series};
use crate::args::Args;
use crate::environment;
use crate::lost::counted;
use crate::stderr::escaped;

/// How wide texts are.
const WIDTH: usize = 100;

/// The headings of tables are plain: the report may go to a file.
const COLOURS: ColourMode = ColourMode::Off;

/// How many things of a list are shown; JSON has all.
const SHOWN: usize = 100;

/// Half a year in microseconds: winter for who has summer.
const HALF_A_YEAR_USEC: u64 = 182 * 86_400 * 1_000_000;

/// Renders a report.
pub(super) fn render(args: &Args, report: &Report, zone: TimeZone) -> Vec<u8> {
    let mut text = Text { out: Vec::new(), zone, guard: environment::guard(false) };
    text.push_summary(report);
    text.push_anomalies(args, report);
    push_files(&mut text, report);
    push_hosts(&mut text, report);
    push_series(&mut text, report);
    push_boots(&mut text, report);
    push_activity(&mut text, report);
    text.out
}

/// What was rendered so far.
struct Text {
    out: Vec<u8>,
    zone: TimeZone,
    guard: Guard,
}

impl Text {
    /// A line. What could drive a terminal is shown escaped.
    fn line(&mut self, line: &str) {
        self.out.extend_from_slice(escaped(line, self.guard).trim_end().as_bytes());
        self.out.push(b'\n');
    }

    /// The begin of a section.
    fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(heading);
        self.line("");
    }

    /// A text in lines of no more than the width, all but the first behind as many blanks as it begins with, and `indent` more.
    fn wrapped(&mut self, text: &str, indent: usize) {
        let begin = text.len().saturating_sub(text.trim_start().len());
        let mut line = " ".repeat(begin);
        let blank = " ".repeat(begin.saturating_add(indent));
        let mut is_empty = true;
        for word in text.split_whitespace() {
            let width = line.chars().count().saturating_add(word.chars().count()).saturating_add(1);
            if !is_empty && width > WIDTH {
                self.line(&line);
                (line, is_empty) = (blank.clone(), true);
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        self.line(&line);
    }

    /// A moment to the second, in the time zone of the output.
    fn time(&self, usec: u64) -> String {
        let signed = i64::try_from(usec).ok();
        self.signed_time(signed).unwrap_or_else(|| format!("@{}", usec / 1_000_000))
    }

    fn signed_time(&self, usec: Option<i64>) -> Option<String> {
        let time = Timestamp::from_microsecond(usec?).ok()?;
        Some(format!("{:.0}", self.zone.to_datetime(time)).replace('T', " "))
    }

    /// What the time zone is called, all year: the journals are of other seasons than the report.
    fn zone_name(&self, now_usec: u64) -> String {
        if let Some(name) = self.zone.iana_name() {
            return name.to_owned();
        }
        let name = |usec: u64| {
            let time = i64::try_from(usec).ok().and_then(|usec| Timestamp::from_microsecond(usec).ok());
            self.zone.to_offset_info(time.unwrap_or_default()).abbreviation().to_owned()
        };
        let (name, other) = (name(now_usec), name(now_usec.saturating_add(HALF_A_YEAR_USEC)));
        if name == other { name } else { format!("{name} or {other}") }
    }

    fn times(&self, times: Option<Times>) -> (String, String) {
        times.map_or_else(
            || ("-".to_owned(), "-".to_owned()),
            |times| (self.time(times.first_usec), self.time(times.last_usec)),
        )
    }

    /// Says what a list leaves out.
    fn push_rest<T>(&mut self, list: &Capped<T>, shown: usize) {
        let shown = u64::try_from(shown.min(list.items.len())).unwrap_or(u64::MAX);
        let rest = list.total().saturating_sub(shown);
        if rest > 0 {
            self.line(&format!("... and {rest} more"));
        }
    }

    fn push_summary(&mut self, report: &Report) {
        let run = &report.run;
        let summary = &report.summary;
        self.line(&format!("journalq {}, run {}: {}", run.version, self.time(run.began_usec), run.command));
        self.line(&match self.zone_name(run.began_usec) {
            name if name == "UTC" => "Times are in UTC.".to_owned(),
            name => format!("Times are in {name}, but for those with a Z behind them, which are in UTC."),
        });
        self.line("");
        self.wrapped(&self.contents(report), 0);
        let counts = Severity::ALL.map(|severity| format!("{} {severity}", summary.of(severity)));
        self.line(&format!("Anomalies: {}", counts.join(", ")));
    }

    /// What there is, in a sentence.
    fn contents(&self, report: &Report) -> String {
        let summary = &report.summary;
        let journals = counted(summary.journals, "journal", "journals");
        let unreadable = counted(summary.unreadable, "input", "inputs");
        let Some(times) = summary.times else {
            return format!("{journals}, no entries; {unreadable} cannot be read.");
        };
        let (first, last) = (self.time(times.first_usec), self.time(times.last_usec));
        let entries = counted(summary.entries, "entry", "entries");
        let hosts = counted(summary.hosts, "host", "hosts");
        let boots = counted(summary.boots, "boot", "boots");
        format!(
            "{journals} and {entries} of {hosts} in {boots}, {first} to {last}; {unreadable} cannot be read."
        )
    }

    /// The anomalies, those of a kind below what there is to say of all of them.
    fn push_anomalies(&mut self, args: &Args, report: &Report) {
        let anomalies = &report.anomalies;
        if anomalies.items.is_empty() {
            return;
        }
        self.heading("ANOMALIES");
        let is_same = |one: &Anomaly, other: &Anomaly| {
            (one.severity, one.kind.name) == (other.severity, other.kind.name)
        };
        for of_kind in anomalies.items.chunk_by(is_same) {
            let Some(first) = of_kind.first() else { continue };
            self.line(&format!("{:<6} {}", first.severity, first.kind.name));
            for anomaly in of_kind.iter().take(SHOWN) {
                self.wrapped(&format!("    - {}", anomaly.text), 2);
                if !anomaly.command.is_empty() {
                    self.line(&format!("      $ {}", anomaly.command));
                }
            }
            let rest = of_kind.len().saturating_sub(SHOWN);
            if rest > 0 {
                self.line(&format!("    - ... and {rest} more"));
            }
            if !args.quiet {
                self.wrapped(&format!("    Meaning: {}", first.kind.explanation), 2);
                self.wrapped(&format!("    Benign:  {}", first.kind.benign), 2);
            }
        }
        self.push_rest(anomalies, usize::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Text {
        Text { out: Vec::new(), zone: TimeZone::UTC, guard: Guard::Off }
    }

    #[test]
    fn long_texts_are_wrapped() {
        let mut text = text();
        text.wrapped(&format!("  - {}", "word ".repeat(30)), 2);
        let lines = String::from_utf8(text.out).unwrap();
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.len() <= WIDTH), "{lines:?}");
        assert!(lines[0].starts_with("  - word") && lines[1].starts_with("    word"), "{lines:?}");
    }

    #[test]
    fn nothing_drives_the_terminal() {
        let mut text = text();
        text.line("a\x1b[31m\u{202e}b");
        assert_eq!(text.out, b"a\\u{1b}[31m\\u{202e}b\n");
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let zone = TimeZone::posix("CET-1").unwrap();
        let text = Text { zone, ..text() };
        assert_eq!(text.time(1_700_000_000_999_999), "2023-11-14 23:13:20");
        assert_eq!(text.time(u64::MAX), "@18446744073709");
    }

    #[test]
    fn zones_have_a_name_for_all_seasons() {
        let name = |zone| Text { zone, ..text() }.zone_name(1_700_000_000_000_000);
        assert_eq!(name(TimeZone::UTC), "UTC");
        assert_eq!(name(TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()), "CET or CEST");
        assert_eq!(name(TimeZone::posix("XYZ-1").unwrap()), "XYZ");
        assert_eq!(name(TimeZone::get("Europe/Berlin").unwrap()), "Europe/Berlin");
    }
}
