//! The two hashes of the format: Jenkins lookup3 ("hashlittle2") and SipHash-2-4 keyed by the file ID.
//!
//! Jenkins is our own: the format needs this exact variant (both seeds 0, first result in the high half). See
//! `docs/format.md`, "Hashes".

use std::hash::Hasher;

use siphasher::sip::SipHasher24;

use super::id128::Id128;

/// The hash function of a file's DATA and FIELD objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashFunction {
    /// Files without the KEYED-HASH flag.
    Jenkins,
    /// Files with it: SipHash-2-4, keyed by this file ID.
    Keyed(Id128),
}

impl HashFunction {
    /// Hashes an uncompressed payload: `NAME=value` of a DATA object, the name of a FIELD object.
    #[must_use]
    pub fn hash(self, payload: &[u8]) -> u64 {
        match self {
            Self::Jenkins => jenkins64(payload),
            Self::Keyed(file_id) => {
                let mut hasher = SipHasher24::new_with_key(&file_id.0);
                hasher.write(payload);
                hasher.finish()
            }
        }
    }
}

/// Jenkins lookup3 of `bytes`, both 32-bit results in one number. An entry's `xor_hash` uses it in every file.
#[must_use]
pub fn jenkins64(bytes: &[u8]) -> u64 {
    // The length enters modulo 2^32, as in the C original.
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "modulo 2^32 is the definition"
    )]
    let seed = 0xdead_beef_u32.wrapping_add(bytes.len() as u32);
    let mut state = [seed; 3];
    let mut blocks = bytes.chunks(12).peekable();
    while let Some(block) = blocks.next() {
        let mut padded = [0; 12];
        for (to, from) in padded.iter_mut().zip(block) {
            *to = *from;
        }
        for (word, four) in state.iter_mut().zip(padded.chunks_exact(4)) {
            let four = four.try_into().unwrap_or_default();
            *word = word.wrapping_add(u32::from_le_bytes(four));
        }
        // The last block, even a full one, goes through the final rounds instead.
        state = if blocks.peek().is_some() { mix(state) } else { finish(state) };
    }
    let [_, low, high] = state;
    (u64::from(high) << 32) | u64::from(low)
}

fn mix([mut a, mut b, mut c]: [u32; 3]) -> [u32; 3] {
    fn row(x: &mut u32, y: &mut u32, z: u32, rotation: u32) {
        *x = x.wrapping_sub(*y) ^ y.rotate_left(rotation);
        *y = y.wrapping_add(z);
    }
    row(&mut a, &mut c, b, 4);
    row(&mut b, &mut a, c, 6);
    row(&mut c, &mut b, a, 8);
    row(&mut a, &mut c, b, 16);
    row(&mut b, &mut a, c, 19);
    row(&mut c, &mut b, a, 4);
    [a, b, c]
}

fn finish([mut a, mut b, mut c]: [u32; 3]) -> [u32; 3] {
    fn row(x: &mut u32, y: u32, rotation: u32) {
        *x = (*x ^ y).wrapping_sub(y.rotate_left(rotation));
    }
    row(&mut c, b, 14);
    row(&mut a, c, 11);
    row(&mut b, a, 25);
    row(&mut c, b, 16);
    row(&mut a, c, 4);
    row(&mut b, a, 14);
    row(&mut c, b, 24);
    [a, b, c]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jenkins_vectors() {
        for (input, hash) in [
            ("", 0xdead_beef_dead_beef_u64),
            ("A", 0x0101_4ba1_1078_6e8c),
            ("ABC", 0x3f4b_48af_0968_5927),
            ("ABCD", 0x4700_42b2_471e_e40e),
            ("ABCDEFGHIJK", 0x09ce_7a9e_9518_09da),
            ("ABCDEFGHIJKL", 0x4dcc_6ecf_4f3d_c944),
            ("ABCDEFGHIJKLM", 0xef91_ecec_9507_1727),
            ("ABCDEFGHIJKLMNOPQRSTUVWX", 0x4a34_1603_228d_ae1c),
            ("ABCDEFGHIJKLMNOPQRSTUVWXY", 0x5cef_c942_f2ab_7518),
            ("Four score and seven years ago", 0x1777_0551_ce72_26e6),
        ] {
            assert_eq!(jenkins64(input.as_bytes()), hash, "{input}");
        }
    }

    #[test]
    fn keyed_vectors() {
        let key: Vec<u8> = (0..16).collect();
        let message: Vec<u8> = (0..15).collect();
        let reference = HashFunction::Keyed(Id128(key.try_into().unwrap()));
        assert_eq!(reference.hash(&message), 0xa129_ca61_49be_45e5);

        // from a file that v257 wrote
        let file = HashFunction::Keyed(Id128::parse(b"ac7b54a3f3f44036a66e8370d1b559d9").unwrap());
        assert_eq!(file.hash(b"MESSAGE=message number 0"), 0x14f6_fba8_a494_00c8);
        assert_eq!(file.hash(b"PRIORITY"), 0xcfe2_f680_503f_186e);
        assert_eq!(HashFunction::Jenkins.hash(b"PRIORITY"), 0x46f7_260d_7000_57a3);
    }
}
