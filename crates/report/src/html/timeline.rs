//! Entries by time and priority: a column for each stretch of time, stacked, once for all entries and once for those that
//! are warnings or worse, which would be too low to be seen among the others.

mod columns;

use std::ops::Range;

use self::columns::Columns;
use super::page::Page;
use super::{anomalies, marks};
use crate::examination::{PRIORITIES, Report};
use crate::svg::Axis;

/// Priorities that are shown as one.
pub(super) struct Layer {
    pub(super) class: &'static str,
    pub(super) name: &'static str,
    priorities: Range<usize>,
}

impl Layer {
    /// The entries of all its priorities.
    pub(super) fn sum(&self, counts: &[u64; PRIORITIES]) -> u64 {
        counts
            .get(self.priorities.clone())
            .unwrap_or_default()
            .iter()
            .fold(0, |sum, n| sum.saturating_add(*n))
    }
}

/// From the bottom of a column to its top: what matters most stands on the ground.
pub(super) const LAYERS: [Layer; 7] = [
    Layer { class: "p2", name: "critical or worse", priorities: 0..3 },
    Layer { class: "p3", name: "error", priorities: 3..4 },
    Layer { class: "p4", name: "warning", priorities: 4..5 },
    Layer { class: "p5", name: "notice", priorities: 5..6 },
    Layer { class: "p6", name: "info", priorities: 6..7 },
    Layer { class: "p7", name: "debug", priorities: 7..8 },
    Layer { class: "p8", name: "no priority", priorities: 8..9 },
];

/// How many of the layers are warnings or worse.
const WORSE: usize = 3;

/// Units of a column's width in its picture, and of the height.
const WIDTH: u64 = 10;
const HEIGHT: u64 = 1000;

/// How high a layer is at least, so that it is seen.
const LEAST: u64 = 8;

/// Where the plots are in the picture.
const LEFT: u64 = 56;
const PLOT_WIDTH: u64 = 936;

/// The most marks of anomalies.
const MARKS: usize = 150;

pub(super) fn push(page: &mut Page, report: &Report) {
    page.section("timeline", "Timeline");
    let Some(columns) = Columns::of(&report.activity.histogram) else {
        page.raw("<p>There are no entries.</p>\n</section>\n");
        return;
    };
    page.raw("<p>Entries by time, ")
        .span(columns.column_usec)
        .raw(" in each column. Lines above the columns are ");
    page.raw("<a href=\"#anomalies\">anomalies</a> with a time.</p>\n<ul class=\"legend\">\n");
    for layer in LAYERS.iter().filter(|layer| layer.sum(&report.activity.priorities) > 0) {
        page.raw("<li><span class=\"swatch ")
            .raw(layer.class)
            .raw("\"></span>")
            .raw(layer.name)
            .raw("</li>\n");
    }
    page.raw("</ul>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Timeline\">\n");
    page.raw(
        "<svg class=\"timeline\" viewBox=\"0 0 1000 368\" role=\"img\" aria-labelledby=\"timeline-title\">\n",
    );
    page.raw("<title id=\"timeline-title\">Entries by time and priority</title>\n");
    anomaly_lines(page, report, &columns);
    plot(page, &columns, &LAYERS, Place { top: 40, height: 180, name: "All entries" });
    axis(page, &columns, 238);
    if let Some(worse) = LAYERS.get(..WORSE) {
        plot(page, &columns, worse, Place { top: 272, height: 90, name: "Warnings and worse" });
    }
    page.raw("</svg>\n</div>\n</section>\n");
}

/// Begins a picture within the picture, as wide as all columns.
fn begin(page: &mut Page, columns: &Columns, top: u64, height: u64) {
    page.raw("<svg class=\"zoom\" x=\"")
        .plain(LEFT)
        .raw("\" y=\"")
        .plain(top)
        .raw("\" width=\"")
        .plain(PLOT_WIDTH);
    page.raw("\" height=\"")
        .plain(height)
        .raw("\" viewBox=\"0 0 ")
        .plain(columns.count().saturating_mul(WIDTH));
    page.raw(" ").plain(HEIGHT).raw("\" preserveAspectRatio=\"none\">\n");
}

/// Lines for anomalies, with links to them.
fn anomaly_lines(page: &mut Page, report: &Report, columns: &Columns) {
    begin(page, columns, 2, 18);
    let items = report.anomalies.items.iter().take(anomalies::MOST).enumerate();
    let timed = items.filter_map(|(index, anomaly)| Some((index, anomaly, anomaly.times?)));
    for (index, anomaly, times) in timed.take(MARKS) {
        let x = columns.index_of(times.first_usec).saturating_mul(WIDTH).saturating_add(3);
        page.raw("<a href=\"#a").plain(super::page::as_count(index)).raw("\"><rect class=\"mark ");
        page.raw(anomaly.severity.name())
            .raw("\" x=\"")
            .plain(x)
            .raw("\" width=\"4\" height=\"1000\"><title>");
        page.raw(anomaly.severity.name()).raw(": ").text_cut(&anomaly.text, 100).raw("</title></rect></a>\n");
    }
    page.raw("</svg>\n");
}

/// Where a plot is, and what it shows.
struct Place {
    top: u64,
    height: u64,
    name: &'static str,
}

/// The name of a plot, and lines at its top, middle and bottom with what they stand for.
fn scale(page: &mut Page, top_value: u64, place: &Place) {
    page.raw("<text class=\"plot-name\" x=\"").plain(LEFT).raw("\" y=\"").plain(place.top.saturating_sub(6));
    page.raw("\">").raw(place.name).raw("</text>\n");
    for (value, below_top) in [(top_value, 0), (top_value / 2, place.height / 2), (0, place.height)] {
        let y = place.top.saturating_add(below_top);
        page.raw("<line class=\"grid\" x1=\"")
            .plain(LEFT)
            .raw("\" x2=\"992\" y1=\"")
            .plain(y)
            .raw("\" y2=\"")
            .plain(y);
        page.raw("\"/><text class=\"tick\" text-anchor=\"end\" x=\"50\" y=\"")
            .plain(y.saturating_add(4))
            .raw("\">");
        page.number(value).raw("</text>\n");
    }
}

fn plot(page: &mut Page, columns: &Columns, layers: &[Layer], place: Place) {
    let top_value = round_up(columns.highest(layers));
    scale(page, top_value, &place);
    begin(page, columns, place.top, place.height);
    let mut grounds = vec![0; usize::try_from(columns.count()).unwrap_or_default()];
    for layer in layers {
        page.raw("<path class=\"").raw(layer.class).raw("\" d=\"");
        for ((index, counts), ground) in (0_u64..).zip(columns.counts()).zip(&mut grounds) {
            let entries = layer.sum(counts);
            if entries > 0 {
                let height = part(entries, top_value).max(LEAST).min(HEIGHT.saturating_sub(*ground));
                let y = HEIGHT.saturating_sub(*ground);
                page.raw("M").plain(index.saturating_mul(WIDTH)).raw(" ").plain(y).raw("v-").plain(height);
                page.raw("h9v").plain(height).raw("z");
                *ground = ground.saturating_add(height);
            }
        }
        page.raw("\"/>\n");
    }
    if layers.len() == LAYERS.len() {
        read_outs(page, columns);
    }
    page.raw("</svg>\n");
}

/// What is told of each column where it is pointed at.
fn read_outs(page: &mut Page, columns: &Columns) {
    for (index, counts) in (0_u64..).zip(columns.counts()) {
        let begin = page.time_text(columns.begin(index));
        page.raw("<rect class=\"hit\" x=\"")
            .plain(index.saturating_mul(WIDTH))
            .raw("\" width=\"10\" height=\"1000\"><title>");
        page.text(&begin).raw(", ").span(columns.column_usec).raw(": ");
        let sum = counts.iter().fold(0_u64, |sum, n| sum.saturating_add(*n));
        page.count(sum, "entry", "entries");
        for layer in LAYERS.iter().filter(|layer| layer.sum(counts) > 0) {
            page.raw("; ").raw(layer.name).raw(" ").number(layer.sum(counts));
        }
        page.raw("</title></rect>\n");
    }
}

/// Marks of time below a plot.
fn axis(page: &mut Page, columns: &Columns, y: u64) {
    let (from_usec, to_usec) = (columns.begin(0), columns.begin(columns.count()));
    page.raw("<g class=\"axis\">\n");
    let lines = y.saturating_sub(18)..y.saturating_sub(12);
    marks::push(page, &Axis { from_usec, to_usec, x: LEFT, width: PLOT_WIDTH }, &lines, y);
    page.raw("</g>\n");
}

/// How high so many entries are, where `top` is as high as the plot.
fn part(entries: u64, top: u64) -> u64 {
    let part = u128::from(entries).saturating_mul(u128::from(HEIGHT)) / u128::from(top.max(1));
    u64::try_from(part).unwrap_or(HEIGHT).min(HEIGHT)
}

/// The next even number that has zeros behind its first digit.
fn round_up(number: u64) -> u64 {
    let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
    let mut rounds = powers.flat_map(|power| [2, 3, 4, 5, 6, 8, 10].map(|digit| power.saturating_mul(digit)));
    rounds.find(|round| *round >= number && round.is_multiple_of(2)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        let rounded = [0, 1, 3, 11, 20, 21, 51, 999, 1001, u64::MAX].map(round_up);
        assert_eq!(rounded, [2, 2, 4, 20, 20, 30, 60, 1000, 2000, u64::MAX]);
        assert_eq!([part(0, 0), part(1, 2), part(u64::MAX, 1)], [0, 500, 1000]);
    }

    #[test]
    fn layers_hold_all_priorities() {
        let counts = [1, 2, 4, 8, 16, 32, 64, 128, 256];
        assert_eq!(LAYERS.iter().map(|layer| layer.sum(&counts)).sum::<u64>(), 511);
    }
}
