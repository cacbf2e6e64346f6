//! An entry, before it is written to a file.

use std::fmt::Display;

/// The fields of an entry, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<Vec<u8>>);

impl Fields {
    pub(super) fn new(fields: &[(&str, &str)]) -> Self {
        let mut all = Self::default();
        fields.iter().for_each(|(name, value)| all.add(name, value));
        all
    }

    pub(super) fn add(&mut self, name: &str, value: impl Display) {
        self.0.push(format!("{name}={value}").into_bytes());
    }

    /// Adds a field whose value is no text.
    pub(super) fn add_bytes(&mut self, name: &str, value: &[u8]) {
        self.0.push([name.as_bytes(), b"=", value].concat());
    }

    /// Gives a field that is there another value, at its place.
    pub(super) fn replace_in_place(&mut self, name: &str, value: impl Display) {
        let prefix = format!("{name}=").into_bytes();
        for payload in self.0.iter_mut().filter(|payload| payload.starts_with(&prefix)) {
            *payload = format!("{name}={value}").into_bytes();
        }
    }

    /// The first value of a field, as text.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let prefix = format!("{name}=").into_bytes();
        let value = self.0.iter().find_map(|payload| payload.strip_prefix(&*prefix))?;
        Some(String::from_utf8_lossy(value).into_owned())
    }

    /// Each as `NAME=value`.
    pub(super) fn payloads(&self) -> Vec<&[u8]> {
        self.0.iter().map(Vec::as_slice).collect()
    }
}

/// An entry of the host.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) seqnum: u64,
    pub(super) realtime_usec: u64,
    pub(super) monotonic_usec: u64,
    pub(super) boot_id: [u8; 16],
    /// The user whose journal it is in; `None` for that of the system.
    pub(super) journal_uid: Option<u64>,
    pub(super) fields: Fields,
}
