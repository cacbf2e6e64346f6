//! What the tests of the modes share: an entry, and its text.

use journalq_file::{EntryHead, Id128};

use crate::{Field, Options, Renderer};

/// The fields of an entry, in stored order.
pub(crate) type Stored<'a> = &'a [(&'a str, &'a [u8])];

/// The head of an entry, written `seconds` after 2023-11-14 22:13:20 UTC and one second more after its boot.
pub(crate) fn head(seconds: u64) -> EntryHead {
    EntryHead {
        seqnum: seconds + 1,
        seqnum_id: Id128([0xf4; 16]),
        realtime_usec: 1_700_000_000_000_000 + seconds * 1_000_000,
        monotonic_usec: 1_000_000 + seconds * 1_000_000,
        boot_id: Id128([0x11; 16]),
        xor_hash: 0xf4b6,
    }
}

/// The cursor of `head(0)`.
pub(crate) const CURSOR: &str = "s=f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4;i=1;b=11111111111111111111111111111111;\
                                 m=f4240;t=60a24181e4000;x=f4b6";

/// Renders one entry with `head(0)`. Bytes that are no UTF-8 become replacement characters.
pub(crate) fn render(options: &Options, fields: Stored<'_>) -> String {
    render_all(options, &[(head(0), fields)])
}

/// Renders entries with one renderer.
pub(crate) fn render_all(options: &Options, entries: &[(EntryHead, Stored<'_>)]) -> String {
    let mut renderer = Renderer::new(options.clone());
    let mut out = Vec::new();
    for (head, fields) in entries {
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| Field { name: name.as_bytes(), value }).collect();
        renderer.render(head, &fields, &mut out).unwrap();
    }
    String::from_utf8_lossy(&out).into_owned()
}
