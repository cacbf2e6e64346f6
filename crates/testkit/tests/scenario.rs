//! What the scenarios plant is in their files, and journalctl finds the files as it should.
//!
//! The machine's journalctl is asked, and another one that `JOURNALQ_JOURNALCTL` names (words split at blanks), for which the
//! files are put below `JOURNALQ_JOURNALCTL_ROOT` when it runs in another root. Without any of them the tests that need one fail
//! under `CI=true`, and say so elsewhere.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a helper of tests fails like a test")]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use journalq_testkit::naive::{Entry, Journal};
use journalq_testkit::scenario::{Header, Journals, Scenario};
use tempfile::TempDir;

/// An entry with its fields, each as `NAME=value`.
struct Read {
    entry: Entry,
    fields: Vec<Vec<u8>>,
}

impl Read {
    fn value(&self, name: &str) -> Option<String> {
        let prefix = format!("{name}=").into_bytes();
        let value = self.fields.iter().find_map(|field| field.strip_prefix(&*prefix))?;
        Some(String::from_utf8_lossy(value).into_owned())
    }

    fn message(&self) -> String {
        self.value("MESSAGE").unwrap()
    }
}

/// The entries of all journals, each sequence number once, in their order.
fn read(journals: &Journals) -> Vec<Read> {
    let mut all = Vec::new();
    for file in journals.journals() {
        let journal = Journal::read(&file.bytes).unwrap_or_else(|error| panic!("{}: {error}", file.path));
        for entry in &journal.entries {
            let fields = entry.items.iter().map(|offset| journal.data[offset].payload.clone()).collect();
            all.push(Read { entry: entry.clone(), fields });
        }
    }
    all.sort_by_key(|read| read.entry.seqnum);
    all.dedup_by_key(|read| read.entry.seqnum);
    all
}

fn planted(scenario: Scenario) -> (Journals, Vec<Read>) {
    let journals = scenario.build(1);
    let seqnums: BTreeSet<u64> = journals.planted.seqnums.iter().copied().collect();
    let entries = read(&journals).into_iter().filter(|read| seqnums.contains(&read.entry.seqnum)).collect();
    (journals, entries)
}

fn missing(entries: &[Read]) -> Vec<u64> {
    let last = entries.last().unwrap().entry.seqnum;
    let there: BTreeSet<u64> = entries.iter().map(|read| read.entry.seqnum).collect();
    (1..=last).filter(|seqnum| !there.contains(seqnum)).collect()
}

#[test]
fn equal_seeds_give_equal_bytes() {
    for scenario in [Scenario::Clean, Scenario::AlteredEntry, Scenario::Coredumps] {
        let bytes = |seed| scenario.build(seed).files.into_iter().map(|file| file.bytes).collect::<Vec<_>>();
        assert_eq!(bytes(3), bytes(3), "{scenario}");
        assert_ne!(bytes(3), bytes(4), "{scenario}");
    }
}

#[test]
fn names_lead_back() {
    for scenario in Scenario::ALL {
        assert_eq!(Scenario::from_name(scenario.name()), Some(scenario));
    }
    assert_eq!(Scenario::from_name("cleaner"), None);
}

/// Nothing is missing, nothing is twice, no clock goes back, three boots have a beginning and an end.
#[test]
fn a_clean_host_is_clean() {
    for seed in 1..4 {
        let journals = Scenario::Clean.build(seed);
        let entries = read(&journals);
        assert_eq!(entries.len(), journals.n_entries);
        assert_eq!(missing(&entries), Vec::<u64>::new());
        let mut boots: Vec<[u8; 16]> = entries.iter().map(|read| read.entry.boot_id).collect();
        boots.dedup();
        assert_eq!(boots.len(), 3);
        for pair in entries.windows(2) {
            let [a, b] = [&pair[0].entry, &pair[1].entry];
            assert!(a.realtime < b.realtime);
            assert!(a.boot_id != b.boot_id || a.monotonic < b.monotonic);
            assert!(b.realtime - a.realtime < 5 * 60_000_000);
        }
        let count = |message: &str| entries.iter().filter(|read| read.message() == message).count();
        assert_eq!([count("Journal started"), count("Journal stopped")], [3, 3]);
        assert!(entries.iter().all(|read| !read.message().contains("Failed")));
        assert!(journals.journals().filter(|file| file.path.contains("/system@")).count() >= 3);
        assert!(journals.journals().any(|file| file.path.ends_with("/user-1000.journal")));
    }
}

#[test]
fn what_is_planted_in_files_is_there() {
    for (scenario, n_missing) in [(Scenario::DeletedFile, 600), (Scenario::CutEntries, 40)] {
        let (journals, there) = planted(scenario);
        assert!(there.is_empty());
        assert_eq!(missing(&read(&journals)), journals.planted.seqnums, "{scenario}");
        assert!(journals.planted.seqnums.len() >= n_missing);
        let is_there = journals.files.iter().any(|file| file.path == journals.planted.files[0]);
        assert_eq!(is_there, scenario == Scenario::CutEntries);
    }
    let (journals, there) = planted(Scenario::CopiedFile);
    assert_eq!(journals.n_entries - read(&journals).len(), there.len());
    let bytes = |path: &String| &journals.files.iter().find(|file| file.path == *path).unwrap().bytes;
    assert_eq!(bytes(&journals.planted.files[0]), bytes(&journals.planted.files[1]));

    let (journals, _) = planted(Scenario::UnsealedFile);
    for file in journals.journals() {
        let n_tags = Journal::read(&file.bytes).unwrap().header.n_tags.unwrap();
        assert_eq!(n_tags == 0, file.path == journals.planted.files[0], "{}", file.path);
    }
    let (journals, there) = planted(Scenario::AlteredEntry);
    assert_eq!(there[0].message(), journals.planted.values["message"]);
    assert_ne!(journals.planted.values["message"], journals.planted.values["original_message"]);
}

#[test]
fn what_happened_to_the_host_is_there() {
    let (journals, there) = planted(Scenario::ClockStep);
    let entries = read(&journals);
    let at = entries.iter().position(|read| read.entry.seqnum == there[0].entry.seqnum).unwrap();
    let [before, after] = [&entries[at - 1].entry, &entries[at].entry];
    assert!((7_199_000_000..7_200_000_000).contains(&(before.realtime - after.realtime)));
    assert!(before.boot_id == after.boot_id && before.monotonic < after.monotonic);

    let (journals, there) = planted(Scenario::CrashedBoot);
    let entries = read(&journals);
    let stopped = entries.iter().filter(|read| read.message() == "Journal stopped").count();
    assert_eq!(stopped, 2);
    let behind = entries.iter().find(|read| read.entry.seqnum > there[0].entry.seqnum).unwrap();
    assert_ne!(behind.entry.boot_id, there[0].entry.boot_id);
    assert_eq!(journals.planted.files.len(), 2);
    for file in journals.journals() {
        let state = Journal::read(&file.bytes).unwrap().header.state;
        assert_eq!(state == 1, journals.planted.files.contains(&file.path), "{}", file.path);
    }

    let (journals, there) = planted(Scenario::FailedUnit);
    let unit = journals.planted.values["unit"].clone();
    assert!(there.iter().all(|read| read.value("UNIT").as_ref() == Some(&unit)));
    assert_eq!(there[2].value("N_RESTARTS").as_deref(), Some("1"));

    let (journals, there) = planted(Scenario::SshLogins);
    let address = format!(" from {} ", journals.planted.values["address"]);
    let with = |text: &str| {
        let is_it = |read: &&Read| read.message().starts_with(text) && read.message().contains(&address);
        (there.iter().filter(is_it).count(), read(&journals).iter().filter(is_it).count())
    };
    assert_eq!([with("Failed password"), with("Accepted password")], [(10, 10), (1, 1)]);

    let (_, there) = planted(Scenario::ForgedFields);
    assert_eq!(there[0].value("_TRANSPORT").as_deref(), Some("kernel"));
    assert_eq!(there[0].value("_UID").as_deref(), Some("1000"));
    assert_eq!(there[1].value("_EXE").as_deref(), Some("/usr/bin/python3.13"));

    let (journals, _) = planted(Scenario::Silence);
    let entries = read(&journals);
    let longest = entries.windows(2).map(|pair| pair[1].entry.realtime - pair[0].entry.realtime).max();
    assert!(longest.unwrap() >= journals.planted.number("silence_usec").unwrap().try_into().unwrap());
}

/// Both cores are whole: the one in the journal, and the one in the file.
#[test]
fn cores_are_there() {
    let (journals, there) = planted(Scenario::Coredumps);
    let held = there[0].fields.iter().find_map(|field| field.strip_prefix(b"COREDUMP=")).unwrap();
    assert!(held.starts_with(b"\x7fELF"));
    assert_eq!(journals.planted.number("core_bytes"), i64::try_from(held.len()).ok());
    let path = there[1].value("COREDUMP_FILENAME").unwrap();
    let file = journals.files.iter().find(|file| format!("/{}", file.path) == path).unwrap();
    let core = zstd::stream::decode_all(&*file.bytes).unwrap();
    assert!(core.starts_with(b"\x7fELF"));
    assert_eq!(journals.planted.number("external_core_bytes"), i64::try_from(core.len()).ok());
}

/// journalctl verifies every file but the one that was altered, with the key where there are seals, and counts the same entries.
#[test]
fn journalctl_agrees() {
    for journalctl in Journalctl::all() {
        for scenario in Scenario::ALL.into_iter().filter(|scenario| journalctl.knows(*scenario)) {
            let folder = journalctl.folder();
            let journals = scenario.build_as(1, journalctl.header());
            journals.write_below(folder.path()).unwrap();
            let journal_folder = folder.path().join("var/log/journal").join(&journals.machine_id);
            journalctl.verify(&journals, &journal_folder);
            let printed =
                journalctl.run(&journal_folder, &["--quiet", "-o", "cat", "--output-fields=_BOOT_ID"]);
            let lines = printed.stdout.split(|byte| *byte == b'\n').count() - 1;
            assert_eq!(lines, read(&journals).len(), "{scenario}");
        }
    }
}

/// A journalctl that can be asked.
struct Journalctl {
    command: Vec<String>,
    /// The root that it sees.
    root: PathBuf,
    version: u32,
}

impl Journalctl {
    /// The machine's own and the one that the environment names.
    fn all() -> Vec<Self> {
        let machine = Self::ask("journalctl", "/".into());
        let named = env::var("JOURNALQ_JOURNALCTL").ok().map(|command| {
            let root = env::var_os("JOURNALQ_JOURNALCTL_ROOT").unwrap_or_else(|| "/".into());
            Self::ask(&command, root.into()).expect("JOURNALQ_JOURNALCTL names a command that runs")
        });
        let all: Vec<Self> = machine.into_iter().chain(named).collect();
        if all.is_empty() {
            assert_ne!(env::var("CI").as_deref(), Ok("true"), "journalctl is missing");
            // Past the test harness, which would keep it to itself.
            let mut stderr = io::stderr();
            writeln!(stderr, "NOTE: there is no journalctl; scenarios were NOT verified").unwrap();
        }
        all
    }

    fn ask(command: &str, root: PathBuf) -> Option<Self> {
        let command: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        let output = Command::new(&command[0]).args(&command[1..]).arg("--version").output().ok()?;
        let text = String::from_utf8(output.stdout).unwrap();
        let version = text.split(|letter: char| !letter.is_ascii_digit()).find_map(|word| word.parse().ok());
        Some(Self { command, root, version: version? })
    }

    /// It refuses to verify files with flags that it does not know, and v254 brought two.
    const fn header(&self) -> Header {
        if self.version < 254 { Header::V252 } else { Header::V254 }
    }

    fn knows(&self, scenario: Scenario) -> bool {
        self.header() == Header::V254 || !scenario.is_sealed()
    }

    /// A folder that it can see.
    fn folder(&self) -> TempDir {
        let inside = env::temp_dir();
        let inside = if self.root == Path::new("/") { inside } else { self.root.join("tmp") };
        TempDir::new_in(inside).unwrap()
    }

    fn run(&self, folder: &Path, arguments: &[&str]) -> Output {
        let seen = Path::new("/").join(folder.strip_prefix(&self.root).unwrap());
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).args(["--no-pager", "--directory"]).arg(seen);
        command.args(arguments).output().unwrap()
    }

    fn verify(&self, journals: &Journals, folder: &Path) {
        let key = journals.verification_key.as_ref().map(|key| format!("--verify-key={key}"));
        let mut arguments = vec!["--verify"];
        arguments.extend(key.as_deref());
        let report = String::from_utf8(self.run(folder, &arguments).stderr).unwrap();
        let verdicts = |word: &str| -> Vec<&str> {
            report.lines().filter_map(|line| line.strip_prefix(word)?.rsplit('/').next()).collect()
        };
        let scenario = journals.planted.scenario;
        let n_altered = usize::from(scenario == Scenario::AlteredEntry);
        assert_eq!(verdicts("FAIL: ").len(), n_altered, "{scenario}: {report}");
        assert_eq!(verdicts("PASS: ").len(), journals.journals().count() - n_altered, "{scenario}: {report}");
        if n_altered == 1 {
            let name = journals.planted.files[0].rsplit('/').next().unwrap();
            assert!(verdicts("FAIL: ")[0].starts_with(name), "{report}");
            assert!(report.contains("Tag failed verification"), "{report}");
        }
        assert!(fs::read_dir(folder).unwrap().count() > 3);
    }
}
