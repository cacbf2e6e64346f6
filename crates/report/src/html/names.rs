//! Who logged: units and identifiers with the most entries, and the priorities.

use super::page::{Page, beyond};
use super::timeline::LAYERS;
use crate::examination::{Capped, Named, Report};

const MOST: usize = 20;

pub(super) fn push(page: &mut Page, report: &Report) {
    let (activity, all) = (&report.activity, report.summary.entries);
    page.section("sources", "Who logged");
    page.raw("<div class=\"columns\">\n");
    table(page, "Units", &activity.units, all);
    table(page, "Identifiers", &activity.identifiers, all);
    page.raw("<div>\n<table>\n<caption>Priorities</caption>\n");
    heads(page, "Priority");
    for layer in &LAYERS {
        let entries: u64 = layer.sum(&activity.priorities);
        page.raw("<tr><th scope=\"row\"><span class=\"swatch ")
            .raw(layer.class)
            .raw("\"></span>")
            .raw(layer.name);
        page.raw("</th>");
        share(page, entries, all);
    }
    page.raw("</tbody>\n</table>\n</div>\n</div>\n</section>\n");
}

fn table(page: &mut Page, caption: &'static str, names: &Capped<Named>, all: u64) {
    page.raw("<div>\n<table>\n<caption>").raw(caption).raw("</caption>\n");
    heads(page, "Name");
    for named in names.items.iter().take(MOST) {
        page.raw("<tr><th scope=\"row\" class=\"name\">").text_cut(&named.name, 200).raw("</th>");
        share(page, named.entries, all);
    }
    page.raw("</tbody>\n</table>\n");
    page.left_out(beyond(names.items.len(), MOST, names.more), "name", "names");
    page.raw("</div>\n");
}

fn heads(page: &mut Page, first: &'static str) {
    page.raw("<thead><tr><th scope=\"col\">")
        .raw(first)
        .raw("</th><th scope=\"col\" class=\"n\">Entries</th>");
    page.raw("<th scope=\"col\" class=\"n\">Share</th></tr></thead>\n<tbody>\n");
}

/// The cells of a number, and of what part it is of all.
fn share(page: &mut Page, entries: u64, all: u64) {
    let permille = u128::from(entries).saturating_mul(1000) / u128::from(all.max(1));
    let permille = u64::try_from(permille).unwrap_or(1000).min(1000);
    page.raw("<td class=\"n\">").number(entries).raw("</td><td class=\"n share\">");
    page.plain(permille / 10).raw(".").plain(permille % 10).raw(" %");
    page.raw("<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    page.raw(
        "<rect class=\"track\" width=\"1000\" height=\"10\"/><rect class=\"part\" height=\"10\" width=\"",
    )
    .plain(permille);
    page.raw("\"/></svg></td></tr>\n");
}
