//! Sealed files that were changed afterwards, by somebody who repairs everything but the seals: the changed log is written
//! anew, with the seals of the genuine one copied over.

use std::sync::LazyLock;

use journalq_file::Id128;
use journalq_file::seal::{Habit, KeyGenerator, Proof, SealFault, SealVerdict, VerificationKey};
use journalq_file::write::{Hash, JournalWriter, Layout, NewEntry, WriteOptions};
use journalq_testkit::seal::{self, INTERVAL_USEC, NewSeal, START_USEC};

use crate::{Verified, verify};

/// Entries of a file: when each was written, and its message.
type Log = Vec<(u64, String)>;

const N_ENTRIES: usize = 20;

fn generator() -> &'static KeyGenerator {
    static GENERATOR: LazyLock<KeyGenerator> = LazyLock::new(|| generator_of(seal::VERIFICATION_KEY));
    &GENERATOR
}

fn generator_of(key: &str) -> KeyGenerator {
    KeyGenerator::new(VerificationKey::parse(key.as_bytes()).unwrap())
}

/// An entry each three seconds, over six epochs of ten.
fn log() -> Log {
    let entry = |index| {
        (START_USEC + 3_000_000 * index, format!("MESSAGE=payment of {} to account {index}", 900 + index))
    };
    (0..N_ENTRIES as u64).map(entry).collect()
}

fn seals(log: &Log) -> Vec<NewSeal> {
    seal::as_journald(&log.iter().map(|(realtime, _)| *realtime).collect::<Vec<_>>())
}

fn write(options: &WriteOptions, log: &Log) -> Vec<u8> {
    let mut writer = JournalWriter::new(options.clone()).unwrap();
    for (realtime, message) in log {
        let payloads: &[&[u8]] = &[message.as_bytes(), b"PRIORITY=6", b"_UID=0"];
        let (realtime_usec, boot_id) = (*realtime, Id128([3; 16]));
        let monotonic_usec = realtime_usec - START_USEC / 2;
        writer
            .append(&NewEntry {
                seqnum: None,
                realtime_usec,
                monotonic_usec,
                boot_id,
                xor_hash: None,
                payloads,
            })
            .unwrap();
    }
    writer.finish()
}

fn sealed(log: &Log) -> Vec<u8> {
    seal::seal(&write(&WriteOptions::default(), log), &seals(log))
}

/// Makes the seals of a changed file those of the genuine one, in this order.
fn copy_seals(genuine: &[u8], changed: &mut [u8], order: impl IntoIterator<Item = usize>) {
    let from = seal::tags(genuine);
    for (to, index) in seal::tags(changed).into_iter().zip(order) {
        changed[to..to + 64].copy_from_slice(&genuine[from[index]..from[index] + 64]);
    }
}

fn verdict(journal: &[u8]) -> SealVerdict {
    verify(journal, generator()).report.verdict()
}

fn habits(journal: &[u8]) -> Vec<(Habit, u64)> {
    match verdict(journal) {
        SealVerdict::Habits(found) => found.iter().map(|found| (found.habit, found.count)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_untouched_file_is_authentic_in_every_layout() {
    let log = log();
    assert_eq!(seals(&log).len(), 7);
    for layout in [Layout::Regular, Layout::Compact] {
        for hash in [Hash::Jenkins, Hash::Keyed] {
            let options = WriteOptions { layout, hash, compress_threshold: 30, ..WriteOptions::default() };
            let Verified { first_message, seals: found, report } =
                verify(&seal::seal(&write(&options, &log), &seals(&log)), generator());
            assert_eq!((first_message, report.verdict()), (None, SealVerdict::Authentic));
            assert_eq!((report.n_seals, report.n_authentic, report.unsealed), (7, 7, None));
            assert_eq!(report.validated_usec(), Some(START_USEC + 6 * INTERVAL_USEC));
            let entries: Vec<u64> =
                found.iter().map(|seal| seal.entries.map_or(0, |entries| entries.count)).collect();
            assert_eq!(entries, [0, 4, 3, 3, 4, 3, 3]);
        }
    }
}

/// One byte of one message is changed, and everything else repaired: hashes, chains, the entry's own hash.
#[test]
fn an_entry_that_was_altered_is_found() {
    let genuine = sealed(&log());
    for index in [0, 7, N_ENTRIES - 1] {
        let mut log = log();
        log[index].1 = log[index].1.replace("payment of 9", "payment of 1");
        let mut altered = sealed(&log);
        copy_seals(&genuine, &mut altered, 0..7);
        let Verified { first_message, seals, report } = verify(&altered, generator());
        assert_eq!((report.n_authentic, report.n_refuted), (6, 1));
        let SealVerdict::Altered { first } = report.verdict() else { panic!("{:?}", report.verdict()) };
        assert_eq!(first_message, Some(format!("{:06x}: Tag failed verification", first.offset)));
        let entries = first.entries.unwrap();
        assert!((entries.oldest_realtime..=entries.newest_realtime).contains(&log[index].0));
        assert!(seals.iter().all(|seal| (seal.proof == Proof::Refuted) == (seal.offset == first.offset)));
    }
}

#[test]
fn a_time_that_was_altered_is_found() {
    let genuine = sealed(&log());
    let mut log = log();
    log[8].0 += 1;
    let mut altered = sealed(&log);
    copy_seals(&genuine, &mut altered, 0..7);
    assert!(matches!(verdict(&altered), SealVerdict::Altered { first } if first.epoch == 2));
}

/// What one epoch logged is cut out with its seal, all else repaired: the next seal covers the following entries alone,
/// but these moved and were numbered anew.
#[test]
fn a_stretch_that_was_cut_out_is_found() {
    let genuine = sealed(&log());
    let (mut shorter, mut plan) = (log(), seals(&log()));
    shorter.drain(4..7);
    plan.remove(2);
    plan.iter_mut().skip(2).for_each(|seal| seal.after_entries -= 3);
    let mut altered = seal::seal(&write(&WriteOptions::default(), &shorter), &plan);
    copy_seals(&genuine, &mut altered, [0, 1, 3, 4, 5, 6]);
    let Verified { first_message, seals, report } = verify(&altered, generator());
    let message = format!("{:06x}: Tag sequence number out of synchronization (4 != 3)", seals[2].offset);
    assert_eq!(first_message, Some(message));
    assert!(matches!(report.verdict(), SealVerdict::Altered { first } if first.seqnum == 4));
    assert_eq!((report.n_authentic, report.n_refuted), (2, 4));
}

/// Seals of epochs without entries cover only themselves, so that leaving some out refutes no other.
#[test]
fn seals_that_are_missing_are_found_by_their_numbers() {
    let (log, mut plan) = (log(), seals(&log()));
    let closing = *plan.last().unwrap();
    plan.extend((6..10).map(|epoch| NewSeal { epoch, key_epoch: epoch, ..closing }));
    let bytes = write(&WriteOptions::default(), &log);
    let genuine = seal::seal(&bytes, &plan);
    assert_eq!(verdict(&genuine), SealVerdict::Authentic);
    let mut cut = seal::seal(&bytes, &plan[..9]);
    copy_seals(&genuine, &mut cut, (0..8).chain([10]));
    let Verified { seals, report, .. } = verify(&cut, generator());
    assert_eq!(seals[8].fault, Some(SealFault::TagSeqnum { found: 11, expected: 9 }));
    assert_eq!((report.n_authentic, report.n_refuted), (9, 0));
    assert_eq!(report.verdict(), SealVerdict::Misnumbered { first: seals[8] });
}

/// A TAG whose type was overwritten counts as an object of the stretch that the next one covers.
#[test]
fn a_seal_that_was_overwritten_is_found() {
    let mut journal = sealed(&log());
    let tag = seal::tags(&journal)[3];
    journal[tag] = 6;
    journal[tag + 16..tag + 64].fill(0);
    let Verified { seals, report, .. } = verify(&journal, generator());
    assert_eq!(seals[3].fault, Some(SealFault::TagSeqnum { found: 5, expected: 4 }));
    assert_eq!(report.verdict(), SealVerdict::Altered { first: seals[3] });
    assert_eq!(report.n_refuted, 1);
}

/// A file that ends with an earlier seal is authentic as far as it goes: nothing tells that there was more.
#[test]
fn entries_behind_the_last_seal_are_counted_as_unsealed() {
    let log = log();
    let mut plan = seals(&log);
    plan.truncate(5);
    let report = verify(&seal::seal(&write(&WriteOptions::default(), &log), &plan), generator()).report;
    assert_eq!(report.verdict(), SealVerdict::Authentic);
    let unsealed = report.unsealed.unwrap();
    assert_eq!((unsealed.count, unsealed.oldest_realtime), (6, log[14].0));
    assert_eq!(report.validated_usec(), Some(START_USEC + 4 * INTERVAL_USEC));
}

#[test]
fn a_file_without_seals_says_so() {
    let report = verify(&seal::seal(&write(&WriteOptions::default(), &log()), &[]), generator());
    assert_eq!(report.report.verdict(), SealVerdict::NoSeals);
    assert!(report.first_message.unwrap().ends_with(": First entry before first tag"));
    assert_eq!(report.report.unsealed.unwrap().count, 20);
    assert_eq!(report.report.validated_usec(), None);
}

#[test]
fn several_seals_of_one_epoch_are_no_tampering() {
    let (log, mut plan) = (log(), seals(&log()));
    plan.insert(3, NewSeal { after_entries: 8, epoch: 2, key_epoch: 2 });
    let journal = seal::seal(&write(&WriteOptions::default(), &log), &plan);
    assert_eq!(habits(&journal), [(Habit::RepeatedEpoch, 1)]);
    assert_eq!(
        verify(&journal, generator()).seals[4].fault,
        Some(SealFault::EpochGap { epoch: 2, previous: 2 })
    );
}

#[test]
fn a_seal_with_the_key_of_an_earlier_epoch_is_no_tampering() {
    let (log, mut plan) = (log(), seals(&log()));
    plan.drain(2..4);
    plan[2].key_epoch = 1;
    let journal = seal::seal(&write(&WriteOptions::default(), &log), &plan);
    assert_eq!(habits(&journal), [(Habit::EarlierKey, 1)]);
    assert_eq!(verify(&journal, generator()).seals[2].proof, Proof::EarlierKey { epoch: 1 });
}

#[test]
fn epochs_without_a_seal_are_no_tampering() {
    let mut log = log();
    log.drain(4..10);
    let mut plan = seals(&log);
    assert_eq!(plan.iter().map(|seal| seal.epoch).collect::<Vec<_>>(), [0, 0, 1, 2, 3, 4, 5]);
    plan.drain(2..4);
    let journal = seal::seal(&write(&WriteOptions::default(), &log), &plan);
    assert_eq!(habits(&journal), [(Habit::SkippedEpochs, 1)]);
}

#[test]
fn ids_that_the_first_entry_replaced_are_no_tampering() {
    let mut journal = sealed(&log());
    journal[72..88].fill(9);
    assert_eq!(habits(&journal), [(Habit::HeaderRewritten, 1)]);
    journal[40..56].fill(9);
    let Verified { first_message, seals, .. } = verify(&journal, generator());
    assert_eq!(seals[0].proof, Proof::HeaderRewritten { seqnum_id: true, machine_id: true });
    assert_eq!(first_message, Some(format!("{:06x}: Tag failed verification", seals[0].offset)));
    journal[24..40].fill(9);
    let first = verify(&journal, generator()).seals[0];
    assert_eq!(verdict(&journal), SealVerdict::Altered { first }, "nobody replaces the file's own ID");
}

/// Whoever has an old state of the writer's key can go on from there.
#[test]
fn epochs_that_go_back_are_told() {
    let (log, mut plan) = (log(), seals(&log()));
    let closing = *plan.last().unwrap();
    plan.push(NewSeal { epoch: 2, key_epoch: 2, ..closing });
    let mut journal = seal::seal(&write(&WriteOptions::default(), &log), &plan);
    for (flags, fault) in [
        (0b101, SealFault::EpochGap { epoch: 2, previous: 5 }),
        (0b001, SealFault::EpochOrder { epoch: 2, previous: 5 }),
    ] {
        // the flags are covered by the first seal, which is then not that of the header any more
        journal[8] = journal[8] & !0b101 | flags;
        let Verified { seals, report, .. } = verify(&journal, generator());
        assert_eq!(seals[7].fault, Some(fault));
        assert_eq!(seals[7].proof, Proof::Authentic);
        let expected = match flags {
            0b101 => SealVerdict::EpochsGoBack { first: seals[7] },
            _ => SealVerdict::Altered { first: seals[0] },
        };
        assert_eq!(report.verdict(), expected);
    }
}

/// The clock is set back within an epoch: journald goes on with the epoch that it has.
#[test]
fn a_clock_that_was_set_back_is_no_tampering() {
    let mut log = log();
    let plan = seals(&log);
    log[12].0 -= 2 * INTERVAL_USEC;
    let journal = seal::seal(&write(&WriteOptions::default(), &log), &plan);
    assert_eq!(habits(&journal), [(Habit::ClockSetBack, 1)]);
}

#[test]
fn other_keys_are_told_from_tampering() {
    let journal = sealed(&log());
    let verdict = |key: &str| verify(&journal, &generator_of(key)).report.verdict();
    let (seed, _) = seal::VERIFICATION_KEY.split_once('/').unwrap();
    assert_eq!(verdict("9a1a67-aa57eb-523454-9235d4/ab37787-989680"), SealVerdict::ForeignKey);
    assert!(
        matches!(verdict(&format!("{seed}/ab37780-989680")), SealVerdict::OtherTimes { first } if first.position == 2)
    );
    assert!(matches!(verdict(&format!("{seed}/ab37797-989680")), SealVerdict::OtherTimes { .. }));
    assert!(matches!(verdict(&format!("{seed}/1-1")), SealVerdict::OtherTimes { .. }));
    assert!(matches!(verdict(&format!("{seed}/ffffffffffffffff-1")), SealVerdict::OtherTimes { .. }));
}

/// A hostile file with many seals: after some, no more are tried.
#[test]
fn seals_that_prove_nothing_are_tried_up_to_a_limit() {
    let log = log();
    let mut plan = seals(&log);
    let tail = *plan.last().unwrap();
    plan.extend((0..500).map(|_| NewSeal { key_epoch: 11, ..tail }));
    let Verified { seals, report, .. } =
        verify(&seal::seal(&write(&WriteOptions::default(), &log), &plan), generator());
    assert_eq!((report.n_seals, report.n_authentic, report.n_refuted), (507, 7, 64));
    assert_eq!(seals.last().unwrap().proof, Proof::NotTried);
    assert!(matches!(report.verdict(), SealVerdict::Altered { first } if first.position == 8));
}
