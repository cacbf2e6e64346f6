//! Seals (Forward Secure Sealing): whether a file's entries are those that journald wrote, told with the verification key.
//!
//! journald ends every stretch of a sealed file with a TAG object: an HMAC over the stretch, under a key that it forgets
//! when an epoch of some minutes is over. See `docs/format.md`, "Seals".
//!
//! | file | what it owns |
//! | --- | --- |
//! | `key` | the verification key, as text |
//! | `generator` | from a verification key to the key of any epoch |
//! | `prime` | the search for primes that this needs |
//! | `covered` | which bytes a seal vouches for |
//! | `proof` | whether one seal was made by journald |
//! | `fault` | journalctl's rules about seals, and its messages |
//! | `order` | the numbers and epochs of seals, which need no key |
//! | `verifier` | all seals of a file, one after the other |
//! | `report` | what they say together |

mod covered;
mod fault;
mod generator;
mod key;
mod order;
mod prime;
mod proof;
mod report;
mod verifier;

pub use self::fault::SealFault;
pub use self::generator::KeyGenerator;
pub use self::key::{InvalidKey, VerificationKey};
pub(crate) use self::order::SealOrder;
pub use self::proof::Proof;
pub use self::report::{Habit, HabitFound, SealReport, SealVerdict};
pub use self::verifier::{Seal, SealVerifier, SealedEntries};
