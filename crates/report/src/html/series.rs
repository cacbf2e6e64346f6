//! The sequences of numbers, with their files and what is missing.

use super::page::{Page, beyond};
use crate::examination::{Report, Series};

const MOST: usize = 20;
const MEMBERS: usize = 20;
const GAPS: usize = 20;

pub(super) fn push(page: &mut Page, report: &Report) {
    page.section("series", "Sequences of numbers");
    page.raw("<p>journald numbers all entries that it writes, in the files of the system and of users alike. A number that ");
    page.raw("no file has was lost, or is in a file that is not here.</p>\n");
    for series in report.series.items.iter().take(MOST) {
        one(page, report, series);
    }
    page.left_out(beyond(report.series.items.len(), MOST, report.series.more), "sequence", "sequences");
    page.raw("</section>\n");
}

fn one(page: &mut Page, report: &Report, series: &Series) {
    page.raw("<article class=\"sequence\">\n<h3>Sequence ")
        .id(series.seqnum_id)
        .raw("</h3>\n<dl class=\"facts\">\n<dt>Machine</dt><dd>");
    page.id(series.machine_id).raw("</dd>\n");
    if let Some((first, last)) = series.range {
        page.raw("<dt>Numbers</dt><dd>")
            .plain(first)
            .raw(" to ")
            .plain(last)
            .raw(", of which ")
            .number(series.numbers);
        page.raw(" are there</dd>\n");
    }
    page.raw("<dt>Missing</dt><dd")
        .raw(if series.missing > 0 { " class=\"bad\">" } else { ">" })
        .number(series.missing);
    for (index, gap) in series.gaps.items.iter().take(GAPS).enumerate() {
        page.raw(if index == 0 { ": " } else { ", " }).plain(*gap.start());
        if gap.start() != gap.end() {
            page.raw(" to ").plain(*gap.end());
        }
    }
    let left = beyond(series.gaps.items.len(), GAPS, series.gaps.more);
    if left > 0 {
        page.raw(" and ").count(left, "gap", "gaps").raw(" more");
    }
    page.raw("</dd>\n<dt>In several files</dt><dd>").number(series.repeated).raw("</dd>\n</dl>\n");
    members(page, report, series);
    page.raw("</article>\n");
}

fn members(page: &mut Page, report: &Report, series: &Series) {
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Files of the sequence\">\n<table>\n<thead><tr>");
    page.raw(
        "<th scope=\"col\">Chain</th><th scope=\"col\">File</th><th scope=\"col\" class=\"n\">First</th>",
    );
    page.raw("<th scope=\"col\" class=\"n\">Last</th><th scope=\"col\" class=\"n\">Entries</th></tr></thead>\n<tbody>\n");
    for member in series.members.items.iter().take(MEMBERS) {
        page.raw("<tr><th scope=\"row\">").text_cut(&member.chain, 100).raw("</th><td class=\"name\">");
        super::evidence::link(page, report, member.file);
        page.raw("</td><td class=\"n\">")
            .plain(member.range.0)
            .raw("</td><td class=\"n\">")
            .plain(member.range.1);
        page.raw("</td><td class=\"n\">").number(member.entries).raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n");
    page.left_out(beyond(series.members.items.len(), MEMBERS, series.members.more), "file", "files");
}
