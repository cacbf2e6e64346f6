//! Finished texts, which are copied into the output again and again.

use std::ops::Range;

/// Texts, one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// The texts, and a block behind them, so that there is one at each place.
    bytes: Vec<u8>,
    len: usize,
}

impl Texts {
    /// Most texts are shorter. To copy a block, of which the rest is dropped, needs no call.
    const BLOCK: usize = 64;

    /// The length of all texts.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    pub(crate) const fn clear(&mut self) {
        self.len = 0;
    }

    /// Keeps one more.
    pub(crate) fn keep(&mut self, text: &[u8]) {
        self.bytes.truncate(self.len);
        self.bytes.extend_from_slice(text);
        self.len = self.bytes.len();
        self.bytes.extend_from_slice(&[0; Self::BLOCK]);
    }

    /// Appends the text in this place to `out`; `None` if there is none.
    #[inline]
    pub(crate) fn push(&self, Range { start, end }: Range<usize>, out: &mut Vec<u8>) -> Option<()> {
        let len = end.checked_sub(start).filter(|_| end <= self.len)?;
        if len > Self::BLOCK {
            out.extend_from_slice(self.bytes.get(start..end)?);
        } else {
            let block: &[u8; Self::BLOCK] = self.bytes.get(start..)?.first_chunk()?;
            let end = out.len() + len;
            out.extend_from_slice(block);
            out.truncate(end);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_any_length_come_back_as_they_were_kept() {
        let mut texts = Texts::default();
        let letters: Vec<u8> = (0..3 * Texts::BLOCK).map(|at| b'a' + (at % 26) as u8).collect();
        for round in 0..2 {
            for len in 0..letters.len() {
                let begin = texts.len();
                texts.keep(&letters[..len]);
                let mut out = b"before".to_vec();
                assert_eq!(texts.push(begin..texts.len(), &mut out), Some(()));
                assert_eq!(out, [b"before", &letters[..len]].concat(), "{len} bytes in round {round}");
                assert_eq!(texts.push(begin..texts.len() + 1, &mut out), None);
            }
            texts.clear();
            assert_eq!(texts.push(0..1, &mut Vec::new()), None);
        }
    }
}
