//! Which fields of entries are looked at.

use crate::Field;

/// Which fields a renderer looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of them.
    All,
    /// Those of these names. Others may be left out of what is handed to [`Renderer::render`](crate::Renderer::render).
    Only(Vec<Vec<u8>>),
    /// The first one of this name that an entry has. What stands behind it may be left out, too.
    First(Vec<u8>),
}

impl Wanted {
    /// Tells whether a field of this name is looked at.
    #[must_use]
    pub fn includes(&self, name: &[u8]) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.iter().any(|wanted| wanted == name),
            Self::First(wanted) => wanted == name,
        }
    }

    /// How many fields of an entry are looked at.
    pub(crate) const fn most_fields(&self) -> usize {
        if matches!(self, Self::First(_)) { 1 } else { usize::MAX }
    }

    pub(crate) fn names(self) -> Names {
        let mut names = match self {
            Self::All => return Names(None),
            Self::Only(names) => names,
            Self::First(name) => vec![name],
        };
        names.retain(|name| !name.contains(&b'='));
        Names(Some(names))
    }
}

/// The names of the fields that are looked at, without those that have an equals sign, which no field has; `None` where all are.
#[derive(Clone, Debug)]
pub(crate) struct Names(Option<Vec<Vec<u8>>>);

impl Names {
    /// Tells whether a field of this name is looked at.
    pub(crate) fn include(&self, name: &[u8]) -> bool {
        self.0.as_ref().is_none_or(|names| names.iter().any(|wanted| wanted == name))
    }

    /// The field of a payload, `NAME=value`, if it is looked at.
    #[inline]
    pub(crate) fn field<'a>(&self, payload: &'a [u8]) -> Option<Field<'a>> {
        let Some(names) = &self.0 else { return Field::split(payload) };
        names.iter().find_map(|name| {
            // The equals sign first: most names differ in their length.
            let (own, rest) = payload.split_at_checked(name.len())?;
            let value = rest.strip_prefix(b"=")?;
            (own == name).then_some(Field { name: own, value })
        })
    }

    /// The length of the longest name that is looked at; `None` where all are.
    pub(crate) fn longest(&self) -> Option<usize> {
        self.0.as_ref().map(|names| names.iter().map(Vec::len).max().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_wanted_by_its_name_alone() {
        let names = Wanted::Only(vec![b"A".to_vec(), b"LONG".to_vec(), b"B=C".to_vec()]).names();
        let value = |payload: &'static [u8]| names.field(payload).map(|field| (field.name, field.value));
        assert_eq!(value(b"LONG=a=b"), Some((&b"LONG"[..], &b"a=b"[..])));
        assert_eq!(value(b"A="), Some((&b"A"[..], &b""[..])));
        for payload in [&b"B=C=1"[..], b"B=1", b"LON=1", b"LONGER=1", b"A", b"", b"=A"] {
            assert_eq!(names.field(payload), None, "{}", payload.escape_ascii());
        }
        assert!(Wanted::First(b"A".to_vec()).names().field(b"A=1").is_some());
        assert!(Wanted::First(b"B=C".to_vec()).names().field(b"B=C=1").is_none());
    }
}
