//! The first pass: all objects one behind the other, what each is, and whether their order and numbers are right.
//!
//! What the objects hold is left to [`contents`](super::contents), which takes the runs of objects that are found here.
//! journalctl stops at the first fault. Here the walk goes on: behind an object that cannot be used, and where its size is of
//! no use either, at the next place that looks like an object.

mod order;
mod resume;

use std::ops::Range;

use self::order::Order;
use self::resume::Resume;
use super::fault::Fault;
use super::findings::{Finding, Findings, Moment, Stage};
use super::object::{Body, Loaded};
use super::offset_set::OffsetSet;
use super::subject::Subject;
use crate::error::FormatError;
use crate::layout::object::ObjectType;
use crate::seal::{KeyGenerator, SealReport};

/// Where the header names the last object.
const TAIL_OBJECT: u64 = 136;

/// About how many bytes are a run.
const RUN: u64 = 1 << 20;

/// Which objects there are.
#[derive(Debug)]
pub(super) struct Objects {
    pub(super) data: OffsetSet,
    /// Those DATA objects to which several entries refer.
    pub(super) shared: OffsetSet,
    pub(super) fields: OffsetSet,
    pub(super) entries: OffsetSet,
    pub(super) arrays: OffsetSet,
}

impl Objects {
    fn new(len: u64) -> Self {
        let set = || OffsetSet::new(len);
        Self { data: set(), shared: set(), fields: set(), entries: set(), arrays: set() }
    }

    fn add(&self, object: &Loaded<'_>) {
        let offset = object.offset;
        match object.body {
            Body::Data(data) => {
                self.data.insert(offset);
                if data.n_entries > 1 {
                    self.shared.insert(offset);
                }
            }
            Body::Field(_) => drop(self.fields.insert(offset)),
            Body::Entry(_) => drop(self.entries.insert(offset)),
            Body::Array(_) => drop(self.arrays.insert(offset)),
            Body::Table(_) | Body::Tag { .. } => {}
        }
    }
}

/// What the walk found.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) objects: Objects,
    /// Objects without a gap between them, about a mebibyte each.
    pub(super) runs: Vec<Range<u64>>,
    /// What the seals say, if they were verified.
    pub(super) seals: Option<SealReport>,
}

/// Walks the file, and verifies its seals if there is a key.
pub(super) fn walk(subject: &Subject<'_>, key: Option<&KeyGenerator>, findings: &mut Findings) -> Walked {
    let mut walk = Walk {
        subject,
        findings,
        order: Order::new(subject, key),
        objects: Objects::new(subject.file.len()),
        runs: Vec::new(),
        run: 0..0,
    };
    let tail = subject.header().tail_object_offset();
    if tail != 0 {
        walk.all(tail);
    }
    walk.end_run();
    walk.order.check_end(walk.findings);
    Walked { objects: walk.objects, runs: walk.runs, seals: walk.order.take_seals() }
}

struct Walk<'s, 'a> {
    subject: &'s Subject<'a>,
    findings: &'s mut Findings,
    order: Order<'s, 'a>,
    objects: Objects,
    runs: Vec<Range<u64>>,
    /// The run that is not yet ended.
    run: Range<u64>,
}

impl<'a> Walk<'_, 'a> {
    /// Walks up to the object that the header names as the last, and looks at what lies behind.
    fn all(&mut self, tail: u64) {
        let mut resume = Resume::new(self.subject, tail);
        let mut at = self.subject.file.header_size();
        while !self.subject.is_beyond(at) {
            at = match self.subject.file.load(at, None) {
                Ok(_) if at > tail => {
                    self.found(at, Stage::Loading, Finding::of_header(TAIL_OBJECT, Fault::BeyondTail));
                    return self.note_behind(at);
                }
                Ok(object) => {
                    self.take(&object);
                    if at == tail {
                        return self.note_behind(object.end());
                    }
                    object.end()
                }
                Err(error) => {
                    self.end_run();
                    let fault = Fault::InvalidObject { error };
                    self.found(at, Stage::Loading, Finding::at(type_of(&error), at, fault));
                    let Some(next) = resume.behind(at, &error, self.order.seqnum()) else { return };
                    let fault = Fault::Gap { bytes: next.saturating_sub(at) };
                    self.found(at, Stage::Loading, Finding::at(ObjectType(0), at, fault));
                    next
                }
            };
        }
    }

    fn take(&mut self, object: &Loaded<'a>) {
        self.objects.add(object);
        self.order.take(object, self.findings);
        if self.run.is_empty() {
            self.run = object.offset..object.offset;
        }
        self.run.end = object.end();
        if self.run.end.saturating_sub(self.run.start) >= RUN {
            self.end_run();
        }
    }

    fn end_run(&mut self) {
        let run = std::mem::replace(&mut self.run, 0..0);
        if !run.is_empty() {
            self.runs.push(run);
        }
    }

    /// Counts the objects behind the last one. Nothing refers to them in a file whose header is right.
    fn note_behind(&mut self, mut at: u64) {
        if !self.subject.is_whole() {
            return;
        }
        let mut count: u64 = 0;
        let first = at;
        while let Ok(object) = self.subject.file.load(at, None) {
            count = count.saturating_add(1);
            at = object.end();
        }
        if count > 0 {
            let finding = Finding::at(ObjectType(0), first, Fault::BehindTail { count });
            self.found(first, Stage::Later, finding);
        }
    }

    fn found(&mut self, at: u64, stage: Stage, finding: Finding) {
        self.findings.add(Moment(at, stage), finding);
    }
}

/// The type of the object that could not be loaded, as far as it is known.
fn type_of(error: &FormatError) -> ObjectType {
    match error {
        FormatError::Object { object, .. } => *object,
        _ => ObjectType(0),
    }
}
