//! Entries by weekday and hour, as a table whose cells are the darker the more there are.

use super::page::Page;
use crate::examination::Activity;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The classes of cells, from few entries to many.
const LEVELS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

pub(super) fn push(page: &mut Page, activity: &Activity) {
    page.section("week", "Hours of the week");
    page.raw("<p>Entries by weekday and hour, in the time zone of this report. Where the cell is dark there are many.</p>\n");
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Entries by weekday and hour\">\n<table class=\"week\">\n");
    page.raw("<thead><tr><th scope=\"col\">Hour</th>");
    for hour in 0..24 {
        page.raw("<th scope=\"col\">").plain(hour).raw("</th>");
    }
    page.raw("</tr></thead>\n<tbody>\n");
    let most = activity.week.iter().flatten().copied().max().unwrap_or_default();
    for (day, hours) in DAYS.into_iter().zip(&activity.week) {
        page.raw("<tr><th scope=\"row\">").raw(day).raw("</th>");
        for (hour, entries) in (0..).zip(hours) {
            page.raw("<td class=\"").raw(level(*entries, most)).raw("\" title=\"").raw(day).raw(", ");
            page.plain(hour).raw(" h: ").count(*entries, "entry", "entries").raw("\">");
            if *entries > 0 {
                page.text(&short(*entries));
            }
            page.raw("</td>");
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n</section>\n");
}

/// The class of a cell: by the share of the largest number, or none without entries.
fn level(entries: u64, most: u64) -> &'static str {
    if entries == 0 {
        return "h0";
    }
    let levels = u128::try_from(LEVELS.len()).unwrap_or(1);
    let index = u128::from(entries.saturating_sub(1)).saturating_mul(levels) / u128::from(most.max(1));
    usize::try_from(index).ok().and_then(|index| LEVELS.get(index)).copied().unwrap_or("h6")
}

/// A number in at most four letters: `999`, `1.2k`, `34k`, `5M`.
fn short(number: u64) -> String {
    const UNITS: [(u64, &str); 6] = [
        (1_000_000_000_000_000_000, "E"),
        (1_000_000_000_000_000, "P"),
        (1_000_000_000_000, "T"),
        (1_000_000_000, "G"),
        (1_000_000, "M"),
        (1_000, "k"),
    ];
    let Some((unit, letter)) = UNITS.into_iter().find(|(unit, _)| number >= *unit) else {
        return number.to_string();
    };
    let (whole, tenth) = (number / unit, number % unit / (unit / 10));
    if whole < 10 && tenth > 0 { format!("{whole}.{tenth}{letter}") } else { format!("{whole}{letter}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_share_the_range() {
        assert_eq!([0, 1, 17, 100].map(|entries| level(entries, 100)), ["h0", "h1", "h1", "h6"]);
        assert_eq!([1, u64::MAX].map(|entries| level(entries, u64::MAX)), ["h1", "h6"]);
    }

    #[test]
    fn short_numbers() {
        let texts = [0, 999, 1000, 1_290, 12_900, 5_000_000, u64::MAX].map(short);
        assert_eq!(texts, ["0", "999", "1k", "1.2k", "12k", "5M", "18E"]);
    }
}
