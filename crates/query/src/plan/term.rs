//! An expression, looked up in one file: what lists of entries tell, and what can only be told from an entry itself.

use journalq_file::layout::flags::State;
use journalq_file::{
    DataObject, DataOffset, EntryList, Findings, FormatError, JournalFile, Scratch, split_field,
};

use super::check::{Check, FieldCheck};
use super::leaf::Leaf;
use super::node::Node;
use crate::condition::{Condition, ValueTest};
use crate::matches::Expr;

/// A part of an expression.
#[derive(Debug)]
pub(super) enum Term<'a> {
    /// The entry has one of these DATA objects.
    Objects(Vec<Listed<'a>>),
    /// What has to be looked up in the entry.
    Check(Check),
    Not(Box<Term<'a>>),
    And(Vec<Term<'a>>),
    Or(Vec<Term<'a>>),
}

/// A DATA object and its entries.
#[derive(Debug)]
pub(super) struct Listed<'a> {
    data: DataOffset,
    list: EntryList<'a>,
}

impl<'a> Listed<'a> {
    fn new(file: JournalFile<'a>, data: &DataObject<'a>) -> Self {
        Self { data: data.offset(), list: file.entries_of(data) }
    }
}

/// Looks expressions up in one file.
pub(super) struct LookUp<'a, 'l> {
    pub(super) file: JournalFile<'a>,
    pub(super) scratch: &'l mut Scratch,
    /// The matches that could not be looked up.
    pub(super) findings: &'l mut Findings,
}

impl<'a> LookUp<'a, '_> {
    /// How many values of a field are looked at for those that pass a test. Of a field with more it is cheaper to look at those
    /// that are met.
    const MOST_VALUES: u64 = 2048;

    /// How many lists are united.
    const MOST_LISTS: usize = 256;

    pub(super) fn term(&mut self, expr: &Expr) -> Term<'a> {
        match expr {
            Expr::Match(payload) => match self.file.find_data(payload, self.scratch) {
                Ok(found) => Term::Objects(found.iter().map(|data| Listed::new(self.file, data)).collect()),
                Err(error) => {
                    self.findings.record(error);
                    Term::Objects(Vec::new())
                }
            },
            Expr::And(terms) => Term::And(terms.iter().map(|term| self.term(term)).collect()),
            Expr::Or(terms) => Term::Or(terms.iter().map(|term| self.term(term)).collect()),
            Expr::Where(condition) => self.condition(condition),
        }
    }

    fn condition(&mut self, condition: &Condition) -> Term<'a> {
        match condition {
            Condition::Field(name, test) => match self.objects(name, test) {
                Some(objects) => Term::Objects(objects),
                None => Term::Check(Check::Field(Box::new(FieldCheck::new(name, test.clone())))),
            },
            Condition::Address(address, relation, number) => {
                Term::Check(Check::Address(*address, *relation, *number))
            }
            Condition::Not(term) => {
                let term = self.condition(term);
                if self.file.header().state() == State::ONLINE {
                    // A writer lists an entry for its fields a moment after it lists it for the file.
                    Term::Check(Check::Not(Box::new(term.full_check())))
                } else {
                    Term::Not(Box::new(term))
                }
            }
            Condition::And(terms) => Term::And(terms.iter().map(|term| self.condition(term)).collect()),
            Condition::Or(terms) => Term::Or(terms.iter().map(|term| self.condition(term)).collect()),
        }
    }

    /// The objects of the values that pass a test; `None` where indexes do not tell them for certain, or where it costs less to
    /// look at the entries.
    fn objects(&mut self, name: &[u8], test: &ValueTest) -> Option<Vec<Listed<'a>>> {
        let objects = match test {
            ValueTest::OneOf(values) => self.objects_with(name, values).ok()?,
            _ => self.objects_that_pass(name, test).ok()??,
        };
        let is_whole = objects.iter().all(|object| object.list.defect().is_none());
        (is_whole && self.is_worth_it(&objects)).then_some(objects)
    }

    fn objects_with(&mut self, name: &[u8], values: &[Vec<u8>]) -> Result<Vec<Listed<'a>>, FormatError> {
        let mut objects: Vec<Listed<'a>> = Vec::new();
        for value in values {
            let payload = [name, b"=", value].concat();
            if let Some(data) = self.file.find_data(&payload, self.scratch)?
                && objects.iter().all(|known| known.data != data.offset())
            {
                objects.push(Listed::new(self.file, &data));
            }
        }
        Ok(objects)
    }

    /// Looks at each value of a field once; `None` where there are too many.
    fn objects_that_pass(
        &mut self,
        name: &[u8],
        test: &ValueTest,
    ) -> Result<Option<Vec<Listed<'a>>>, FormatError> {
        // Files from before v195 have no index of values.
        if self.file.header().n_fields().unwrap_or_default() == 0 {
            return Ok(None);
        }
        let (mut objects, mut entries) = (Vec::new(), 0_u64);
        let mut values = self.file.values_of(name);
        for met in 0..Self::MOST_VALUES {
            if self.are_too_many(met, entries) {
                return Ok(None);
            }
            let Some(data) = values.next_with(self.scratch)? else { return Ok(Some(objects)) };
            entries = entries.saturating_add(data.n_entries());
            let payload = data.payload(self.scratch)?;
            if split_field(payload).is_some_and(|(_, value)| test.admits(value)) {
                objects.push(Listed::new(self.file, &data));
            }
        }
        Ok(None)
    }

    /// Tells from how many entries the first values have whether there are likely far more than can be looked at.
    fn are_too_many(&self, met: u64, entries: u64) -> bool {
        const SAMPLE: u64 = 128;
        let likely = self.file.header().n_entries().saturating_mul(SAMPLE).checked_div(entries);
        met == SAMPLE && likely.is_none_or(|likely| likely > Self::MOST_VALUES.saturating_mul(4))
    }

    /// Tells whether uniting lists costs less than a look at every entry. A step over united lists looks at each of them, and is
    /// some eight times as cheap for each as a look at an entry.
    fn is_worth_it(&self, objects: &[Listed<'a>]) -> bool {
        let n_lists = u64::try_from(objects.len()).unwrap_or(u64::MAX);
        let entries = objects.iter().map(|object| object.list.len()).fold(0, u64::saturating_add);
        let of_all = self.file.header().n_entries().saturating_mul(8);
        objects.len() <= 1 || objects.len() <= Self::MOST_LISTS && n_lists.saturating_mul(entries) <= of_all
    }
}

impl<'a> Term<'a> {
    /// Tells whether lists tell all of it.
    fn is_listed(&self) -> bool {
        match self {
            Self::Objects(_) => true,
            Self::Check(_) => false,
            Self::Not(term) => term.is_listed(),
            Self::And(terms) | Self::Or(terms) => terms.iter().all(Self::is_listed),
        }
    }

    /// What has to be checked of the entries that [`into_node`](Self::into_node) finds.
    pub(super) fn remaining_check(&self) -> Option<Check> {
        match self {
            _ if self.is_listed() => None,
            Self::And(terms) => Some(Check::all(terms.iter().filter_map(Self::remaining_check))),
            _ => Some(self.full_check()),
        }
    }

    /// The whole of it, told from the entry alone.
    fn full_check(&self) -> Check {
        match self {
            Self::Objects(objects) => Check::objects(objects.iter().map(|object| object.data)),
            Self::Check(check) => check.clone(),
            Self::Not(term) => Check::Not(Box::new(term.full_check())),
            Self::And(terms) => Check::all(terms.iter().map(Self::full_check)),
            Self::Or(terms) => Check::any(terms.iter().map(Self::full_check)),
        }
    }

    /// The entries of which it may be true: exactly those of which it is, where lists tell all of it.
    pub(super) fn into_node(self, file: JournalFile<'a>) -> Node<'a> {
        let all = || Node::All(Leaf::new(file.all_entries()));
        match self {
            Self::Objects(objects) => {
                Node::any(objects.into_iter().map(|object| Node::Data(Leaf::new(object.list))).collect())
            }
            Self::Check(_) => all(),
            Self::Not(term) if term.is_listed() => Node::except(all(), term.into_node(file)),
            Self::Not(_) => all(),
            Self::And(terms) => {
                Node::all_of(terms.into_iter().map(|term| term.into_node(file)).collect(), all)
            }
            Self::Or(terms) => Node::any(terms.into_iter().map(|term| term.into_node(file)).collect()),
        }
    }
}
