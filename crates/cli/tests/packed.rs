//! Journals that are compressed or in archives: what is printed is what is printed of the unpacked files.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::fs::{self, File};
use std::io::{self, BufRead, Write};
use std::process::{Command, Stdio};

use crate::util::{DEMO, Folder, Ran, command, journal};

const MACHINE: &str = "4f0c1f6f0b3a4e0f9a4f5b7c8d9e0a1b";

/// Programs that compress, each as it is told to do so from its standard input to its standard output.
const PROGRAMS: [&[&str]; 8] = [
    &["gzip", "-c"],
    &["gzip", "-1c"],
    &["xz", "-0c"],
    &["xz", "-0c", "--block-size=100000", "-T2"],
    &["bzip2", "-c"],
    &["zstd", "-qc"],
    &["lz4", "-qc"],
    &["lz4", "-qc", "-9", "-BD", "--content-size"],
];

/// What is asked of packed and of unpacked files.
const QUESTIONS: [&[&str]; 8] = [
    &["-o", "short-precise"],
    &["-o", "export"],
    &["--list-boots"],
    &["-r", "-n", "7"],
    &["-n", "+3", "-p", "err"],
    &["-F", "_SYSTEMD_UNIT"],
    &["-g", "session", "-o", "cat"],
    &["--header"],
];

/// A folder `j` with journals, in a folder of the machine, too.
fn journals() -> Folder {
    let folder = Folder::new();
    folder.file(&format!("j/{MACHINE}/system.journal"), &fs::read(DEMO).unwrap());
    for (name, number) in [("j/user-1000.journal", 1), ("j/a@1-2.journal", 2), ("j/b.journal", 3)] {
        let boot = "_BOOT_ID=07070707070707070707070707070707".to_owned();
        let entry = |at: usize| {
            vec![format!("MESSAGE={name} {at}"), format!("SESSION={}", at % number), boot.clone()]
        };
        folder.file(name, &journal(&(0..50).map(entry).collect::<Vec<_>>()));
    }
    folder.file("j/other.txt", b"no journal");
    folder
}

/// Runs a program in the folder; `None`, and a note, where there is no such program.
fn tool(folder: &Folder, line: &[&str], stdin: Option<&str>) -> Option<Vec<u8>> {
    let mut tool = Command::new(line[0]);
    tool.args(&line[1..]).current_dir(folder.path());
    tool.stdin(stdin.map_or_else(Stdio::null, |path| File::open(path).unwrap().into()));
    match tool.output() {
        Ok(output) => {
            assert!(output.status.success(), "{line:?}: {}", String::from_utf8_lossy(&output.stderr));
            Some(output.stdout)
        }
        Err(error) => {
            // The harness swallows what tests print.
            let mut stderr = io::stderr();
            writeln!(stderr, "NOTE: {} cannot be run: {error}; its files were NOT read", line[0]).unwrap();
            None
        }
    }
}

/// What is printed, without what is of the file itself and not of its content.
fn answer(folder: &Folder, args: &[&str]) -> Ran {
    let mut ran = folder.run(args);
    let is_of_content = |line: &&str| !line.starts_with("File path: ") && !line.starts_with("Disk usage: ");
    ran.stdout = ran.stdout.lines().filter(is_of_content).flat_map(|line| [line, "\n"]).collect();
    ran
}

fn assert_same(folder: &Folder, packed: &[&str], unpacked: &[&str]) {
    for question in QUESTIONS {
        let expected = answer(folder, &[unpacked, question].concat());
        assert_eq!((expected.status, &*expected.stderr), (Some(0), ""), "{unpacked:?} {question:?}");
        assert!(!expected.stdout.is_empty());
        let found = answer(folder, &[packed, question].concat());
        assert_eq!(found, expected, "{packed:?} {question:?}");
    }
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 1).unwrap()
}

#[test]
fn compressed_by_every_program() {
    let folder = journals();
    for (at, program) in PROGRAMS.iter().enumerate() {
        let Some(packed) = tool(&folder, program, Some(DEMO)) else { continue };
        // The name says nothing.
        let name = folder.file(&format!("packed{at}.txt"), &packed);
        assert_same(&folder, &["-i", &name], &["-i", DEMO]);
    }
}

#[test]
fn archives_by_every_program() {
    let folder = journals();
    for options in [
        &["--format=gnu"][..],
        &["--format=posix"],
        &["--format=v7"],
        &["--format=gnu", "--sparse"],
        &["--gzip"],
        &["--bzip2"],
        &["--xz"],
        &["--zstd"],
    ] {
        let line = [&["tar"], options, &["-cf", "-", "j"]].concat();
        let Some(packed) = tool(&folder, &line, None) else { continue };
        let name = folder.file("packed", &packed);
        assert_same(&folder, &["-i", &name], &["-D", "j", "--recursive"]);
        assert_same(&folder, &["-i", &name], &["-D", "j"]);
    }
}

#[test]
fn archives_of_compressed_journals() {
    let folder = journals();
    let packed: Vec<(String, Vec<u8>)> = [&format!("{MACHINE}/system"), "a@1-2", "b", "user-1000"]
        .map(|name| {
            let path = folder.path().join(format!("j/{name}.journal"));
            (format!("{name}.journal.zst"), zstd(&fs::read(path).unwrap()))
        })
        .into();
    let members: Vec<(&str, &[u8])> =
        packed.iter().map(|(name, content)| (&**name, content.as_slice())).collect();
    let name = folder.file("packed", &zstd(&tar(&members)));
    assert_same(&folder, &["-i", &name], &["-D", "j"]);
    // Several inputs are one journal.
    let [first, second] =
        [(&members[..2], "1"), (&members[2..], "2")].map(|(half, name)| folder.file(name, &tar(half)));
    assert_same(&folder, &["-i", &first, "-i", &second], &["-D", "j"]);
}

#[test]
fn standard_input() {
    let folder = journals();
    let expected = folder.run(&["-i", DEMO, "-o", "export"]);
    let packed = folder.file("packed", &zstd(&tar(&[("a", &fs::read(DEMO).unwrap())])));
    let run = |stdin: Stdio, args: &[&str]| Ran::from(command(args).stdin(stdin).output().unwrap());
    let file = || File::open(&packed).unwrap();
    assert_eq!(run(file().into(), &["-i", "-", "-o", "export"]), expected);
    let (reader, mut writer) = io::pipe().unwrap();
    let feeder = std::thread::spawn({
        let mut file = file();
        move || io::copy(&mut file, &mut writer).unwrap()
    });
    assert_eq!(run(reader.into(), &["-i", "-", "-o", "export"]), expected);
    feeder.join().unwrap();
    let header = run(file().into(), &["-i", "-", "--header"]).stdout;
    assert!(header.starts_with("File path: /proc/self/fd/0:a\n"), "{header}");
    let text: String = (0..1000).map(|number: u32| number.wrapping_mul(number).to_string()).collect();
    let none = folder.file("none", &zstd(text.as_bytes()));
    let none = run(File::open(none).unwrap().into(), &["-i", "-"]);
    assert_eq!(none.status, Some(1));
    assert!(none.stderr.starts_with("Failed to open journal: no journal is in it\n"), "{}", none.stderr);
}

/// One line for each member that is refused or broken; the rest is read.
#[test]
fn messages_name_members_and_cannot_drive_a_terminal() {
    let folder = Folder::new();
    let good = journal(&[vec!["MESSAGE=good"]]);
    let mut damaged = good.clone();
    damaged[16..24].fill(0xff);
    let mut cut = zstd(&good);
    cut.truncate(cut.len() - 1);
    let archive = tar(&[
        ("\x1b[2Jdamaged", &damaged),
        ("cut", &cut),
        ("good", &good),
        ("text", b"text"),
        ("../up", &good),
    ]);
    let name = folder.file("x.tar", &archive);
    let ran = folder.run(&["-i", &name, "-o", "cat", "-q"]);
    assert_eq!(ran.status, Some(1));
    assert_eq!(ran.stdout, "good\n", "copies of an entry are printed once");
    assert!(ran.stderr.contains("x.tar:cut: ends early, what comes before is read\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("x.tar:\\u{1b}[2Jdamaged "), "{}", ran.stderr);
    for question in [&["--header"][..], &["--verify"], &["-n", "1"]] {
        let ran = folder.run(&[&["-i", &name], question].concat());
        assert!(!(ran.stdout + &ran.stderr).contains('\x1b'), "{question:?}");
    }
    let verified = folder.run(&["-i", &name, "--verify"]);
    assert!(verified.stderr.contains("PASS: ") && verified.stderr.contains("x.tar:good\n"), "{verified:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written");
}

#[test]
fn nothing_to_read() {
    let folder = Folder::new();
    let none = folder.file("none.tar", &tar(&[("text", b"text")]));
    let ran = folder.run(&["-i", &none]);
    let told = format!("Failed to open files: no journal is in it\n{none}: no journal is in it\n");
    assert_eq!((ran.status, &*ran.stdout, &*ran.stderr), (Some(1), "", &*told));
    let ran = folder.run(&["-i", &none, "-i", DEMO, "-n", "1"]);
    assert_eq!((ran.status, ran.stdout.lines().count()), (Some(1), 1));
    assert_eq!(ran.stderr, format!("{none}: no journal is in it\n"));
}

/// Without `--recursive` a folder's packed files are none of journalctl's, whatever they are called.
#[test]
fn folders() {
    let folder = Folder::new();
    let [a, b, c] = ["a", "b", "c"].map(|name| journal(&[vec![format!("MESSAGE={name}")]]));
    folder.file("d/a.journal", &a);
    folder.file("d/b.journal.zst", &zstd(&b));
    folder.file("d/x/y/z.tar", &tar(&[("c.journal", &c)]));
    let shown = |args: &[&str]| {
        let ran = folder.run(&[&["-o", "cat"], args].concat());
        assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{args:?}");
        let mut lines: Vec<String> = ran.stdout.lines().map(str::to_owned).collect();
        lines.sort();
        lines.concat()
    };
    assert_eq!(shown(&["-D", "d"]), "a");
    assert_eq!(shown(&["-D", "d", "--recursive"]), "abc");
    assert_eq!(shown(&["-i", "d", "--recursive"]), "abc");
    assert_eq!(shown(&["-i", "d/x", "-i", "d/a.journal", "--recursive"]), "ac");
    folder.file("r/var/log/journal/any/e.journal", &c);
    assert_eq!(shown(&["--root=r", "--recursive"]), "c");
    assert_eq!(folder.run(&["-i", "d"]).status, Some(1), "a folder is no file");
    folder.file("e/system.journal", &zstd(&b));
    let ran = folder.run(&["-D", "e", "-q"]);
    assert_eq!((ran.status, &*ran.stdout), (Some(1), ""), "as in journalctl, by its name a damaged journal");
    for (args, told) in [
        (&["--recursive"][..], "--recursive needs a folder: -D, -i or --root"),
        (&["--recursive", "-i", "-"], "--recursive needs a folder: -D, -i or --root"),
        (&["--recursive", "-D", "d", "-f"], "--recursive cannot be combined with --follow"),
    ] {
        let ran = folder.run(args);
        assert_eq!((ran.status, ran.stderr), (Some(1), format!("journalq: {told}\n")));
    }
}

#[test]
fn subcommands_and_counts() {
    let folder = Folder::new();
    let demo = fs::read(DEMO).unwrap();
    let packed = folder.file("in/packed", &zstd(&tar(&[("system.journal", &demo)])));
    let out = Folder::new();
    let [from_packed, from_file] = [&*packed, DEMO].map(|input| {
        let ran = out.run(&["salvage", input, "-o", "cat", "-q"]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        ran.stdout
    });
    assert_eq!(from_packed, from_file);
    let new = out.path().join("new.journal");
    let new = new.to_str().unwrap();
    let ran = out.run(&["extract", "-i", &packed, "--output", new, "-p", "err"]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let of_new = out.run(&["-i", new, "-o", "cat"]);
    assert_eq!(of_new, out.run(&["-i", DEMO, "-p", "err", "-o", "cat"]));
    let beside = folder.path().join("in/new.journal");
    let ran = out.run(&["extract", "-i", &packed, "--output", beside.to_str().unwrap()]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.stderr.contains(" would lie beside "), "{}", ran.stderr);
    let usage = folder.run(&["-i", &packed, "--disk-usage"]).stdout;
    assert_eq!(usage, "Archived and active journals take up 512K in the file system.\n", "unpacked");
}

/// What is packed does not grow: its entries are printed, and nothing is amiss.
#[test]
fn following() {
    let folder = Folder::new();
    let packed = folder.file("packed", &zstd(&fs::read(DEMO).unwrap()));
    let mut child = command(&["-i", &packed, "-f", "-n", "1", "-o", "cat"]);
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    // It ends once nobody reads what it prints.
    let mut stdout = io::BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, folder.run(&["-i", DEMO, "-n", "1", "-o", "cat"]).stdout);
    assert!(child.try_wait().unwrap().is_none(), "it waits, for other files may be named, too");
    child.kill().unwrap();
    assert!(child.wait_with_output().unwrap().stderr.is_empty());
}

/// Input of unknown origin costs what its limits say, whatever it unpacks to.
#[test]
fn bombs() {
    const KIB: u32 = 256 << 10;
    const SIZE: usize = 128 << 20;
    let folder = Folder::new();
    let start = journal(&[vec!["MESSAGE=kept"]]);
    for program in PROGRAMS {
        let content = folder.file("content", &[start.clone(), vec![0; SIZE]].concat());
        let Some(packed) = tool(&folder, program, Some(&content)) else { continue };
        fs::remove_file(content).unwrap();
        let packed = folder.file("bomb", &tar(&[("a", &packed)]));
        let mut shell = Command::new("sh");
        let line = format!("ulimit -d {KIB}; exec \"$0\" --limits=untrusted -q -o cat -i \"$1\"");
        shell.args(["-c", &line, env!("CARGO_BIN_EXE_journalq"), &packed]);
        let ran = Ran::from(shell.current_dir(folder.path()).output().unwrap());
        assert_eq!(ran.stdout, "kept\n", "{program:?} {}", ran.stderr);
        let allowed = (16 << 20) + 512 * fs::metadata(&packed).unwrap().len();
        let is_bomb = allowed < SIZE as u64;
        assert_eq!(ran.stderr.contains("bytes were unpacked, the rest is not read"), is_bomb, "{program:?}");
    }
}
