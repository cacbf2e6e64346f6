//! The keys of all epochs, from a verification key: a generator that the writer can only run forward, and that whoever
//! knows the primes p and q can enter anywhere.
//!
//! ```text
//! p, q = primes from the seed, 768 bits each        n = p q
//! x(0) = a square from the seed, modulo n           x(e + 1) = x(e)^2 mod n
//! key(e) = SHA-256 over n, x(e) and e, stretched to 32 bytes
//! ```
//!
//! The writer forgets x(e) when it has x(e + 1): from a machine that was taken over, the keys of earlier epochs cannot be
//! had. Modulo p, squaring e times is one power with the exponent 2^e mod (p - 1), and the same for q: so every epoch
//! costs the same here.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "integers of any size do not overflow, and no modulus is 0"
)]

use std::thread;

use num_bigint::BigUint;
use sha2::{Digest, Sha256};

use super::key::{SEED_SIZE, VerificationKey};
use super::prime;

/// Bytes of a prime.
const PRIME_SIZE: usize = 96;

/// Bytes of the modulus, and of a state.
const MODULUS_SIZE: usize = 192;

/// Up to this many epochs, squaring for each one is faster than entering at the epoch.
const EPOCHS_WORTH_SQUARING: u64 = 256;

/// An epoch's key for the HMAC of its seals.
pub(super) type EpochKey = [u8; 32];

/// Derives the key of any epoch from a verification key.
///
/// Making one costs the search for two large primes, some 0.1 s; one is enough for all files, from any thread.
pub struct KeyGenerator {
    key: VerificationKey,
    p: BigUint,
    q: BigUint,
    n: BigUint,
    x_0: BigUint,
    /// 1 / p modulo q.
    p_inverse: BigUint,
}

impl KeyGenerator {
    /// Finds the primes of a key, and where its epochs begin.
    #[must_use]
    pub fn new(key: VerificationKey) -> Self {
        let (p, q) = primes(&key.seed);
        let n = &p * &q;
        let mut root = stretch(&key.seed, 3, MODULUS_SIZE);
        root.iter_mut().take(1).for_each(|byte| *byte &= 0x7f);
        let root = BigUint::from_bytes_be(&root);
        let x_0 = &root * &root % &n;
        // Fermat: the power with q - 2 is the inverse modulo a prime q
        let p_inverse = p.modpow(&(&q - 2_u32), &q);
        Self { key, p, q, n, x_0, p_inverse }
    }

    /// The key that this was made of.
    #[must_use]
    pub const fn key(&self) -> &VerificationKey {
        &self.key
    }

    /// The state of an epoch: one power modulo each prime.
    fn state_of(&self, epoch: u64) -> BigUint {
        let power = |prime: &BigUint| {
            let exponent = BigUint::from(2_u32).modpow(&BigUint::from(epoch), &(prime - 1_u32));
            self.x_0.modpow(&exponent, prime)
        };
        let (in_p, in_q) = (power(&self.p), power(&self.q));
        // the one number below n that leaves both rests
        let difference = &in_q + &self.q - &in_p % &self.q;
        &in_p + &self.p * (difference * &self.p_inverse % &self.q)
    }

    /// The state as it is hashed, big-endian: n, x, epoch.
    fn state_bytes(&self, epoch: u64, x: &BigUint) -> Vec<u8> {
        [padded(&self.n), padded(x), epoch.to_be_bytes().to_vec()].concat()
    }
}

/// Shows when epochs begin, nothing of the secret.
impl std::fmt::Debug for KeyGenerator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyGenerator").field("key", &self.key).finish_non_exhaustive()
    }
}

/// The keys of epochs in about the order in which a file has them: from one epoch to the next is one squaring.
#[derive(Clone)]
pub(super) struct EpochKeys<'a> {
    generator: &'a KeyGenerator,
    epoch: u64,
    x: BigUint,
}

impl<'a> EpochKeys<'a> {
    pub(super) fn new(generator: &'a KeyGenerator) -> Self {
        Self { generator, epoch: 0, x: generator.x_0.clone() }
    }

    pub(super) const fn generator(&self) -> &'a KeyGenerator {
        self.generator
    }

    /// The key of an epoch.
    pub(super) fn key_of(&mut self, epoch: u64) -> EpochKey {
        match epoch.checked_sub(self.epoch) {
            Some(ahead) if ahead <= EPOCHS_WORTH_SQUARING => {
                for _ in 0..ahead {
                    self.x = &self.x * &self.x % &self.generator.n;
                }
            }
            _ => self.x = self.generator.state_of(epoch),
        }
        self.epoch = epoch;
        let state = self.generator.state_bytes(epoch, &self.x);
        Sha256::new().chain_update(state).chain_update([0; 8]).finalize().into()
    }
}

/// Shows where the generator is, nothing of the secret.
impl std::fmt::Debug for EpochKeys<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EpochKeys").field("epoch", &self.epoch).finish_non_exhaustive()
    }
}

/// Both primes, each searched for by a thread of its own where there are threads.
fn primes(seed: &[u8; SEED_SIZE]) -> (BigUint, BigUint) {
    let small_primes = prime::small_primes();
    let search = |index| prime::first_prime(prime_start(seed, index), &small_primes);
    thread::scope(|scope| {
        let q = thread::Builder::new().spawn_scoped(scope, || search(2));
        let p = search(1);
        let q = q.ok().and_then(|q| q.join().ok()).unwrap_or_else(|| search(2));
        (p, q)
    })
}

/// Where the search for a prime begins: 768 bits, the upper two and the lower two set.
fn prime_start(seed: &[u8; SEED_SIZE], index: u32) -> BigUint {
    let mut bytes = stretch(seed, index, PRIME_SIZE);
    bytes.iter_mut().take(1).for_each(|byte| *byte |= 0xc0);
    bytes.iter_mut().last().into_iter().for_each(|byte| *byte |= 0x03);
    BigUint::from_bytes_be(&bytes)
}

/// `len` bytes that follow from a secret: the SHA-256 of the secret, an index and a counter, one behind the other.
fn stretch(secret: &[u8], index: u32, len: usize) -> Vec<u8> {
    let blocks = (0_u32..).map(|counter| {
        let block = Sha256::new().chain_update(secret).chain_update(index.to_be_bytes());
        <[u8; 32]>::from(block.chain_update(counter.to_be_bytes()).finalize())
    });
    blocks.flatten().take(len).collect()
}

/// Big-endian, with zeros in front up to the size of the modulus.
fn padded(number: &BigUint) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    let mut padded = vec![0; MODULUS_SIZE.saturating_sub(bytes.len())];
    padded.extend(bytes);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key that journald 257 made; its states and keys are what a real file was sealed with.
    const KEY: &[u8] = b"9a1a67-aa57eb-523454-9235d3/ab37787-989680";

    fn generator(key: &[u8]) -> KeyGenerator {
        KeyGenerator::new(VerificationKey::parse(key).unwrap())
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn sha256(bytes: &[u8]) -> String {
        hex(&Sha256::digest(bytes))
    }

    #[test]
    fn primes_and_modulus() {
        let generator = generator(KEY);
        let seed = &generator.key.seed;
        assert_eq!(
            hex(&stretch(seed, 1, 96)[..32]),
            "e8e06a83634da38205d6a5c3df4cf8068f36d8c0773bf659913ada665756f936"
        );
        let p = generator.p.to_bytes_be();
        assert_eq!(p.len(), 96);
        assert_eq!(hex(&p[..16]), "e8e06a83634da38205d6a5c3df4cf806");
        assert_eq!(hex(&p[80..]), "d3ba4e0cb62103c7a9ba5b3ba771b92b");
        assert_eq!(&generator.p - prime_start(seed, 1), BigUint::from(458 * 4_u32));
        let q = generator.q.to_bytes_be();
        assert_eq!(hex(&q[..16]), "f79daa5c92bc0eb96a1c41260596ad50");
        assert_eq!(hex(&q[80..]), "860a1a056f09fa1753725ca7794ec733");
        assert_eq!(&generator.q - prime_start(seed, 2), BigUint::from(1042 * 4_u32));
        let n = padded(&generator.n);
        assert_eq!(hex(&n[..16]), "e13ff35f5440657b1080c5bd249574c8");
        assert_eq!(hex(&n[176..]), "c1d361c56356c63f2b3e904480b25091");
        assert_eq!(sha256(&n), "9b3ebfcc3d177b9bd72c95a4789f4ca9067250939d824de9917b5c3a4b33cb22");
    }

    #[test]
    fn states_of_epochs() {
        let generator = generator(KEY);
        let x_0 = padded(&generator.x_0);
        assert_eq!(hex(&x_0[..16]), "86359261b6cc379c96e494190ae29a93");
        assert_eq!(hex(&x_0[176..]), "ade79cebf4d8e556f7cca920ace5abb1");
        assert_eq!(sha256(&x_0), "730abc5fa30bcc02072acbdfae7cb04136b0687e43360e687d44d8f314ea9349");
        for (epoch, hash) in [
            (0, "bd844f1da201bb250b59f46bb5671d375d1b03095b9714af53cb8a15a8c1a9cc"),
            (1, "7462f4d926be17d41e52e8932596be66c28654be12c11d25144274436c0ef9a7"),
            (1_000_000, "f892758a22f3f754095b800cc0e5cec876c2be0104f0f4f2ad32785c8143a86b"),
        ] {
            // the state file has two more bytes in front, for the size of the modulus
            let state = [vec![0x00, 0x5f], generator.state_bytes(epoch, &generator.state_of(epoch))].concat();
            assert_eq!(state.len(), 394);
            assert_eq!(sha256(&state), hash, "epoch {epoch}");
        }
    }

    #[test]
    fn keys_of_epochs_in_any_order() {
        let generator = generator(KEY);
        let mut keys = EpochKeys::new(&generator);
        for (epoch, key) in [
            (0, "59922b1f66cea8d657ba3f4ca6bf52a66c0f95a5752e975c39e9cdae118554b7"),
            (2, "49f1a821ada74afa99800ee4d0d8d5a982d0ac4396fb8fdcfc8b724b75a12027"),
            (1_000_000, "41be177cda0fca0aef426489ceb571ebdd47f63014281579dc6894d60b58daac"),
            (1, "88182352abc2d889e81e3497ca480fcaf7803b7765a3c21f373be98ed1b2bf7f"),
            (3, "1fb71336435e64fa6ce3db3edaada8ea3feb4e76170b7736d8aafecb8a8b5187"),
        ] {
            assert_eq!(hex(&keys.key_of(epoch)), key, "epoch {epoch}");
        }
    }

    /// Squaring and entering at the epoch agree.
    #[test]
    fn both_ways_to_an_epoch_agree() {
        let generator = generator(KEY);
        let mut keys = EpochKeys::new(&generator);
        for epoch in [255, 256, 512, 700, 1 << 54] {
            keys.key_of(epoch);
            assert_eq!(keys.x, generator.state_of(epoch), "epoch {epoch}");
        }
    }

    #[test]
    fn keys_of_other_seeds() {
        for (key, epoch_3) in [
            (
                "b99901-0f0714-ce3538-0be42a/1566ef3b-4c4b40",
                "1a676ec1071e2c57c9d57c5c0b06eeea09b5a2e44da73688501df7ec2d373acb",
            ),
            (
                "4557e1-31ca70-7e4946-9dcd7b/1566ef3b-4c4b40",
                "e6577d2a655306b0cc1780158cfdbef4f59c7dc1617756e9d7120cf042351169",
            ),
        ] {
            assert_eq!(hex(&EpochKeys::new(&generator(key.as_bytes())).key_of(3)), epoch_3);
        }
    }
}
