//! `journalq carve`: journals in an image are printed as if they were files of their own.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::fs;

use serde_json::Value;

use crate::util::{DEMO, Folder};

const BLOCK: usize = 4096;

/// An image in which the blocks of the demo journal are cut at these places, the parts in reverse order, with other bytes
/// before, between and behind them.
fn image(folder: &Folder, cuts: &[usize]) -> String {
    let mut journal = fs::read(DEMO).unwrap();
    journal.resize(journal.len().next_multiple_of(BLOCK), 0);
    let begins = [0].into_iter().chain(cuts.iter().map(|cut| cut * BLOCK));
    let ends = cuts.iter().map(|cut| cut * BLOCK).chain([journal.len()]);
    let mut parts: Vec<&[u8]> = begins.zip(ends).map(|(begin, end)| &journal[begin..end]).collect();
    parts.reverse();
    let other: Vec<u8> = (0..BLOCK * 5).map(|at| (at * at / 7 % 251) as u8).collect();
    let mut image = other.clone();
    for part in parts {
        image.extend(part);
        image.extend(&other);
    }
    folder.file("disk.img", &image)
}

/// What is printed for an image, and for the journal in it.
fn printed(folder: &Folder, image: &str, args: &[&str]) -> [String; 2] {
    let carve = ["carve", image];
    let carved = folder.run(&[&carve, args].concat()).stdout;
    [carved, folder.run(&[&["-i", DEMO], args].concat()).stdout]
}

#[test]
fn a_journal_is_printed_wherever_its_parts_are() {
    for cuts in [&[][..], &[40], &[30, 60]] {
        let folder = Folder::new();
        let image = image(&folder, cuts);
        for args in [&["-o", "cat"][..], &["-o", "short-iso-precise"], &["-u", "ssh", "-r", "-n", "4"]] {
            let [carved, expected] = printed(&folder, &image, args);
            assert!(carved == expected, "{cuts:?} {args:?}");
        }
    }
}

#[test]
fn places_are_those_in_the_image() {
    let folder = Folder::new();
    let image = image(&folder, &[40]);
    let bytes = fs::read(&image).unwrap();
    let [carved, _] = printed(&folder, &image, &["-o", "export"]);
    let values = |field: &'static str| carved.lines().filter_map(move |line| line.strip_prefix(field));
    assert_eq!(values("__JOURNALQ_OFFSET=").count(), 400);
    for offset in values("__JOURNALQ_OFFSET=") {
        let offset: usize = offset.parse().unwrap();
        assert_eq!((bytes[offset], offset % 8), (3, 0), "an object of type ENTRY");
    }
    assert!(values("__JOURNALQ_FILE=").all(|file| file == image));
}

#[test]
fn a_list_tells_what_was_found() {
    let folder = Folder::new();
    let image = image(&folder, &[40]);
    let table = folder.run(&["carve", "--list", &image]);
    assert_eq!(table.status, Some(0));
    assert!(table.stdout.starts_with("FILE ID"), "{}", table.stdout);
    assert_eq!(table.stdout.lines().count(), 2);
    let json = folder.run(&["carve", "--list", "-o", "json", &image]).stdout;
    let list: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&list[0]["pieces"], &list[0]["entries"]), (&Value::from(2), &Value::from(400)), "{list}");
    assert!(list[1].is_null());
}

#[test]
fn a_rebuilt_journal_has_the_entries() {
    let folder = Folder::new();
    let image = image(&folder, &[40]);
    let out = Folder::new();
    let rebuilt = out.path().join("found.journal");
    let run = folder.run(&["carve", &image, "--rebuild", rebuilt.to_str().unwrap()]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let [of_rebuilt, expected] =
        [rebuilt.to_str().unwrap(), DEMO].map(|file| folder.run(&["-i", file, "-o", "short-iso"]).stdout);
    assert!(of_rebuilt == expected);
    let beside = folder.path().join("beside.journal");
    let run = folder.run(&["carve", &image, "--rebuild", beside.to_str().unwrap()]);
    assert!(run.status == Some(1) && run.stderr.contains("would lie beside"), "{}", run.stderr);
}

#[test]
fn an_image_without_journals_has_no_entries() {
    let folder = Folder::new();
    for (name, bytes) in [("empty", Vec::new()), ("zeros", vec![0; 100_000]), ("text", vec![b'x'; 77_777])] {
        let image = folder.file(name, &bytes);
        let run = folder.run(&["carve", &image]);
        assert_eq!(
            (run.status, run.stdout.as_str()),
            (Some(0), "-- No entries --\n"),
            "{name}: {}",
            run.stderr
        );
    }
    for (args, text) in [
        (&["carve"][..], "carve needs an IMAGE"),
        (&["carve", "/nonexistent"], "No such file or directory"),
        (&["carve", "/dev/null"], "File descriptor in bad state"),
    ] {
        let run = folder.run(args);
        assert!(run.status == Some(1) && run.stderr.contains(text), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn what_is_not_in_the_image_is_not_lost_in_it() {
    let folder = Folder::new();
    // The end of the journal stands before its beginning, and ten blocks of the middle nowhere.
    let journal = fs::read(DEMO).unwrap();
    let other: Vec<u8> = (0..BLOCK * 5).map(|at| (at * at / 7 % 251) as u8).collect();
    let mut bytes = [&other, &journal[50 * BLOCK..]].concat();
    bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
    bytes.extend(&journal[..40 * BLOCK]);
    let image = folder.file("image/disk.img", &bytes);
    let ran = folder.run(&["carve", &image, "-n", "1", "--report=report.json"]);
    let report: Value =
        serde_json::from_slice(&fs::read(folder.path().join("report.json")).unwrap()).unwrap();
    let file = &report["files"][0];
    let [not_found, lost] = ["bytes_not_found", "lost_bytes"].map(|name| file[name].as_u64().unwrap());
    let gap = 10 * BLOCK as u64;
    assert!((gap..gap + 2 * BLOCK as u64).contains(&not_found), "{file}");
    // Entries that lost fields, and objects that reach into the gap.
    assert!(lost < gap / 2, "{file}");
    assert!(ran.stderr.contains(&format!("; {not_found} bytes not found")), "{}", ran.stderr);
}
