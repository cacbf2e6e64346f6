//! What a field means for the examination: each DATA object is looked at once, however many entries refer to it.

use std::hash::{DefaultHasher, Hash, Hasher};

use journalq_file::layout::hash::HashFunction;
use journalq_file::{DataObject, DataOffset, Id128, JournalFile, split_field};

/// Places in the table of meanings; objects whose offsets meet in one are looked at again.
const PLACES: usize = 1 << 15;

/// What a field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing that is looked at.
    Other,
    /// `PRIORITY`
    Priority(u8),
    /// `_TRANSPORT=kernel`, `_TRANSPORT=driver`, `_TRANSPORT=audit`
    FromKernel,
    FromJournald,
    FromAudit,
    /// `SYSLOG_FACILITY`, where it is the kernel's: what processes write to its log gets another one.
    KernelFacility,
    /// `_PID`
    Pid(u64),
    /// `_UID`, and whether it is root's.
    Uid {
        is_root: bool,
    },
    /// Another field that journald adds to what processes send.
    OfProcess,
    /// `_EXE`, by a hash.
    Exe(u64),
    /// `_SYSTEMD_UNIT`, by a hash.
    Unit(u64),
    /// `_SOURCE_REALTIME_TIMESTAMP`
    SourceTime(u64),
    /// `_BOOT_ID`, by a hash; see [`of_id`].
    BootId(u64),
    /// `MESSAGE_ID`: one of those that tell of the begin and the end of journald or the system.
    Mark(Mark),
    /// `UNIT`, where it is a target that ends the system.
    LastTarget,
    /// A trusted field holds what cannot be.
    Impossible,
}

/// What a message of the system says by its ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    JournalStarted,
    JournalStopped,
    Shutdown,
    /// A unit was started.
    UnitStarted,
}

/// Fields that journald takes from the process that sent a message, and never adds to what the kernel itself logs. Processes can
/// write to the kernel's log, too: to these journald adds what it knows of the process that the text names.
const OF_PROCESS: [&[u8]; 10] = [
    b"_GID",
    b"_COMM",
    b"_CMDLINE",
    b"_CAP_EFFECTIVE",
    b"_AUDIT_SESSION",
    b"_AUDIT_LOGINUID",
    b"_SYSTEMD_CGROUP",
    b"_SYSTEMD_SLICE",
    b"_SYSTEMD_USER_UNIT",
    b"_SYSTEMD_INVOCATION_ID",
];

const MARKS: [(&[u8], Mark); 4] = [
    (b"f77379a8490b408bbe5f6940505a777b", Mark::JournalStarted),
    (b"d93fb3c9c24d451a97cea615ce59c00b", Mark::JournalStopped),
    (b"98268866d1d54a499c4e98921d93bc40", Mark::Shutdown),
    (b"39f53479d3a045ac8e11786248231fbf", Mark::UnitStarted),
];

const LAST_TARGETS: [&[u8]; 6] = [
    b"shutdown.target",
    b"final.target",
    b"reboot.target",
    b"poweroff.target",
    b"halt.target",
    b"kexec.target",
];

/// The largest ID of a process that Linux gives.
const LARGEST_PID: u64 = 1 << 22;

/// What a field says, by its name and value.
fn of_field(name: &[u8], value: &[u8]) -> Meaning {
    match name {
        b"PRIORITY" => match value {
            [digit @ b'0'..=b'7'] => Meaning::Priority(digit.wrapping_sub(b'0')),
            _ => Meaning::Other,
        },
        b"_TRANSPORT" => match value {
            b"kernel" => Meaning::FromKernel,
            b"driver" => Meaning::FromJournald,
            b"audit" => Meaning::FromAudit,
            _ => Meaning::Other,
        },
        b"SYSLOG_FACILITY" if value == b"0" => Meaning::KernelFacility,
        b"_PID" => number(value)
            .filter(|pid| (1..=LARGEST_PID).contains(pid))
            .map_or(Meaning::Impossible, Meaning::Pid),
        b"_UID" => user(value).map_or(Meaning::Impossible, |uid| Meaning::Uid { is_root: uid == 0 }),
        b"_GID" if user(value).is_none() => Meaning::Impossible,
        b"_AUDIT_SESSION" | b"_AUDIT_LOGINUID" if number(value).is_none() => Meaning::Impossible,
        b"_EXE" => Meaning::Exe(hash(value)),
        b"_SYSTEMD_UNIT" => Meaning::Unit(hash(value)),
        b"_SOURCE_REALTIME_TIMESTAMP" => number(value).map_or(Meaning::Impossible, Meaning::SourceTime),
        b"_BOOT_ID" => Id128::parse(value).map_or(Meaning::Impossible, |id| Meaning::BootId(of_id(id))),
        b"MESSAGE_ID" => {
            MARKS.iter().find(|(id, _)| *id == value).map_or(Meaning::Other, |(_, mark)| Meaning::Mark(*mark))
        }
        b"UNIT" if LAST_TARGETS.contains(&value) => Meaning::LastTarget,
        name if OF_PROCESS.contains(&name) => Meaning::OfProcess,
        _ => Meaning::Other,
    }
}

/// A decimal number as journald writes it.
fn number(value: &[u8]) -> Option<u64> {
    str::from_utf8(value).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}

/// The ID of a user or group; the largest number stands for none.
fn user(value: &[u8]) -> Option<u64> {
    number(value).filter(|&id| id < u64::from(u32::MAX))
}

/// What a boot's ID is compared by.
pub(super) fn of_id(id: Id128) -> u64 {
    hash(&id.0)
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// What is known of a DATA object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looked {
    pub(super) meaning: Meaning,
    /// The Jenkins hash of its payload, of which entries' own hashes are made; `None` where it was not computed.
    pub(super) hash: Option<u64>,
}

/// What is known of a file's DATA objects, as far as they were looked at.
pub(super) struct Meanings<'a> {
    file: JournalFile<'a>,
    /// By the lower bits of the offset.
    known: Vec<(u64, Looked)>,
    /// How many bytes may still be hashed. A whole file takes its length at most, but for objects that meet in the table.
    room: u64,
}

impl<'a> Meanings<'a> {
    pub(super) fn new(file: JournalFile<'a>) -> Self {
        let known = vec![(0, Looked { meaning: Meaning::Other, hash: None }); PLACES];
        Self { file, known, room: file.len().saturating_mul(4) }
    }

    /// What the field at `offset` says. Nothing if it is compressed: none of those that are looked at is that long.
    pub(super) fn of(&mut self, offset: DataOffset) -> Looked {
        let at = offset.get();
        let place = usize::try_from(at / 8).unwrap_or(usize::MAX) % PLACES;
        match self.known.get(place) {
            Some((known, looked)) if *known == at => return *looked,
            _ => {}
        }
        let Ok(data) = self.file.read_data(offset) else {
            return Looked { meaning: Meaning::Other, hash: None };
        };
        let plain = data.codec().is_ok_and(|codec| codec.is_none()).then(|| data.stored());
        let meaning =
            plain.and_then(split_field).map_or(Meaning::Other, |(name, value)| of_field(name, value));
        let looked = Looked { meaning, hash: self.hash(&data, plain) };
        // Others will not be met again.
        if data.n_entries() != 1
            && let Some(known) = self.known.get_mut(place)
        {
            *known = (at, looked);
        }
        looked
    }

    fn hash(&mut self, data: &DataObject<'a>, plain: Option<&[u8]>) -> Option<u64> {
        if self.file.hash_function() == HashFunction::Jenkins {
            return Some(data.hash());
        }
        let plain = plain?;
        self.room = self.room.checked_sub(u64::try_from(plain.len()).ok()?)?;
        Some(HashFunction::Jenkins.hash(plain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_say_this() {
        for (name, value, meaning) in [
            ("PRIORITY", "3", Meaning::Priority(3)),
            ("PRIORITY", "8", Meaning::Other),
            ("_TRANSPORT", "kernel", Meaning::FromKernel),
            ("_TRANSPORT", "stdout", Meaning::Other),
            ("SYSLOG_FACILITY", "0", Meaning::KernelFacility),
            ("SYSLOG_FACILITY", "3", Meaning::Other),
            ("_PID", "1", Meaning::Pid(1)),
            ("_PID", "0", Meaning::Impossible),
            ("_PID", "4194305", Meaning::Impossible),
            ("_PID", "+1", Meaning::Impossible),
            ("_PID", "", Meaning::Impossible),
            ("_UID", "0", Meaning::Uid { is_root: true }),
            ("_UID", "1000", Meaning::Uid { is_root: false }),
            ("_UID", "4294967295", Meaning::Impossible),
            ("_GID", "1000", Meaning::OfProcess),
            ("_GID", "x", Meaning::Impossible),
            ("_BOOT_ID", "x", Meaning::Impossible),
            ("_SOURCE_REALTIME_TIMESTAMP", "12", Meaning::SourceTime(12)),
            ("MESSAGE_ID", "d93fb3c9c24d451a97cea615ce59c00b", Meaning::Mark(Mark::JournalStopped)),
            ("MESSAGE_ID", "x", Meaning::Other),
            ("UNIT", "reboot.target", Meaning::LastTarget),
            ("UNIT", "a.service", Meaning::Other),
            ("MESSAGE", "_PID=0", Meaning::Other),
        ] {
            assert_eq!(of_field(name.as_bytes(), value.as_bytes()), meaning, "{name}={value}");
        }
    }
}
