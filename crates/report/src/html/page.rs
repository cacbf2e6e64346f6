//! The text of the page while it grows. Markup is part of the program; all else passes through one escape.

use jiff::tz::TimeZone;
use journalq_file::Id128;
use journalq_output::{Clock, Size, Span, TimeStyle};

use crate::svg::{escape, push_escaped};

/// A page that grows.
///
/// Only text of the program itself can be markup, by its type: what came from files has another lifetime.
pub(super) struct Page {
    out: String,
    clock: Clock,
    exact: Clock,
    iso: Clock,
    zone: TimeZone,
}

impl Page {
    pub(super) fn new(zone: TimeZone) -> Self {
        let clock = Clock::new(TimeStyle::Pretty, zone.clone());
        let iso = Clock::new(TimeStyle::Iso, TimeZone::UTC);
        Self { out: String::new(), exact: clock.clone().with_usec(), clock, iso, zone }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Appends markup.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Appends any text as nothing but text, also within quoted attributes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        push_escaped(&mut self.out, text.as_bytes());
        self
    }

    /// Appends the beginning of a text, so that no more than `most` bytes of the page are taken, and an ellipsis where that is
    /// not all.
    pub(super) fn text_cut(&mut self, text: &str, most: usize) -> &mut Self {
        let mut room = most;
        let mut utf8 = [0; 4];
        for char in text.chars() {
            let escaped = escape(char.encode_utf8(&mut utf8).as_bytes());
            let Some(rest) = room.checked_sub(escaped.len()) else {
                self.out.push('…');
                break;
            };
            room = rest;
            self.out.push_str(&escaped);
        }
        self
    }

    /// Appends a number as people read it: `1,234,567`.
    pub(super) fn number(&mut self, number: u64) -> &mut Self {
        let digits = number.to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && digits.len().saturating_sub(index).is_multiple_of(3) {
                self.out.push(',');
            }
            self.out.push(digit);
        }
        self
    }

    /// Appends a number as programs read it.
    pub(super) fn plain(&mut self, number: u64) -> &mut Self {
        self.out.push_str(&number.to_string());
        self
    }

    /// Appends a number and what it counts.
    pub(super) fn count(&mut self, number: u64, one: &'static str, many: &'static str) -> &mut Self {
        self.number(number).raw(" ").raw(if number == 1 { one } else { many })
    }

    /// Appends a size with its unit, and the exact number where it is pointed at.
    pub(super) fn size(&mut self, bytes: u64) -> &mut Self {
        self.raw("<span title=\"").number(bytes).raw(" bytes\">");
        self.text(&Size(bytes).to_string()).raw("</span>")
    }

    /// Appends a length of time in whole seconds, or in less where it is shorter.
    pub(super) fn span(&mut self, usec: u64) -> &mut Self {
        let second = 1_000_000;
        let rounded = if usec < second { usec } else { usec / second * second };
        self.text(&Span(rounded).to_string())
    }

    /// Appends an ID.
    pub(super) fn id(&mut self, id: Id128) -> &mut Self {
        if id == Id128::NULL {
            return self.raw("<span class=\"muted\">none</span>");
        }
        self.raw("<code>").text(&id.to_string()).raw("</code>")
    }

    /// Appends a time for people, and for programs in an attribute.
    pub(super) fn time(&mut self, usec: u64) -> &mut Self {
        let text = self.time_text(usec);
        self.push_time(usec, &text)
    }

    /// Appends a time to the microsecond.
    pub(super) fn exact_time(&mut self, usec: u64) -> &mut Self {
        let text = without_weekday(&mut self.exact, usec);
        self.push_time(usec, &text)
    }

    fn push_time(&mut self, usec: u64, text: &str) -> &mut Self {
        let mut iso = Vec::new();
        self.iso.push(&mut iso, usec);
        self.raw("<time datetime=\"")
            .text(&String::from_utf8_lossy(&iso))
            .raw("\">")
            .text(text)
            .raw("</time>")
    }

    /// A time as `2026-01-12 00:11:08 UTC`.
    pub(super) fn time_text(&mut self, usec: u64) -> String {
        without_weekday(&mut self.clock, usec)
    }

    /// How long after the beginning of a day of UTC a day begins where the report is read, at that time, in microseconds.
    pub(super) fn day_usec(&self, usec: u64) -> u64 {
        const DAY: i64 = 86_400;
        let seconds = i64::try_from(usec / 1_000_000).unwrap_or(i64::MAX);
        let offset = jiff::Timestamp::from_second(seconds).map_or(0, |at| self.zone.to_offset(at).seconds());
        let behind = i64::from(offset).saturating_neg().rem_euclid(DAY);
        u64::try_from(behind).unwrap_or_default().saturating_mul(1_000_000)
    }

    /// Appends the heading of a section and begins the section.
    pub(super) fn section(&mut self, id: &'static str, heading: &'static str) -> &mut Self {
        self.raw("<section id=\"").raw(id).raw("\">\n<h2>").raw(heading).raw("</h2>\n")
    }

    /// Says that there are more than is shown.
    pub(super) fn left_out(&mut self, count: u64, one: &'static str, many: &'static str) -> &mut Self {
        if count == 0 {
            return self;
        }
        self.raw("<p class=\"left\">").count(count, one, many).raw(" more, left out here.</p>\n")
    }
}

fn without_weekday(clock: &mut Clock, usec: u64) -> String {
    let mut text = Vec::new();
    clock.push(&mut text, usec);
    let text = String::from_utf8_lossy(&text);
    text.split_once(' ').map_or_else(|| text.to_string(), |(_, rest)| rest.to_owned())
}

/// A number of items as what is counted otherwise.
pub(super) fn as_count(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// How many items of a list are neither among the first `most` nor counted as shown.
pub(super) fn beyond(len: usize, most: usize, more: u64) -> u64 {
    as_count(len.saturating_sub(most)).saturating_add(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl for<'a> FnOnce(&'a mut Page) -> &'a mut Page) -> String {
        let mut page = Page::new(TimeZone::UTC);
        write(&mut page);
        page.finish()
    }

    #[test]
    fn numbers_have_separators() {
        let texts = [0, 999, 1000, 1_234_567, u64::MAX].map(|n| written(|page| page.number(n)));
        assert_eq!(texts, ["0", "999", "1,000", "1,234,567", "18,446,744,073,709,551,615"]);
    }

    #[test]
    fn times_have_a_zone_and_an_attribute() {
        let text = written(|page| page.time(1_700_000_000_000_000));
        let expected = "<time datetime=\"2023-11-14T22:13:20+00:00\">2023-11-14 22:13:20 UTC</time>";
        assert_eq!(text, expected);
        assert!(written(|page| page.time(u64::MAX)).contains("XXXX"));
        let exact = written(|page| page.exact_time(1_700_000_000_000_007));
        assert!(exact.contains(">2023-11-14 22:13:20.000007 UTC</time>"));
    }

    #[test]
    fn texts_are_cut_by_what_they_take() {
        assert_eq!(written(|page| page.text_cut("a<b", 6)), "a&lt;b");
        assert_eq!(written(|page| page.text_cut("a<bc", 6)), "a&lt;b…");
        assert_eq!(written(|page| page.text_cut("<<", 7)), "&lt;…");
    }
}
