//! What `pam_unix` says, in the name of any program: `pam_unix(SERVICE:session): ...`.

use super::text::{Attempt, Event, owned};

/// What a message of PAM tells, if it is one.
pub(super) fn parse(message: &str) -> Option<Event> {
    let (service, rest) = message.strip_prefix("pam_unix(")?.split_once("): ")?;
    let (service, phase) = service.rsplit_once(':')?;
    match phase {
        "session" => session(service, rest),
        "auth" => failure(service, rest),
        _ => None,
    }
}

/// `session opened for user USER(uid=N) by NAME(uid=N)`, `session closed for user USER`; older ones have no number of the user.
fn session(service: &str, text: &str) -> Option<Event> {
    let service = service.to_owned();
    if text.starts_with("session closed for user ") {
        return Some(Event::Closed { service });
    }
    let (user, by) = text.strip_prefix("session opened for user ")?.rsplit_once(" by ")?;
    let name = |text: &str| text.split("(uid=").next().unwrap_or_default().to_owned();
    let by = Some(name(by)).filter(|name| !name.is_empty());
    Some(Event::Opened { service, user: name(user), by })
}

/// `authentication failure; logname=... uid=N euid=N tty=... ruser=... rhost=...  user=...`. Most services tell more in their own
/// words.
fn failure(service: &str, text: &str) -> Option<Event> {
    if matches!(service, "sshd" | "dropbear" | "su" | "su-l" | "sudo" | "sudo-i" | "login") {
        return None;
    }
    let rest = text.strip_prefix("authentication failure; ")?;
    // Who tries chooses the name, which is the last.
    let (before, user) = match rest.split_once(" user=") {
        Some((before, user)) => (before, owned(user)),
        None => (rest, None),
    };
    let value = |name: &str| {
        let (_, behind) = before.split_once(name)?;
        behind.split(' ').next().filter(|value| !value.is_empty()).and_then(owned)
    };
    Some(Event::Attempt(Attempt {
        service: owned(service),
        user,
        line: value(" tty="),
        from: value(" rhost="),
        ..Attempt::default()
    }))
}
