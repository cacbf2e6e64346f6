use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::testing::{CURSOR, Stored, render};
use crate::{Mode, Options};

/// The fields of the Elastic Common Schema that are used, with their types: a part of `generated/csv/fields.csv` in the
/// repository elastic/ecs, recorded at 8.12.0-dev (commit 7b665790c7c4), and unchanged since 8.11.0.
const SCHEMA: &str = "\
@timestamp,date
message,match_only_text
container.id,keyword
container.image.name,keyword
container.name,keyword
ecs.version,keyword
event.code,keyword
event.id,keyword
event.kind,keyword
event.sequence,long
group.id,keyword
host.boot.id,keyword
host.hostname,keyword
host.id,keyword
log.level,keyword
log.origin.file.line,long
log.origin.file.name,keyword
log.origin.function,keyword
log.syslog.appname,keyword
log.syslog.facility.code,long
log.syslog.facility.name,keyword
log.syslog.priority,long
log.syslog.procid,keyword
log.syslog.severity.code,long
log.syslog.severity.name,keyword
process.command_line,wildcard
process.executable,keyword
process.name,keyword
process.pid,long
process.thread.id,long
service.name,keyword
user.id,keyword
";

/// What Filebeat's journald input calls fields that the schema has not, with their types: a part of
/// `filebeat/input/journald/pkg/journalfield/default.go` in the repository elastic/beats (commit 00b7f18712a6). The last two are
/// our own: Filebeat has all custom fields below one object, and drops the time since the boot.
const FILEBEAT: &str = "\
journald.audit.login_uid,long
journald.audit.session,keyword
journald.coredump.unit,keyword
journald.coredump.user_unit,keyword
journald.kernel.device,keyword
journald.kernel.device_name,keyword
journald.kernel.device_node_path,keyword
journald.kernel.device_symlinks,keyword
journald.kernel.subsystem,keyword
journald.object.audit.login_uid,long
journald.object.audit.session,long
journald.object.gid,long
journald.object.pid,long
journald.object.process.command_line,keyword
journald.object.process.executable,keyword
journald.object.process.name,keyword
journald.object.systemd.owner_uid,long
journald.object.systemd.session,keyword
journald.object.systemd.unit,keyword
journald.object.systemd.user_unit,keyword
journald.object.uid,long
journald.process.capabilities,keyword
journald.unit,keyword
systemd.cgroup,keyword
systemd.invocation_id,keyword
systemd.owner_uid,long
systemd.session,keyword
systemd.slice,keyword
systemd.transport,keyword
systemd.unit,keyword
systemd.user_slice,keyword
systemd.user_unit,keyword
journald.monotonic_usec,long
";

/// Every field that has a name of its own in the output.
const MAPPED: [&str; 53] = [
    "MESSAGE",
    "PRIORITY",
    "SYSLOG_FACILITY",
    "SYSLOG_IDENTIFIER",
    "SYSLOG_PID",
    "MESSAGE_ID",
    "_PID",
    "TID",
    "_COMM",
    "_EXE",
    "_CMDLINE",
    "_UID",
    "_GID",
    "_HOSTNAME",
    "_MACHINE_ID",
    "CODE_FILE",
    "CODE_LINE",
    "CODE_FUNC",
    "CONTAINER_ID_FULL",
    "CONTAINER_NAME",
    "IMAGE_NAME",
    "_SYSTEMD_UNIT",
    "_SYSTEMD_USER_UNIT",
    "_SYSTEMD_SLICE",
    "_SYSTEMD_USER_SLICE",
    "_SYSTEMD_CGROUP",
    "_SYSTEMD_SESSION",
    "_SYSTEMD_INVOCATION_ID",
    "_SYSTEMD_OWNER_UID",
    "_TRANSPORT",
    "_AUDIT_LOGINUID",
    "_AUDIT_SESSION",
    "_CAP_EFFECTIVE",
    "_KERNEL_DEVICE",
    "_KERNEL_SUBSYSTEM",
    "_UDEV_SYSNAME",
    "_UDEV_DEVNODE",
    "_UDEV_DEVLINK",
    "UNIT",
    "COREDUMP_UNIT",
    "COREDUMP_USER_UNIT",
    "OBJECT_PID",
    "OBJECT_UID",
    "OBJECT_GID",
    "OBJECT_COMM",
    "OBJECT_EXE",
    "OBJECT_CMDLINE",
    "OBJECT_AUDIT_SESSION",
    "OBJECT_AUDIT_LOGINUID",
    "OBJECT_SYSTEMD_UNIT",
    "OBJECT_SYSTEMD_USER_UNIT",
    "OBJECT_SYSTEMD_SESSION",
    "OBJECT_SYSTEMD_OWNER_UID",
];

fn object(fields: Stored<'_>) -> Map<String, Value> {
    serde_json::from_str(&render(&Options::new(Mode::Ecs), fields)).unwrap()
}

/// What is there beside the head.
fn members(fields: Stored<'_>) -> Value {
    let mut object = object(fields);
    for name in object_head() {
        object.remove(&name);
    }
    Value::Object(object)
}

fn object_head() -> Vec<String> {
    object(&[]).keys().cloned().collect()
}

#[test]
fn every_member_is_one_of_the_schema_and_has_its_type() {
    let types: BTreeMap<&str, &str> =
        SCHEMA.lines().chain(FILEBEAT.lines()).filter_map(|line| line.split_once(',')).collect();
    let mut met: BTreeMap<String, Value> = BTreeMap::new();
    for value in ["3", "text", "x.service", ""] {
        let fields: Vec<(&str, &[u8])> = MAPPED.iter().map(|name| (*name, value.as_bytes())).collect();
        met.extend(object(&fields).into_iter().filter(|(name, _)| !name.starts_with("journald.custom.")));
    }
    for name in met.keys() {
        assert!(types.contains_key(name.as_str()), "{name} is no field of the schema");
    }
    let unused: Vec<_> = types.keys().filter(|name| !met.contains_key(**name)).collect();
    assert!(unused.is_empty(), "recorded, but not used: {unused:?}");
    // The type of a member is the same whatever is in the fields.
    for value in ["3", "text", "", "99999999999999999999", "-1", "4294967295"] {
        let fields: Vec<(&str, &[u8])> = MAPPED.iter().map(|name| (*name, value.as_bytes())).collect();
        for (name, value) in object(&fields) {
            let is_long = types.get(name.as_str()).copied() == Some("long");
            assert_eq!((value.is_number(), value.is_string()), (is_long, !is_long), "{name}: {value}");
        }
    }
}

#[test]
fn the_head_is_the_event() {
    let expected = json!({
        "@timestamp": "2023-11-14T22:13:20.000000+00:00",
        "ecs.version": "8.11.0",
        "event.kind": "event",
        "event.id": CURSOR,
        "event.sequence": 1,
        "host.boot.id": "11".repeat(16),
        "journald.monotonic_usec": 1_000_000,
    });
    assert_eq!(Value::Object(object(&[("_BOOT_ID", b"left out"), ("__SEQNUM", b"forged")])), expected);
}

#[test]
fn levels_and_facilities_have_their_names() {
    let expected = json!({
        "log.level": "err", "log.syslog.severity.name": "err", "log.syslog.severity.code": 3,
        "log.syslog.facility.code": 10, "log.syslog.facility.name": "authpriv", "log.syslog.priority": 83,
    });
    assert_eq!(members(&[("PRIORITY", b"3"), ("SYSLOG_FACILITY", b"10")]), expected);
    let alone =
        json!({"log.level": "debug", "log.syslog.severity.name": "debug", "log.syslog.severity.code": 7});
    assert_eq!(members(&[("PRIORITY", b"7")]), alone);
    // What does not fit is not lost.
    let odd = json!({"journald.custom.priority": "9", "journald.custom.syslog_facility": "24"});
    assert_eq!(members(&[("PRIORITY", b"9"), ("SYSLOG_FACILITY", b"24")]), odd);
    let nameless = json!({"log.syslog.facility.code": 12});
    assert_eq!(members(&[("SYSLOG_FACILITY", b"12")]), nameless);
}

#[test]
fn only_services_are_services() {
    let service = json!({"systemd.unit": "nginx.service", "service.name": "nginx"});
    assert_eq!(members(&[("_SYSTEMD_UNIT", b"nginx.service")]), service);
    assert_eq!(members(&[("_SYSTEMD_UNIT", b"a.mount")]), json!({"systemd.unit": "a.mount"}));
}

#[test]
fn other_fields_are_custom_and_trusted_ones_cannot_be_imitated() {
    let fields: Stored<'_> =
        &[("FOO", b"1"), ("_FOO", b"2"), ("_PID", b"x"), ("PID", b"3"), ("__JOURNALQ_GRADE", b"intact")];
    let expected = json!({
        "journald.custom.foo": "1", "journald.custom._foo": "2", "journald.custom._pid": "x",
        "journald.custom.pid": "3", "journald.custom.__journalq_grade": "intact",
    });
    assert_eq!(members(fields), expected);
}

#[test]
fn repeated_fields_are_arrays_and_bytes_are_kept() {
    let fields: Stored<'_> = &[
        ("_PID", b"1"),
        ("MESSAGE", b"a\xff"),
        ("_PID", b"x"),
        ("_PID", b"2"),
        ("BIN", b"\xff"),
        ("MESSAGE", b"b"),
    ];
    let expected = json!({
        "process.pid": [1, 2], "journald.custom._pid": "x", "message": ["a\u{fffd}", "b"],
        "journald.base64.message": "Yf8=", "journald.custom.bin": "\u{fffd}",
        "journald.base64.bin": "/w==",
    });
    assert_eq!(members(fields), expected);
}
