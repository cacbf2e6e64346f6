//! A boot as a picture: its parts above, and a bar for the start of each unit.

use journalq_output::Span;

use super::{Activation, BootTimes};
use crate::svg::{Anchor, Axis, Rect, Svg};

const STYLE: &str = "\
svg { background: #fff; color: #222; font: 12px sans-serif }
text { fill: currentColor }
.grid { stroke: currentColor; stroke-opacity: .15 }
.kernel { fill: #c9a227; fill-opacity: .7 }
.initrd { fill: #7f6bb0; fill-opacity: .7 }
.userspace { fill: #4c9a5f; fill-opacity: .7 }
.start { fill: #2f7fb8 }
.failed { fill: #c8392f }
.behind { fill: currentColor; fill-opacity: .1 }
@media (prefers-color-scheme: dark) { svg { background: #16181c; color: #ddd } }";

/// How many units a picture shows.
const MOST: usize = 1000;

const ROW: u64 = 18;
const LEFT: u64 = 20;
const BARS: u64 = 1000;
/// Room for the names behind the bars.
const RIGHT: u64 = 380;
const TOP: u64 = 80;

/// Draws the start of a boot. No more than 1000 units are drawn, those that began first. `title` says which boot it is.
#[must_use]
pub fn plot(times: &BootTimes, title: &str) -> String {
    let all: Vec<&Activation> = times.activations().collect();
    let shown = all.get(..MOST).unwrap_or(&all);
    let shares = times.shares();
    let last_end = all.iter().map(|activation| activation.end_usec).max().unwrap_or_default();
    let to_usec = last_end.max(shares.finished_usec.unwrap_or_default()).max(1);
    let axis = Axis { from_usec: 0, to_usec, x: LEFT, width: BARS };
    let n_rows = u64::try_from(shown.len()).unwrap_or(u64::MAX);
    let bottom = n_rows.saturating_mul(ROW).saturating_add(TOP);
    let mut svg = Svg::new(LEFT + BARS + RIGHT, bottom.saturating_add(40));
    svg.text("title", (LEFT, 16), Anchor::Start, title.as_bytes());
    for usec in axis.marks(10, 0) {
        let x = axis.x_of(usec);
        svg.line("grid", (x, 46), (x, bottom));
        svg.text("mark", (x, 42), Anchor::Start, Span(usec).to_string().as_bytes());
    }
    bands(&mut svg, times, &axis);
    for (activation, row) in shown.iter().zip(0..) {
        draw(&mut svg, activation, &axis, ROW.saturating_mul(row).saturating_add(TOP));
    }
    if all.len() > shown.len() {
        let more = format!("and {} more", all.len().saturating_sub(shown.len()));
        svg.text("more", (LEFT, bottom.saturating_add(20)), Anchor::Start, more.as_bytes());
    }
    svg.finish(title, STYLE)
}

/// Draws the parts of the boot. Userspace ends where all is finished, and the others are before it.
fn bands(svg: &mut Svg, times: &BootTimes, axis: &Axis) {
    let shares = times.shares();
    let mut end = shares.finished_usec.unwrap_or_default();
    let parts = [
        ("userspace", shares.userspace_usec),
        ("initrd", shares.initrd_usec),
        ("kernel", shares.kernel_usec),
    ];
    for (name, usec) in parts {
        let Some(usec) = usec else { continue };
        let begin = end.saturating_sub(usec);
        let (x, end_x) = (axis.x_of(begin), axis.x_of(end));
        let rect = Rect { x, y: 50, width: end_x.saturating_sub(x).max(1), height: 20 };
        let text = format!("{name} {}", Span(usec));
        svg.rect(name, rect, text.as_bytes());
        svg.text("part", (x.saturating_add(4), 64), Anchor::Start, text.as_bytes());
        end = begin;
    }
}

fn draw(svg: &mut Svg, activation: &Activation, axis: &Axis, y: u64) {
    let (x, end_x) = (axis.x_of(activation.begin_usec), axis.x_of(activation.end_usec));
    let (y, height) = (y.saturating_add(2), ROW - 4);
    let width = end_x.saturating_sub(x).max(1);
    let end_x = x.saturating_add(width);
    let took = Span(activation.took_usec());
    if activation.is_started {
        let rest = Rect { x: end_x, y, width: (LEFT + BARS).saturating_sub(end_x), height };
        svg.rect("behind", rest, b"");
    }
    let title = format!("at {}, {took}", Span(activation.begin_usec));
    let class = if activation.is_started { "start" } else { "failed" };
    svg.rect(class, Rect { x, y, width, height }, title.as_bytes());
    let mut label = activation.unit.to_vec();
    if activation.took_usec() > 0 {
        label.extend_from_slice(format!(" ({took})").as_bytes());
    }
    svg.text("name", (end_x.saturating_add(4), y.saturating_add(11)), Anchor::Start, &label);
}
