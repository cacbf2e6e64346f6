//! What many entries of systemd journals tell together.
//!
//! The crates below read files, choose entries and print them. This one looks at all of them and draws conclusions. It
//! prints nothing and opens no output: what it finds are plain values, which it also renders as JSON, HTML or SVG.
#![forbid(unsafe_code)]

pub mod boot_times;
pub mod coredumps;
pub mod diff;
pub mod examination;
pub mod html;
pub mod logins;
pub mod manager;
pub mod svg;
pub mod units;
