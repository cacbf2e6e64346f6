//! What a header says, as values.

use journalq_file::layout::flags::{CompatibleFlags, IncompatibleFlags, State};
use journalq_file::{Header, JournalFile};

use super::evidence::{Counters, HeaderFacts, Writer};

/// The names of the compatible flags, as journald has them.
const COMPATIBLE: [(CompatibleFlags, &str); 3] = [
    (CompatibleFlags::SEALED, "SEALED"),
    (CompatibleFlags::TAIL_ENTRY_BOOT_ID, "TAIL-ENTRY-BOOT-ID"),
    (CompatibleFlags::SEALED_CONTINUOUS, "SEALED-CONTINUOUS"),
];

/// The header sizes, each with the first version that writes it.
const HEADER_SIZES: [(u64, u16); 5] = [(224, 187), (240, 189), (256, 246), (264, 252), (272, 254)];

/// What the header of a file says.
pub(super) fn of(file: &JournalFile<'_>) -> HeaderFacts {
    let header = file.header();
    HeaderFacts {
        file_id: header.file_id(),
        machine_id: header.machine_id(),
        tail_entry_boot_id: header.tail_entry_boot_id(),
        seqnum_id: header.seqnum_id(),
        state: match header.state() {
            State::OFFLINE => "offline".to_owned(),
            State::ONLINE => "online".to_owned(),
            State::ARCHIVED => "archived".to_owned(),
            State(other) => other.to_string(),
        },
        compatible_flags: compatible(header.compatible_flags()),
        incompatible_flags: incompatible(header.incompatible_flags()),
        header_size: header.header_size(),
        arena_size: header.arena_size(),
        writer: writer(header),
        counters: Counters {
            objects: header.n_objects(),
            entries: header.n_entries(),
            data: header.n_data(),
            fields: header.n_fields(),
            tags: header.n_tags(),
            entry_arrays: header.n_entry_arrays(),
        },
        head_entry_seqnum: header.head_entry_seqnum(),
        tail_entry_seqnum: header.tail_entry_seqnum(),
        head_entry_realtime_usec: header.head_entry_realtime(),
        tail_entry_realtime_usec: header.tail_entry_realtime(),
    }
}

fn compatible(flags: CompatibleFlags) -> Vec<String> {
    let known = COMPATIBLE.iter().filter(|(flag, _)| flags.contains(*flag));
    let unknown = COMPATIBLE.iter().fold(flags.0, |bits, (flag, _)| bits & !flag.0);
    known.map(|(_, name)| (*name).to_owned()).chain(bits(unknown)).collect()
}

fn incompatible(flags: IncompatibleFlags) -> Vec<String> {
    let known = IncompatibleFlags::NAMES.iter().filter(|(flag, _)| flags.contains(*flag));
    known.map(|(_, name)| (*name).to_owned()).chain(bits(flags.unknown().0)).collect()
}

fn bits(flags: u32) -> impl Iterator<Item = String> {
    (0..u32::BITS).filter(move |bit| flags & (1 << bit) != 0).map(|bit| format!("bit {bit}"))
}

/// The versions that write a header of this size; what a flag proves beside that narrows them.
fn writer(header: Header<'_>) -> Writer {
    let size = header.header_size();
    let from =
        HEADER_SIZES.iter().take_while(|(least, _)| *least <= size).last().map(|(_, version)| *version);
    let next = HEADER_SIZES.iter().find(|(least, _)| *least > size).map(|(_, version)| *version);
    let to = next.map(|version| version.saturating_sub(1));
    let continuous = header.compatible_flags().contains(CompatibleFlags::SEALED_CONTINUOUS);
    Writer { from: if continuous { from.max(Some(255)) } else { from }, to }
}
