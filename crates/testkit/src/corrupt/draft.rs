//! The bytes of a variant in the making, and which of the original's were written over.

use std::ops::Range;

pub(super) struct Draft {
    bytes: Vec<u8>,
    touched: Vec<Range<u64>>,
}

impl Draft {
    pub(super) fn new(original: &[u8]) -> Self {
        Self { bytes: original.to_vec(), touched: Vec::new() }
    }

    /// The bytes, and the ranges of the original that were touched: in order, none beside or over another.
    pub(super) fn finish(mut self) -> (Vec<u8>, Vec<Range<u64>>) {
        self.touched.sort_by_key(|range| range.start);
        self.touched.dedup_by(|next, range| {
            let joined = next.start <= range.end;
            if joined {
                range.end = range.end.max(next.end);
            }
            joined
        });
        (self.bytes, self.touched)
    }

    pub(super) fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The bytes of a range, as far as the file goes.
    pub(super) fn get(&self, range: Range<u64>) -> &[u8] {
        let end = index(range.end).min(self.bytes.len());
        self.bytes.get(index(range.start)..end).unwrap_or_default()
    }

    pub(super) fn u64(&self, at: u64) -> u64 {
        self.number(at, 8)
    }

    /// The little-endian number of up to 8 bytes at `at`.
    pub(super) fn number(&self, at: u64, size: u64) -> u64 {
        let digits = self.get(at..at.saturating_add(size)).iter().rev();
        digits.fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// Writes over what is there; bytes beyond the end of the file are left out.
    pub(super) fn put(&mut self, at: u64, new: &[u8]) {
        let old = self.bytes.get_mut(index(at)..).unwrap_or_default();
        let len = old.len().min(new.len());
        old[..len].copy_from_slice(&new[..len]);
        if len > 0 {
            self.touched.push(at..at + len as u64);
        }
    }

    /// Writes over what is there, and on behind the end of the file.
    pub(super) fn put_and_grow(&mut self, at: u64, new: &[u8]) {
        let end = index(at).saturating_add(new.len());
        let len = self.bytes.len();
        self.put(at, new);
        if end > len {
            self.bytes.resize(len.max(index(at)), 0);
            let written = self.bytes.len() - index(at);
            self.bytes.extend(&new[written..]);
        }
    }

    pub(super) fn put_u64(&mut self, at: u64, number: u64) {
        self.put(at, &number.to_le_bytes());
    }

    /// Writes the lowest `size` bytes of a number.
    pub(super) fn put_number(&mut self, at: u64, size: u64, number: u64) {
        let bytes = number.to_le_bytes();
        self.put(at, &bytes[..index(size).min(8)]);
    }

    pub(super) fn flip_bit(&mut self, at: u64, bit: u64) {
        let byte = self.number(at, 1) ^ 1 << (bit % 8);
        self.put_number(at, 1, byte);
    }

    /// Ends the file there.
    pub(super) fn cut(&mut self, len: u64) {
        self.touched.push(len..self.len());
        self.bytes.truncate(index(len));
    }
}

fn index(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touched_ranges_are_joined_and_end_with_the_file() {
        let mut draft = Draft::new(&[0; 20]);
        draft.put(16, &[1; 8]);
        draft.put_u64(4, u64::MAX);
        draft.put(12, &[2; 2]);
        draft.flip_bit(0, 3);
        draft.put(99, &[9]);
        assert_eq!((draft.u64(4), draft.number(12, 4), draft.u64(18)), (u64::MAX, 0x0202, 0x0101));
        draft.put_and_grow(24, &[7]);
        let (bytes, touched) = draft.finish();
        assert_eq!(touched, [0..1, 4..14, 16..20]);
        assert_eq!(bytes.len(), 25);
        assert_eq!((bytes[0], bytes[19], bytes[20], bytes[24]), (8, 1, 0, 7));
    }

    #[test]
    fn what_is_cut_off_is_touched_and_what_is_added_is_not() {
        let mut draft = Draft::new(&[5; 20]);
        draft.put_and_grow(18, &[7; 4]);
        assert_eq!((draft.len(), draft.number(16, 6)), (22, 0x0707_0707_0505));
        let (_, touched) = draft.finish();
        assert_eq!((touched.len(), &touched[0]), (1, &(18..20)));
        let mut draft = Draft::new(&[5; 20]);
        draft.cut(3);
        let (bytes, touched) = draft.finish();
        assert_eq!((bytes.len(), touched.len(), &touched[0]), (3, 1, &(3..20)));
    }
}
