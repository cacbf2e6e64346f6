//! What it comes to, in front of everything else.

use super::page::Page;
use crate::examination::{Report, Severity, Summary};

pub(super) fn push(page: &mut Page, report: &Report) {
    let summary = &report.summary;
    page.section("summary", "Summary");
    verdict(page, summary);
    page.raw("<dl class=\"figures\">\n");
    figure(page, "Journals", summary.journals);
    figure(page, "Entries", summary.entries);
    page.raw("<div><dt>Bytes</dt><dd>").size(summary.bytes).raw("</dd></div>\n");
    figure(page, "Hosts", summary.hosts);
    figure(page, "Boots", summary.boots);
    if summary.unreadable > 0 {
        figure(page, "Not readable", summary.unreadable);
    }
    page.raw("</dl>\n<dl class=\"facts\">\n");
    if let Some(times) = summary.times {
        page.raw("<dt>First entry</dt><dd>").time(times.first_usec).raw("</dd>\n");
        page.raw("<dt>Last entry</dt><dd>").time(times.last_usec).raw("</dd>\n");
    }
    page.raw("<dt>Anomalies</dt><dd class=\"tally\">");
    for severity in Severity::ALL {
        badge(page, severity).raw("<span class=\"n\">").number(summary.of(severity)).raw("</span> ");
    }
    page.raw("</dd>\n</dl>\n");
    hosts(page, report);
    page.raw("</section>\n");
}

fn figure(page: &mut Page, name: &'static str, number: u64) {
    page.raw("<div><dt>").raw(name).raw("</dt><dd>").number(number).raw("</dd></div>\n");
}

/// The name of a severity, in its colour.
pub(super) fn badge(page: &mut Page, severity: Severity) -> &mut Page {
    page.raw("<span class=\"badge ").raw(severity.name()).raw("\">").raw(severity.name()).raw("</span>")
}

fn verdict(page: &mut Page, summary: &Summary) {
    let (high, medium) = (summary.of(Severity::High), summary.of(Severity::Medium));
    let severity = match (high, medium) {
        (0, 0) => "none",
        (0, _) => "medium",
        _ => "high",
    };
    page.raw("<p class=\"verdict ").raw(severity).raw("\"><strong>");
    match (high, medium) {
        (0, 0) => page.raw("Nothing of high or medium severity was found.</strong>"),
        (0, _) => page
            .count(medium, "anomaly", "anomalies")
            .raw(" of medium severity, none of high.</strong> There are benign causes, but not many."),
        _ => page
            .count(high, "anomaly", "anomalies")
            .raw(" of high severity.</strong> There is hardly a benign cause."),
    };
    if summary.unreadable > 0 {
        page.raw(" ").count(summary.unreadable, "input", "inputs").raw(" could not be read.");
    }
    page.raw("</p>\n");
}

fn hosts(page: &mut Page, report: &Report) {
    const MOST: usize = 40;
    if report.hosts.items.is_empty() {
        return;
    }
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Hosts\">\n<table>\n<caption>Hosts</caption>\n");
    page.raw("<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Machine ID</th><th scope=\"col\" class=\"n\">Files</th>");
    page.raw("<th scope=\"col\" class=\"n\">Entries</th><th scope=\"col\">First</th><th scope=\"col\">Last</th></tr></thead>\n<tbody>\n");
    for host in report.hosts.items.iter().take(MOST) {
        page.raw("<tr><th scope=\"row\">");
        for (index, name) in host.names.items.iter().take(4).enumerate() {
            page.raw(if index > 0 { ", " } else { "" }).text_cut(name, 100);
        }
        page.raw("</th><td>").id(host.machine_id).raw("</td><td class=\"n\">").number(host.files);
        page.raw("</td><td class=\"n\">").number(host.entries).raw("</td><td>");
        if let Some(times) = host.times {
            page.time(times.first_usec).raw("</td><td>").time(times.last_usec);
        } else {
            page.raw("</td><td>");
        }
        page.raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n");
    let left = super::page::beyond(report.hosts.items.len(), MOST, report.hosts.more);
    page.left_out(left, "host", "hosts");
}
