//! journalctl's semantics over many systemd journal files.
//!
//! ```text
//! discover: a directory, files, the host -> Journal (opened sources)
//! unpack:   compressed files, archives   -> the journals in them, as sources
//! matches:  FIELD=value words            -> Expr
//! condition: FIELD ~ "pattern" and ...   -> Condition, which an Expr may contain
//! plan:     Expr on one file             -> a set of entries, evaluated lazily over sorted lists
//! merge:    the files' sets              -> one sequence in journald's order, without duplicates
//! window:   since, until, lines, cursor  -> the entries to show
//! follow:   files that are being written -> the same again, from where a window stands
//! ```
//!
//! What comes out are positions: a file's index and an entry in it. Turning them into text is another crate's task.
#![forbid(unsafe_code)]

mod boot_order;
mod changes;
pub mod condition;
pub mod discover;
pub mod fields;
mod file_entries;
pub mod follow;
mod glob;
pub mod grep;
mod journal;
pub mod log_ids;
mod machine_id;
pub mod matches;
mod merge;
pub mod namespaces;
pub mod number;
mod plan;
pub mod priority;
mod selection;
pub mod time_spec;
pub mod unit;
pub mod unpack;
pub mod value_counts;
mod window;

pub use crate::file_entries::FileEntries;
pub use crate::journal::Journal;
pub use crate::machine_id::{MachineIdError, read_machine_id};

pub use crate::matches::Expr;
pub use crate::merge::{Cut, Cuts, Merge, PieceFindings, PieceSize, Position, Stretch};
pub use crate::window::{Lines, Start, SuspendedWindow, Window, WindowOptions};
