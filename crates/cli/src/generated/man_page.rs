//! The man page: the table's options with what `manual.rs` says about them, and that file's sections around them.

use journalq_output::Mode;
use roff::{Inline, Roff, bold, italic, roman};

use super::manual::{self, Block, Section};
use super::parity::DIFFERENCES;
use crate::flags::{Argument, Effect, FLAGS, Flag, Group};
use crate::subcommands::{SUBCOMMANDS, Subcommand};

/// The page of the command.
pub(super) fn of_command() -> String {
    let mut page = new("JOURNALQ");
    for section in &manual::FIRST {
        push_section(&mut page, section);
    }
    push_options(&mut page);
    push_subcommands(&mut page);
    for section in &manual::LAST {
        push_section(&mut page, section);
    }
    page.render()
}

/// The page of a subcommand.
pub(super) fn of_subcommand(subcommand: &Subcommand) -> String {
    let Subcommand { name, help, flags, .. } = subcommand;
    let mut page = new(&format!("JOURNALQ-{}", name.to_uppercase()));
    page.control("SH", ["NAME"]);
    let mut letters = help.chars();
    let summary: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    page.text([roman(format!("journalq-{name} - {summary}"))]);
    page.control("SH", ["SYNOPSIS"]);
    page.text(usage(subcommand));
    if let Some(text) = manual::of_subcommand(name) {
        page.control("SH", ["DESCRIPTION"]);
        push_text(&mut page, text, "PP");
    }
    page.control("SH", ["OPTIONS"]);
    for flag in *flags {
        let more = manual::of_subcommand(&format!("{name} --{}", flag.long));
        let more = more.map(|more| format!("\n{more}")).unwrap_or_default();
        push_term(&mut page, forms(flag), &format!("{}.{more}", flag.help));
    }
    push_text(&mut page, manual::ON_SHARED_OPTIONS, "PP");
    let shared = FLAGS.iter().filter(|flag| flag.is_listed() && subcommand.shares(flag));
    let names: Vec<Inline> = shared
        .map(|flag| flag.short.map_or_else(|| format!("--{}", flag.long), |short| format!("-{short}")))
        .flat_map(|name| [roman(", "), bold(name)])
        .skip(1)
        .collect();
    page.control("PP", []).text(names);
    page.control("SH", ["SEE ALSO"]);
    page.text([bold("journalq"), roman("(1)")]);
    page.render()
}

fn new(title: &str) -> Roff {
    let mut page = Roff::new();
    let version = concat!("journalq ", env!("CARGO_PKG_VERSION"));
    page.control("TH", [title, "1", manual::DATE, version, "User Commands"]);
    page
}

fn push_section(page: &mut Roff, section: &Section) {
    page.control("SH", [section.heading]);
    for (at, block) in section.blocks.iter().enumerate() {
        if at > 0 && matches!(block, Block::Text(_) | Block::Example(..)) {
            page.control("PP", []);
        }
        match block {
            Block::Text(text) => push_text(page, text, "PP"),
            Block::Terms(terms) => {
                for (term, text) in *terms {
                    push_term(page, marked(term), text);
                }
            }
            Block::Modes => {
                for mode in Mode::ALL {
                    push_term(page, vec![bold(mode.name())], manual::of_mode(mode));
                }
            }
            Block::Differences => push_differences(page),
            Block::Example(what, command) => push_example(page, what, command),
        }
    }
}

fn push_options(page: &mut Roff) {
    page.control("SH", ["OPTIONS"]);
    for (group, heading) in Group::ALL {
        let mut listed = FLAGS.iter().filter(|flag| flag.group == group && flag.is_listed()).peekable();
        if listed.peek().is_some() {
            page.control("SS", [heading]);
        }
        for flag in listed {
            let more = manual::of_option(&flag.name()).map(|more| format!("\n{more}")).unwrap_or_default();
            push_term(page, forms(flag), &format!("{}.{more}", flag.help));
        }
    }
}

fn push_subcommands(page: &mut Roff) {
    page.control("SH", ["SUBCOMMANDS"]);
    push_text(page, manual::ON_SUBCOMMANDS, "PP");
    for subcommand @ Subcommand { name, help, .. } in &SUBCOMMANDS {
        push_term(page, usage(subcommand), &format!("{help}: `journalq-{name}`(1)."));
    }
}

/// How a subcommand is called.
fn usage(Subcommand { name, synopsis, .. }: &Subcommand) -> Vec<Inline> {
    let synopsis = Some(*synopsis).filter(|synopsis| !synopsis.is_empty());
    [bold(format!("journalq {name}"))]
        .into_iter()
        .chain(synopsis.map(|text| roman(format!(" {text}"))))
        .collect()
}

/// The ways to write an option: `-n`, `--lines[=[+]N]`.
fn forms(flag: &Flag) -> Vec<Inline> {
    let (before, name, after) = match flag.argument {
        Argument::None => ("", "", ""),
        Argument::Required(name) => ("=", name, ""),
        Argument::Optional(name) | Argument::OptionalOrNext(name, _) => ("[=", name, "]"),
    };
    let short = flag.short.map(|short| bold(format!("-{short}")));
    let mut forms: Vec<Inline> = short.into_iter().collect();
    if !flag.long.is_empty() {
        if !forms.is_empty() {
            forms.push(roman(", "));
        }
        forms.extend([bold(format!("--{}{before}", flag.long)), italic(name), bold(after)]);
    }
    forms.retain(|form| !matches!(form, Inline::Bold(text) | Inline::Italic(text) if text.is_empty()));
    forms
}

/// What journalq does otherwise, and the options that it refuses for each reason, as in `docs/parity.md`.
fn push_differences(page: &mut Roff) {
    for (name, difference) in DIFFERENCES {
        push_term(page, vec![bold(format!("--{name}"))], &format!("Differs: {difference}."));
    }
    let mut refused: Vec<(&str, Vec<String>)> = Vec::new();
    for flag in FLAGS {
        let reason = match flag.effect {
            Effect::Apply(_) => continue,
            Effect::Refused(reason) => reason,
        };
        let name = format!("--{}", flag.long);
        match refused.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, names)) => names.push(name),
            None => refused.push((reason, vec![name])),
        }
    }
    for (reason, names) in refused {
        push_term(page, vec![bold(names.join(", "))], &format!("Refused: {reason}."));
    }
}

fn push_example(page: &mut Roff, what: &str, command: &str) {
    page.text([roman(what)]);
    page.control("RS", ["4"]).control("EX", []);
    page.text([roman(command)]);
    page.control("EE", []).control("RE", []);
}

fn push_term(page: &mut Roff, term: Vec<Inline>, text: &str) {
    page.control("TP", []).text(term);
    push_text(page, text, "IP");
}

/// Paragraphs with empty lines between them; this request begins each but the first.
fn push_text(page: &mut Roff, text: &str, request: &str) {
    for (at, paragraph) in text.split("\n\n").enumerate() {
        if at > 0 {
            page.control(request, []);
        }
        page.text(marked(paragraph));
    }
}

/// Text in which what stands between backticks is bold.
fn marked(text: &str) -> Vec<Inline> {
    let is_bold = [false, true].into_iter().cycle();
    let parts = text.split('`').zip(is_bold).filter(|(part, _)| !part.is_empty());
    parts.map(|(part, is_bold)| if is_bold { bold(part) } else { roman(part) }).collect()
}

#[test]
fn everything_in_the_manual_is_about_a_listed_option() {
    for (name, text) in manual::OPTIONS {
        assert!(FLAGS.iter().any(|flag| flag.name() == name && flag.is_listed()), "{name}");
        assert!(text.ends_with('.') && text.matches('`').count() % 2 == 0, "{name}");
    }
    let names = SUBCOMMANDS.iter().flat_map(|subcommand| {
        let name = subcommand.name;
        let options = subcommand.flags.iter().map(move |flag| format!("{name} --{}", flag.long));
        [name.to_owned()].into_iter().chain(options)
    });
    let names: Vec<String> = names.collect();
    for (name, text) in manual::SUBCOMMANDS {
        assert!(names.iter().any(|known| known == name), "{name}");
        assert!(text.ends_with('.') && text.matches('`').count() % 2 == 0, "{name}");
    }
}

#[test]
fn every_word_of_an_option_is_an_option() {
    let pages: String = SUBCOMMANDS.iter().map(of_subcommand).chain([of_command()]).collect();
    let page = ["\\fB", "\\fI", "\\fR"].iter().fold(pages, |page, font| page.replace(font, ""));
    let page = page.replace("\\-", "-");
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut checked = 0;
    for (at, _) in page.match_indices("--") {
        let name = page[at + 2..].split(|c| !is_name(c)).next().unwrap();
        if page[..at].ends_with(is_name) || name.is_empty() {
            continue;
        }
        checked += 1;
        let mut flags = FLAGS.iter().chain(SUBCOMMANDS.iter().flat_map(|subcommand| subcommand.flags));
        assert!(flags.any(|flag| flag.long == name), "--{name}");
    }
    assert!(checked > FLAGS.len(), "{checked}");
}
