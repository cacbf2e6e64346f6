//! What SSH servers say. Names are what clients send, and may look like the rest of a message: what the server puts
//! behind them is therefore looked for from the end.

use super::text::{Attempt, Event, owned};

/// A message of OpenSSH.
pub(super) fn openssh(message: &str) -> Option<Event> {
    if let Some(rest) = message.strip_prefix("Accepted ") {
        return tried(rest, true);
    }
    if let Some(rest) = message.strip_prefix("Failed ") {
        return tried(rest, false);
    }
    let text = message.strip_suffix(" [preauth]").unwrap_or(message);
    if let Some(rest) = text.strip_prefix("Invalid user ") {
        let (user, from, port) = client(rest, " from ")?;
        return gave_up(user, from, port, "invalid user");
    }
    if let Some(rest) = text.strip_prefix("Disconnected from user ") {
        let (user, from, port) = client(rest, " ")?;
        return Some(Event::Disconnected { user: user.to_owned(), from: from.to_owned(), port });
    }
    let too_many = "maximum authentication attempts exceeded for ";
    if let Some(rest) = text.strip_prefix("error: ").unwrap_or(text).strip_prefix(too_many) {
        let (user, from, port) = client(rest.strip_suffix(" ssh2").unwrap_or(rest), " from ")?;
        return gave_up(user.strip_prefix("invalid user ").unwrap_or(user), from, port, "too many attempts");
    }
    let ways = ["Connection closed by ", "Connection reset by ", "Disconnected from "];
    let rest = ways.iter().find_map(|way| text.strip_prefix(way))?;
    let kinds = [("authenticating user ", "gave up"), ("invalid user ", "invalid user")];
    kinds.iter().find_map(|(kind, why)| {
        let (user, from, port) = client(rest.strip_prefix(kind)?, " ")?;
        gave_up(user, from, port, why)
    })
}

/// `METHOD for [invalid user ]USER from ADDRESS port PORT ssh2[: KEY]`
///
/// A key is told by the methods that have one. It can have a name in it that the client chose, so that there both ends are
/// the client's: such a message counts for nobody if it can be read in two ways.
fn tried(rest: &str, succeeded: bool) -> Option<Event> {
    let (method, rest) = rest.split_once(" for ")?;
    let has_key = method.starts_with("publickey") || method.starts_with("hostbased");
    let places: Vec<_> = rest.match_indices(" from ").map(|(at, _)| at).collect();
    let read = |at: &usize| {
        let (user, behind) = rest.split_at_checked(*at)?;
        let mut words = behind.strip_prefix(" from ")?.splitn(4, ' ');
        let (from, port, number, end) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let number: u16 = number.parse().ok()?;
        let is_end = end == "ssh2" || has_key && end.starts_with("ssh2: ");
        (port == "port" && is_end).then_some((user, from, number))
    };
    let mut found = places.iter().rev().filter_map(read);
    let last = found.next()?;
    let is_clear = !has_key || found.next().is_none();
    let (user, from, port) = last;
    let (invalid, user) = match user.strip_prefix("invalid user ") {
        Some(user) => (true, user),
        None => (false, user),
    };
    let detail = match (is_clear, invalid) {
        (false, _) => owned(rest),
        (true, true) => owned("invalid user"),
        (true, false) => None,
    };
    Some(Event::Attempt(Attempt {
        kind: "ssh",
        succeeded,
        user: Some(user).filter(|_| is_clear).and_then(owned),
        from: Some(from).filter(|_| is_clear).and_then(owned),
        port: Some(port).filter(|_| is_clear),
        method: owned(method),
        detail,
        ..Attempt::default()
    }))
}

/// `USER`, what stands before addresses, and `ADDRESS port PORT`, from the end.
fn client<'m>(text: &'m str, before_address: &str) -> Option<(&'m str, &'m str, u16)> {
    let (rest, port) = text.rsplit_once(" port ")?;
    let port = port.parse().ok()?;
    // A client may send no name at all.
    let (user, from) = match rest.rsplit_once(before_address) {
        Some(split) => split,
        None => ("", rest.strip_prefix(before_address.trim_start()).unwrap_or(rest)),
    };
    (!from.contains(' ')).then_some((user, from, port))
}

fn gave_up(user: &str, from: &str, port: u16, why: &str) -> Option<Event> {
    Some(Event::GaveUp(Attempt {
        kind: "ssh",
        user: owned(user),
        from: owned(from),
        port: Some(port),
        detail: owned(why),
        ..Attempt::default()
    }))
}

/// A message of Dropbear: `Password auth succeeded for 'USER' from ADDRESS:PORT` and the like.
pub(super) fn dropbear(message: &str) -> Option<Event> {
    if let Some(rest) = message.strip_prefix("Exit (") {
        let (user, rest) = rest.rsplit_once(") from <")?;
        let (from, port) = endpoint(rest.split_once('>')?.0)?;
        return Some(Event::Disconnected { user: user.to_owned(), from: from.to_owned(), port });
    }
    let ways = [
        ("Password auth succeeded for '", Some("password"), None),
        ("PAM password auth succeeded for '", Some("password"), None),
        ("Pubkey auth succeeded for '", Some("publickey"), None),
        ("Bad password attempt for '", Some("password"), Some("")),
        ("Bad PAM password attempt for '", Some("password"), Some("")),
        ("Login attempt for nonexistent user '", None, Some("invalid user")),
        ("Login attempt for nonexistent user", None, Some("invalid user")),
        ("Login attempt with wrong user ", None, Some("invalid user")),
    ];
    ways.iter().find_map(|(beginning, method, why_not)| {
        let (user, rest) = message.strip_prefix(beginning)?.rsplit_once(" from ")?;
        let (from, port) = endpoint(rest)?;
        let user = user.rsplit_once('\'').map_or(user, |(user, _)| user);
        Some(Event::Attempt(Attempt {
            kind: "ssh",
            succeeded: why_not.is_none(),
            user: owned(user),
            from: owned(from),
            port: Some(port),
            method: method.and_then(owned),
            detail: why_not.and_then(owned),
            ..Attempt::default()
        }))
    })
}

/// `ADDRESS:PORT`
fn endpoint(text: &str) -> Option<(&str, u16)> {
    let (from, port) = text.rsplit_once(':')?;
    (!from.contains(' ')).then_some((from, port.parse().ok()?))
}
