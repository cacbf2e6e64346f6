//! Logins as a table.

use journalq_report::logins::{Login, Outcome, summarize};

use super::By;
use crate::args::Args;
use crate::table::{Align, Cell, Table, Times, count, is_for_programs, nothing, shortened, span};

/// What makes cells.
struct View<'a> {
    args: &'a Args,
    times: Times,
    /// Whether programs read the table: then there are more columns, and whole values.
    is_for_programs: bool,
}

impl<'a> View<'a> {
    fn new(args: &'a Args) -> Self {
        Self { args, times: Times::new(args), is_for_programs: is_for_programs(args) }
    }

    fn time(&mut self, usec: u64) -> Cell {
        self.times.cell(Some(usec))
    }

    /// A text, if there is one.
    fn text(&self, text: Option<&str>) -> Cell {
        let Some(text) = text else { return nothing(self.args) };
        let is_whole = self.is_for_programs || self.args.all;
        let cut = if is_whole { None } else { shortened(text) };
        Cell::Text(cut.unwrap_or_else(|| text.to_owned()))
    }

    fn number(&self, number: Option<u64>) -> Cell {
        number.map_or_else(|| nothing(self.args), count)
    }

    fn row(&mut self, login: &Login) -> Vec<Cell> {
        let end_usec = login.outcome.end_usec().filter(|_| login.is_trusted);
        let spent = end_usec.map(|end| end.saturating_sub(login.begin_usec));
        let result = if login.outcome == Outcome::Failed { "failed" } else { "ok" };
        let logout = match (end_usec, end_name(login)) {
            (Some(usec), name) if name == Some("ended") || self.is_for_programs => self.time(usec),
            (_, name) => self.text(name.filter(|_| !self.is_for_programs)),
        };
        let mut row = vec![
            self.text(login.user.as_deref()),
            self.text(Some(&login.kind)),
            self.text(login.line.as_deref()),
            self.text(login.from.as_deref()),
            self.time(login.begin_usec),
            logout,
            self.span(spent),
            self.text(Some(result)),
        ];
        if self.is_for_programs {
            row.extend(self.more(login));
        } else {
            row.push(match detail(login) {
                Some(detail) => self.text(Some(&detail)),
                None => Cell::Mark(String::new()),
            });
        }
        row
    }

    /// What programs get beside.
    fn more(&self, login: &Login) -> [Cell; 8] {
        [
            self.text(end_name(login)),
            self.text(login.target.as_deref()),
            self.text(login.detail.as_deref()),
            self.text(login.method.as_deref()),
            self.number(login.port.map(u64::from)),
            self.text(login.session.as_deref()),
            self.number(login.pid),
            self.text(Some(&login.boot_id.to_string())),
        ]
    }

    fn span(&self, usec: Option<u64>) -> Cell {
        // Nobody cares for milliseconds of a session.
        let whole = |usec| if usec < 1_000_000 { usec } else { usec / 1_000_000 * 1_000_000 };
        if self.is_for_programs { self.number(usec) } else { span(self.args, usec.map(whole)) }
    }
}

/// How a login ended.
fn end_name(login: &Login) -> Option<&'static str> {
    if !login.is_trusted {
        return None;
    }
    match login.outcome {
        Outcome::Failed => None,
        Outcome::Ended(_) => Some("ended"),
        Outcome::ShutDown(_) => Some("shutdown"),
        Outcome::Crashed(_) => Some("crash"),
        Outcome::Open => Some("open"),
    }
}

/// What there is to say of a login for people: whom it became, and what was done, or how it was proven.
fn detail(login: &Login) -> Option<String> {
    let target = login.target.as_ref().map(|target| format!("as {target}"));
    let parts = [target, login.method.clone(), login.detail.clone()];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

/// A row for each login.
pub(super) fn table(args: &Args, logins: &[&Login]) -> Table {
    use Align::{Left, Right};

    let mut view = View::new(args);
    let mut columns = vec![
        ("USER", "user", Left),
        ("TYPE", "type", Left),
        ("LINE", "line", Left),
        ("FROM", "from", Left),
        ("LOGIN", "login", Left),
        ("LOGOUT", "logout", Left),
        ("DURATION", "duration", Right),
        ("RESULT", "result", Left),
    ];
    if view.is_for_programs {
        let more = ["end", "target", "detail", "method", "port", "session", "pid", "boot_id"];
        columns.extend(more.map(|name| (name, name, Left)));
    } else {
        columns.push(("DETAIL", "detail", Left));
    }
    Table::new(&columns, logins.iter().map(|login| view.row(login)).collect())
}

/// A row for each user or address.
pub(super) fn summaries(args: &Args, logins: &[&Login], by: By) -> Table {
    use Align::{Left, Right};

    let mut view = View::new(args);
    let (heading, name, summaries) = match by {
        By::User => ("USER", "user", summarize(logins.iter().copied(), |login| login.user.as_deref())),
        By::Address => ("FROM", "from", summarize(logins.iter().copied(), |login| login.from.as_deref())),
    };
    let columns = [
        (heading, name, Left),
        ("OK", "ok", Right),
        ("FAILED", "failed", Right),
        ("FIRST", "first", Left),
        ("LAST", "last", Left),
    ];
    let rows = summaries.iter().map(|summary| {
        vec![
            view.text(summary.name.as_deref()),
            view.number(Some(summary.succeeded)),
            view.number(Some(summary.failed)),
            view.time(summary.first_usec),
            view.time(summary.last_usec),
        ]
    });
    Table::new(&columns, rows.collect())
}
