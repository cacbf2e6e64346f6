//! Entries as lines of text: the logins, units, times of boots and core dumps that they tell of.
#![no_main]

use std::collections::BTreeMap;

use journalq_file::{Entry, Findings, Id128, JournalFile, Limits, Scratch};
use journalq_output::{Loader, Wanted};
use journalq_query::{Expr, Merge};
use journalq_report::boot_times::{BootTimes, plot};
use journalq_report::coredumps::{self, Coredump, Storage};
use journalq_report::logins::{self, BootEnd, Tracker, summarize};
use journalq_report::manager;
use journalq_report::units::{Keep, Units, picture};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let bytes = journalq_fuzz::lines::journal(input);
    let file = JournalFile::open_with(&bytes, Limits::default()).expect("the writer writes healthy files");
    let mut boots: BTreeMap<Id128, u64> = BTreeMap::new();
    for entry in file.entries() {
        boots.insert(entry.head().boot_id, entry.head().realtime_usec);
    }
    let [few, all] = [false, true].map(|with_cron| log_ins(file, &boots, with_cron));
    assert!(few <= all);
    what_managers_tell(file, &boots);
    core_dumps(file);
});

/// Follows logins. Returns how many there were.
fn log_ins(file: JournalFile<'_>, boots: &BTreeMap<Id128, u64>, with_cron: bool) -> usize {
    let mut tracker = Tracker::new(with_cron);
    let mut loader = Loader::new(Wanted::Only(logins::fields()));
    for entry in entries(file, &logins::candidates()) {
        loader.load(0, &file, &entry, &mut Findings::default(), |fields| tracker.add(&entry.head(), fields));
    }
    let ends =
        boots.iter().map(|(&boot_id, &last_usec)| BootEnd { boot_id, machine_id: Id128::NULL, last_usec });
    let logins = tracker.finish(&ends.collect::<Vec<_>>());
    for login in &logins {
        let last_usec = boots[&login.boot_id];
        assert!(login.begin_usec <= last_usec);
        let end_usec = login.outcome.end_usec().unwrap_or(last_usec);
        assert!((login.begin_usec..=last_usec).contains(&end_usec), "times only rise here");
    }
    let counted = summarize(&logins, |login| login.user.as_deref());
    assert_eq!(counted.iter().map(|it| it.succeeded + it.failed).sum::<u64>(), logins.len() as u64);
    logins.len()
}

fn what_managers_tell(file: JournalFile<'_>, boots: &BTreeMap<Id128, u64>) {
    let mut units = Units::new(Keep::Steps);
    let mut times: BTreeMap<Id128, BootTimes> = boots.keys().map(|id| (*id, BootTimes::default())).collect();
    let options = journalq_query::WindowOptions::default();
    manager::read(&[file], None, options, &mut [Findings::default()], |record| {
        times.values_mut().for_each(|times| times.add(record.clone()));
        units.add(record, |_| true);
    });
    let drawn: Vec<_> = units.units().iter().collect();
    is_xml(&picture(&drawn, boots.values().copied().max().unwrap_or_default(), "<&>"));
    for times in times.values() {
        is_xml(&plot(times, "<&>"));
        for unit in times.activations() {
            assert!(unit.begin_usec <= unit.end_usec);
            assert!(times.chain(unit).len() <= times.activations().count());
        }
    }
}

/// Names cannot break out of a picture.
fn is_xml(svg: &str) {
    roxmltree::Document::parse(svg).expect("a picture is well-formed");
}

fn core_dumps(file: JournalFile<'_>) {
    let mut loader = Loader::new(Wanted::Only(coredumps::fields()));
    for entry in entries(file, &coredumps::candidates()) {
        let mut dump = loader
            .load(0, &file, &entry, &mut Findings::default(), |fields| Coredump::of(&entry.head(), fields));
        let is_trusted = dump.is_trusted();
        dump.drop_longer(16);
        assert_eq!(dump.is_trusted(), is_trusted);
        let core = coredumps::core_in(&file, &entry, &mut Scratch::default());
        assert!(core.is_none() || matches!(dump.storage(true), Storage::External | Storage::Journal));
        let _ = (dump.signal(), dump.is_truncated(), dump.is_backtrace());
    }
}

fn entries<'a>(file: JournalFile<'a>, expr: &Expr) -> Vec<Entry<'a>> {
    let mut merge = Merge::new(&[file], Some(expr));
    std::iter::from_fn(|| merge.step(journalq_file::Direction::Down)).map(|position| position.entry).collect()
}
