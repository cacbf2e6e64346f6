//! `-o ndjson-typed`: all fields under their own names, numbers as numbers, and any bytes told apart from text.

use journalq_file::EntryHead;

use crate::Guard;
use crate::head_member::HeadMember;
use crate::object::{is_number, push_array, push_base64, push_name, push_string};

/// The fields that systemd defines as numbers: in systemd.journal-fields(7), by its crash handler, its manager and its log
/// of logins, and those that salvage adds.
pub(crate) const NUMBERS: [&str; 39] = [
    "PRIORITY",
    "ERRNO",
    "CODE_LINE",
    "SYSLOG_FACILITY",
    "SYSLOG_PID",
    "TID",
    "_PID",
    "_UID",
    "_GID",
    "_AUDIT_SESSION",
    "_AUDIT_LOGINUID",
    "_SYSTEMD_OWNER_UID",
    "_SOURCE_REALTIME_TIMESTAMP",
    "_SOURCE_MONOTONIC_TIMESTAMP",
    "_SOURCE_BOOTTIME_TIMESTAMP",
    "_AUDIT_TYPE",
    "_AUDIT_ID",
    "OBJECT_PID",
    "OBJECT_UID",
    "OBJECT_GID",
    "OBJECT_AUDIT_SESSION",
    "OBJECT_AUDIT_LOGINUID",
    "OBJECT_SYSTEMD_OWNER_UID",
    "COREDUMP_PID",
    "COREDUMP_UID",
    "COREDUMP_GID",
    "COREDUMP_SIGNAL",
    "COREDUMP_TIMESTAMP",
    "JOB_ID",
    "N_RESTARTS",
    "CPU_USAGE_NSEC",
    "MEMORY_PEAK",
    "LEADER",
    "KERNEL_USEC",
    "INITRD_USEC",
    "USERSPACE_USEC",
    "__JOURNALQ_OFFSET",
    "__JOURNALQ_LOST",
    "__JOURNALQ_ENCLOSED_BY",
];

/// Appends the members of the head.
pub(crate) fn push_head(head: &EntryHead, out: &mut Vec<u8>) {
    let mut value = Vec::with_capacity(160);
    for (place, member) in HeadMember::ALL.into_iter().enumerate() {
        value.clear();
        member.push_value(&mut value, head);
        out.extend_from_slice(if place == 0 { b"\"" } else { b",\"" });
        out.extend_from_slice(member.name());
        out.extend_from_slice(b"\":");
        if member.number(head).is_some() && is_number(&value) {
            out.extend_from_slice(&value);
        } else {
            push_string(out, &value, Guard::Off);
        }
    }
}

/// Appends a field with all its values.
pub(crate) fn push_members(guard: Guard, name: &[u8], values: &[&[u8]], out: &mut Vec<u8>) {
    let may_be_number = NUMBERS.iter().any(|number| number.as_bytes() == name);
    push_name(out, &[name]);
    push_array(out, values, |out, value| {
        if may_be_number && is_number(value) {
            out.extend_from_slice(value);
        } else if std::str::from_utf8(value).is_ok() {
            push_string(out, value, guard);
        } else {
            out.extend_from_slice(b"{\"base64\":");
            push_base64(out, value);
            out.push(b'}');
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::testing::{CURSOR, Stored, render};
    use crate::{Mode, Options};

    fn options() -> Options {
        Options::new(Mode::NdjsonTyped)
    }

    fn members(options: &Options, fields: Stored<'_>) -> String {
        let text = render(options, fields);
        let (_, members) = text.split_once("\"_BOOT_ID\":\"11111111111111111111111111111111\"").unwrap();
        members.strip_suffix("}\n").unwrap().to_owned()
    }

    #[test]
    fn the_head_comes_first() {
        let text = format!(
            "{{\"__CURSOR\":\"{CURSOR}\",\"__REALTIME_TIMESTAMP\":1700000000000000,\
             \"__MONOTONIC_TIMESTAMP\":1000000,\"__SEQNUM\":1,\
             \"__SEQNUM_ID\":\"f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4\",\
             \"_BOOT_ID\":\"11111111111111111111111111111111\",\"_PID\":101}}\n"
        );
        let fields: Stored<'_> =
            &[("_BOOT_ID", b"skipped"), ("_PID", b"101"), ("bad", b"x"), ("__SEQNUM", b"forged")];
        assert_eq!(render(&options(), fields), text);
    }

    #[test]
    fn only_canonical_numbers_of_fields_that_are_numbers_are_numbers() {
        for (name, value, text) in [
            ("PRIORITY", "3", "3"),
            ("PRIORITY", "03", "\"03\""),
            ("PRIORITY", "", "\"\""),
            ("_UID", "4294967295", "4294967295"),
            ("_AUDIT_ID", "9007199254740993", "\"9007199254740993\""),
            ("FOO", "3", "\"3\""),
            ("MESSAGE", "42", "\"42\""),
        ] {
            assert_eq!(members(&options(), &[(name, value.as_bytes())]), format!(",\"{name}\":{text}"));
        }
    }

    #[test]
    fn the_document_has_the_fields_that_are_numbers() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/output.md");
        let document = std::fs::read_to_string(path).unwrap();
        let (_, behind) = document.split_once("those that systemd defines as numbers:\n\n").unwrap();
        let (list, _) = behind.split_once(".\n").unwrap();
        let names: Vec<&str> = list.split([',', '\n', ' ']).filter(|name| !name.is_empty()).collect();
        let expected: Vec<String> = crate::typed::NUMBERS.iter().map(|name| format!("`{name}`")).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn bytes_are_told_apart_from_text_and_nothing_is_cut() {
        let long = "x".repeat(100_000);
        let fields: Stored<'_> = &[
            ("BIN", b"\xff\x00a"),
            ("TEXT", "a\"b\\\n\t\u{17c}\0\x1b\u{9b}".as_bytes()),
            ("FAKE", br#"{"base64":"/wBh"}"#),
            ("LONG", long.as_bytes()),
        ];
        let expected = format!(
            ",\"BIN\":{{\"base64\":\"/wBh\"}},\"TEXT\":\"a\\\"b\\\\\\n\\t\u{17c}\\u0000\\u001b\\u009b\",\
             \"FAKE\":\"{{\\\"base64\\\":\\\"/wBh\\\"}}\",\"LONG\":\"{long}\""
        );
        assert_eq!(members(&options(), fields), expected);
    }

    #[test]
    fn repeated_fields_are_arrays_at_their_first_place() {
        let fields: Stored<'_> =
            &[("_PID", b"1"), ("FOO", b"a"), ("_PID", b"x"), ("FOO", b"\xff"), ("_PID", b"2")];
        assert_eq!(members(&options(), fields), r#","_PID":[1,"x",2],"FOO":["a",{"base64":"/w=="}]"#);
        let chosen = Options { output_fields: vec![b"FOO".to_vec()], ..options() };
        assert_eq!(members(&chosen, fields), r#","FOO":["a",{"base64":"/w=="}]"#);
    }
}
