//! 128 bits for what an entry says: equal entries have equal ones, and others do not.
//!
//! The hashes that files hold are no proof: their keys are in the files, so that whoever alters an entry can choose a value that
//! hashes alike. These are keyed with a number that nobody knows before.

use std::hash::Hasher;

use journalq_file::codec::CodecError;
use journalq_file::layout::object::ObjectType;
use journalq_file::{
    ADDED_FIELDS, DataObject, DataOffset, Entry, Findings, FormatError, Id128, JournalFile, ObjectCause,
    Scratch, split_field,
};
use siphasher::sip128::{Hasher128, SipHasher24};

/// Makes fingerprints of the entries of one set. Those of two sets can be compared if both have the same key.
#[derive(Debug)]
pub struct Fingerprints {
    key: [u8; 16],
    ignored: Vec<Vec<u8>>,
    scratch: Scratch,
    /// Room for a payload that was compressed.
    decompressed: Vec<u8>,
    /// How many bytes were decompressed.
    spent: u64,
    known: Vec<Option<Known>>,
    /// The boot of the last entry, and the hash of its field.
    boot: Option<(Id128, Option<u128>)>,
    /// Room for the hashes of an entry's fields.
    hashes: Vec<u128>,
}

/// The hash of a DATA object that was met; `None` for one that does not count.
#[derive(Clone, Copy, Debug)]
struct Known {
    file: usize,
    offset: DataOffset,
    hash: Option<u128>,
}

/// Whose bytes are hashed: a payload, or where there is none what is stored instead.
const PAYLOAD: u8 = 0;
const STORED: u8 = 1;
const NOTHING: u8 = 2;

impl Fingerprints {
    /// How many objects are remembered: what most entries share fits into the processor's cache.
    const PLACES: usize = 1 << 14;

    /// Fingerprints with this key, which should be random. Fields of the names `ignored` do not count, nor do those that a
    /// reader adds ([`ADDED_FIELDS`]).
    #[must_use]
    pub fn new(key: [u8; 16], ignored: &[Vec<u8>]) -> Self {
        Self {
            key,
            ignored: ignored.to_vec(),
            scratch: Scratch::default(),
            decompressed: Vec::new(),
            spent: 0,
            known: vec![None; Self::PLACES],
            boot: None,
            hashes: Vec::new(),
        }
    }

    /// The fingerprint of an entry of file `index`: of its times, its boot, and its fields in any order.
    ///
    /// A field that cannot be read goes into `findings`; what is stored of it counts in its place. Costs a hash of each
    /// field that entries before it do not share.
    pub fn of(
        &mut self,
        index: usize,
        file: &JournalFile<'_>,
        entry: &Entry<'_>,
        findings: &mut Findings,
    ) -> u128 {
        let mut hashes = std::mem::take(&mut self.hashes);
        hashes.clear();
        hashes.extend(entry.items().filter_map(|offset| self.of_item(index, file, offset, findings)));
        // The head tells of the boot in any case, a field may.
        hashes.extend(self.of_boot(entry.head().boot_id));
        // Old writers stored what they were given, in its order and with its repetitions.
        hashes.sort_unstable();
        hashes.dedup();
        let head = entry.head();
        let mut hasher = SipHasher24::new_with_key(&self.key);
        hasher.write(&head.realtime_usec.to_le_bytes());
        hasher.write(&head.monotonic_usec.to_le_bytes());
        hashes.iter().for_each(|hash| hasher.write(&hash.to_le_bytes()));
        self.hashes = hashes;
        hasher.finish128().as_u128()
    }

    /// The hash of the field that names this boot.
    fn of_boot(&mut self, boot_id: Id128) -> Option<u128> {
        if let Some((known, hash)) = self.boot
            && known == boot_id
        {
            return hash;
        }
        let hash = self.of_payload(format!("_BOOT_ID={boot_id}").as_bytes());
        self.boot = Some((boot_id, hash));
        hash
    }

    fn of_item(
        &mut self,
        index: usize,
        file: &JournalFile<'_>,
        offset: DataOffset,
        findings: &mut Findings,
    ) -> Option<u128> {
        let number = usize::try_from(offset.get() >> 3).unwrap_or_default();
        let place = number.wrapping_add(index.wrapping_mul(7919)) % Self::PLACES;
        if let Some(Some(known)) = self.known.get(place)
            && known.file == index
            && known.offset == offset
        {
            return known.hash;
        }
        let data = match file.read_data(offset) {
            Ok(data) => data,
            Err(error) => {
                findings.record(error);
                return Some(self.hash(NOTHING, &[]));
            }
        };
        let hash = self.of_data(file, &data, findings);
        // What is one entry's alone is not met again.
        if data.n_entries() > 1
            && let Some(known) = self.known.get_mut(place)
        {
            *known = Some(Known { file: index, offset, hash });
        }
        hash
    }

    fn of_data(
        &mut self,
        file: &JournalFile<'_>,
        data: &DataObject<'_>,
        findings: &mut Findings,
    ) -> Option<u128> {
        match data.codec() {
            Ok(None) => self.of_payload(data.stored()),
            Ok(Some(_)) => {
                let mut decompressed = std::mem::take(&mut self.decompressed);
                decompressed.clear();
                let hash = match self.decompress(file, data, &mut decompressed) {
                    Ok(()) => self.of_payload(&decompressed),
                    Err(error) => {
                        findings.record(error);
                        Some(self.hash(STORED, data.stored()))
                    }
                };
                self.decompressed = decompressed;
                hash
            }
            Err(error) => {
                findings.record(error);
                Some(self.hash(STORED, data.stored()))
            }
        }
    }

    /// Decompresses within the limits of the file, for one entry and for all.
    fn decompress(
        &mut self,
        file: &JournalFile<'_>,
        data: &DataObject<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), FormatError> {
        let limits = file.limits();
        let left = limits.run_bytes.saturating_sub(self.spent);
        if left == 0 {
            let cause = ObjectCause::Payload(CodecError::OverLimit);
            return Err(FormatError::Object { object: ObjectType::DATA, offset: data.offset().get(), cause });
        }
        let limit = usize::try_from(left).unwrap_or(usize::MAX).min(limits.entry_bytes);
        let result = data.decompress_onto(&mut self.scratch, limit, out);
        // What fails may have been decoded up to the limit.
        let spent = if result.is_ok() { out.len() } else { limit.min(limits.payload_bytes) };
        self.spent = self.spent.saturating_add(u64::try_from(spent).unwrap_or(u64::MAX));
        result
    }

    fn of_payload(&self, payload: &[u8]) -> Option<u128> {
        let counts = match split_field(payload) {
            Some((name, _)) => {
                !name.starts_with(ADDED_FIELDS) && !self.ignored.iter().any(|ignored| ignored == name)
            }
            None => true,
        };
        counts.then(|| self.hash(PAYLOAD, payload))
    }

    fn hash(&self, kind: u8, bytes: &[u8]) -> u128 {
        let mut hasher = SipHasher24::new_with_key(&self.key);
        hasher.write(&[kind]);
        hasher.write(bytes);
        hasher.finish128().as_u128()
    }
}
