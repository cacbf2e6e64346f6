//! A line with a condition, then a plan of a small healthy journal: what the condition selects is what looking at all fields of
//! all entries selects, forward and backward.
#![no_main]

use arbitrary::{Arbitrary, Unstructured};
use jiff::tz::TimeZone;
use journalq_file::{Direction, JournalFile, Limits};
use journalq_fuzz::built::Plan;
use journalq_query::condition::{Address, Condition};
use journalq_query::time_spec::Now;
use journalq_query::{Expr, Merge};
use journalq_testkit::naive::{Entry, Journal};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let (line, rest) = journalq_fuzz::split_line(input);
    let text = String::from_utf8_lossy(line);
    let now = Now { realtime_usec: 1_700_000_000_000_000, zone: TimeZone::UTC, month_names: Vec::new() };
    let condition = match Condition::parse(&text, &now) {
        Ok(condition) => condition,
        Err(error) => return assert!(error.column() <= text.chars().count() + 1),
    };
    let Ok(plan) = Plan::arbitrary(&mut Unstructured::new(rest)) else { return };
    let bytes = plan.build();
    let naive = Journal::read(&bytes).expect("the writer writes healthy files");
    let file = JournalFile::open_with(&bytes, Limits::default()).expect("the writer writes healthy files");
    let mut wanted: Vec<u64> =
        naive.entries.iter().filter(|entry| holds(&condition, &naive, entry)).map(|it| it.offset).collect();
    let mut merge = Merge::new(&[file], Some(&Expr::Where(condition)));
    assert_eq!(sweep(&mut merge, Direction::Down), wanted);
    wanted.reverse();
    merge.seek_tail();
    assert_eq!(sweep(&mut merge, Direction::Up), wanted);
});

fn sweep(merge: &mut Merge<'_>, direction: Direction) -> Vec<u64> {
    std::iter::from_fn(|| merge.step(direction)).map(|position| position.entry.offset().get()).collect()
}

fn holds(condition: &Condition, journal: &Journal, entry: &Entry) -> bool {
    match condition {
        Condition::Field(name, test) => entry.items.iter().any(|item| {
            let value = journal.data[item].split().filter(|(of, _)| *of == name.as_slice());
            value.is_some_and(|(_, value)| test.admits(value))
        }),
        Condition::Address(address, relation, number) => {
            let value = match address {
                Address::Realtime => entry.realtime,
                Address::Monotonic => entry.monotonic,
                Address::Seqnum => entry.seqnum,
            };
            relation.admits(value.cmp(number))
        }
        Condition::Not(term) => !holds(term, journal, entry),
        Condition::And(terms) => terms.iter().all(|term| holds(term, journal, entry)),
        Condition::Or(terms) => terms.iter().any(|term| holds(term, journal, entry)),
    }
}
