//! What can be wrong with a file: one variant a cause, with its numbers; nothing is formatted before it is printed.
//!
//! The texts of what journalctl verifies, too, are journalctl's own, numbers included.

use std::fmt;

use crate::codec::Codec;
use crate::error::{ErrorClass, FormatError};
use crate::layout::object::ObjectType;
use crate::seal::SealFault;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; found in healthy files, too.
    Note,
    /// A fault that journalctl does not look for: it never fails a file.
    Warning,
    /// A fault that journalctl looks for.
    Error,
}

/// The severity in one lower-case word.
impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One of the values that make up a [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// An offset in bytes, an index, a count, a time in microseconds, or a hash.
    Number(u64),
    /// A type of objects.
    Object(ObjectType),
    /// How a payload is compressed.
    Codec(Codec),
    /// An error in journald's classes.
    Class(ErrorClass),
    /// Why something could not be read.
    Error(FormatError),
}

macro_rules! details {
    ($($type:ty => $variant:ident,)*) => {$(
        impl From<$type> for Detail {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
    )*};
}

details! {
    u64 => Number,
    ObjectType => Object,
    Codec => Codec,
    ErrorClass => Class,
    FormatError => Error,
}

macro_rules! faults {
    ($($severity:ident { $(
        $(#[$doc:meta])*
        $name:ident $({ $($field:ident: $type:ty),* })? = $kind:literal, $text:literal $(, $value:expr)*;
    )* })*) => {
        /// A cause, with what was found. The text is journalctl's, where journalctl looks for it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "the fields are the numbers of the text")]
        pub enum Fault {
            $($( $(#[$doc])* $name $({ $($field: $type),* })?, )*)*
        }

        impl Fault {
            /// A name for the cause that does not change, in words joined by hyphens.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self {
                    $($( Self::$name { .. } => $kind, )*)*
                }
            }

            /// How much it weighs.
            #[must_use]
            pub const fn severity(&self) -> Severity {
                match self {
                    $($( Self::$name { .. } => Severity::$severity, )*)*
                }
            }

            /// The values, each with its name.
            #[must_use]
            pub fn details(&self) -> Vec<(&'static str, Detail)> {
                match *self {
                    $($( Self::$name $({ $($field),* })? => vec![$($((stringify!($field), $field.into())),*)?], )*)*
                }
            }
        }

        impl fmt::Display for Fault {
            #[expect(unused_variables, reason = "journalctl's texts leave out some numbers")]
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self {
                    $($( Self::$name $({ $($field),* })? => write!(f, $text $(, $value)*), )*)*
                }
            }
        }
    };
}

faults! {
    Error {
        /// Compatible flags that journalctl 262 does not know.
        UnknownExtensions = "unknown-extensions", "Cannot verify file with unknown extensions.";
        /// A reserved byte of the header is not zero.
        HeaderReserved = "header-reserved", "Reserved field is non-zero";

        /// An object cannot be read at all.
        InvalidObject { error: FormatError } = "invalid-object", "Invalid object: {}", error.class();
        /// An object lies behind the one that the header names as the last.
        BeyondTail = "beyond-tail", "Invalid tail object pointer";
        /// Only DATA objects can be compressed.
        CompressedObject { object: ObjectType } = "compressed-object",
            "Found compressed object of type {object} that isn't of type data, which is not allowed.";
        /// A payload cannot be decompressed.
        Decompression { codec: Codec, class: ErrorClass } = "decompression",
            "{} decompression failed: {class}", lower(codec);
        /// An object's flags name several codecs.
        SeveralCodecs = "several-codecs", "Object has multiple compression flags set";
        /// The hash of a payload or a name is not that which is stored.
        InvalidHash { stored: u64, computed: u64 } = "invalid-hash",
            "Invalid hash ({stored:08x} vs. {computed:08x})";
        /// An item of an entry leads nowhere.
        EntryItem { index: u64, count: u64, item: u64 } = "entry-item",
            "Invalid entry item ({index}/{count}) offset: {item:06x}";
        /// An item of an entry array is no offset of an object.
        ArrayItem { index: u64, count: u64, item: u64 } = "array-item",
            "Invalid object entry array item ({index}/{count}): {item:06x}";
        /// A bucket's head is no offset of an object.
        BucketHead { table: ObjectType, index: u64, count: u64, head: u64 } = "bucket-head",
            "Invalid {table} hash table item ({index}/{count}) head_hash_offset: {head:06x}";
        /// A bucket's tail is no offset of an object.
        BucketTail { table: ObjectType, index: u64, count: u64, tail: u64 } = "bucket-tail",
            "Invalid {table} hash table item ({index}/{count}) tail_hash_offset: {tail:06x}";
        /// A bucket has a head but no tail, or the reverse.
        BucketEnds { table: ObjectType, index: u64, count: u64, head: u64, tail: u64 } = "bucket-ends",
            "Invalid {table} hash table item ({index}/{count}): head_hash_offset={head:06x} tail_hash_offset={tail:06x}";
        /// A payload is compressed by a codec that the header does not announce.
        UnannouncedCodec { codec: Codec } = "unannounced-codec",
            "{codec} compressed object in file without {codec} compression";

        /// In a sealed file an entry comes before the first seal.
        EntryBeforeTag = "entry-before-tag", "First entry before first tag";
        /// An entry is older than the period of the seal before it.
        OlderThanTag { realtime: u64, tag: u64 } = "older-than-tag",
            "Older entry after newer tag ({realtime} < {tag})";
        /// The header's first sequence number is not that of the first entry.
        HeadSeqnum { found: u64, header: u64 } = "head-seqnum",
            "Head entry sequence number incorrect ({found} != {header})";
        /// Sequence numbers do not increase.
        SeqnumOrder { previous: u64, found: u64 } = "seqnum-order",
            "Entry sequence number out of synchronization ({previous} >= {found})";
        /// Within a boot the monotonic time goes back.
        MonotonicOrder { previous: u64, found: u64 } = "monotonic-order",
            "Entry timestamp out of synchronization ({previous} > {found})";
        /// The header's first time is not that of the first entry.
        HeadRealtime { found: u64, header: u64 } = "head-realtime",
            "Head entry realtime timestamp incorrect ({found} != {header})";
        /// A hash table is not where the header says.
        TableOffset { table: ObjectType, header: u64, found: u64 } = "table-offset",
            "Header offset for {table} invalid ({header} != {found})";
        /// A hash table is not as large as the header says.
        TableSize { table: ObjectType, header: u64, found: u64 } = "table-size",
            "Header size for {table} invalid ({header} != {found})";
        /// A seal in a file that is not sealed.
        TagUnsealed = "tag-unsealed", "Tag object in file without sealing";
        /// Seals are not numbered one by one.
        TagSeqnum { found: u64, expected: u64 } = "tag-seqnum",
            "Tag sequence number out of synchronization ({found} != {expected})";
        /// There is not a seal for each period.
        EpochGap { epoch: u64, previous: u64 } = "epoch-gap",
            "Epoch sequence not continuous ({epoch} vs {previous})";
        /// Seals go back in time.
        EpochOrder { epoch: u64, previous: u64 } = "epoch-order",
            "Epoch sequence out of synchronization ({epoch} < {previous})";
        /// The times of a seal's period cannot be.
        EpochRange = "epoch-range", "Epoch of the tag is out of range";
        /// The entry before a seal is newer than the seal.
        TagTime { realtime: u64, end: u64 } = "tag-time",
            "tag/entry realtime timestamp out of synchronization ({realtime} >= {end})";
        /// An entry before a seal is newer than the seal.
        TooLate { realtime: u64, end: u64 } = "too-late",
            "Entry realtime ({realtime}) is too late with respect to tag ({end})";
        /// An entry is older than the period of the seal behind it.
        TooEarly { realtime: u64, start: u64 } = "too-early",
            "Entry realtime ({realtime}) is too early with respect to tag ({start})";
        /// A seal is not that of what it covers.
        TagFailed = "tag-failed", "Tag failed verification";

        /// A counter of the header is wrong.
        ObjectCount { found: u64, header: u64 } = "object-count", "Object number mismatch ({found} != {header})";
        /// As above.
        EntryCount { found: u64, header: u64 } = "entry-count", "Entry number mismatch ({found} != {header})";
        /// As above.
        DataCount { found: u64, header: u64 } = "data-count", "Data number mismatch ({found} != {header})";
        /// As above.
        FieldCount { found: u64, header: u64 } = "field-count", "Field number mismatch ({found} != {header})";
        /// As above.
        TagCount { found: u64, header: u64 } = "tag-count", "Tag number mismatch ({found} != {header})";
        /// As above.
        ArrayCount { found: u64, header: u64 } = "array-count",
            "Entry array number mismatch ({found} != {header})";
        /// The walk never met the first array of the global chain.
        MissingMainArray = "missing-main-array", "Missing main entry array";
        /// The header's last sequence number is not that of the last entry.
        TailSeqnum { found: u64, header: u64 } = "tail-seqnum",
            "Tail entry sequence number incorrect ({found} != {header})";
        /// The header's last monotonic time is not that of the last entry.
        TailMonotonic { found: u64, header: u64 } = "tail-monotonic",
            "Invalid tail monotonic timestamp ({found} != {header})";
        /// The header's last time is not that of the last entry.
        TailRealtime { found: u64, header: u64 } = "tail-realtime",
            "Invalid tail realtime timestamp ({found} != {header})";

        /// The global chain ends before all entries were listed.
        ChainTooShort { index: u64, count: u64 } = "chain-too-short", "Array chain too short at {index} of {count}";
        /// The global chain leads to what is no entry array.
        InvalidArray { index: u64, count: u64 } = "invalid-array", "Invalid array {index} of {count}";
        /// The global chain leads back.
        ChainCycle { index: u64, count: u64, from: u64, to: u64 } = "chain-cycle",
            "Array chain has cycle at {index} of {count} (jumps back from {from} to {to})";
        /// The global chain lists entries out of order.
        ChainNotSorted { index: u64, count: u64 } = "chain-not-sorted",
            "Entry array not sorted at {index} of {count}";
        /// The global chain lists what is no entry.
        InvalidArrayEntry { index: u64, count: u64 } = "invalid-array-entry",
            "Invalid array entry at {index} of {count}";
        /// An entry refers to what is no DATA object.
        InvalidData { data: u64 } = "invalid-data", "Invalid data object of entry";
        /// An entry refers to a DATA object that no look-up finds.
        DataNotInTable { data: u64 } = "data-not-in-table", "Data object missing from hash table";
        /// A DATA object does not list an entry that refers to it.
        NotReferenced { data: u64 } = "not-referenced",
            "Entry object not referenced by linked data object at {data:06x}";
        /// A bucket leads to what is no DATA object.
        InvalidDataInTable { index: u64, count: u64 } = "invalid-data-in-table",
            "Invalid data object at hash entry {index} of {count}";
        /// A bucket's chain leads back.
        HashChainCycle { index: u64, count: u64 } = "hash-chain-cycle",
            "Hash chain has a cycle in hash entry {index} of {count}";
        /// A DATA object is in a bucket where its hash does not belong.
        WrongBucket { index: u64, count: u64 } = "wrong-bucket",
            "Hash value mismatch in hash entry {index} of {count}";
        /// The last object of a bucket is not the one that the table names.
        TableTail { found: u64, tail: u64 } = "table-tail",
            "Tail hash pointer mismatch in hash table ({found} != {tail})";
        /// A DATA object has a list for fewer than two entries.
        NeedlessArray { array: u64, count: u64 } = "needless-array",
            "Entry array present (entry_array_offset={array:06x}, but n_entries={count})";
        /// A DATA object lists what is no entry.
        InvalidEntryOfData { entry: u64 } = "invalid-entry-of-data",
            "Data object references invalid entry at {entry:06x}";
        /// A DATA object lists an entry that the global chain does not list.
        NotInMainArray = "not-in-main-array", "Entry object doesn't exist in the main entry array";
        /// A DATA object's list ends before all its entries.
        DataChainTooShort = "data-chain-too-short", "Array chain too short";
        /// A DATA object's list leads to what is no entry array.
        DataInvalidArray { array: u64 } = "data-invalid-array", "Invalid array offset {array:06x}";
        /// A DATA object's list leads back.
        DataChainCycle { from: u64, to: u64 } = "data-chain-cycle",
            "Array chain has cycle (jumps back from {from} to {to})";
        /// A DATA object lists entries out of order.
        DataNotSorted { entry: u64, previous: u64 } = "data-not-sorted",
            "Data object's entry array not sorted ({entry} <= {previous})";
        /// A link leads to what cannot be read.
        Unreadable { error: FormatError } = "unreadable", "{error}";
    }
    Warning {
        /// The walk passed over bytes that hold no readable object.
        Gap { bytes: u64 } = "gap", "{bytes} bytes hold no object that can be read";
        /// Behind the object that the header names as the last there are others.
        BehindTail { count: u64 } = "behind-tail", "Objects behind the last one that the header names: {count}";
        /// An entry is in no array of the global chain.
        EntryNotListed = "entry-not-listed", "Entry is not listed in the main entry array";
        /// A DATA object is in no bucket.
        DataNotFound = "data-not-found", "Data object cannot be found through the hash table";
        /// A DATA object lists an entry that does not refer to it.
        DataNotOfEntry { data: u64 } = "data-not-of-entry",
            "Entry does not refer to the data object at {data:06x} that lists it";
        /// An entry array belongs to two lists.
        SharedArray { array: u64 } = "shared-array", "Entry array at {array:06x} belongs to another list, too";
        /// An entry's copy of a hash is not that of the DATA object.
        ItemHash { index: u64, item: u64, data: u64 } = "item-hash",
            "Hash in entry item {index} is not that of the data object ({item:08x} vs. {data:08x})";
        /// A DATA object's payload is no field.
        NoField = "no-field", "Payload has no field name";
        /// A reserved byte of an object is not zero.
        ObjectReserved = "object-reserved", "Reserved bytes of the object are not zero";
        /// The header names another array as the last of the global chain.
        TailArray { found: u64, header: u64 } = "tail-array",
            "Last main entry array is not the one that the header names ({found:06x} != {header:06x})";
        /// The header counts the items in the last array otherwise.
        TailArrayCount { found: u64, header: u64 } = "tail-array-count",
            "Items in the last main entry array are not as many as the header says ({found} != {header})";
        /// The header names another entry as the last.
        TailEntry { found: u64, header: u64 } = "tail-entry",
            "Last entry is not the one that the header names ({found:06x} != {header:06x})";
        /// A DATA object names another array as the last of its list.
        DataTailArray { found: u64, data: u64 } = "data-tail-array",
            "Last entry array is not the one that the data object names ({found:06x} != {data:06x})";
        /// A DATA object counts the items in its last array otherwise.
        DataTailArrayCount { found: u64, data: u64 } = "data-tail-array-count",
            "Items in the last entry array are not as many as the data object says ({found} != {data})";
        /// A bucket of the field hash table leads to what is no FIELD object.
        InvalidFieldInTable { index: u64, count: u64 } = "invalid-field-in-table",
            "Invalid field object at hash entry {index} of {count}";
        /// A FIELD object is in a bucket where its hash does not belong.
        FieldWrongBucket { index: u64, count: u64 } = "field-wrong-bucket",
            "Hash value of the field object does not belong in hash entry {index} of {count}";
        /// The last FIELD object of a bucket is not the one that the table names.
        FieldTableTail { found: u64, tail: u64 } = "field-table-tail",
            "Last field object of the hash entry is not the one that the table names ({found:06x} != {tail:06x})";
        /// A FIELD object is in no bucket.
        FieldNotFound = "field-not-found", "Field object cannot be found through the hash table";
        /// A field's list of values leads to what is no DATA object.
        InvalidValue { data: u64 } = "invalid-value", "List of values leads to no data object, but to {data:06x}";
        /// A field's list of values leads to another field's value.
        ForeignValue { field: u64 } = "foreign-value", "Value is in the list of another field, at {field:06x}";
        /// A DATA object is in no list of values.
        ValueNotListed = "value-not-listed", "Data object is in no field's list of values";
    }
    Note {
        /// Within the file the wall clock goes back.
        RealtimeOrder { previous: u64, found: u64 } = "realtime-order",
            "Wall clock time of the entry is before that of the previous one ({previous} > {found})";
    }
}

impl From<SealFault> for Fault {
    fn from(fault: SealFault) -> Self {
        match fault {
            SealFault::EntryBeforeTag => Self::EntryBeforeTag,
            SealFault::OlderThanTag { realtime, tag } => Self::OlderThanTag { realtime, tag },
            SealFault::TagSeqnum { found, expected } => Self::TagSeqnum { found, expected },
            SealFault::EpochGap { epoch, previous } => Self::EpochGap { epoch, previous },
            SealFault::EpochOrder { epoch, previous } => Self::EpochOrder { epoch, previous },
            SealFault::EpochRange => Self::EpochRange,
            SealFault::TagTime { realtime, end } => Self::TagTime { realtime, end },
            SealFault::TooLate { realtime, end } => Self::TooLate { realtime, end },
            SealFault::TooEarly { realtime, start } => Self::TooEarly { realtime, start },
            SealFault::TagFailed => Self::TagFailed,
        }
    }
}

impl Fault {
    /// The text with the times in it as `time` shows them, too, where journalctl has them so.
    pub fn text(&self, time: impl Fn(u64) -> String) -> String {
        let with_times = match *self {
            Self::TooLate { realtime, end } => SealFault::TooLate { realtime, end }.message(time),
            Self::TooEarly { realtime, start } => SealFault::TooEarly { realtime, start }.message(time),
            _ => None,
        };
        with_times.unwrap_or_else(|| self.to_string())
    }

    /// The class of the error that it is for journalctl.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::UnknownExtensions => ErrorClass::NotSupported,
            Self::InvalidObject { error } | Self::Unreadable { error } => error.class(),
            Self::Decompression { class, .. } => *class,
            Self::EpochRange => ErrorClass::OutOfRange,
            _ => ErrorClass::BadMessage,
        }
    }

    /// Whether it is about what an object holds, which journalctl says in a second line.
    pub(super) const fn is_about_contents(&self) -> bool {
        matches!(
            self,
            Self::CompressedObject { .. }
                | Self::Decompression { .. }
                | Self::SeveralCodecs
                | Self::InvalidHash { .. }
                | Self::EntryItem { .. }
                | Self::ArrayItem { .. }
                | Self::BucketHead { .. }
                | Self::BucketTail { .. }
                | Self::BucketEnds { .. }
        )
    }

    /// Whether journalctl has a line of its own for it.
    pub(super) const fn has_line(&self) -> bool {
        !matches!(self, Self::SeveralCodecs | Self::Unreadable { .. } | Self::EpochRange)
    }
}

/// journalctl's name for the codec in this place.
const fn lower(codec: Codec) -> &'static str {
    match codec {
        Codec::Xz => "xz",
        Codec::Lz4 => "lz4",
        Codec::Zstd => "zstd",
    }
}
