//! What systemd's own integration tests assert of journalctl, as far as it needs no running journald: one test for each
//! assertion, on journals made for it.
//!
//! Elsewhere or not here:
//!
//! - following (`-f`): with the tests of following;
//! - seals and `--verify`: with the tests of verifying;
//! - the host's own journal (`--root=/`, `--namespace` without a source, `-b` of the running kernel): a test sees no
//!   journal but those that it makes; `sources.rs` has the namespaces of another root folder.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

#[path = "../util/mod.rs"]
mod util;

mod boots;
mod damage;
mod files;
mod invocations;
mod made;
mod options;
mod output;
mod positions;
mod selection;
