//! The boots, as bars for each machine, and as a table.

use journalq_file::Id128;

use super::marks;
use super::page::{Page, as_count, beyond};
use crate::examination::{Boot, BootEnd, Capped, Report, Times};
use crate::svg::Axis;

/// How many boots are drawn, how many listed.
const DRAWN: usize = 300;
const LISTED: usize = 120;

/// How many rows the boots of a machine share where their times overlap.
const ROWS: usize = 4;

/// The picture: where bars begin, how long they can be, and how high.
const LEFT: u64 = 8;
const WIDTH: u64 = 984;
const ROW: u64 = 22;
const BAR: u64 = 16;

pub(super) fn push(page: &mut Page, report: &Report) {
    let boots = &report.boots;
    page.section("boots", "Boots");
    let drawn = boots.items.get(..DRAWN).unwrap_or(&boots.items);
    let Some(times) = drawn.iter().fold(None, |times, boot| Times::joined(times, Some(boot.times))) else {
        page.raw("<p>There are none.</p>\n</section>\n");
        return;
    };
    page.raw("<ul class=\"legend\">\n<li><span class=\"swatch clean\"></span>ended by a shutdown</li>\n");
    page.raw("<li><span class=\"swatch missing\"></span>without an end</li>\n");
    page.raw("<li><span class=\"swatch open\"></span>the last one known, still open</li>\n</ul>\n");
    picture(page, report, &machines(drawn), times);
    page.left_out(beyond(boots.items.len(), DRAWN, boots.more), "boot", "boots");
    table(page, boots);
    page.raw("</section>\n");
}

/// The boots of a machine, each with its index and the row that it is drawn in.
struct Machine<'a> {
    id: Id128,
    boots: Vec<(usize, &'a Boot, usize)>,
    rows: usize,
}

/// Boots by machine. One that begins before another has ended goes to the next row.
fn machines(boots: &[Boot]) -> Vec<Machine<'_>> {
    let mut machines: Vec<Machine<'_>> = Vec::new();
    let mut ends = [0; ROWS];
    for (index, boot) in boots.iter().enumerate() {
        if machines.last().is_none_or(|machine| machine.id != boot.machine_id) {
            machines.push(Machine { id: boot.machine_id, boots: Vec::new(), rows: 0 });
            ends = [0; ROWS];
        }
        let free =
            ends.iter().position(|end| *end <= boot.times.first_usec).unwrap_or(ROWS.saturating_sub(1));
        if let Some(end) = ends.get_mut(free) {
            *end = boot.times.last_usec.max(*end);
        }
        if let Some(machine) = machines.last_mut() {
            machine.boots.push((index, boot, free));
            machine.rows = machine.rows.max(free.saturating_add(1));
        }
    }
    machines
}

fn picture(page: &mut Page, report: &Report, machines: &[Machine<'_>], times: Times) {
    let height_of = |machine: &Machine<'_>| as_count(machine.rows).saturating_mul(ROW).saturating_add(26);
    let height = machines.iter().map(height_of).fold(24, u64::saturating_add);
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Boots\">\n<svg class=\"boots\" viewBox=\"0 0 1000 ");
    page.plain(height).raw(
        "\" role=\"img\" aria-labelledby=\"boots-title\">\n<title id=\"boots-title\">Boots by time</title>\n",
    );
    let axis = Axis { from_usec: times.first_usec, to_usec: times.last_usec, x: LEFT, width: WIDTH };
    marks::push(page, &axis, &(18..height), 12);
    let mut y = 24_u64;
    for machine in machines {
        page.raw("<text class=\"plot-name\" x=\"8\" y=\"").plain(y.saturating_add(14)).raw("\">");
        name(page, report, machine.id);
        page.raw("</text>\n");
        for (index, boot, row) in &machine.boots {
            let top = y.saturating_add(22).saturating_add(as_count(*row).saturating_mul(ROW));
            bar(page, &axis, *index, boot, top);
        }
        y = y.saturating_add(height_of(machine));
    }
    page.raw("</svg>\n</div>\n");
}

/// What a machine is called, and its ID.
fn name(page: &mut Page, report: &Report, id: Id128) {
    let host = report.hosts.items.iter().find(|host| host.machine_id == id);
    if let Some(name) = host.and_then(|host| host.names.items.first()) {
        page.text_cut(name, 100).raw(" ");
    }
    page.text(&id.to_string());
}

fn bar(page: &mut Page, axis: &Axis, index: usize, boot: &Boot, y: u64) {
    let (x, end) = (axis.x_of(boot.times.first_usec), axis.x_of(boot.times.last_usec));
    let width = end.saturating_sub(x).max(3);
    let is_listed = index < LISTED;
    if is_listed {
        page.raw("<a href=\"#b").plain(as_count(index)).raw("\">");
    }
    page.raw("<g class=\"boot\"><rect class=\"")
        .raw(if boot.end == BootEnd::Open { "open" } else { "clean" })
        .raw("\" x=\"")
        .plain(x)
        .raw("\" y=\"")
        .plain(y);
    page.raw("\" width=\"").plain(width).raw("\" height=\"").plain(BAR).raw("\" rx=\"2\"><title>");
    let (first, last) = (page.time_text(boot.times.first_usec), page.time_text(boot.times.last_usec));
    page.text(&boot.boot_id.to_string()).raw(": ").text(&first).raw(" to ").text(&last).raw(", ");
    page.count(boot.entries, "entry", "entries").raw("; ").raw(said(boot.end)).raw("</title></rect>");
    if width > 90 {
        page.raw("<text class=\"on-bar\" x=\"")
            .plain(x.saturating_add(6))
            .raw("\" y=\"")
            .plain(y.saturating_add(12));
        page.raw("\">").text(boot.boot_id.to_string().get(..8).unwrap_or_default()).raw("</text>");
    }
    if boot.end == BootEnd::Missing {
        crash(page, x.saturating_add(width), width.min(BAR), y);
    }
    page.raw(if is_listed { "</g></a>\n" } else { "</g>\n" });
}

/// The end of a bar whose boot has none: a cross.
fn crash(page: &mut Page, right: u64, width: u64, y: u64) {
    page.raw("<rect class=\"missing\" x=\"").plain(right.saturating_sub(width)).raw("\" y=\"").plain(y);
    page.raw("\" width=\"").plain(width).raw("\" height=\"").plain(BAR).raw("\" rx=\"2\"/>");
    if width == BAR {
        page.raw("<path class=\"crash\" d=\"M")
            .plain(right.saturating_sub(12))
            .raw(" ")
            .plain(y.saturating_add(4));
        page.raw("l8 8m0 -8l-8 8\"/>");
    }
}

const fn said(end: BootEnd) -> &'static str {
    match end {
        BootEnd::Clean => "ended by a shutdown",
        BootEnd::Missing => "without an end",
        BootEnd::Open => "still open",
    }
}

fn table(page: &mut Page, boots: &Capped<Boot>) {
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of boots\">\n<table>\n<thead><tr>");
    page.raw(
        "<th scope=\"col\">Boot ID</th><th scope=\"col\">First entry</th><th scope=\"col\">Last entry</th>",
    );
    page.raw("<th scope=\"col\" class=\"n\">Lasted</th><th scope=\"col\" class=\"n\">Entries</th><th scope=\"col\">End</th></tr></thead>\n<tbody>\n");
    for (index, boot) in boots.items.iter().take(LISTED).enumerate() {
        let lasted = boot.last_monotonic_usec.saturating_sub(boot.first_monotonic_usec);
        page.raw("<tr id=\"b")
            .plain(as_count(index))
            .raw("\"><th scope=\"row\">")
            .id(boot.boot_id)
            .raw("</th><td>");
        page.time(boot.times.first_usec)
            .raw("</td><td>")
            .time(boot.times.last_usec)
            .raw("</td><td class=\"n\">");
        page.span(lasted).raw("</td><td class=\"n\">").number(boot.entries).raw("</td><td");
        page.raw(if boot.end == BootEnd::Missing { " class=\"bad\">" } else { ">" })
            .raw(said(boot.end))
            .raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n");
    page.left_out(beyond(boots.items.len(), LISTED, boots.more), "boot", "boots");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boot(machine: u8, first_usec: u64, last_usec: u64) -> Boot {
        Boot {
            machine_id: Id128([machine; 16]),
            boot_id: Id128([9; 16]),
            entries: 1,
            times: Times { first_usec, last_usec },
            first_monotonic_usec: 0,
            last_monotonic_usec: 0,
            end: BootEnd::Clean,
        }
    }

    #[test]
    fn boots_that_overlap_have_rows_of_their_own() {
        let boots = [boot(1, 0, 10), boot(1, 5, 20), boot(1, 10, 30), boot(2, 0, 5), boot(1, 0, 1)];
        let machines = machines(&boots);
        let rows: Vec<Vec<usize>> =
            machines.iter().map(|machine| machine.boots.iter().map(|(_, _, row)| *row).collect()).collect();
        assert_eq!(rows, [vec![0, 1, 0], vec![0], vec![0]]);
        assert_eq!(machines[0].rows, 2);
        let many: Vec<Boot> = (0..9).map(|_| boot(1, 0, 10)).collect();
        assert_eq!(super::machines(&many)[0].rows, ROWS);
    }
}
