//! `journalq carve`: journals in a disk image, in unallocated space, in a memory dump.
//!
//! ```text
//! IMAGE -> carve (the engine) -> files, whole or in pieces -> as salvage goes on with damaged files
//!                             -> --list: a table of them
//! ```

use std::path::{self, PathBuf};

use journalq_file::Source;
use journalq_file::carve::{Carved, Finds, carve};
use journalq_query::grep::Pattern;

use crate::Outcome;
use crate::args::Args;
use crate::flags::{Argument, Flag, Group};
use crate::progress::Progress;
use crate::salvage::{self, Find, Salvaged};
use crate::stderr::{Level, say};
use crate::subcommands::Subcommand;
use crate::table::{Align, Cell, Table};

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "carve",
    synopsis: "IMAGE... [OPTION...] [FIELD=VALUE...]",
    help: "Print the journals in a disk image or a dump",
    flags: &[
        Flag::own("list", Argument::None, "List the journals that were found", |args, _| {
            args.carve_list = true;
            Ok(())
        }),
        salvage::REBUILD,
        salvage::REPORT,
        salvage::EMBEDDED,
    ],
    takes: |flag| (flag.group != Group::Source || flag.long == "limits") && salvage::takes(flag),
    check: |args| {
        salvage::take_files(args);
        if args.salvage.files.is_empty() {
            return Err("journalq: carve needs an IMAGE".to_owned());
        }
        if args.carve_list {
            return check_list(args);
        }
        salvage::check_rebuild(args)
    },
    run,
};

/// A list is of journals, of which no entry is looked at.
fn check_list(args: &Args) -> Result<(), String> {
    if args.salvage.rebuild.is_some() || args.salvage.report.is_some() {
        return Err("journalq: --list salvages nothing that --rebuild or --report could write".to_owned());
    }
    if let Some(word) = args.words.first() {
        return Err(format!("journalq: match '{}' does nothing with --list", word.to_string_lossy()));
    }
    salvage::check_options(args, "list", |flag| {
        flag.group == Group::Pager || matches!(flag.long, "list" | "output" | "quiet" | "limits")
    })
}

/// Looks through one image after the other, then lists what was found, or prints or writes the entries.
fn run(args: &Args, pattern: Option<Pattern>) -> anyhow::Result<Outcome> {
    let paths = args.salvage.files.iter().map(path::absolute).collect::<Result<Vec<PathBuf>, _>>()?;
    let mut salvaged = Salvaged::new(args, &paths)?;
    let mut rows = Vec::new();
    let mut outcome = Outcome::Complete;
    for path in &paths {
        let image = match Source::open_image(path) {
            Ok(image) => image,
            Err(problem) => {
                salvaged.miss(problem);
                outcome = Outcome::Damaged;
                continue;
            }
        };
        let finds = look_through(args, &image);
        say_strays(args, &image, &finds);
        if args.carve_list {
            rows.extend(finds.files.iter().map(|file| row(&image, file)));
        } else {
            add(&mut salvaged, &image, &finds.files)?;
        }
    }
    if !args.carve_list {
        return salvaged.finish(pattern);
    }
    Table::new(&COLUMNS, rows).print(args)?;
    Ok(outcome)
}

/// What the list says of each journal.
const COLUMNS: [(&str, &str, Align); 6] = [
    ("FILE ID", "file_id", Align::Left),
    ("OFFSET", "offset", Align::Right),
    ("SIZE", "size", Align::Right),
    ("PIECES", "pieces", Align::Right),
    ("ENTRIES", "entries", Align::Right),
    ("IMAGE", "image", Align::Left),
];

fn row(image: &Source, file: &Carved) -> Vec<Cell> {
    let number = |number: u64| Cell::Number(i64::try_from(number).unwrap_or(i64::MAX));
    vec![
        Cell::Text(file.file_id().map_or_else(|| "-".to_owned(), |id| id.to_string())),
        number(begin(file)),
        number(size(file)),
        number(u64::try_from(file.pieces().len()).unwrap_or(u64::MAX)),
        number(file.entries()),
        Cell::Text(image.path().display().to_string()),
    ]
}

fn look_through(args: &Args, image: &Source) -> Finds {
    let size = u64::try_from(image.bytes().len()).unwrap_or(u64::MAX);
    let progress = Progress::new(args, size);
    carve(image.bytes(), |done| progress.reach(done))
}

/// Entries on their own: what they mean stood elsewhere.
fn say_strays(args: &Args, image: &Source, finds: &Finds) {
    if finds.stray_entries > 0 && !args.quiet {
        let (path, count) = (image.path().display(), finds.stray_entries);
        say(Level::Notice, &format!("{path}: {count} places look like entries, but lead to no fields"));
    }
}

/// Salvages the files that were found.
fn add(salvaged: &mut Salvaged<'_>, image: &Source, files: &[Carved]) -> anyhow::Result<()> {
    let mut found = Vec::with_capacity(files.len());
    for file in files {
        let mut name = image.path().as_os_str().to_owned();
        name.push(format!("@{:#x}", begin(file)));
        match file.bytes(image.bytes(), largest(file)) {
            Some(bytes) => found.push((name, bytes, file)),
            None => salvaged
                .leave_out(name.as_ref(), "left out: what was found lies too far apart for one journal"),
        }
    }
    let finds: Vec<Find<'_>> = found
        .iter()
        .map(|(name, bytes, file)| Find {
            name: name.into(),
            evidence: image.path(),
            bytes,
            carved: Some(file),
        })
        .collect();
    salvaged.add_all(&finds)
}

/// How large a file may be by its offsets, in bytes. What was not found of it is looked through, too, as zeros.
fn largest(file: &Carved) -> u64 {
    size(file).saturating_mul(64).saturating_add(1 << 30)
}

/// How many bytes of a file were found.
pub(crate) fn size(file: &Carved) -> u64 {
    let sizes = file.pieces().iter().map(|piece| piece.end().saturating_sub(piece.offset));
    sizes.fold(0, u64::saturating_add)
}

/// Where in the image the file begins, as far as it was found.
fn begin(file: &Carved) -> u64 {
    file.pieces().first().map_or(0, |piece| piece.image.start)
}
