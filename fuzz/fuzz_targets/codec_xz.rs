//! Any bytes as a payload that XZ compressed.
#![no_main]

use journalq_file::codec::Codec;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|stored: &[u8]| journalq_fuzz::codec::check(Codec::Xz, stored));
