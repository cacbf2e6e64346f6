//! Any text as a verification key: what is understood gives epochs and times that fit together.
#![no_main]

use journalq_file::seal::VerificationKey;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let Ok(key) = VerificationKey::parse(text) else { return };
    assert!(key.interval_usec() > 0);
    for realtime in [0, key.start_usec(), key.start_usec().saturating_add(key.interval_usec()), u64::MAX] {
        let Some(epoch) = key.epoch_at(realtime) else { continue };
        let Some((begin, end)) = key.times_of(epoch) else { continue };
        assert!((begin..end).contains(&realtime), "{realtime} is in epoch {epoch}: {begin} to {end}");
    }
});
