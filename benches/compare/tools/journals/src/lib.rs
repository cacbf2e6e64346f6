//! Journals to compare programs on: the invented logs of some hosts, and the naming and making of files.

mod entry;
pub mod files;
mod host;
mod message;
mod service;

pub use crate::entry::LogEntry;
pub use crate::host::Host;
