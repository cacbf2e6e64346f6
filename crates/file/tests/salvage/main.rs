//! Salvage: what comes back from healthy, damaged and forged journals, and from any bytes.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod any_bytes;
#[path = "../common/mod.rs"]
mod common;
mod damaged;
mod forged;
mod healthy;
mod samples;
