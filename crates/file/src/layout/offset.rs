//! Offsets into the file, one type for each kind of object, so that an offset of one kind cannot be handed to the
//! reader of another. Zero means absent and is not representable.

use std::fmt;
use std::num::NonZeroU64;

macro_rules! offsets {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU64);

        impl $name {
            /// The offset at `bytes` from the start of the file; `None` for 0, which stands for "none".
            #[must_use]
            pub const fn new(bytes: u64) -> Option<Self> {
                match NonZeroU64::new(bytes) {
                    Some(bytes) => Some(Self(bytes)),
                    None => None,
                }
            }

            /// Bytes from the start of the file.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0.get()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:#x})"), self.get())
            }
        }
    )*};
}

offsets! {
    /// Where an ENTRY object starts.
    EntryOffset
    /// Where a DATA object starts.
    DataOffset
    /// Where a FIELD object starts.
    FieldOffset
    /// Where an ENTRY_ARRAY object starts.
    EntryArrayOffset
}
