//! Entries at random, in several files, whose order is known.

use journalq_query::Expr;
use proptest::prelude::*;

use super::condition::condition;
use super::{Given, build, id, options};

/// How the entries of different files compare.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// The files share the namespace of sequence numbers; all else is at random.
    Seqnum,
    /// Each file has its own namespace, all entries are of one boot; wall clocks are at random.
    Monotonic,
    /// Each file has its own namespace, boot and machine.
    Realtime,
}

/// An entry of several files: the files that have it, a random number for what does not order it, and its fields.
type Raw = (Vec<usize>, u64, Vec<String>);

/// Some files, and all their entries in the order in which they are to come.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) files: Vec<Vec<u8>>,
    pub(crate) entries: Vec<Given>,
    kind: Kind,
    raw: Vec<Raw>,
}

fn fields() -> impl Strategy<Value = Vec<String>> {
    let field = prop_oneof![3 => "[A-C]=[a-c]", 2 => "D=[0-9]{1,2}"];
    prop::collection::vec(field, 1..4)
}

/// Entries in `n_files` files; with `copies` the same entry may be in several.
fn raw(n_files: usize, copies: bool) -> impl Strategy<Value = Vec<Raw>> {
    let files = prop::collection::vec(0..n_files, 1..if copies { 4 } else { 2 });
    prop::collection::vec((files, 1..1000_u64, fields()), 0..40)
}

pub(crate) fn sample(kinds: &'static [Kind], copies: bool) -> impl Strategy<Value = Sample> {
    (prop::sample::select(kinds), 1..6_usize).prop_flat_map(move |(kind, n_files)| {
        raw(n_files, copies).prop_map(move |raw| build_sample(kind, n_files, &raw))
    })
}

/// Entry `n` in the order is the one of monotonic time `n`.
fn build_sample(kind: Kind, n_files: usize, raw: &[Raw]) -> Sample {
    let number = |file: usize| u8::try_from(file).unwrap() + 1;
    let entries: Vec<Given> = (1..)
        .zip(raw)
        .map(|(n, (files, random, fields))| Given {
            seqnum: n,
            realtime: if matches!(kind, Kind::Realtime) { 1000 + n } else { *random },
            monotonic: n,
            boot: match kind {
                Kind::Seqnum => u8::try_from(random % 3).unwrap() + 1,
                Kind::Monotonic => 1,
                Kind::Realtime => number(files[0]),
            },
            fields: fields.clone(),
        })
        .collect();
    let files = (0..n_files)
        .map(|file| {
            let mut options = options(number(file));
            match kind {
                Kind::Seqnum => options.seqnum_id = id(0xaa),
                Kind::Monotonic => {}
                Kind::Realtime => options.machine_id = id(number(file)),
            }
            let mine = raw.iter().zip(&entries).filter(|((files, ..), _)| files.contains(&file));
            build(options, mine.map(|(_, entry)| entry))
        })
        .collect();
    Sample { files, entries, kind, raw: raw.to_vec() }
}

impl Sample {
    /// The sample as it was when only the first `n` entries were written; files without any do not exist yet.
    pub(crate) fn prefix(&self, n: usize) -> Vec<Vec<u8>> {
        let raw = &self.raw[..n];
        let exists = |file: &usize| raw.iter().any(|(files, ..)| files.contains(file));
        let existing: Vec<usize> = (0..self.files.len()).filter(exists).collect();
        let written = build_sample(self.kind, self.files.len(), raw).files;
        existing.into_iter().map(|file| written[file].clone()).collect()
    }
}

pub(crate) const ALL_KINDS: &[Kind] = &[Kind::Seqnum, Kind::Monotonic, Kind::Realtime];

/// Trees of matches and conditions, some on values that no entry has.
pub(crate) fn expr() -> impl Strategy<Value = Expr> {
    tree(prop_oneof![3 => one_match(), 2 => condition().prop_map(Expr::Where)])
}

/// Trees of matches alone.
pub(crate) fn matches() -> impl Strategy<Value = Expr> {
    tree(one_match())
}

fn one_match() -> impl Strategy<Value = Expr> {
    "[A-D]=[a-d]".prop_map(|field| Expr::Match(field.into_bytes()))
}

fn tree(leaf: impl Strategy<Value = Expr> + 'static) -> impl Strategy<Value = Expr> {
    leaf.prop_recursive(3, 12, 4, |term| {
        prop_oneof![
            prop::collection::vec(term.clone(), 1..4).prop_map(Expr::And),
            prop::collection::vec(term, 0..4).prop_map(Expr::Or),
        ]
    })
}

pub(crate) fn times<'g>(entries: impl IntoIterator<Item = &'g Given>) -> Vec<u64> {
    entries.into_iter().map(|entry| entry.monotonic).collect()
}
