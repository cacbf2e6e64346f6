//! Verification of seals, on real files and on such as were tampered with.

#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod real;
mod tampered;

use journalq_file::layout::object::ObjectType;
use journalq_file::seal::{KeyGenerator, Seal, SealReport, SealVerifier};
use journalq_file::{EntryOffset, JournalFile};

/// What a walk over a file's seals gives.
struct Verified {
    /// The first message, with the offset as journalctl prints it.
    first_message: Option<String>,
    seals: Vec<Seal>,
    report: SealReport,
}

fn verify(journal: &[u8], generator: &KeyGenerator) -> Verified {
    let file = JournalFile::open(journal).unwrap();
    let mut verifier = SealVerifier::new(file, generator);
    let (mut first_message, mut seals) = (None, Vec::new());
    for object in file.objects() {
        let (offset, object_type) = object.unwrap();
        let fault = match object_type {
            ObjectType::ENTRY => {
                let entry = file.read_entry(EntryOffset::new(offset).unwrap()).unwrap();
                verifier.entry(entry.head().realtime_usec).err()
            }
            ObjectType::TAG => {
                seals.push(verifier.tag(offset).unwrap());
                seals.last().unwrap().fault
            }
            _ => None,
        };
        if let Some(fault) = fault {
            first_message.get_or_insert_with(|| format!("{offset:06x}: {fault}"));
        }
    }
    Verified { first_message, seals, report: verifier.finish() }
}
