//! Files that were made to cost more than they are worth, each in a run of its own whose memory the system bounds.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use journalq_file::codec::Codec;
use journalq_file::write::{Layout, WriteOptions};
use journalq_testkit::corrupt::{Class, Corrupter};
use journalq_testkit::naive::Journal;

use crate::util::{DEMO, Folder, Ran, command, journal, small, write};

/// What everything has to do with, in KiB: allocated memory of all kinds, touched or not.
const SMALL_KIB: u32 = 64 << 10;
const LARGE_KIB: u32 = 256 << 10;

/// How many seconds of a processor a small file may cost. Tests are built without optimisation.
const CPU_SECONDS: u32 = if cfg!(debug_assertions) { 5 } else { 1 };

/// Who needs none of a processor for so long waits for something that will not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Every way to look at a file, `FILE`, or to compare it with `DEMO`. What is written goes to `NEW`, a folder for this alone.
const COMMANDS: [&[&str]; 50] = [
    &["-i", "FILE", "-o", "short"],
    &["-i", "FILE", "-o", "cat", "-a"],
    &["-i", "FILE", "-o", "verbose"],
    &["-i", "FILE", "-o", "export"],
    &["-i", "FILE", "-o", "json", "-a"],
    &["-i", "FILE", "-g", "x*y"],
    &["-i", "FILE", "-r", "-n", "5"],
    &["-i", "FILE", "-N"],
    &["-i", "FILE", "-F", "MESSAGE"],
    &["-i", "FILE", "-F", "LARGE"],
    &["-i", "FILE", "--list-boots"],
    &["-i", "FILE", "--list-invocations", "-u", "a.service"],
    &["-i", "FILE", "--header"],
    &["-i", "FILE", "--disk-usage"],
    &["-i", "FILE", "--verify"],
    &["-i", "FILE", "--verify", "-o", "json"],
    &["salvage", "FILE"],
    &["salvage", "FILE", "-o", "json", "-a", "--embedded", "--report=NEW/report.json"],
    &["salvage", "FILE", "--rebuild=NEW/rebuilt.journal"],
    &["carve", "FILE", "-o", "export", "--embedded", "--report=NEW/report.json"],
    &["carve", "FILE", "--rebuild=NEW/rebuilt.journal"],
    &["carve", "FILE", "--list"],
    &["extract", "-i", "FILE", "--output=NEW/extract.journal"],
    &["extract", "-i", "FILE", "-r", "--redact=LARGE", "--output=NEW/extract.journal"],
    &["extract", "-i", "FILE", "-g", "bomb", "--output=NEW/extract.journal"],
    &["-i", "FILE", "-o", "csv", "-a"],
    &["-i", "FILE", "-o", "ndjson-typed", "-a"],
    &["-i", "FILE", "-o", "ecs", "-a"],
    &["stats", "-i", "FILE", "--usage"],
    &["stats", "-i", "FILE", "--by=MESSAGE,LARGE", "--top=3", "--seen"],
    &["stats", "-i", "FILE", "--distinct=LARGE", "--every=day"],
    &["stats", "-i", "FILE", "--fields"],
    &["report", "FILE"],
    &["report", "FILE", "-o", "json"],
    &["report", "FILE", "--html=NEW/report.html"],
    &["logins", "-i", "FILE"],
    &["logins", "-i", "FILE", "--untrusted", "--cron", "-o", "json", "-a"],
    &["logins", "-i", "FILE", "--by=address", "--failed"],
    &["coredumps", "-i", "FILE"],
    &["coredumps", "info", "-i", "FILE", "-n", "5", "-o", "json", "--core-root=NEW"],
    &["coredumps", "dump", "-i", "FILE", "--to=NEW/core"],
    &["diff", "FILE", "FILE"],
    &["diff", "FILE", "DEMO", "-a"],
    &["diff", "DEMO", "FILE", "-o", "json", "-a"],
    &["units", "-i", "FILE", "--svg=NEW/units.svg"],
    &["units", "-i", "FILE", "*", "-o", "json", "-b", "all"],
    &["boot-times", "-i", "FILE", "-b", "all"],
    &["boot-times", "-i", "FILE", "--critical-chain", "--svg=NEW/boot.svg"],
    &["boot-times", "-i", "FILE", "--blame", "-o", "csv"],
    &["help"],
];

/// Runs the program with a bound on its memory; what it prints is counted, not kept.
fn run_within(folder: &Folder, kib: u32, args: &[&str]) -> (Ran, usize) {
    run_bounded(folder, &format!("ulimit -d {kib}"), args)
}

/// Runs the program with bounds in the words of a shell.
fn run_bounded<S: AsRef<OsStr>>(folder: &Folder, bounds: &str, args: &[S]) -> (Ran, usize) {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{bounds}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_journalq")]);
    shell.args(args).env_clear().envs([("TZ", "UTC"), ("LC_ALL", "C.UTF-8"), ("PATH", "/usr/bin:/bin")]);
    let said = folder.path().join("said");
    shell.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = shell.stderr(File::create(&said).unwrap()).spawn().unwrap();
    let (mut stdout, mut room, mut printed) = (child.stdout.take().unwrap(), vec![0; 1 << 16], 0);
    loop {
        match stdout.read(&mut room).unwrap() {
            0 => break,
            len => printed += len,
        }
    }
    let status = child.wait().unwrap().code();
    let stderr = std::fs::read_to_string(said).unwrap();
    (Ran { status, stdout: String::new(), stderr }, printed)
}

/// Looks at a file of unknown origin in every way, within the bounds that are promised.
fn look_at(folder: &Folder, path: &str, cause: &str) {
    for command in COMMANDS {
        let new = tempfile::tempdir().unwrap();
        let new_path = new.path().to_str().unwrap();
        let words = command
            .iter()
            .map(|word| word.replace("FILE", path).replace("NEW", new_path).replace("DEMO", DEMO));
        let args: Vec<String> = words.chain(["--limits=untrusted", "-q"].map(str::to_owned)).collect();
        let begin = Instant::now();
        let bounds = format!("ulimit -d {SMALL_KIB}; ulimit -t {CPU_SECONDS}");
        let (ran, _) = run_bounded(folder, &bounds, &args);
        let took = begin.elapsed();
        assert!(matches!(ran.status, Some(0 | 1)), "{cause}: {command:?}: {:?} {}", ran.status, ran.stderr);
        assert!(took < PATIENCE, "{cause}: {command:?} took {took:?}");
    }
}

/// Many entries that all have the same fields of so many bytes each, which compress to almost nothing.
fn bombs(codec: Codec, n_entries: usize, n_fields: usize, len: usize) -> Vec<u8> {
    let large = (0..n_fields).map(|n| [format!("LARGE={n:03}").into_bytes(), vec![0xff; len - 9]].concat());
    let fields: Vec<Vec<u8>> = large.chain([b"MESSAGE=bomb".to_vec()]).collect();
    let entry = |n: usize| util::Entry {
        seqnum: None,
        boot_id: journalq_file::Id128([7; 16]),
        realtime_usec: 1_700_000_000_000_000 + n as u64,
        monotonic_usec: n as u64,
        fields: fields.clone(),
    };
    let options = WriteOptions { codec: Some(codec), data_hash_buckets: 8, field_hash_buckets: 2, ..small() };
    write(options, &(0..n_entries).map(entry).collect::<Vec<_>>())
}

#[test]
fn small_files_that_decompress_to_much() {
    // Each field is just readable, or just not; all entries together are above what is decompressed in a run.
    let folder = Folder::new();
    for codec in Codec::ALL {
        let len = 1 << 20;
        let (n_entries, n_fields) = if codec == Codec::Lz4 { (5, 14) } else { (3, 25) };
        let bytes = bombs(codec, n_entries, n_fields, len);
        assert!(bytes.len() <= 64 << 10, "{codec}: {} bytes", bytes.len());
        let path = folder.file("bombs.journal", &bytes);
        look_at(&folder, &path, &codec.to_string());
        if codec == Codec::Lz4 {
            // What its fields are called shows only when they are decompressed, which uses up what an entry may cost.
            continue;
        }
        let ran = folder.run(&["--limits=untrusted", "-q", "-o", "cat", "-i", &path]);
        assert_eq!(ran.stdout, "bomb\n".repeat(n_entries), "{}", ran.stderr);
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes a minute without optimisation")]
fn small_files_whose_entries_share_what_decompresses_to_much() {
    let folder = Folder::new();
    for codec in Codec::ALL {
        let bytes = bombs(codec, 400, 1, 1 << 20);
        assert!(bytes.len() <= 64 << 10, "{codec}: {} bytes", bytes.len());
        look_at(&folder, &folder.file("shared.journal", &bytes), &codec.to_string());
    }
}

#[test]
fn small_files_of_many_units_that_start_and_stop() {
    let folder = Folder::new();
    let boot = "_BOOT_ID=07070707070707070707070707070707";
    let ids = [
        "7d4958e842da4a758f6c1cdc7b36dcc5",
        "39f53479d3a045ac8e11786248231fbf",
        "ae8f7b866b0347b9af31fe1c80b127c0",
    ];
    // Many units with names as long as can be, and one with many messages whose texts are shared and longer than wanted.
    let entry = |n: usize| {
        let unit = if n % 2 == 1 { "UNIT=a.service".to_owned() } else { format!("UNIT={n:0>255}") };
        let id = format!("MESSAGE_ID={}", ids[n % 3]);
        let long = format!("JOB_RESULT={}", "r".repeat(10_000));
        let fields = [unit, id, long, boot.to_owned(), "_PID=1".to_owned()].map(String::into_bytes);
        util::Entry {
            seqnum: None,
            boot_id: journalq_file::Id128([7; 16]),
            realtime_usec: 1_700_000_000_000_000 + n as u64,
            monotonic_usec: n as u64,
            fields: fields.to_vec(),
        }
    };
    let options = WriteOptions { data_hash_buckets: 64, field_hash_buckets: 8, ..small() };
    let bytes = write(options, &(0..220).map(entry).collect::<Vec<_>>());
    assert!(bytes.len() <= 128 << 10, "{} bytes", bytes.len());
    let path = folder.file("units.journal", &bytes);
    look_at(&folder, &path, "units");
    let ran = folder.run(&["units", "-i", &path, "-q", "-o", "json"]);
    assert_eq!(ran.stdout.matches("\"unit\"").count(), 111, "{}", ran.stderr);
}

#[test]
fn small_files_with_every_class_of_damage() {
    let folder = Folder::new();
    let entries: Vec<Vec<String>> = (0..60)
        .map(|n| vec![format!("MESSAGE=entry {n}"), format!("LARGE={}", "x".repeat(n * 40))])
        .collect();
    let original = journal(&entries);
    let corrupter = Corrupter::new(&original).unwrap();
    for class in Class::ALL {
        let mut damaged = corrupter.damage(class, 5).unwrap();
        damaged.bytes.truncate(64 << 10);
        let path = folder.file("damaged.journal", &damaged.bytes);
        look_at(&folder, &path, &damaged.description);
    }
}

#[test]
fn every_subcommand_is_tried() {
    let help = Folder::new().run(&["--help"]).stdout;
    let (_, listed) = help.split_once("Subcommands, each with its own --help:\n").unwrap();
    for name in listed.lines().map_while(|line| line.strip_prefix("  ")?.split_whitespace().next()) {
        assert!(COMMANDS.iter().any(|command| command[0] == name), "{name}");
    }
}

#[test]
fn a_sparse_file_with_inflated_counters() {
    // 3 GiB, almost all of them a hole, and a header that counts as many objects as there is room for.
    let folder = Folder::new();
    let mut bytes = journal(&[vec!["MESSAGE=one"], vec!["MESSAGE=two"]]);
    let arena: u64 = (3 << 30) - 272;
    let tail = Journal::read(&bytes).unwrap().header.tail_object_offset;
    for (at, number) in [(96, arena), (144, arena / 16), (152, arena / 16), (208, arena / 16), (136, tail)] {
        bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
    }
    let path = folder.file("sparse.journal", &bytes);
    OpenOptions::new().write(true).open(&path).unwrap().set_len(3 << 30).unwrap();
    for args in [&["-o", "cat"][..], &["-o", "cat", "-r"], &["-N"], &["-F", "MESSAGE"], &["--header"]] {
        let (ran, printed) = run_within(&folder, LARGE_KIB, &[&["-q", "-i", &path], args].concat());
        assert!(matches!(ran.status, Some(0 | 1)) && printed > 0, "{args:?}: {ran:?}");
    }
    assert_eq!(folder.run(&["-q", "-o", "cat", "-i", &path]).stdout, "one\ntwo\n");
}

#[test]
fn a_payload_that_claims_a_gigabyte() {
    // 4 KiB of rubbish that say they are 1 GiB, in the words of each codec: nothing is believed before it is there.
    let folder = Folder::new();
    let size = (1_u64 << 30).to_le_bytes();
    let frame = [&[0x28, 0xb5, 0x2f, 0xfd, 0xe0][..], &size].concat();
    for (flags, head) in [(2, &size[..]), (4, &frame), (1, &[0xfd, b'7', b'z', b'X', b'Z', 0])] {
        let large = [&b"LARGE="[..], &[0x55; 4090]].concat();
        let fields = vec![vec![b"MESSAGE=here".to_vec(), large]];
        let mut bytes = write(
            WriteOptions { codec: None, layout: Layout::Compact, ..small() },
            &fields
                .into_iter()
                .map(|fields| util::Entry {
                    seqnum: None,
                    boot_id: journalq_file::Id128([7; 16]),
                    realtime_usec: 1_700_000_000_000_000,
                    monotonic_usec: 1,
                    fields,
                })
                .collect::<Vec<_>>(),
        );
        let journal = Journal::read(&bytes).unwrap();
        let (offset, _) = journal.data.iter().find(|(_, data)| data.payload.len() == 4096).unwrap();
        let at = usize::try_from(*offset).unwrap();
        bytes[at + 1] = flags;
        bytes[at + 72..at + 72 + head.len()].copy_from_slice(head);
        let path = folder.file("claims.journal", &bytes);
        let (ran, printed) = run_within(&folder, LARGE_KIB, &["-q", "-o", "export", "-i", &path]);
        assert!(printed > 100 && ran.status == Some(1), "{flags}: {ran:?}");
        assert!(ran.stderr.contains("claims.journal: not all could be read: 1 "), "{}", ran.stderr);
    }
}

#[test]
#[ignore = "writes 320 MB"]
fn a_chain_of_ten_million_links() {
    // Behind the last entry array there are ten million empty ones.
    const LINKS: u64 = 10_000_000;
    let folder = Folder::new();
    let bytes = journal(&[vec!["MESSAGE=one"]]);
    let header = Journal::read(&bytes).unwrap().header;
    let path = folder.file("chain.journal", &bytes);
    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    let begin = (bytes.len() as u64).next_multiple_of(8);
    file.seek(SeekFrom::Start(begin)).unwrap();
    let mut out = BufWriter::with_capacity(1 << 20, &mut file);
    for n in 1..=LINKS {
        let next = if n < LINKS { begin + 32 * n } else { 0 };
        out.write_all(&[6, 32, next, 0].map(u64::to_le_bytes).concat()).unwrap();
    }
    out.flush().unwrap();
    drop(out);
    let last = begin + 32 * (LINKS - 1);
    for (at, number) in [
        (96, last + 32 - 272),
        (136, last),
        (144, header.n_objects + LINKS),
        (152, header.n_entries + LINKS),
        (header.entry_array_offset + 16, begin),
    ] {
        file.write_all_at(&number.to_le_bytes(), at).unwrap();
    }
    for args in [&["-o", "cat"][..], &["-o", "cat", "-r"]] {
        let (ran, printed) = run_within(&folder, LARGE_KIB, &[&["-q", "-i", &path], args].concat());
        assert!(printed > 0 && matches!(ran.status, Some(0 | 1)), "{args:?}: {ran:?}");
        assert!(ran.stderr.contains("chain.journal: "), "{}", ran.stderr);
    }
}

#[test]
#[ignore = "takes gigabytes of memory"]
fn the_largest_field_that_journald_takes() {
    // An honest field of 768 MiB, compressed, comes out whole.
    const LEN: usize = 768 << 20;
    let folder = Folder::new();
    let large = [&b"LARGE="[..], &vec![b'x'; LEN - 6]].concat();
    let path = folder.file("large.journal", &journal(&[vec![large, b"MESSAGE=here".to_vec()]]));
    let (ran, printed) = run_within(&folder, 4 << 20, &["-q", "-o", "export", "-i", &path]);
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
    assert!((LEN..LEN + 1000).contains(&printed), "{printed}");
    let (ran, printed) =
        run_within(&folder, SMALL_KIB, &["--limits=untrusted", "-q", "-o", "export", "-i", &path]);
    assert!(ran.status == Some(1) && printed < 1000, "{printed}: {ran:?}");
}

#[test]
fn a_file_that_is_cut_short_while_it_is_read() {
    // Nobody takes the output, so that the program waits with most of the file unread when it is cut.
    let folder = Folder::new();
    let entries: Vec<Vec<Vec<u8>>> = (0..600_u64)
        .map(|n| vec![[format!("MESSAGE={n} ").as_bytes(), &vec![b'x'; 100_000]].concat()])
        .collect();
    let options = WriteOptions { codec: None, ..small() };
    let entry = |(n, fields): (u64, &Vec<Vec<u8>>)| util::Entry {
        seqnum: None,
        boot_id: journalq_file::Id128([7; 16]),
        realtime_usec: 1_700_000_000_000_000 + n,
        monotonic_usec: n,
        fields: fields.clone(),
    };
    let bytes = write(options, &(1..).zip(&entries).map(entry).collect::<Vec<_>>());
    let path = folder.file("cut.journal", &bytes);
    let mut child = command(&["-q", "-o", "cat", "-i", &path])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 1000]).unwrap();
    OpenOptions::new().write(true).open(&path).unwrap().set_len(4096).unwrap();
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let expected = "A journal file was cut short or became unreadable while it was read; stopping.\n";
    assert_eq!((child.wait().unwrap().code(), &*said), (Some(1), expected));
    assert!(rest.len() < bytes.len() / 2, "it stopped");
}

#[test]
fn limits_have_names() {
    let folder = Folder::new();
    folder.file("a.journal", &journal(&[vec!["MESSAGE=one"]]));
    for limits in ["--limits=default", "--limits=untrusted"] {
        let ran = folder.run(&[limits, "-q", "-o", "cat", "-i", "a.journal"]);
        assert_eq!((ran.status, &*ran.stdout), (Some(0), "one\n"), "{ran:?}");
    }
    let ran = folder.run(&["--limits=none", "-i", "a.journal"]);
    assert_eq!((ran.status, &*ran.stderr), (Some(1), "Unknown limits 'none'.\n"));
}
