//! Damages healthy journal files, each time in one way, the same for the same seed, and tells which entries are left.
//!
//! A [`Corrupter`] has walked over the healthy file once. Each [`Class`] is a kind of damage; the seed decides where it
//! strikes and how hard. What comes out are bytes, a line that says what was done, and the ranges that were touched,
//! from which [`intact_entries`] tells what a good reader can still return.
//!
//! ```
//! use journalq_testkit::corrupt::{Class, Corrupter, intact_entries};
//!
//! # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/demo/system.journal");
//! let original = std::fs::read(path)?;
//! let corrupter = Corrupter::new(&original)?;
//! for damaged in Class::ALL.iter().filter_map(|class| corrupter.damage(*class, 7)) {
//!     let intact = intact_entries(corrupter.journal(), &damaged.touched);
//!     println!("{}: {}; {} entries are intact", damaged.class, damaged.description, intact.len());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | file | what it owns |
//! | --- | --- |
//! | `original` | the healthy file, and places in it |
//! | `draft` | the bytes of a variant, and which were touched |
//! | `raw` | damage that knows no structure: cut, pages, bits |
//! | `header` | damage to the header and its counters |
//! | `links` | damage to links between objects |
//! | `objects` | damage to sizes and payloads of objects |
//! | `stale` | old bytes where new ones should be |
//! | `intact` | the entries that a variant still has |

mod draft;
mod header;
mod intact;
mod links;
mod objects;
mod original;
mod raw;
mod stale;

use std::fmt;
use std::ops::Range;

use self::draft::Draft;
pub use self::intact::{intact_entries, touched_entries};
use self::original::Original;
use crate::naive::{Error, Journal};
use crate::random::Random;

/// A kind of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The file ends too early.
    Cut,
    /// Up to four pages of zeros.
    ZeroedPage,
    /// Up to 64 bits that are the other way round.
    BitFlips,
    /// Up to 16 KiB of random bytes.
    RandomRange,
    /// A field of the header has another value.
    HeaderField,
    /// The header is gone, or the page that it is in.
    HeaderLost,
    /// The link from one entry array to the next leads elsewhere, or an item of an array does.
    ArrayLink,
    /// An object is linked to itself.
    SelfLink,
    /// A chain of a hash table leads back to its beginning.
    HashChainCycle,
    /// An object claims another size.
    SizeField,
    /// Eight bytes of ones.
    WordOfOnes,
    /// The header, the last pages or what follows the last object are of an earlier time.
    StaleTail,
    /// Two pages have changed places.
    SwappedPages,
    /// A payload cannot be decompressed, or claims to be huge.
    CodecPayload,
    /// Thousands of entry arrays or DATA objects in one chain.
    DeepChain,
    /// A counter, of the header or of a DATA object, is too large.
    CounterInflated,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Cut,
        Self::ZeroedPage,
        Self::BitFlips,
        Self::RandomRange,
        Self::HeaderField,
        Self::HeaderLost,
        Self::ArrayLink,
        Self::SelfLink,
        Self::HashChainCycle,
        Self::SizeField,
        Self::WordOfOnes,
        Self::StaleTail,
        Self::SwappedPages,
        Self::CodecPayload,
        Self::DeepChain,
        Self::CounterInflated,
    ];

    /// The name in lower case, with hyphens: `zeroed-page`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::ZeroedPage => "zeroed-page",
            Self::BitFlips => "bit-flips",
            Self::RandomRange => "random-range",
            Self::HeaderField => "header-field",
            Self::HeaderLost => "header-lost",
            Self::ArrayLink => "array-link",
            Self::SelfLink => "self-link",
            Self::HashChainCycle => "hash-chain-cycle",
            Self::SizeField => "size-field",
            Self::WordOfOnes => "word-of-ones",
            Self::StaleTail => "stale-tail",
            Self::SwappedPages => "swapped-pages",
            Self::CodecPayload => "codec-payload",
            Self::DeepChain => "deep-chain",
            Self::CounterInflated => "counter-inflated",
        }
    }

    /// The class of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    /// Damages the draft and says how; `None` where the file has nothing of the kind.
    fn strike(self, original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
        match self {
            Self::Cut => raw::cut(original, random, draft),
            Self::ZeroedPage => raw::zeroed_page(original, random, draft),
            Self::BitFlips => raw::bit_flips(original, random, draft),
            Self::RandomRange => raw::random_range(original, random, draft),
            Self::HeaderField => header::field(original, random, draft),
            Self::HeaderLost => header::lost(original, random, draft),
            Self::ArrayLink => links::array_link(original, random, draft),
            Self::SelfLink => links::self_link(original, random, draft),
            Self::HashChainCycle => links::hash_chain_cycle(original, random, draft),
            Self::SizeField => objects::size_field(original, random, draft),
            Self::WordOfOnes => raw::word_of_ones(original, random, draft),
            Self::StaleTail => stale::tail(original, random, draft),
            Self::SwappedPages => raw::swapped_pages(original, random, draft),
            Self::CodecPayload => objects::codec_payload(original, random, draft),
            Self::DeepChain => links::deep_chain(original, random, draft),
            Self::CounterInflated => header::counter_inflated(original, random, draft),
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A damaged variant of a journal file.
#[derive(Clone, Debug)]
pub struct Damaged {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// The kind of damage.
    pub class: Class,
    /// What was done, in one line: `page at 0x3000 zeroed`.
    pub description: String,
    /// Which bytes of the original were written over or cut off: in order, none beside or over another. What was
    /// added behind its end is not among them.
    pub touched: Vec<Range<u64>>,
}

/// Makes damaged variants of one journal file.
#[derive(Clone, Debug)]
pub struct Corrupter<'a> {
    original: Original<'a>,
}

impl<'a> Corrupter<'a> {
    /// Walks over a healthy file.
    ///
    /// # Errors
    ///
    /// As [`Journal::read`], when the file is not healthy.
    pub fn new(original: &'a [u8]) -> Result<Self, Error> {
        Ok(Self { original: Original::new(original)? })
    }

    /// What the healthy file contains.
    #[must_use]
    pub const fn journal(&self) -> &Journal {
        &self.original.journal
    }

    /// Makes the variant of this class and seed, always the same for the same file.
    ///
    /// `None` where the file has nothing to be damaged in this way: no entries, for example.
    #[must_use]
    pub fn damage(&self, class: Class, seed: u64) -> Option<Damaged> {
        // Variants of one seed in different classes have nothing in common.
        let class_seed = Random::new(class as u64).next();
        let mut random = Random::new(seed ^ class_seed);
        // Zeros over zeros are no damage: another place is tried then.
        (0..16).find_map(|_| {
            let mut draft = Draft::new(self.original.bytes);
            let description = class.strike(&self.original, &mut random, &mut draft)?;
            let (bytes, touched) = draft.finish();
            (bytes != self.original.bytes).then_some(Damaged { bytes, class, description, touched })
        })
    }
}
