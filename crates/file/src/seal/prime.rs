//! The search for the primes of a key: the first at or above a start, in steps of 4.
//!
//! A window of candidates is sieved with the primes below 2^16, and what is left is tested as Miller and Rabin do. Which
//! prime is found does not depend on how it is tested.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "integers of any size do not overflow, and no divisor is 0"
)]

use num_bigint::BigUint;

/// Candidates that are sieved at a time. A prime of 768 bits is some 270 candidates away.
const WINDOW: usize = 2048;

/// Small primes below this are divided by.
const SIEVE_LIMIT: u32 = 1 << 16;

/// Bases that are tried; each one lets through fewer than one composite in four, and of this size hardly any.
const ROUNDS: usize = 24;

/// The odd primes below [`SIEVE_LIMIT`].
pub(super) fn small_primes() -> Vec<u32> {
    let mut primes: Vec<u32> = Vec::new();
    for odd in (3..SIEVE_LIMIT).step_by(2) {
        let mut up_to_root = primes.iter().take_while(|&&prime| prime * prime <= odd);
        if !up_to_root.any(|&prime| odd.is_multiple_of(prime)) {
            primes.push(odd);
        }
    }
    primes
}

/// The first prime of `start`, `start + 4`, ..., where `start` is far above the small primes and 3 modulo 4.
pub(super) fn first_prime(start: BigUint, small_primes: &[u32]) -> BigUint {
    first_prime_by(WINDOW, start, small_primes)
}

fn first_prime_by(window: usize, start: BigUint, small_primes: &[u32]) -> BigUint {
    let mut window_start = start;
    loop {
        let composite = sieve(window, &window_start, small_primes);
        let candidates = (0_u32..).zip(composite).filter(|&(_, composite)| !composite);
        let prime = candidates
            .map(|(step, _)| &window_start + 4 * step)
            .find(|number| is_prime(number, small_primes));
        if let Some(prime) = prime {
            return prime;
        }
        window_start += 4 * window;
    }
}

/// Tells for each candidate whether a small prime divides it.
fn sieve(window: usize, start: &BigUint, small_primes: &[u32]) -> Vec<bool> {
    let mut composite = vec![false; window];
    for &prime in small_primes {
        let rest = u64::from(u32::try_from(start % prime).unwrap_or_default());
        let prime = u64::from(prime);
        // start + 4 k = 0 modulo the prime for k = (prime - rest) / 4; one of these four divides evenly
        let Some(four_k) = (1..=4).map(|times| times * prime - rest).find(|four_k| four_k % 4 == 0) else {
            continue;
        };
        let first = usize::try_from(four_k / 4).unwrap_or(window);
        let stride = usize::try_from(prime).unwrap_or(window);
        composite.iter_mut().skip(first).step_by(stride).for_each(|candidate| *candidate = true);
    }
    composite
}

/// Miller and Rabin's test of a number that is 3 modulo 4: half of one less than it is odd, so that one power tells.
fn is_prime(number: &BigUint, bases: &[u32]) -> bool {
    let minus_one = number - 1_u32;
    let exponent = &minus_one >> 1_u32;
    bases.iter().take(ROUNDS).all(|&base| {
        let power = BigUint::from(base).modpow(&exponent, number);
        power == BigUint::from(1_u32) || power == minus_one
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_primes_are_all_there() {
        let primes = small_primes();
        assert_eq!(primes.len(), 6541, "6542 primes are below 2^16, and 2 is not odd");
        assert_eq!(primes[..8], [3, 5, 7, 11, 13, 17, 19, 23]);
        assert_eq!(primes.last(), Some(&65521));
    }

    /// 64-bit numbers, where the plain way is fast enough to compare with.
    #[test]
    fn finds_the_first_prime_and_nothing_else() {
        let primes = small_primes();
        let plain = |number: u64| {
            let root = number.isqrt();
            primes
                .iter()
                .map(|&prime| u64::from(prime))
                .take_while(|&prime| prime <= root)
                .all(|prime| !number.is_multiple_of(prime))
        };
        for start in (0xffff_0003_u64..0xffff_0003 + 40_000).step_by(812) {
            let expected = (start..).step_by(4).find(|&number| plain(number)).unwrap();
            for window in [1, 3, WINDOW] {
                let prime = first_prime_by(window, BigUint::from(start), &primes);
                assert_eq!(prime, BigUint::from(expected), "from {start}");
            }
        }
    }

    #[test]
    fn composites_do_not_pass() {
        let bases = small_primes();
        // 3 modulo 4: a Carmichael number, a strong pseudoprime to base 2, the square of a large prime's neighbours
        for composite in [8911_u64, 1_050_985, 3_215_031_751, 4_294_967_291 * 65_521] {
            let composite = BigUint::from(composite);
            assert!(!is_prime(&composite, &bases), "{composite}");
        }
        assert!(is_prime(&BigUint::from(2_147_483_647_u64), &bases));
    }
}
