//! Salvage: what comes back from healthy, damaged and forged journals.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod damaged;
mod healthy;
mod samples;
