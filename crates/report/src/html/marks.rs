//! Marks of time below or above a picture.

use std::ops::Range;

use super::page::Page;
use crate::svg::Axis;

/// At most so many.
const MARKS: u64 = 7;

/// Where the middle of a text has to be, so that none passes the picture, which is 1000 wide.
const MIDDLES: Range<u64> = 56..946;

/// Appends lines at round times, from the heights of `lines`, and what time it is there, at the height of `text_y`.
pub(super) fn push(page: &mut Page, axis: &Axis, lines: &Range<u64>, text_y: u64) {
    // To the minute, but to the second where marks are close.
    let len = if axis.to_usec.saturating_sub(axis.from_usec) < 600_000_000 { 19 } else { 16 };
    for usec in axis.marks(MARKS, page.day_usec(axis.from_usec)) {
        let (x, text) = (axis.x_of(usec), page.time_text(usec));
        page.raw("<line class=\"grid\" x1=\"")
            .plain(x)
            .raw("\" x2=\"")
            .plain(x)
            .raw("\" y1=\"")
            .plain(lines.start);
        page.raw("\" y2=\"").plain(lines.end).raw("\"/>\n");
        if MIDDLES.contains(&x) {
            page.raw("<text class=\"tick\" text-anchor=\"middle\" x=\"")
                .plain(x)
                .raw("\" y=\"")
                .plain(text_y)
                .raw("\">");
            page.text(text.get(..len).unwrap_or(&text)).raw("</text>\n");
        }
    }
}
