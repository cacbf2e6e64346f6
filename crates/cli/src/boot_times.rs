//! `journalq boot-times`: how long boots took, and which units of one took how long to start.
//!
//! ```text
//! arguments -> records of the service manager -> BootTimes -> a row for each boot
//!           -> those of one boot              -> BootTimes -> --blame, --critical-chain: a row for each unit
//! ```

mod boots;

use anyhow::bail;
use journalq_file::{Findings, JournalFile};
use journalq_query::grep::Pattern;
use journalq_query::unit::UnitArgument;
use journalq_query::{Journal, WindowOptions};
use journalq_report::boot_times::{Activation, Basis, BootTimes, plot};
use journalq_report::manager;

use crate::args::{Args, Choice};
use crate::chosen_boot::{self, ChosenBoot};
use crate::flags::{Argument, Flag, text};
use crate::stderr::{Level, say};
use crate::subcommands::Subcommand;
use crate::svg_file::{self, SVG};
use crate::table::{Align, Cell, Table, check_mode, span};
use crate::{Outcome, filter, lost, on_journal, unit_states};

/// What the subcommand's own options say.
#[derive(Clone, Debug, Default)]
pub(crate) struct BootTimesArgs {
    /// Whether units are listed by how long they took.
    blame: bool,
    /// Whether the units are listed that were done before one another.
    has_chain: bool,
    /// The unit that this begins with, if not the one that the start led to.
    chain_from: Option<String>,
}

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "boot-times",
    synopsis: "[OPTION...] [FIELD=VALUE...]",
    help: "Tell how long boots and their units took",
    flags: &[
        Flag::own("blame", Argument::None, "The units of a boot, the slowest first", |args, _| {
            args.boot_times.blame = true;
            Ok(())
        }),
        Flag::own(
            "critical-chain",
            Argument::OptionalOrNext("UNIT", |word| !word.starts_with('-') && !word.contains('=')),
            "What was done last before a unit began",
            |args, value| {
                args.boot_times.has_chain = true;
                args.boot_times.chain_from = value.map(|value| text(Some(value)));
                Ok(())
            },
        ),
        SVG,
    ],
    takes: unit_states::takes,
    check,
    run: |args, _: Option<Pattern>| on_journal(args, |journal| run(args, journal)),
};

fn check(args: &mut Args) -> Result<(), String> {
    check_mode(args.mode, "boot-times")?;
    let BootTimesArgs { blame, has_chain, .. } = args.boot_times;
    if blame && has_chain {
        return Err("journalq: --blame and --critical-chain are two tables: one of them, please".to_owned());
    }
    if args.boot == Choice::All && (blame || has_chain || args.svg.is_some()) {
        return Err("journalq: units are told of one boot, and a picture shows one".to_owned());
    }
    chosen_boot::imply_last(args);
    Ok(())
}

fn run(args: &Args, journal: &Journal) -> anyhow::Result<Outcome> {
    let svg = svg_file::new(args, journal)?;
    let files = journal.files()?;
    let mut lost = vec![Findings::default(); files.len()];
    if args.boot == Choice::All {
        let outcome = boots::print(args, &files, &mut lost)?;
        return Ok(outcome.max(lost::report(journal, lost)).max(filter::report(args)));
    }
    let Some(boot) = ChosenBoot::find(args, &files)? else { bail!("There are no entries of this boot.") };
    let times = read(args, &files, &mut lost)?;
    say_notes(args, &boot, &times);
    let BootTimesArgs { blame, has_chain, .. } = args.boot_times;
    let is_empty = times.activations().next().is_none() && times.shares().basis == Basis::Nothing;
    if blame {
        blame_table(args, &times).print(args)?;
    } else if has_chain {
        chain_table(args, &times)?.print(args)?;
    } else {
        boots::table(args, &[(None, boot.id(), boot.first.realtime_usec, &times)]).print(args)?;
    }
    if let Some(svg) = svg.filter(|_| !is_empty) {
        svg.create(plot(&times, &boot.title(args)).as_bytes())?;
    }
    let outcome = lost::report(journal, lost).max(filter::report(args));
    Ok(if is_empty { outcome.max(Outcome::NothingFound) } else { outcome })
}

/// What the service manager logged in the boot.
fn read(args: &Args, files: &[JournalFile<'_>], lost: &mut [Findings]) -> anyhow::Result<BootTimes> {
    let mut times = BootTimes::default();
    manager::read(files, filter::expression(args, files)?, window(args), lost, |record| times.add(record));
    Ok(times)
}

fn window(args: &Args) -> WindowOptions {
    WindowOptions { since: args.since, until: args.until, ..WindowOptions::default() }
}

/// Says what the times are worth.
fn say_notes(args: &Args, boot: &ChosenBoot, times: &BootTimes) {
    if args.wants_quiet() {
        return;
    }
    boot.say_beginning(args);
    let text = match times.shares().basis {
        Basis::Logged | Basis::LoggedUserspace => return,
        Basis::Computed => {
            "The service manager's message that the start is finished (KERNEL_USEC=, USERSPACE_USEC=) is missing: the times are those \
             from the boot to its first message about a unit, and from there to the last target."
        }
        Basis::Nothing => {
            "The service manager's message that the start is finished (KERNEL_USEC=, USERSPACE_USEC=) is missing, and so is the one \
             that graphical.target or multi-user.target was reached."
        }
    };
    say(Level::Notice, &text);
}

fn blame_table(args: &Args, times: &BootTimes) -> Table {
    let mut units: Vec<&Activation> =
        times.activations().filter(|activation| activation.took_usec() > 0).collect();
    // Those that took as long stay in the order in which they began.
    units.sort_by_key(|activation| std::cmp::Reverse(activation.took_usec()));
    let rows = units.into_iter().map(|activation| {
        vec![
            span(args, Some(activation.took_usec())),
            unit_cell(activation),
            span(args, Some(activation.begin_usec)),
            result(activation),
        ]
    });
    let columns = [
        ("TOOK", "took_usec", Align::Right),
        ("UNIT", "unit", Align::Left),
        ("BEGAN AT", "began_usec", Align::Right),
        ("RESULT", "result", Align::Left),
    ];
    Table::new(&columns, rows.collect())
}

fn chain_table(args: &Args, times: &BootTimes) -> anyhow::Result<Table> {
    let from = match &args.boot_times.chain_from {
        Some(name) => {
            let unit = UnitArgument::parse(name)?;
            match times.find(unit.name.as_bytes()) {
                Some(activation) => activation,
                None => bail!("No start of {} in this boot came to an end before all were done.", unit.name),
            }
        }
        None => match times.last_unit() {
            Some(activation) => activation,
            None => bail!("No start of a unit in this boot came to an end."),
        },
    };
    if !args.wants_quiet() {
        let text =
            "Dependencies are not logged: below each unit stands the one that was done last before it began.";
        say(Level::Notice, &text);
    }
    let rows = times.chain(from).into_iter().map(|activation| {
        vec![
            unit_cell(&activation),
            span(args, Some(activation.end_usec)),
            span(args, Some(activation.took_usec()).filter(|&usec| usec > 0)),
            result(&activation),
        ]
    });
    let columns = [
        ("UNIT", "unit", Align::Left),
        ("DONE AT", "done_usec", Align::Right),
        ("TOOK", "took_usec", Align::Right),
        ("RESULT", "result", Align::Left),
    ];
    Ok(Table::new(&columns, rows.collect()))
}

fn unit_cell(activation: &Activation) -> Cell {
    Cell::Value(Some(activation.unit.to_vec()))
}

fn result(activation: &Activation) -> Cell {
    Cell::Text(if activation.is_started { "started" } else { "failed" }.to_owned())
}
