//! The examination of a set of journal files: what is there, whether it is whole, and what does not fit together.
//!
//! ```text
//! inputs -> files      hash, verify, walk: each file on its own, several at a time   -> FileReport, Walk
//!        -> series     the files of one sequence of numbers, entry by entry          -> Series, gaps, clock steps
//!        -> boots      what the files say of one boot, put together                  -> Boot
//!        -> anomalies  what of all that is not as journald leaves it                 -> Anomaly, by the table of kinds
//! ```
//!
//! A [`Report`] is plain values; [`to_json`] renders it as `docs/report.md` describes it.

mod activity;
mod anomalies;
mod anomaly;
mod assemble;
mod boots;
mod capped;
mod command;
mod copies;
mod evidence;
mod examine;
mod excerpt;
mod facts;
mod group;
mod input;
mod integrity;
mod json;
mod kinds;
mod names;
mod numbers;
mod parallel;
mod report;
mod series;
mod times;
mod walk;

pub use self::activity::{Activity, Histogram, Named, PRIORITIES};
pub use self::anomaly::{Anomaly, Excerpt, Line, Place};
pub use self::boots::{Boot, BootEnd};
pub use self::capped::Capped;
pub use self::command::quoted;
pub use self::evidence::{
    Content, Counters, FileReport, FileTimes, FreeSpace, HeaderFacts, JournalFacts, SealFacts, SealOutcome,
    Sha256, Times, Verification, Writer,
};
pub use self::examine::{Options, examine};
pub use self::input::Input;
pub use self::json::to_json;
pub use self::kinds::{KINDS, Kind, Severity};
pub use self::report::{Host, Report, Run, Summary};
pub use self::series::{Member, Series};
