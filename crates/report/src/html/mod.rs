//! The report as a page: one file that needs nothing else, for a screen of any width and for paper.
//!
//! Everything that came from a journal is text: it passes through [`escape`](crate::svg::escape), and the page's own policy
//! forbids all scripts and styles but the two that are in it, which are named by their hashes, and all connections. There
//! is no data in the script; it reads what the page shows. Without it nothing is missing but filters, zoom and read-outs.
//!
//! | file | what it owns |
//! | --- | --- |
//! | `page` | the growing text, and what may get into it |
//! | `summary` | the verdict and the numbers |
//! | `timeline` | entries by time and priority |
//! | `anomalies` | what was found, and the entries around |
//! | `boots`, `week`, `names` | boots as bars, hours of the week, units and identifiers |
//! | `evidence`, `series` | files and sequences of numbers |
//! | `marks` | the times below pictures |
//! | `style.css`, `script.js` | how it looks, and what it does |

mod anomalies;
mod boots;
mod evidence;
mod marks;
mod names;
mod page;
mod series;
mod summary;
mod timeline;
mod week;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use self::page::Page;
use crate::examination::Report;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The sections, by what a link calls them.
const SECTIONS: [(&str, &str); 8] = [
    ("summary", "Summary"),
    ("anomalies", "Anomalies"),
    ("timeline", "Timeline"),
    ("boots", "Boots"),
    ("week", "Hours of the week"),
    ("sources", "Who logged"),
    ("evidence", "Evidence"),
    ("series", "Sequences of numbers"),
];

/// Renders a report as a page of HTML, with times in `zone`, which is also that of the hours of the week.
///
/// However much the report holds, the page stays below 2 MB; what is left out is counted in it.
#[must_use]
pub fn to_html(report: &Report, zone: TimeZone) -> String {
    let mut page = Page::new(zone);
    head(&mut page, report);
    summary::push(&mut page, report);
    anomalies::push(&mut page, report);
    timeline::push(&mut page, report);
    boots::push(&mut page, report);
    week::push(&mut page, &report.activity);
    names::push(&mut page, report);
    evidence::push(&mut page, report);
    series::push(&mut page, report);
    anomalies::push_excerpts(&mut page, report);
    foot(&mut page, report);
    page.finish()
}

fn head(page: &mut Page, report: &Report) {
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '");
    page.text(&source_of(STYLE)).raw("'; script-src '").text(&source_of(SCRIPT));
    page.raw("'; img-src data:; base-uri 'none'; form-action 'none'\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    page.raw("<link rel=\"icon\" href=\"data:,\">\n<title>Examination of systemd journals</title>\n<style>");
    page.raw(STYLE)
        .raw("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#summary\">To the summary</a>\n");
    page.raw(
        "<header>\n<p class=\"overline\">Report</p>\n<h1>Examination of systemd journals</h1>\n<p>Made on ",
    );
    page.time(report.run.began_usec).raw(" by journalq ").text_cut(&report.run.version, 100);
    page.raw(", with</p>\n<pre class=\"command\"><code>").text_cut(&report.run.command, 4000);
    page.raw("</code></pre>\n<nav aria-label=\"Sections\"><ul>\n");
    for (id, heading) in SECTIONS {
        page.raw("<li><a href=\"#").raw(id).raw("\">").raw(heading).raw("</a></li>\n");
    }
    page.raw("</ul></nav>\n</header>\n<main>\n");
}

fn foot(page: &mut Page, report: &Report) {
    page.raw("</main>\n<footer>\n<p>An examination finds contradictions. Journals that were altered without any, or ");
    page.raw("of which all copies end early, show none; seals that were checked with a key kept elsewhere prove more. ");
    page.raw(if report.run.has_key { "A key was given. " } else { "No key was given. " });
    page.raw("All files were read only.</p>\n</footer>\n<script>").raw(SCRIPT);
    page.raw("</script>\n</body>\n</html>\n");
}

/// How a policy names an inlined text.
fn source_of(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests;
