//! Whether one seal was made by journald, apart from journalctl's rules on the order of seals.
//!
//! journald keeps one key for all the files that it writes, and sometimes writes a seal in another way than journalctl
//! expects, on untouched files. Such a seal is proven by what journald did; no one without the epoch's key can
//! make one that any of these ways explains.

use super::covered::{Covered, HeaderIds};
use super::generator::EpochKeys;
use crate::error::FormatError;
use crate::layout::id128::Id128;

/// Keys of earlier epochs that are tried at most for one seal.
const EARLIER_KEYS: usize = 16;

/// What a seal proves about what it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proof {
    /// It is as journald wrote it.
    Authentic,
    /// It is as journald wrote it, but for IDs in the header that journald itself replaced with the first entry.
    HeaderRewritten {
        /// Whether `seqnum_id` was replaced: the file had its own ID there.
        seqnum_id: bool,
        /// Whether `machine_id` was replaced: it was null.
        machine_id: bool,
    },
    /// It is as journald wrote it, with the key of an earlier epoch: another file moved the epoch on in between.
    EarlierKey {
        /// The epoch of the key.
        epoch: u64,
    },
    /// No key with which journald could have made it makes it: what it covers was altered, or another key sealed.
    Refuted,
    /// What it covers cannot be read.
    Unreadable(FormatError),
    /// Too many seals before it were refuted for this one to be tried.
    NotTried,
}

impl Proof {
    /// Tells whether what the seal covers is as journald wrote it.
    #[must_use]
    pub const fn is_authentic(&self) -> bool {
        matches!(self, Self::Authentic | Self::HeaderRewritten { .. } | Self::EarlierKey { .. })
    }
}

/// The epochs that a seal has to do with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Epochs {
    /// The one that the seal gives.
    pub(super) own: u64,
    /// That of the seal before.
    pub(super) previous: u64,
    /// That of the first entry between the two.
    pub(super) first_entry: Option<u64>,
}

/// Finds out how a seal was made, by trying the few ways that there are.
pub(super) fn prove(covered: &Covered<'_>, epochs: &Epochs, keys: &mut EpochKeys<'_>) -> Proof {
    find_proof(covered, epochs, keys).unwrap_or_else(Proof::Unreadable)
}

fn find_proof(
    covered: &Covered<'_>,
    epochs: &Epochs,
    keys: &mut EpochKeys<'_>,
) -> Result<Proof, FormatError> {
    let own_key = keys.key_of(epochs.own);
    if covered.is_sealed_with(&own_key)? {
        return Ok(Proof::Authentic);
    }
    for (header, proof) in earlier_headers(covered) {
        if (Covered { header: Some(header), ..*covered }).is_sealed_with(&own_key)? {
            return Ok(proof);
        }
    }
    for epoch in earlier_epochs(epochs).take(EARLIER_KEYS) {
        if covered.is_sealed_with(&keys.key_of(epoch))? {
            return Ok(Proof::EarlierKey { epoch });
        }
    }
    Ok(Proof::Refuted)
}

/// How the header can have been when the first seal was made.
///
/// The first entry of a file that was created empty replaces `seqnum_id`, which is the file's own ID before, by that
/// of the running journald; a null `machine_id` is filled in.
fn earlier_headers(covered: &Covered<'_>) -> impl Iterator<Item = (HeaderIds, Proof)> {
    let file_id = covered.file.header().file_id();
    let ways = [(true, false), (false, true), (true, true)];
    covered.header.into_iter().flat_map(move |now| {
        ways.into_iter().map(move |(seqnum_id, machine_id)| {
            let ids = HeaderIds {
                seqnum_id: if seqnum_id { file_id } else { now.seqnum_id },
                machine_id: if machine_id { Id128::NULL } else { now.machine_id },
            };
            (ids, Proof::HeaderRewritten { seqnum_id, machine_id })
        })
    })
}

/// The epochs since the seal before, that of the first entry foremost: a seal's key is the one of the time when the
/// first object behind the seal before was written.
fn earlier_epochs(epochs: &Epochs) -> impl Iterator<Item = u64> {
    let all = epochs.previous..epochs.own;
    let likely = epochs.first_entry.filter(|epoch| (epochs.previous..epochs.own).contains(epoch));
    likely.into_iter().chain(all.filter(move |epoch| Some(*epoch) != likely))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_the_first_entry_s_epoch_before_the_others() {
        let earlier = |own, previous, first_entry| {
            earlier_epochs(&Epochs { own, previous, first_entry }).take(EARLIER_KEYS).collect::<Vec<_>>()
        };
        assert_eq!(earlier(5, 2, Some(4)), [4, 2, 3]);
        assert_eq!(earlier(5, 2, Some(5)), [2, 3, 4]);
        assert_eq!(earlier(5, 2, None), [2, 3, 4]);
        assert_eq!(earlier(5, 5, Some(5)), []);
        assert_eq!(earlier(3, 5, Some(4)), [], "epochs that go back");
        assert_eq!(earlier(1 << 54, 0, Some(1 << 53)).len(), EARLIER_KEYS);
        assert_eq!(earlier(1 << 54, 0, Some(1 << 53))[..2], [1 << 53, 0]);
    }
}
