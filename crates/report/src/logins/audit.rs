//! Records of the kernel's audit system, where journald logs them: `USER_LOGIN`, and what failed of `USER_AUTH`.

use super::origin::Values;
use super::text::{Attempt, Event, owned};

/// What a record tells.
pub(super) fn parse(values: &Values<'_>) -> Option<Event> {
    let record = values.get("_AUDIT_TYPE_NAME")?;
    let value = |name: &str| {
        values.get(name).map(|text| text.trim_matches('"')).filter(|text| !matches!(*text, "" | "?"))
    };
    let succeeded = value("AUDIT_FIELD_RES") == Some("success");
    if !(record == "USER_LOGIN" || record == "USER_AUTH" && !succeeded) {
        return None;
    }
    let program = value("AUDIT_FIELD_EXE").and_then(|exe| exe.rsplit('/').next()).unwrap_or_default();
    let kind = match program {
        "sshd" | "sshd-session" | "sshd-auth" | "dropbear" => "ssh",
        "login" => "tty",
        "su" => "su",
        "sudo" => "sudo",
        _ => "audit",
    };
    let line = value("AUDIT_FIELD_TERMINAL").filter(|line| *line != "ssh");
    Some(Event::Attempt(Attempt {
        kind,
        succeeded,
        // Of users that are known records have the number.
        user: value("AUDIT_FIELD_ACCT").or_else(|| value("AUDIT_FIELD_ID")).and_then(owned),
        line: line.map(|line| line.strip_prefix("/dev/").unwrap_or(line)).and_then(owned),
        from: value("AUDIT_FIELD_ADDR").and_then(owned),
        detail: owned(&format!("audit {record}")),
        ..Attempt::default()
    }))
}
