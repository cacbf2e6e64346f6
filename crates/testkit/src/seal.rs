//! Seals a journal for tests, as journald would have while it wrote: with TAG objects between the entries.
//!
//! Only tests can use this: the keys of the epochs belong to a key that everybody can read here, and a seal that is made
//! after the fact vouches for nothing.

mod insert;

use std::ops::Range;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use self::insert::insert_tags;

/// The verification key of the seals. Epoch 0 begins at [`START_USEC`].
pub const VERIFICATION_KEY: &str = "9a1a67-aa57eb-523454-9235d3/ab37787-989680";

/// When epoch 0 begins, in microseconds since the Unix epoch.
pub const START_USEC: u64 = 1_795_337_030_000_000;

/// The length of an epoch in microseconds.
pub const INTERVAL_USEC: u64 = 10_000_000;

/// The keys of the epochs from 0 on, computed by other means than the code under test.
const EPOCH_KEYS: [&str; 12] = [
    "59922b1f66cea8d657ba3f4ca6bf52a66c0f95a5752e975c39e9cdae118554b7",
    "88182352abc2d889e81e3497ca480fcaf7803b7765a3c21f373be98ed1b2bf7f",
    "49f1a821ada74afa99800ee4d0d8d5a982d0ac4396fb8fdcfc8b724b75a12027",
    "1fb71336435e64fa6ce3db3edaada8ea3feb4e76170b7736d8aafecb8a8b5187",
    "1b217f6de1a4963d047b7ec18efa33feb5888316c73448a1f08c79f371787ece",
    "0d9350d32534dca4a790d236d7032f411f830974330697d1074a0a69c896d38c",
    "d416f736bd6187826d80c0865258e26da128ca45576bbd458d16cca23b833219",
    "64e4caaf9095743e8d62fdda14d8eb347c9b4e8d098f26dc1f8c2937cf4a2ec6",
    "6489d5d56e54c58ecf6fb22c28b2aa1d045b1fc2d5246543a799ae509f411288",
    "8c5f72004c5e3a2d9c9685f1bc80e3ba5d6c965c6ab800bb4d349f70c5bc4c11",
    "5d2a49f1a0b9e07fdf17b49250ca19348569a95fdf7b16a199d6d3dc6bdc135b",
    "63acba266f50d151f0e24d7acc2cd3c4546218efc66f4382b110d73564067767",
];

/// A seal to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewSeal {
    /// How many entries stand before it.
    pub after_entries: usize,
    /// The epoch that it gives.
    pub epoch: u64,
    /// The epoch whose key it is made with, below 12.
    pub key_epoch: u64,
}

/// The seals that journald makes for entries of these times, which do not go back: one at the start, one at the end of
/// each epoch, one on closing the file.
#[must_use]
pub fn as_journald(realtimes: &[u64]) -> Vec<NewSeal> {
    in_epochs(realtimes, START_USEC, INTERVAL_USEC)
}

/// The verification key where epoch 0 begins at `start_usec`, a multiple of the epochs' length, for the same keys of epochs.
#[must_use]
pub fn verification_key(start_usec: u64, interval_usec: u64) -> String {
    let (seed, _) = VERIFICATION_KEY.split_once('/').unwrap_or_default();
    format!("{seed}/{:x}-{interval_usec:x}", start_usec / interval_usec)
}

/// The seals that journald makes, as [`as_journald`] tells, with other epochs: of `interval_usec` from `start_usec` on.
#[must_use]
pub fn in_epochs(realtimes: &[u64], start_usec: u64, interval_usec: u64) -> Vec<NewSeal> {
    let epoch_at = |realtime: u64| realtime.saturating_sub(start_usec) / interval_usec;
    let seal = |after_entries, epoch| NewSeal { after_entries, epoch, key_epoch: epoch };
    let mut epoch = realtimes.first().map_or(0, |first| epoch_at(*first));
    let mut seals = vec![seal(0, epoch)];
    for (index, realtime) in realtimes.iter().enumerate() {
        while epoch < epoch_at(*realtime) {
            seals.push(seal(index, epoch));
            epoch += 1;
        }
    }
    seals.push(seal(realtimes.len(), epoch));
    seals
}

/// Seals a healthy journal with a header of 272 bytes, and flags it as one with a seal for every epoch.
///
/// The header is sealed as it is; what the seals do not cover may be changed afterwards.
///
/// # Panics
///
/// When the journal is not healthy, or a seal asks for what is not there.
#[must_use]
pub fn seal(journal: &[u8], seals: &[NewSeal]) -> Vec<u8> {
    let mut sealed = insert_tags(journal, seals);
    let mut begin = word(&sealed, 88);
    for (tag, seal) in tags(&sealed).into_iter().zip(seals) {
        let hmac = hmac_of(&sealed, begin..tag, &epoch_key(seal.key_epoch));
        sealed[tag + 32..tag + 64].copy_from_slice(&hmac);
        begin = tag + 64;
    }
    sealed
}

/// The offsets of the TAG objects, in file order.
///
/// # Panics
///
/// When the journal is not healthy.
#[must_use]
pub fn tags(journal: &[u8]) -> Vec<usize> {
    objects(journal).filter(|object| journal[object.start] == TAG).map(|object| object.start).collect()
}

const DATA: u8 = 1;
const FIELD: u8 = 2;
const ENTRY: u8 = 3;
const DATA_HASH_TABLE: u8 = 4;
const FIELD_HASH_TABLE: u8 = 5;
const ENTRY_ARRAY: u8 = 6;
const TAG: u8 = 7;

/// The byte ranges of the objects in file order, without padding.
fn objects(journal: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let tail = word(journal, 136);
    let object = move |start: usize| (start <= tail).then(|| start..start + word(journal, start + 8));
    std::iter::successors(object(word(journal, 88)), move |last| object(last.end.next_multiple_of(8)))
}

fn is_compact(journal: &[u8]) -> bool {
    journal[12] & 1 << 4 != 0
}

/// The number at `at`, which is an offset or a size.
fn word(journal: &[u8], at: usize) -> usize {
    let bytes = journal[at..at + 8].try_into().unwrap_or_default();
    usize::try_from(u64::from_le_bytes(bytes)).unwrap_or(usize::MAX)
}

fn epoch_key(epoch: u64) -> [u8; 32] {
    let hex = EPOCH_KEYS[usize::try_from(epoch).unwrap_or(usize::MAX)];
    std::array::from_fn(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap_or_default())
}

/// The HMAC over the objects from `covered.start` up to and with the TAG at `covered.end`.
fn hmac_of(journal: &[u8], covered: Range<usize>, key: &[u8; 32]) -> [u8; 32] {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut hmac = Hmac::<Sha256>::new(&block.into());
    if covered.start == word(journal, 88) {
        for part in [0..16, 24..56, 72..96, 104..136] {
            hmac.update(&journal[part]);
        }
    }
    let payload = if is_compact(journal) { 72 } else { 64 };
    for object in objects(journal).filter(|object| (covered.start..=covered.end).contains(&object.start)) {
        let object = &journal[object];
        let parts = match object[0] {
            DATA => [0..24, payload..object.len()],
            FIELD => [0..24, 40..object.len()],
            ENTRY => [0..16, 16..object.len()],
            TAG => [0..16, 16..32],
            _ => [0..16, 16..16],
        };
        parts.into_iter().for_each(|part| hmac.update(&object[part]));
    }
    hmac.finalize().into_bytes().into()
}
