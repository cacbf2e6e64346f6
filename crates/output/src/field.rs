//! One field of an entry, as a renderer gets it.

use journalq_file::ADDED_FIELDS;

/// One item of an entry: the data object's payload, split at its first `=`.
///
/// The bytes are what the file holds; neither name nor value need be text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// What stands before the `=`.
    pub name: &'a [u8],
    /// What stands after it.
    pub value: &'a [u8],
}

impl<'a> Field<'a> {
    /// Splits a payload, `NAME=value`; `None` for one without `=`, which is no field.
    #[must_use]
    pub fn split(payload: &'a [u8]) -> Option<Self> {
        let (name, value) = journalq_file::split_field(payload)?;
        Some(Self { name, value })
    }

    /// Tells whether an entry's field may have this name: `A` to `Z`, digits and `_`, no digit first, at most 64 bytes.
    #[must_use]
    pub fn is_valid_name(name: &[u8]) -> bool {
        is_valid_name(name)
    }
}

/// Tells whether an entry's field may have this name: `A` to `Z`, digits and `_`, no digit first, at most 64 bytes.
///
/// Only a damaged or forged file has other fields. journalctl's JSON passes over them; its verbose and export end the
/// entry there and lose the fields that follow. Here all modes that list fields pass over the bad field alone.
pub(crate) fn is_valid_name(name: &[u8]) -> bool {
    name.len() <= 64 && is_queryable_name(name) && !name.first().is_some_and(u8::is_ascii_digit)
}

/// Tells whether journald can be asked for a field by this name. This is less strict than the rule for fields of
/// an entry, except that names with two leading underscores, which are the reader's own, are refused, but for those of fields
/// that were added.
pub(crate) fn can_be_asked_for(name: &[u8]) -> bool {
    is_queryable_name(name) && (!name.starts_with(b"__") || name.starts_with(ADDED_FIELDS))
}

fn is_queryable_name(name: &[u8]) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_uppercase() | byte.is_ascii_digit() | (byte == b'_');
    // without a branch per byte: every field of every entry comes here
    !name.is_empty() && name.iter().fold(true, |allowed, &byte| allowed & is_allowed(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_journalds_rules() {
        let longest = [b'A'; 64];
        let too_long = [b'A'; 65];
        let cases: [(&[u8], bool, bool); 10] = [
            (b"MESSAGE", true, true),
            (b"_PID", true, true),
            (b"__CURSOR", true, false),
            (b"__JOURNALQ_GRADE", true, true),
            (b"1A", false, true),
            (b"", false, false),
            (b"foo", false, false),
            (b"F.O", false, false),
            (&longest, true, true),
            (&too_long, false, true),
        ];
        for (name, valid, askable) in cases {
            assert_eq!(is_valid_name(name), valid, "{}", name.escape_ascii());
            assert_eq!(can_be_asked_for(name), askable, "{}", name.escape_ascii());
        }
    }
}
