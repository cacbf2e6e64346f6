use journalq_file::EntryHead;
use journalq_output::Field;

use super::fields::Fields;
use super::*;

/// What an entry of these fields says, that was received at 100 s after the boot.
fn record(fields: &[&str]) -> Option<Record> {
    let head = EntryHead {
        seqnum: 1,
        seqnum_id: Id128([1; 16]),
        realtime_usec: 1_700_000_000_000_000,
        monotonic_usec: 100_000_000,
        boot_id: Id128([2; 16]),
        xor_hash: 0,
    };
    let fields: Vec<Field<'_>> = fields.iter().map(|field| Field::split(field.as_bytes()).unwrap()).collect();
    Fields { head, fields: &fields }.record()
}

const STARTED: &str = "MESSAGE_ID=39f53479d3a045ac8e11786248231fbf";

fn manager_of(fields: &[&str]) -> Option<Manager> {
    match record(&[fields, &[STARTED]].concat())? {
        Record::Unit(message) => Some(message.manager),
        Record::Untrusted { .. } => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_trusted_fields_tell_a_service_manager() {
    assert_eq!(manager_of(&["UNIT=a.service", "_PID=1", "_UID=0", "_COMM=systemd"]), Some(Manager::System));
    let user = ["USER_UNIT=a.service", "_PID=900", "_UID=1000", "_COMM=systemd"];
    let in_scope =
        [&user[..], &["_SYSTEMD_UNIT=user@1000.service", "_SYSTEMD_USER_UNIT=init.scope"]].concat();
    assert_eq!(manager_of(&in_scope), Some(Manager::User(1000)));
    let old = [&user[..], &["_SYSTEMD_UNIT=user@1000.service"]].concat();
    assert_eq!(manager_of(&old), Some(Manager::User(1000)));
    for forged in [
        &["UNIT=a.service", "_PID=12", "_UID=0", "_COMM=systemd"][..],
        &["UNIT=a.service", "PID=1", "SYSLOG_PID=1", "_PID=10", "_UID=0"],
        &["UNIT=a.service", "_UID=0"],
        // A user's manager says nothing of the system's units.
        &["UNIT=a.service", "_PID=9", "_UID=7", "_COMM=logger", "_SYSTEMD_USER_UNIT=init.scope"],
        // A user's service that is called like the manager.
        &[
            "USER_UNIT=a.service",
            "_PID=9",
            "_UID=1000",
            "_COMM=systemd",
            "_SYSTEMD_UNIT=user@1000.service",
            "_SYSTEMD_USER_UNIT=evil.service",
        ],
        // One user in another's unit.
        &["USER_UNIT=a.service", "_PID=9", "_UID=1001", "_COMM=systemd", "_SYSTEMD_UNIT=user@1000.service"],
        &["USER_UNIT=a.service", "_PID=9", "_COMM=systemd", "_SYSTEMD_USER_UNIT=init.scope"],
    ] {
        assert_eq!(manager_of(forged), None, "{forged:?}");
    }
    let who = record(&["UNIT=a.service", "_PID=12", "_COMM=logger", STARTED]);
    assert_eq!(who, Some(Record::Untrusted { comm: Some((*b"logger").into()), pid: Some((*b"12").into()) }));
}

#[test]
fn managers_tell_of_their_own_units_only() {
    let user = ["_UID=1000", "_COMM=systemd", "_SYSTEMD_USER_UNIT=init.scope", STARTED];
    assert_eq!(record(&[&user[..], &["UNIT=a.service"]].concat()), None);
    assert_eq!(record(&["_PID=1", "USER_UNIT=a.service", STARTED]), None);
    assert_eq!(record(&["_PID=1", STARTED]), None);
    // Who names no unit is no forger.
    assert_eq!(record(&["_PID=3", STARTED]), None);
}

#[test]
fn what_has_no_invocation_was_skipped() {
    let event = |invocation: &str| match record(&["_PID=1", "UNIT=a.service", STARTED, invocation]) {
        Some(Record::Unit(message)) => (message.event, message.invocation_id.is_some()),
        other => panic!("{other:?}"),
    };
    assert_eq!(event("INVOCATION_ID=b14bdf024e72411787b951856430e0e6"), (Event::Started, true));
    assert_eq!(event("INVOCATION_ID="), (Event::Skipped, false));
    assert_eq!(event("A=versions before v232 name none"), (Event::Started, false));
    assert_eq!(event("INVOCATION_ID=no ID"), (Event::Started, false));
}

#[test]
fn times_are_those_at_which_it_was_sent() {
    let moment = |source: &str| match record(&["_PID=1", "UNIT=a.service", STARTED, source]) {
        Some(Record::Unit(message)) => message.moment.monotonic_usec,
        other => panic!("{other:?}"),
    };
    assert_eq!(moment("_SOURCE_REALTIME_TIMESTAMP=1699999998000000"), 98_000_000);
    assert_eq!(moment("A=1"), 100_000_000);
    // The clock was set in between.
    assert_eq!(moment("_SOURCE_REALTIME_TIMESTAMP=1690000000000000"), 100_000_000);
    assert_eq!(moment("_SOURCE_REALTIME_TIMESTAMP=1700000000000001"), 100_000_000);
    assert_eq!(moment("_SOURCE_REALTIME_TIMESTAMP=-1"), 100_000_000);
}

#[test]
fn names_and_texts_are_bounded() {
    let unit = |len: usize| record(&["_PID=1", STARTED, &format!("UNIT={}", "u".repeat(len))]);
    assert!(unit(255).is_some() && unit(256).is_none() && unit(0).is_none());
    let long = format!("JOB_RESULT={}", "r".repeat(100_000));
    match record(&["_PID=1", STARTED, "UNIT=a.service", &long]) {
        Some(Record::Unit(message)) => {
            assert_eq!(message.details.job_result.map(|text| text.len()), Some(64))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn journald_alone_tells_of_itself_and_what_it_dropped() {
    let stopped = "MESSAGE_ID=d93fb3c9c24d451a97cea615ce59c00b";
    assert_eq!(record(&[stopped, "_TRANSPORT=driver"]), Some(Record::JournalStopped(Id128([2; 16]))));
    assert_eq!(record(&[stopped, "_TRANSPORT=journal"]), None);
    let dropped = ["MESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e", "N_DROPPED=12"];
    let text = "MESSAGE=Suppressed 12 messages from init.scope";
    let by = |transport, text| record(&[&dropped[..], &[transport, text]].concat());
    assert_eq!(by("_TRANSPORT=driver", text), Some(Record::Suppressed(12)));
    assert_eq!(by("_TRANSPORT=driver", "MESSAGE=Suppressed 12 messages from a.service"), None);
    assert_eq!(by("_TRANSPORT=syslog", text), None);
}

#[test]
fn a_finished_start_has_shares() {
    let fields = [
        "MESSAGE_ID=b07a249cd024414a82dd00cd181378ff",
        "KERNEL_USEC=2113000",
        "INITRD_USEC=0",
        "USERSPACE_USEC=4563000",
        "MESSAGE=Startup finished in 5.032s (firmware) + 3.106s (loader) + 2.113s (kernel) + 4.563s (userspace) = 14.816s.",
    ];
    assert_eq!(record(&fields), None);
    match record(&[&fields[..], &["_PID=1"]].concat()) {
        Some(Record::Startup(startup)) => {
            assert_eq!((startup.firmware_usec, startup.loader_usec), (Some(5_032_000), Some(3_106_000)));
            assert_eq!((startup.kernel_usec, startup.userspace_usec), (Some(2_113_000), Some(4_563_000)));
        }
        other => panic!("{other:?}"),
    }
}
