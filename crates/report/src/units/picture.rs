//! The states of units as bars along the time of a boot.

use journalq_output::Span;

use super::{Active, Unit};
use crate::svg::{Anchor, Axis, Rect, Svg};

const STYLE: &str = "\
svg { background: #fff; color: #222; font: 12px sans-serif }
text { fill: currentColor }
.grid { stroke: currentColor; stroke-opacity: .15 }
.active { fill: #4c9a5f }
.reloading { fill: #2f7fb8 }
.activating { fill: #d9a520 }
.deactivating { fill: #8d6fb0 }
.failed { fill: #c8392f }
.inactive { fill: currentColor; fill-opacity: .12 }
@media (prefers-color-scheme: dark) { svg { background: #16181c; color: #ddd } }";

/// How many units a picture shows.
const MOST: usize = 1000;

const ROW: u64 = 18;
const NAMES: u64 = 320;
const BARS: u64 = 1000;
const TOP: u64 = 64;

/// The states that have a colour.
const STATES: [Active; 6] = [
    Active::Active,
    Active::Reloading,
    Active::Activating,
    Active::Deactivating,
    Active::Failed,
    Active::Inactive,
];

/// Draws the changes of these units, each on a line of its own, up to `end_usec` after the boot. No more than 1000 are drawn,
/// and of states that share a pixel only the first. `title` says which boot it is.
#[must_use]
pub fn picture(units: &[&Unit], end_usec: u64, title: &str) -> String {
    let shown = units.get(..MOST).unwrap_or(units);
    let first = units.iter().filter_map(|unit| unit.changes.first()).map(|(moment, _)| moment.monotonic_usec);
    let from_usec = first.min().unwrap_or_default().min(end_usec);
    let axis = Axis { from_usec, to_usec: end_usec, x: NAMES, width: BARS };
    let n_rows = u64::try_from(shown.len()).unwrap_or(u64::MAX);
    let bottom = n_rows.saturating_mul(ROW).saturating_add(TOP);
    let mut svg = Svg::new(NAMES + BARS + 60, bottom.saturating_add(40));
    svg.text("title", (10, 16), Anchor::Start, title.as_bytes());
    for (state, x) in STATES.into_iter().zip((NAMES..).step_by(100)) {
        svg.rect(state.name(), Rect { x, y: 26, width: 12, height: 12 }, b"");
        svg.text("state", (x.saturating_add(16), 36), Anchor::Start, state.name().as_bytes());
    }
    for usec in axis.marks(10, 0) {
        let x = axis.x_of(usec);
        svg.line("grid", (x, TOP), (x, bottom));
        svg.text("mark", (x, TOP - 6), Anchor::Start, Span(usec).to_string().as_bytes());
    }
    for (unit, row) in shown.iter().zip(0..) {
        let y = ROW.saturating_mul(row).saturating_add(TOP);
        svg.text("name", (NAMES - 8, y.saturating_add(13)), Anchor::End, &unit.name);
        bars(&mut svg, unit, &axis, y);
    }
    if units.len() > shown.len() {
        let more = format!("and {} more", units.len().saturating_sub(shown.len()));
        svg.text("more", (10, bottom.saturating_add(20)), Anchor::Start, more.as_bytes());
    }
    svg.finish(title, STYLE)
}

/// Draws the bars of a unit.
fn bars(svg: &mut Svg, unit: &Unit, axis: &Axis, y: u64) {
    let begins = unit.changes.iter().map(|(moment, active)| (moment.monotonic_usec, *active));
    let ends = unit.changes.iter().skip(1).map(|(moment, _)| moment.monotonic_usec).chain([axis.to_usec]);
    let mut drawn_to = 0;
    for ((begin, active), end) in begins.zip(ends) {
        let (x, end_x) = (axis.x_of(begin).max(drawn_to), axis.x_of(end));
        // What is shorter than a pixel still shows, unless something was drawn there.
        let width = end_x.saturating_sub(x).max(u64::from(x > drawn_to));
        if width == 0 {
            continue;
        }
        drawn_to = x.saturating_add(width);
        let rect = Rect { x, y: y.saturating_add(2), width, height: ROW - 4 };
        let lasted = Span(end.saturating_sub(begin));
        let title = format!("{} at {} for {lasted}", active.name(), Span(begin));
        svg.rect(active.name(), rect, title.as_bytes());
    }
}
