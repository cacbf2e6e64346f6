//! Damaged files: every command ends by itself, in time, and what it exports is well-formed.
//!
//! The assertion's `--verify` is with the tests of verifying.

use std::io::Read;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::made::{entry, id};
use crate::output::imported;
use crate::util::{Entry, Folder, command, small, write};
use journalq_file::codec::Codec;
use journalq_file::write::{Hash, Layout, WriteOptions};

const COMMANDS: [&[&str]; 4] = [&["-b"], &["-o", "export"], &["--fields"], &["--list-boots"]];

/// A file of two boots with long and short, repeated and unique fields.
fn sample(layout: Layout, hash: Hash, codec: Option<Codec>) -> Vec<u8> {
    let entries: Vec<Entry<String>> = (0..40)
        .map(|n| {
            let message = format!("MESSAGE={n} {}", "text ".repeat(if n % 8 == 0 { 300 } else { 3 }));
            let source = ["_SYSTEMD_UNIT=u.service", "_HOSTNAME=h", "_TRANSPORT=kernel"][n % 3];
            entry(1 + u8::from(n > 20), n as u64, &[&message, source, &format!("_PID={}", n % 7)])
        })
        .collect();
    write(WriteOptions { layout, hash, codec, machine_id: id(5), ..small() }, &entries)
}

fn samples() -> [Vec<u8>; 3] {
    [
        sample(Layout::Compact, Hash::Keyed, Some(Codec::Zstd)),
        sample(Layout::Regular, Hash::Jenkins, Some(Codec::Lz4)),
        sample(Layout::Regular, Hash::Keyed, Some(Codec::Xz)),
    ]
}

/// Numbers that look random and are the same in every run.
fn numbers(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    }
}

/// Runs every command on the journals and kills it when its time is over.
fn check(folder: &Folder, limit: Duration, cause: &str) {
    for args in COMMANDS {
        let mut command = command(&[&["-D", "journals"], args].concat());
        let mut child =
            command.current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (sender, receiver) = mpsc::channel();
        let mut stdout = child.stdout.take().unwrap();
        thread::spawn(move || {
            let mut printed = Vec::new();
            stdout.read_to_end(&mut printed).unwrap();
            // Nobody listens any more where the time is over.
            _ = sender.send(printed);
        });
        let Ok(printed) = receiver.recv_timeout(limit) else {
            child.kill().unwrap();
            panic!("{cause}: {args:?} does not end");
        };
        let status = child.wait().unwrap();
        assert!(matches!(status.code(), Some(0 | 1)), "{cause}: {args:?} ended with {status}");
        if args.contains(&"export") {
            assert!(imported(&printed).len() <= 1000, "{cause}");
        }
    }
}

const ONE_FILE: Duration = Duration::from_secs(10);
const MANY_FILES: Duration = Duration::from_secs(30);

#[test]
fn single_flipped_bits() {
    let mut next = numbers(1);
    for (number, sample) in samples().into_iter().enumerate() {
        let used: Vec<usize> = (8..sample.len()).filter(|&at| sample[at] != 0).collect();
        for _ in 0..25 {
            let (at, bit) = (used[next(used.len())] & !7 | next(8), next(8));
            let mut damaged = sample.clone();
            damaged[at] ^= 1 << bit;
            let folder = Folder::new();
            folder.file("journals/system.journal", &damaged);
            check(&folder, ONE_FILE, &format!("sample {number}, bit {bit} of byte {at}"));
        }
    }
}

#[test]
fn files_that_end_early() {
    let mut next = numbers(2);
    for (number, sample) in samples().into_iter().enumerate() {
        for _ in 0..8 {
            let length = next(sample.len());
            let folder = Folder::new();
            folder.file("journals/system.journal", &sample[..length]);
            check(&folder, ONE_FILE, &format!("sample {number}, {length} bytes of it"));
        }
    }
}

/// Bytes, links and holes wherever the dice fall, one file after the other and then all of them together.
#[test]
fn a_folder_of_files_with_random_damage() {
    let mut next = numbers(3);
    let (all, samples) = (Folder::new(), samples());
    for number in 0..15 {
        let mut damaged = samples[number % 3].clone();
        for _ in 0..=next(20) {
            let at = 24 + next(damaged.len() - 64);
            match next(3) {
                0 => damaged[at] = next(256) as u8,
                1 => {
                    let link = (next(damaged.len()) as u64 & !7).to_le_bytes();
                    damaged[at & !7..][..8].copy_from_slice(&link);
                }
                _ => damaged[at..][..next(40)].fill(0),
            }
        }
        let one = Folder::new();
        one.file("journals/system.journal", &damaged);
        check(&one, ONE_FILE, &format!("file {number}"));
        all.file(&format!("journals/file-{number}.journal"), &damaged);
    }
    check(&all, MANY_FILES, "all of them");
}
