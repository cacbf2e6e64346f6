//! `-o timesketch`: entries as events of a timeline, for Timesketch's import of JSONL.
//!
//! Timesketch needs `message`, `datetime` and `timestamp_desc`, and takes `timestamp` in microseconds. All other members are
//! attributes: the fields under their own names. All of their values are strings, since the index behind Timesketch gives an
//! attribute the type of the first value that it meets, and refuses events with others.

use journalq_file::EntryHead;

use crate::head_member::HeadMember;
use crate::object::{push_array, push_long, push_lost, push_name, push_string, push_time};
use crate::{Clock, Guard, Looked};

const MESSAGE: &[u8] = b"MESSAGE";

/// Every event has a message, also where the entry has none.
pub(crate) const LOOKED_AT: [&[u8]; 1] = [MESSAGE];

/// What the time is the time of.
const TIMESTAMP_DESC: &str = "Entry received by the journal";

/// What Plaso calls entries of journals.
const DATA_TYPE: &str = "systemd:journal";

/// Appends the members of the head.
pub(crate) fn push_head(clock: &mut Clock, head: &EntryHead, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"datetime\":");
    push_time(clock, out, head.realtime_usec);
    push_name(out, &[b"timestamp"]);
    push_long(out, head.realtime_usec);
    for (name, value) in [("timestamp_desc", TIMESTAMP_DESC), ("data_type", DATA_TYPE)] {
        push_name(out, &[name.as_bytes()]);
        push_string(out, value.as_bytes(), Guard::Off);
    }
    for member in HeadMember::ALL {
        push_name(out, &[member.name()]);
        out.push(b'"');
        member.push_value(out, head);
        out.push(b'"');
    }
}

/// Appends a field with all its values. The message is there whether it is chosen or not.
pub(crate) fn push_members(guard: Guard, is_shown: bool, name: &[u8], values: &[&[u8]], out: &mut Vec<u8>) {
    let is_message = name == MESSAGE;
    if is_message && let Some(first) = values.first() {
        push_name(out, &[b"message"]);
        push_string(out, first, guard);
    }
    if !is_shown {
        return;
    }
    if !is_message || values.len() > 1 {
        push_name(out, &[name]);
        push_array(out, values, |out, value| push_string(out, value, guard));
    }
    push_lost(out, values, |out| push_name(out, &[name, b"_base64"]));
}

/// Appends an empty message if there is none.
pub(crate) fn push_end(looked: &Looked<'_>, out: &mut Vec<u8>) {
    if looked.get(0).is_none() {
        out.extend_from_slice(b",\"message\":\"\"");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{CURSOR, Stored, head, render, render_all};
    use crate::{Mode, Options};

    /// What Timesketch's documentation (docs/guides/user/import-from-json-csv.md in the repository google/timesketch, commit
    /// 0a88c100d031) asks for: the members that have to be there, and the one that may.
    const MANDATORY: [&str; 3] = ["message", "datetime", "timestamp_desc"];
    const IN_MICROSECONDS: &str = "timestamp";

    fn event(fields: Stored<'_>) -> Value {
        serde_json::from_str(&render(&Options::new(Mode::Timesketch), fields)).unwrap()
    }

    #[test]
    fn what_has_to_be_there_always_is() {
        for fields in
            [&[("MESSAGE", &b"m"[..])][..], &[], &[("FOO", b"1")], &[("MESSAGE", b"\xff"), ("MESSAGE", b"2")]]
        {
            let event = event(fields);
            assert!(MANDATORY.iter().all(|name| event[name].is_string()), "{event}");
            assert!(event[IN_MICROSECONDS].is_u64(), "{event}");
        }
        let chosen = Options { output_fields: vec![b"FOO".to_vec()], ..Options::new(Mode::Timesketch) };
        let event: Value =
            serde_json::from_str(&render(&chosen, &[("MESSAGE", b"m"), ("BAR", b"1"), ("FOO", b"2")]))
                .unwrap();
        assert_eq!((&event["message"], &event["FOO"], event.get("BAR")), (&json!("m"), &json!("2"), None));
    }

    #[test]
    fn attributes_are_strings_whatever_they_hold() {
        let fields: Stored<'_> = &[
            ("_PID", b"101"),
            ("MESSAGE", b"a\"b\n"),
            ("_BOOT_ID", b"left out"),
            ("FOO", b"1"),
            ("BIN", b"a\xff"),
            ("FOO", b"2"),
        ];
        let expected = json!({
            "datetime": "2023-11-14T22:13:20.000000+00:00",
            "timestamp": 1_700_000_000_000_000_u64,
            "timestamp_desc": "Entry received by the journal",
            "data_type": "systemd:journal",
            "__CURSOR": CURSOR,
            "__REALTIME_TIMESTAMP": "1700000000000000",
            "__MONOTONIC_TIMESTAMP": "1000000",
            "__SEQNUM": "1",
            "__SEQNUM_ID": "f4".repeat(16),
            "_BOOT_ID": "11".repeat(16),
            "_PID": "101",
            "message": "a\"b\n",
            "FOO": ["1", "2"],
            "BIN": "a\u{fffd}",
            "BIN_base64": "Yf8=",
        });
        assert_eq!(event(fields), expected);
        let two = event(&[("MESSAGE", b"1"), ("MESSAGE", b"2")]);
        assert_eq!((&two["message"], &two["MESSAGE"]), (&json!("1"), &json!(["1", "2"])));
    }

    #[test]
    fn a_time_that_no_calendar_has_is_null() {
        let late = journalq_file::EntryHead { realtime_usec: u64::MAX, ..head(0) };
        let text = render_all(&Options::new(Mode::Timesketch), &[(late, &[])]);
        let event: Value = serde_json::from_str(&text).unwrap();
        assert!(event["datetime"].is_null() && event["timestamp"].is_null(), "{event}");
        assert_eq!(event["__REALTIME_TIMESTAMP"], "18446744073709551615");
    }
}
