//! Nothing that is in a journal, or in the name of a file, drives the terminal: every mode and listing, on a pseudo terminal
//! and through a pager.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use journalq_file::Id128;
use journalq_file::write::WriteOptions;
use journalq_output::{Colour, ColourMode, Mode, drives_terminals};

use crate::util::terminal::{Session, script};
use crate::util::{Entry, Folder, small, write};

/// What drives terminals: a colour, cursor movements, a title, a link, the clipboard, in seven and in eight bits; single control
/// characters; characters that turn the direction of writing around.
const PLANTED: [&[u8]; 17] = [
    b"\x1b[66m",
    b"\x1b[2J",
    b"\x1bc",
    b"\x1b]0;title\x07",
    b"\x1b]8;;http://planted\x1b\\",
    b"\x1b]52;c;cGxhbnRlZA==\x07",
    b"\x1bP$q\x1b\\",
    b"\x9b67m",
    b"\x9d0;title\x9c",
    b"\xc2\x9b68m",
    b"\xc2\x9d52;c;eA==\xc2\x9c",
    b"a\x07b\x08c\x7fd",
    b"e\rf\x0cg\x0bh\x0ei\x00j\x05k",
    "l\u{202e}m\u{202a}n\u{2066}o\u{2069}p\u{200f}q\u{61c}r".as_bytes(),
    b"\xe2\x80",
    OTHER_CHARSET.as_bytes(),
    b"last",
];

/// A letter that ends with the byte of a control character in eight bits, where the terminal's character set is not UTF-8.
const OTHER_CHARSET: &str = "\u{15b}69m";

/// All of it, behind a text that is looked for.
fn planted() -> Vec<u8> {
    [&b"planted"[..], &PLANTED.concat()].concat()
}

/// The same for where no NUL can be, nor a slash.
fn planted_name() -> Vec<u8> {
    planted().into_iter().filter(|byte| !matches!(byte, 0 | b'/')).collect()
}

const MACHINE: &str = "00112233445566778899aabbccddeeff";

/// A message that the built-in catalog explains with the entry's unit.
const EXPLAINED: &str = "a596d6fe7bfa4994828e72309e95d61e";

fn entry(seconds: u64, fields: &[(&str, &[u8])]) -> Entry<Vec<u8>> {
    Entry {
        seqnum: None,
        boot_id: Id128([7; 16]),
        realtime_usec: 1_700_000_000_000_000 + seconds * 1_000_000,
        monotonic_usec: seconds * 1_000_000,
        fields: fields.iter().map(|(name, value)| [name.as_bytes(), b"=", value].concat()).collect(),
    }
}

/// A journal with planted values everywhere, and a planted name of a field.
fn journal() -> Vec<u8> {
    let all = planted();
    let printable = "planted \u{202e}m\u{2066}n\u{200f}".as_bytes();
    let everywhere = |value: &'static [u8]| -> Vec<(&'static str, Vec<u8>)> {
        let names = [
            "MESSAGE",
            "_HOSTNAME",
            "SYSLOG_IDENTIFIER",
            "_COMM",
            "_PID",
            "SYSLOG_PID",
            "_SYSTEMD_UNIT",
            "_EXE",
            "_SYSTEMD_USER_UNIT",
            "PLANTED",
            "CONFIG_FILE",
            "DOCUMENTATION",
            "_CMDLINE",
            "SYSLOG_FACILITY",
            "CODE_FILE",
        ];
        names.into_iter().map(|name| (name, value.to_vec())).collect()
    };
    let mut entries = Vec::new();
    for (number, value) in (1..).zip([all.leak() as &[u8], printable].into_iter().chain(PLANTED)) {
        let mut fields = everywhere(value);
        fields.push(("PRIORITY", b"3".to_vec()));
        fields.push(("MESSAGE_ID", EXPLAINED.as_bytes().to_vec()));
        fields.push(("_SYSTEMD_INVOCATION_ID", b"000102030405060708090a0b0c0d0e0f".to_vec()));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_slice())).collect();
        entries.push(entry(number, &fields));
    }
    for (number, value) in (50..).zip([planted().as_slice(), printable].into_iter().chain(PLANTED)) {
        entries.extend(of_programs(number, value));
    }
    entries.push(entry(100, &[("MESSAGE", b"plain"), ("XXXXXXXX", b"planted"), ("MESSAGE", printable)]));
    let mut bytes =
        write(WriteOptions { machine_id: Id128::parse(MACHINE.as_bytes()).unwrap(), ..small() }, &entries);
    for at in 0..bytes.len() - 8 {
        if bytes[at..].starts_with(b"XXXXXXXX") {
            bytes[at..at + 8].copy_from_slice(b"N\x1b[66m\x07X");
        }
    }
    bytes
}

/// What conclusions are drawn from: who wanted to log in, what dumped core, which unit starts.
fn of_programs(seconds: u64, value: &[u8]) -> [Entry<Vec<u8>>; 3] {
    let failed = [b"Failed password for invalid user planted", value, b" from 10.0.0.1 port 7 ssh2"].concat();
    let unit = [b"planted", value, b".service"].concat();
    let sshd: [(&str, &[u8]); 5] = [
        ("MESSAGE", &failed),
        ("_UID", b"0"),
        ("_PID", b"9"),
        ("_COMM", b"sshd"),
        ("_EXE", b"/usr/sbin/sshd"),
    ];
    let coredump: [(&str, &[u8]); 8] = [
        ("MESSAGE_ID", b"fc2e22bc6ee647b6b90729ab34a250b1"),
        ("MESSAGE", value),
        ("COREDUMP_PID", b"5"),
        ("COREDUMP_EXE", value),
        ("COREDUMP_COMM", value),
        ("COREDUMP_CMDLINE", value),
        ("COREDUMP_SIGNAL_NAME", value),
        ("COREDUMP_FILENAME", value),
    ];
    let manager: [(&str, &[u8]); 8] = [
        ("_BOOT_ID", b"07070707070707070707070707070707"),
        ("MESSAGE_ID", b"39f53479d3a045ac8e11786248231fbf"),
        ("UNIT", &unit),
        ("JOB_RESULT", value),
        ("_UID", b"0"),
        ("_PID", b"1"),
        ("_COMM", b"systemd"),
        ("_TRANSPORT", b"journal"),
    ];
    [entry(seconds, &sshd), entry(seconds, &coredump), entry(seconds, &manager)]
}

/// The folder of a run: journals of planted names, whole and damaged, and the root folder of a system with planted texts.
struct Scene {
    folder: Folder,
    good: OsString,
    damaged: OsString,
    missing: OsString,
}

impl Scene {
    fn new() -> Self {
        let folder = Folder::new();
        script(&folder, "less", "cat");
        let name = |end: &str| OsString::from_vec([planted_name().as_slice(), end.as_bytes()].concat());
        let bytes = journal();
        let (good, damaged) = (name(".journal"), name("-damaged.journal"));
        fs::write(folder.path().join(&good), &bytes).unwrap();
        let mut broken = bytes;
        let middle = broken.len() / 4;
        broken[middle..middle + 600].fill(0x5a);
        fs::write(folder.path().join(&damaged), broken).unwrap();
        fs::write(folder.path().join(name("-no.journal")), b"LPKSHHRH no journal").unwrap();
        let text =
            [b"-- ", EXPLAINED.as_bytes(), b"\nSubject: ", &planted(), b"\n\n", &planted(), b" @PLANTED@\n"];
        folder.file("root/usr/lib/systemd/catalog/x.catalog", &text.concat());
        folder.file("root/etc/machine-id", format!("{MACHINE}\n").as_bytes());
        let namespace = [MACHINE.as_bytes(), b".", &planted_name()].concat();
        fs::create_dir_all(folder.path().join("root/var/log/journal").join(OsStr::from_bytes(&namespace)))
            .unwrap();
        Self { folder, good, damaged, missing: name("-missing") }
    }

    /// Everything that prints something of a journal, or its name.
    fn commands(&self) -> Vec<Vec<OsString>> {
        let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        let good = [OsString::from("-i"), self.good.clone()];
        let with_good = |rest: &[&str]| [good.to_vec(), words(rest)].concat();
        let mut commands = Vec::new();
        for mode in Mode::ALL {
            commands.push(with_good(&["-o", mode.name()]));
            commands.push(with_good(&["-o", mode.name(), "--output-fields=MESSAGE,PLANTED,_EXE"]));
            commands.push(with_good(&["-o", mode.name(), "-g", "planted", "--no-full", "-x"]));
            commands.push([words(&["salvage", "-o", mode.name()]), vec![self.damaged.clone()]].concat());
        }
        for template in [
            "{MESSAGE}|{PLANTED:>20.30}|{_EXE,_COMM}",
            "{MESSAGE!json}{PLANTED!shell}{MESSAGE!csv}{PLANTED!escape}",
        ] {
            commands.push(with_good(&["--template", template]));
            commands.push([words(&["salvage", "--template", template]), vec![self.damaged.clone()]].concat());
        }
        for mode in ["csv", "tsv"] {
            commands.push(with_good(&[
                "-o",
                mode,
                "--defuse-formulas",
                "--output-fields=PLANTED,__TIME,MESSAGE",
            ]));
        }
        for rest in LISTINGS {
            commands.push(with_good(rest));
        }
        for rest in [
            &["--list-catalog"][..],
            &["--dump-catalog"],
            &["--list-namespaces"],
            &["--list-namespaces", "-o", "json"],
        ] {
            commands.push([words(&["--root=root"]), words(rest)].concat());
        }
        for mode in ["short", "json", "csv", "tsv"] {
            let options = ["--by", "PLANTED,_SYSTEMD_UNIT", "--distinct=MESSAGE", "-o", mode];
            commands.push([words(&["stats"]), with_good(&options)].concat());
            commands.push([words(&["carve", "--list", "-o", mode]), vec![self.good.clone()]].concat());
            commands.push(words(&["--root=root", "--list-namespaces", "-o", mode]));
        }
        for options in [&[][..], &["-o", "json"]] {
            commands.push([words(&["report"]), with_good(options)].concat());
        }
        for subcommand in CONCLUSIONS {
            for options in [&[][..], &["-o", "json"], &["-o", "json-pretty"], &["-o", "csv"], &["-o", "tsv"]]
            {
                commands.push([words(subcommand), with_good(options)].concat());
            }
        }
        for options in [&[][..], &["-o", "json"], &["--summary"]] {
            let sides = vec![self.good.clone(), self.damaged.clone()];
            commands.push([words(&["diff"]), words(options), sides].concat());
        }
        commands.push([words(&["complete"]), with_good(&["PLANTED="])].concat());
        commands.push(words(&["-D", "."]));
        commands.push(words(&["-D", ".", "--header"]));
        commands.push(vec!["-i".into(), self.missing.clone()]);
        commands.push([words(&["--verify", "-i"]), vec![self.damaged.clone()]].concat());
        for subcommand in
            [&["carve", "--list"][..], &["carve", "--list", "-o", "json"], &["carve"], &["salvage"]]
        {
            commands.push([words(subcommand), vec![self.good.clone(), self.damaged.clone()]].concat());
        }
        commands.push([good.to_vec(), vec!["--cursor-file".into(), self.good.clone()]].concat());
        commands.push(vec![self.missing.clone()]);
        commands.push(vec!["-o".into(), self.missing.clone()]);
        commands
    }
}

/// What draws conclusions from entries, with what makes it show most.
const CONCLUSIONS: &[&[&str]] = &[
    &["units"],
    &["units", "-b", "all", "planted*"],
    &["boot-times", "-b", "all"],
    &["boot-times", "--blame"],
    &["boot-times", "--critical-chain"],
    &["logins"],
    &["logins", "--untrusted"],
    &["logins", "--by=user"],
    &["logins", "--by=address"],
    &["coredumps"],
    &["coredumps", "info", "-n", "100"],
];

/// What lists something other than entries.
const LISTINGS: &[&[&str]] = &[
    &["-N"],
    &["-F", "MESSAGE"],
    &["-F", "PLANTED"],
    &["-F", "_SYSTEMD_UNIT"],
    &["--header"],
    &["--disk-usage"],
    &["--list-boots"],
    &["--list-boots", "-o", "json"],
    &["--list-invocations", "-u", "planted*"],
    &["--verify"],
    &["--verify", "-o", "json"],
    &["--verify", "-o", "json-pretty"],
    &["-u", "planted\u{1b}[66m"],
    &["--template", "{MESSAGE!planted\u{1b}[66m}"],
    &["-o", "csv", "--output-fields=planted\u{1b}[66m"],
    &["-b", "\u{9b}31m"],
];

/// What the program itself sends to a terminal: colours, the progress bar's clearing of its line, and the sign before each object
/// of json-seq.
fn without_own_sequences(seen: &[u8]) -> Vec<u8> {
    let colours = [
        Colour::Red,
        Colour::Yellow,
        Colour::Bold,
        Colour::Grey,
        Colour::Blue,
        Colour::Green,
        Colour::BoldBlue,
        Colour::Underline,
        Colour::Heading,
        Colour::Reset,
    ];
    let mut own: Vec<&[u8]> =
        colours.iter().map(|colour| ColourMode::Ansi256.sequence(*colour).as_bytes()).collect();
    own.extend([&b"\r\x1b[2K\r"[..], b"\r\x1b[2K", b"\x1b[2K", b"\r\r\n", b"\x1b[1A", b"\r\n", b"\x1e{"]);
    own.sort_by_key(|sequence| std::cmp::Reverse(sequence.len()));
    let mut rest = seen;
    let mut left = Vec::new();
    while let Some((first, after)) = rest.split_first() {
        match own.iter().find_map(|sequence| rest.strip_prefix(*sequence)) {
            Some(behind) => rest = behind,
            None => {
                left.push(*first);
                rest = after;
            }
        }
    }
    left
}

/// What of it would drive a terminal.
fn harm(seen: &[u8]) -> Option<String> {
    let left = without_own_sequences(seen);
    let Ok(text) = std::str::from_utf8(&left) else { return Some(left.escape_ascii().to_string()) };
    let is_harm = |char: char| drives_terminals(char) && !matches!(char, '\t' | '\n');
    let (at, _) = text.char_indices().find(|&(_, char)| is_harm(char))?;
    Some(text[at..].chars().take(60).flat_map(char::escape_default).collect())
}

/// Whether a command is one of those that list what [`of_programs`] plants.
fn tells_of_planted(command: &[OsString]) -> bool {
    let is = |index: usize, word: &str| command.get(index).is_some_and(|it| it == word);
    is(0, "units") || is(0, "coredumps") || is(0, "logins") && is(1, "-i")
}

#[test]
fn nothing_planted_reaches_a_terminal() {
    let scene = Scene::new();
    let mut shown = 0;
    for command in scene.commands() {
        for variables in [
            &[("NO_COLOR", "1"), ("SYSTEMD_URLIFY", "0"), ("SYSTEMD_PAGER", "cat")][..],
            &[("SYSTEMD_URLIFY", "0"), ("SYSTEMD_COLORS", "256"), ("SYSTEMD_PAGER", "")],
            &[("SYSTEMD_URLIFY", "0"), ("SYSTEMD_COLORS", "256")],
            &[("NO_COLOR", "1"), ("SYSTEMD_URLIFY", "0"), ("LC_ALL", "C")],
        ] {
            let (seen, _) = Session::start(&scene.folder, &command, variables).finish_raw();
            assert_eq!(harm(&seen), None, "{command:?} {variables:?}");
            let is_utf8 = !variables.contains(&("LC_ALL", "C"));
            let holds = |text: &str| seen.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(is_utf8 || !holds(OTHER_CHARSET), "{command:?}");
            assert!(!tells_of_planted(&command) || holds("planted"), "{command:?}: {}", seen.escape_ascii());
            shown += usize::from(seen.windows(7).any(|window| window == b"planted"));
        }
    }
    assert!(shown > 400, "only {shown} runs showed anything of what was planted");
}

#[test]
fn links_lead_where_they_say_and_hold_nothing_else() {
    let scene = Scene::new();
    for mode in ["short", "verbose"] {
        let command = [OsString::from("-i"), scene.good.clone(), "-o".into(), mode.into()];
        let (seen, _) = Session::start(&scene.folder, &command, &[("SYSTEMD_URLIFY", "1")]).finish_raw();
        let is_harmless = |planted: &[u8]| [b"last", OTHER_CHARSET.as_bytes()].contains(&planted);
        for planted in PLANTED.iter().filter(|planted| !is_harmless(planted)) {
            assert!(
                !seen.windows(planted.len()).any(|window| window == *planted),
                "{}",
                planted.escape_ascii()
            );
        }
    }
}

#[test]
fn raw_values_are_there_for_who_asks_for_them() {
    let scene = Scene::new();
    let planted = b"\x1b]52;c;cGxhbnRlZA==\x07";
    let holds = |seen: &[u8]| seen.windows(planted.len()).any(|window| window == planted);
    for rest in
        [&["-o", "cat"][..], &["-o", "export"], &["-o", "short"], &["-o", "verbose"], &["-F", "MESSAGE"]]
    {
        let words = rest.iter().map(OsString::from);
        let command: Vec<_> = [OsString::from("-i"), scene.good.clone()].into_iter().chain(words).collect();
        let raw: Vec<_> = command.iter().cloned().chain(["-a".into()]).collect();
        let run = |command: &[OsString]| Session::start(&scene.folder, command, &[]).finish_raw().0;
        assert!(!holds(&run(&command)) && holds(&run(&raw)), "{rest:?}");
    }
    // What is no terminal gets what is stored.
    let command = [OsString::from("-i"), scene.good.clone(), "-o".into(), "cat".into()];
    let output = util::command(&command).current_dir(scene.folder.path()).output().unwrap();
    assert!(holds(&output.stdout));
}
