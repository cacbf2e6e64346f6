//! Every class of damage: what was not touched comes back, and what is graded intact or orphan existed.

use std::collections::{BTreeMap, BTreeSet};

use journalq_file::salvage::Grade;
use journalq_testkit::corrupt::{Class, Corrupter, Damaged, intact_entries};
use journalq_testkit::naive::{Content, Journal};

use crate::samples::{content, journal, salvaged};

const JOURNALS: [&str; 5] = [
    "system@0a39110b0f474bb0ac7ac8a557fc24e9-0000000000000447",
    "v252-regular-zstd-jenkins",
    "v257-compact-xz",
    "v262-regular-xz",
    "user-1000.journal",
];

/// How many variants of each journal and class.
const SEEDS: u64 = 3;

/// The variants of one class, taken together.
#[derive(Default)]
struct Tally {
    /// Entries that were not touched, and those among them that came back.
    untouched: usize,
    back: usize,
    /// Entries graded intact or orphan that the healthy journal does not have.
    invented: Vec<String>,
}

impl Tally {
    fn count(&mut self, name: &str, original: &Journal, damaged: &Damaged) {
        let existed: BTreeSet<Content> =
            original.entries.iter().map(|entry| original.content(entry)).collect();
        let salvage = salvaged(&damaged.bytes);
        let mut found = BTreeSet::new();
        for entry in salvage.entries() {
            let content = content(&salvage, entry);
            if matches!(entry.grade, Grade::Intact | Grade::Orphan) && !existed.contains(&content) {
                self.invented.push(format!("{name}: {}: {entry:?}", damaged.description));
            }
            found.insert(content);
        }
        let untouched = intact_entries(original, &damaged.touched);
        self.untouched += untouched.len();
        self.back += untouched.iter().filter(|content| found.contains(content)).count();
    }
}

#[test]
fn what_was_not_touched_comes_back() {
    let mut tallies: BTreeMap<Class, Tally> = BTreeMap::new();
    for name in JOURNALS {
        let bytes = journal(name);
        let corrupter = Corrupter::new(&bytes).unwrap();
        for class in Class::ALL {
            let tally = tallies.entry(class).or_default();
            for damaged in (0..SEEDS).filter_map(|seed| corrupter.damage(class, seed)) {
                tally.count(name, corrupter.journal(), &damaged);
            }
        }
    }
    for (class, tally) in tallies {
        println!("{class}: {} of {} untouched entries are back", tally.back, tally.untouched);
        assert!(tally.untouched > 0 && tally.back * 100 >= tally.untouched * 99, "{class}");
        assert_eq!(tally.invented, [""; 0], "{class}");
    }
}
