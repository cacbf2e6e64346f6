//! Tar archives: members with long names, pax headers and holes, in a stream.
//!
//! The library reads the headers between two members, which may be of any size, into memory; here it gets no more than some
//! of them. Members that are no regular files hold no journal: what a hard link stands for is a member, too.

use std::cell::Cell;
use std::ffi::OsStr;
use std::io::{self, Read};

use journalq_file::UnpackError;
use tar::{Archive, Entry, EntryType};

use super::holes::Filled;
use super::member::{self, Whole};
use super::{Content, Walk};

/// How many bytes of headers there may be between two members: longest names and extended attributes fit.
const HEADERS: u64 = 256 << 10;

/// How many bytes the headers of a member may have that has holes. The library's work grows with their square.
const HEADERS_OF_HOLES: u64 = 32 << 10;

const BLOCK: u64 = 512;

impl Walk<'_> {
    /// Reads the members of an archive.
    pub(super) fn tar(&mut self, name: &OsStr, depth: u32, stream: &mut dyn Read) {
        let place = Place::default();
        let mut archive = Archive::new(Guarded { stream, place: &place });
        match archive.entries() {
            Ok(mut entries) => {
                let mut end = 0_u64;
                while !self.is_over {
                    place.limit.set(end.saturating_add(HEADERS));
                    match entries.next() {
                        None => break,
                        Some(Ok(member)) => end = self.tar_member(name, depth, member, &place, end),
                        Some(Err(error)) => {
                            self.tell(name, self.tar_cause(error, &place));
                            return;
                        }
                    }
                }
            }
            Err(error) => self.tell_cause(name, error),
        }
        self.finish(name, &mut archive.into_inner().stream);
    }

    /// Reads a member, whose headers began at `begin`. Returns where it ends.
    fn tar_member<R: Read>(
        &mut self,
        archive: &OsStr,
        depth: u32,
        mut member: Entry<'_, R>,
        place: &Place,
        begin: u64,
    ) -> u64 {
        let at = place.at.get();
        let kind = member.header().entry_type();
        let has_holes = kind == EntryType::GNUSparse;
        let stored = if has_holes { member.header().entry_size().unwrap_or(u64::MAX) } else { member.size() };
        let end = at.saturating_add(stored.checked_next_multiple_of(BLOCK).unwrap_or(u64::MAX));
        place.limit.set(end);
        if let Err(error) = self.budget.add_member() {
            self.tell(archive, error);
            return end;
        }
        if !matches!(kind, EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse) {
            return end;
        }
        let name = member::name(archive, &member.path_bytes());
        if has_holes && at.saturating_sub(begin) > HEADERS_OF_HOLES {
            self.tell(&name, UnpackError::Unsupported("a file of so many holes"));
            return end;
        }
        let (size, holes) = (member.size(), posix_holes(&mut member));
        let mut whole = Whole::new(&mut member, size);
        // What ends before it can be told what it is is told of the archive.
        let _: Content = match holes {
            None => self.read(&name, depth, &mut whole),
            Some((name, size)) => {
                let name = member::name(archive, &name);
                match Filled::new(whole, size) {
                    Ok(mut filled) => self.read(&name, depth, &mut filled),
                    Err(error) => {
                        self.tell_cause(&name, error);
                        Content::Known
                    }
                }
            }
        };
        end
    }

    fn tar_cause(&self, error: io::Error, place: &Place) -> UnpackError {
        if place.is_at_end.get() { UnpackError::Cut } else { self.budget.cause(error) }
    }
}

/// The name and the size of a member that has holes as POSIX archives have them.
fn posix_holes<R: Read>(member: &mut Entry<'_, R>) -> Option<(Vec<u8>, u64)> {
    let extensions = member.pax_extensions().ok()??;
    let (mut is_so, mut name, mut size) = (false, None, None);
    for extension in extensions.flatten() {
        match extension.key_bytes() {
            b"GNU.sparse.major" => is_so = extension.value_bytes() == b"1",
            b"GNU.sparse.name" => name = Some(extension.value_bytes().to_vec()),
            b"GNU.sparse.realsize" => size = extension.value().ok()?.parse().ok(),
            _ => {}
        }
    }
    is_so.then_some((name?, size?))
}

/// Where in the archive its reader is.
#[derive(Default)]
struct Place {
    at: Cell<u64>,
    /// What is not read beyond.
    limit: Cell<u64>,
    is_at_end: Cell<bool>,
}

/// The bytes of an archive, up to a limit that is moved from member to member.
struct Guarded<'a> {
    stream: &'a mut dyn Read,
    place: &'a Place,
}

impl Read for Guarded<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Place { at, limit, is_at_end } = self.place;
        let left = usize::try_from(limit.get().saturating_sub(at.get())).unwrap_or(usize::MAX);
        if left == 0 && !out.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a header is too large"));
        }
        let (room, _) = out.split_at_mut(left.min(out.len()));
        let read = self.stream.read(room)?;
        is_at_end.set(read == 0);
        at.set(at.get().saturating_add(u64::try_from(read).unwrap_or(u64::MAX)));
        Ok(read)
    }
}
