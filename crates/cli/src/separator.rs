//! The lines between boots.

use journalq_file::Id128;
use journalq_output::{ColourMode, push_boot_separator};

/// Remembers which boot the last entry was of.
#[derive(Clone, Debug)]
pub(crate) struct Separator {
    wanted: bool,
    colour: ColourMode,
    boot_id: Option<Id128>,
}

impl Separator {
    pub(crate) const fn new(wanted: bool, colour: ColourMode) -> Self {
        Self { wanted, colour, boot_id: None }
    }

    /// One for entries of which nobody knows yet what they come behind.
    pub(crate) const fn another(&self) -> Self {
        Self::new(self.wanted, self.colour)
    }

    /// Appends the line that goes before the next entry, if any.
    pub(crate) fn push(&mut self, boot_id: Id128, out: &mut Vec<u8>) {
        if self.pass(boot_id) && self.wanted {
            push_boot_separator(out, boot_id, self.colour);
        }
    }

    /// Takes the boot of the next entry. Tells whether it is another one.
    pub(crate) fn pass(&mut self, boot_id: Id128) -> bool {
        self.boot_id.replace(boot_id).is_some_and(|before| before != boot_id)
    }
}
