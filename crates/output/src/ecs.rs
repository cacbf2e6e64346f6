//! `-o ecs`: entries as events of the Elastic Common Schema, with dotted names.
//!
//! What the schema has a field for is there. Other fields that journald defines are called as Filebeat's journald input calls
//! them, and all else is below `journald.custom`, in lower case. There a trusted field keeps its underscore, which Filebeat
//! drops, so that nobody can log what looks like one.

use journalq_file::EntryHead;

use crate::object::{is_number, push_array, push_long, push_lost, push_name, push_string, push_time};
use crate::{Clock, Guard, Looked, Options};

/// The version of the schema that events conform to.
pub(crate) const VERSION: &str = "8.11.0";

const PRIORITY: &[u8] = b"PRIORITY";
const FACILITY: &[u8] = b"SYSLOG_FACILITY";

/// The priority of syslog is made of both.
pub(crate) const LOOKED_AT: [&[u8]; 2] = [PRIORITY, FACILITY];

const LEVELS: [&str; 8] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

/// The names of the facilities, by code; syslog gives none to some.
const FACILITIES: [Option<&str>; 24] = [
    Some("kern"),
    Some("user"),
    Some("mail"),
    Some("daemon"),
    Some("auth"),
    Some("syslog"),
    Some("lpr"),
    Some("news"),
    Some("uucp"),
    Some("cron"),
    Some("authpriv"),
    Some("ftp"),
    None,
    None,
    None,
    None,
    Some("local0"),
    Some("local1"),
    Some("local2"),
    Some("local3"),
    Some("local4"),
    Some("local5"),
    Some("local6"),
    Some("local7"),
];

/// What is made of a field.
#[derive(Clone, Copy)]
enum Meaning {
    Text(&'static str),
    Number(&'static str),
    Priority,
    Facility,
    /// A unit: its name, and for a service that of the service.
    Unit(&'static str),
    Custom,
}

/// Appends the members of the head.
pub(crate) fn push_head(clock: &mut Clock, head: &EntryHead, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"@timestamp\":");
    push_time(clock, out, head.realtime_usec);
    for (name, value) in [("ecs.version", VERSION), ("event.kind", "event")] {
        push_name(out, &[name.as_bytes()]);
        push_string(out, value.as_bytes(), Guard::Off);
    }
    push_name(out, &[b"event.id"]);
    out.push(b'"');
    crate::digits::push_cursor(out, head);
    out.push(b'"');
    push_name(out, &[b"event.sequence"]);
    push_long(out, head.seqnum);
    push_name(out, &[b"host.boot.id"]);
    push_string(out, &head.boot_id.to_hex(), Guard::Off);
    push_name(out, &[b"journald.monotonic_usec"]);
    push_long(out, head.monotonic_usec);
}

/// Appends a field with all its values.
pub(crate) fn push_members(guard: Guard, name: &[u8], values: &[&[u8]], out: &mut Vec<u8>) {
    let text = |out: &mut Vec<u8>, value: &[u8]| push_string(out, value, guard);
    match meaning(name) {
        Meaning::Custom => {
            push_custom(name, values, text, out);
            return;
        }
        Meaning::Text(member) => {
            push_name(out, &[member.as_bytes()]);
            push_array(out, values, text);
        }
        Meaning::Unit(member) => {
            push_name(out, &[member.as_bytes()]);
            push_array(out, values, text);
            push_if(&["service.name"], values, |value| value.strip_suffix(b".service"), text, out);
        }
        Meaning::Number(member) => {
            push_if(&[member], values, |value| is_number(value).then_some(value), push_number, out);
            push_others(name, values, is_number, text, out);
        }
        Meaning::Priority => {
            push_if(&["log.level", "log.syslog.severity.name"], values, level, push_plain, out);
            let known = |value: &[u8]| level(value).is_some();
            push_if(
                &["log.syslog.severity.code"],
                values,
                |value| known(value).then_some(value),
                push_number,
                out,
            );
            push_others(name, values, known, text, out);
        }
        Meaning::Facility => {
            let known = |value: &[u8]| facility(value).is_some();
            push_if(
                &["log.syslog.facility.code"],
                values,
                |value| known(value).then_some(value),
                push_number,
                out,
            );
            push_if(&["log.syslog.facility.name"], values, |value| facility(value)?.1, push_plain, out);
            push_others(name, values, known, text, out);
        }
    }
    push_lost(out, values, |out| push_name(out, &[BASE64, &custom_name(name)]));
}

/// Appends the priority as syslog has it, where both parts are known.
pub(crate) fn push_end(options: &Options, looked: &Looked<'_>, out: &mut Vec<u8>) {
    let (Some(priority), Some(code)) = (looked.get(0), looked.get(1)) else { return };
    if LOOKED_AT.iter().any(|name| !options.shows_field(name)) {
        return;
    }
    let place = |value: &[u8]| level(value).and_then(|name| LEVELS.iter().position(|level| *level == name));
    if let (Some(severity), Some((code, _))) = (place(priority), facility(code)) {
        push_name(out, &[b"log.syslog.priority"]);
        push_long(out, (code * 8 + severity) as u64);
    }
}

/// Where fields are that neither schema has a name for.
const CUSTOM: &[u8] = b"journald.custom.";

/// Where values are in full that are no UTF-8.
const BASE64: &[u8] = b"journald.base64.";

/// Appends a field that the schema has no place for.
fn push_custom(name: &[u8], values: &[&[u8]], text: impl FnMut(&mut Vec<u8>, &[u8]), out: &mut Vec<u8>) {
    let custom = custom_name(name);
    push_name(out, &[CUSTOM, &custom]);
    push_array(out, values, text);
    push_lost(out, values, |out| push_name(out, &[BASE64, &custom]));
}

fn custom_name(name: &[u8]) -> Vec<u8> {
    name.to_ascii_lowercase()
}

/// Appends members of what `part` makes of the values, if it makes anything of one.
fn push_if<'a, T: Copy>(
    members: &[&str],
    values: &[&'a [u8]],
    part: impl Fn(&'a [u8]) -> Option<T>,
    mut push: impl FnMut(&mut Vec<u8>, T),
    out: &mut Vec<u8>,
) {
    // Nearly all fields have one value.
    if let [value] = values {
        let Some(found) = part(value) else { return };
        for member in members {
            push_name(out, &[member.as_bytes()]);
            push(out, found);
        }
        return;
    }
    let found: Vec<T> = values.iter().filter_map(|value| part(value)).collect();
    if found.is_empty() {
        return;
    }
    for member in members {
        push_name(out, &[member.as_bytes()]);
        push_array(out, &found, &mut push);
    }
}

/// Appends the values that do not fit the type of the member that they should be.
fn push_others(
    name: &[u8],
    values: &[&[u8]],
    fits: impl Fn(&[u8]) -> bool,
    text: impl FnMut(&mut Vec<u8>, &[u8]),
    out: &mut Vec<u8>,
) {
    if values.iter().all(|value| fits(value)) {
        return;
    }
    let others: Vec<&[u8]> = values.iter().copied().filter(|value| !fits(value)).collect();
    push_name(out, &[CUSTOM, &custom_name(name)]);
    push_array(out, &others, text);
}

fn push_number(out: &mut Vec<u8>, digits: &[u8]) {
    out.extend_from_slice(digits);
}

fn push_plain(out: &mut Vec<u8>, text: &str) {
    push_string(out, text.as_bytes(), Guard::Off);
}

/// The name of a priority.
fn level(value: &[u8]) -> Option<&'static str> {
    match value {
        [digit @ b'0'..=b'7'] => LEVELS.get(usize::from(digit - b'0')).copied(),
        _ => None,
    }
}

/// A facility's code and name.
fn facility(value: &[u8]) -> Option<(usize, Option<&'static str>)> {
    let code: usize = std::str::from_utf8(value).ok().filter(|_| is_number(value))?.parse().ok()?;
    Some((code, *FACILITIES.get(code)?))
}

/// What a field is in the schema, or else in Filebeat's journald input.
fn meaning(name: &[u8]) -> Meaning {
    use Meaning::{Custom, Facility, Number, Priority, Text, Unit};
    match name {
        b"MESSAGE" => Text("message"),
        PRIORITY => Priority,
        FACILITY => Facility,
        b"SYSLOG_IDENTIFIER" => Text("log.syslog.appname"),
        b"SYSLOG_PID" => Text("log.syslog.procid"),
        b"MESSAGE_ID" => Text("event.code"),
        b"_PID" => Number("process.pid"),
        b"TID" => Number("process.thread.id"),
        b"_COMM" => Text("process.name"),
        b"_EXE" => Text("process.executable"),
        b"_CMDLINE" => Text("process.command_line"),
        b"_UID" => Text("user.id"),
        b"_GID" => Text("group.id"),
        b"_HOSTNAME" => Text("host.hostname"),
        b"_MACHINE_ID" => Text("host.id"),
        b"CODE_FILE" => Text("log.origin.file.name"),
        b"CODE_LINE" => Number("log.origin.file.line"),
        b"CODE_FUNC" => Text("log.origin.function"),
        b"CONTAINER_ID_FULL" => Text("container.id"),
        b"CONTAINER_NAME" => Text("container.name"),
        b"IMAGE_NAME" => Text("container.image.name"),
        // From here on the names are Filebeat's.
        b"_SYSTEMD_UNIT" => Unit("systemd.unit"),
        b"_SYSTEMD_USER_UNIT" => Text("systemd.user_unit"),
        b"_SYSTEMD_SLICE" => Text("systemd.slice"),
        b"_SYSTEMD_USER_SLICE" => Text("systemd.user_slice"),
        b"_SYSTEMD_CGROUP" => Text("systemd.cgroup"),
        b"_SYSTEMD_SESSION" => Text("systemd.session"),
        b"_SYSTEMD_INVOCATION_ID" => Text("systemd.invocation_id"),
        b"_SYSTEMD_OWNER_UID" => Number("systemd.owner_uid"),
        b"_TRANSPORT" => Text("systemd.transport"),
        b"_AUDIT_LOGINUID" => Number("journald.audit.login_uid"),
        b"_AUDIT_SESSION" => Text("journald.audit.session"),
        b"_CAP_EFFECTIVE" => Text("journald.process.capabilities"),
        b"_KERNEL_DEVICE" => Text("journald.kernel.device"),
        b"_KERNEL_SUBSYSTEM" => Text("journald.kernel.subsystem"),
        b"_UDEV_SYSNAME" => Text("journald.kernel.device_name"),
        b"_UDEV_DEVNODE" => Text("journald.kernel.device_node_path"),
        b"_UDEV_DEVLINK" => Text("journald.kernel.device_symlinks"),
        b"UNIT" => Text("journald.unit"),
        b"COREDUMP_UNIT" => Text("journald.coredump.unit"),
        b"COREDUMP_USER_UNIT" => Text("journald.coredump.user_unit"),
        b"OBJECT_PID" => Number("journald.object.pid"),
        b"OBJECT_UID" => Number("journald.object.uid"),
        b"OBJECT_GID" => Number("journald.object.gid"),
        b"OBJECT_COMM" => Text("journald.object.process.name"),
        b"OBJECT_EXE" => Text("journald.object.process.executable"),
        b"OBJECT_CMDLINE" => Text("journald.object.process.command_line"),
        b"OBJECT_AUDIT_SESSION" => Number("journald.object.audit.session"),
        b"OBJECT_AUDIT_LOGINUID" => Number("journald.object.audit.login_uid"),
        b"OBJECT_SYSTEMD_UNIT" => Text("journald.object.systemd.unit"),
        b"OBJECT_SYSTEMD_USER_UNIT" => Text("journald.object.systemd.user_unit"),
        b"OBJECT_SYSTEMD_SESSION" => Text("journald.object.systemd.session"),
        b"OBJECT_SYSTEMD_OWNER_UID" => Number("journald.object.systemd.owner_uid"),
        _ => Custom,
    }
}

#[cfg(test)]
mod tests;
