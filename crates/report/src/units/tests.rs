use super::*;
use crate::manager::{Details, Event, Moment, Usage};

use Event::{
    Failed, Reloaded, Reloading, RestartScheduled, Skipped, StartFailed, Started, Starting, Stopped,
    Stopping, Succeeded,
};

const BOOT: Id128 = Id128([1; 16]);
const NAME: &[u8] = b"a.service";

/// A message of that event a second after the one before, with what it says of results.
fn message(second: u64, event: Event, result: &str) -> UnitMessage {
    let result = (!result.is_empty()).then(|| result.as_bytes().into());
    let is_job = matches!(event, Started | StartFailed | Stopped | Reloaded | Skipped);
    let (job_result, unit_result) = if is_job { (result, None) } else { (None, result) };
    UnitMessage {
        moment: Moment {
            realtime_usec: 1_000_000_000 + second * 1_000_000,
            monotonic_usec: second * 1_000_000,
        },
        boot_id: BOOT,
        manager: Manager::System,
        unit: NAME.into(),
        event,
        invocation_id: None,
        details: Details { job_result, unit_result, ..Details::default() },
    }
}

/// The unit behind these messages.
fn behind(messages: &[(Event, &str)]) -> Unit {
    let mut units = Units::new(Keep::Steps);
    for ((event, result), second) in messages.iter().zip(1..) {
        units.add(Record::Unit(message(second, *event, result)), |_| true);
    }
    units.units()[0].clone()
}

/// State, result, runs and restarts behind messages.
#[track_caller]
fn check(messages: &[(Event, &str)], expected: (Active, &str, u64, u64)) {
    let unit = behind(messages);
    let result = unit.result.as_deref().map(|result| String::from_utf8_lossy(result).into_owned());
    let found = (unit.active, result.unwrap_or_default(), unit.runs, unit.restarts);
    let (active, result, runs, restarts) = expected;
    assert_eq!(found, (active, result.to_owned(), runs, restarts), "{messages:?}");
}

#[test]
fn what_starts_and_stops() {
    check(&[(Starting, "")], (Active::Activating, "", 1, 0));
    check(&[(Starting, ""), (Started, "done")], (Active::Active, "", 1, 0));
    // A target, or a beginning that was not logged.
    check(&[(Started, "done")], (Active::Active, "", 1, 0));
    check(&[(Started, "done"), (Reloading, "")], (Active::Reloading, "", 1, 0));
    check(&[(Started, "done"), (Reloading, ""), (Reloaded, "done")], (Active::Active, "", 1, 0));
    check(&[(Started, "done"), (Stopping, "")], (Active::Deactivating, "", 1, 0));
    check(
        &[(Started, "done"), (Stopping, ""), (Succeeded, ""), (Stopped, "done")],
        (Active::Inactive, "success", 1, 0),
    );
    check(&[(Started, "done"), (Stopped, "done")], (Active::Inactive, "", 1, 0));
    // A stop job that came to no end says nothing of the unit.
    check(&[(Started, "done"), (Stopping, ""), (Stopped, "timeout")], (Active::Deactivating, "", 1, 0));
}

#[test]
fn what_ends_before_its_start_is_done() {
    let oneshot = [(Starting, ""), (Succeeded, ""), (Started, "done")];
    check(&oneshot, (Active::Inactive, "success", 1, 0));
    check(&[oneshot, oneshot].concat(), (Active::Inactive, "success", 2, 0));
    check(&[&oneshot[..], &[(Starting, ""), (Started, "done")]].concat(), (Active::Active, "success", 2, 0));
}

#[test]
fn what_fails() {
    check(&[(Starting, ""), (Failed, "timeout"), (StartFailed, "failed")], (Active::Failed, "timeout", 1, 0));
    // Without a failure of its own it was not even tried.
    check(&[(StartFailed, "dependency")], (Active::Inactive, "dependency", 0, 0));
    check(&[(Starting, ""), (StartFailed, "canceled")], (Active::Inactive, "canceled", 1, 0));
    // Another job's failure is not that of a running unit.
    check(&[(Started, "done"), (StartFailed, "timeout")], (Active::Active, "timeout", 1, 0));
    check(
        &[(Started, "done"), (Stopping, ""), (Failed, "timeout"), (Stopped, "done")],
        (Active::Failed, "timeout", 1, 0),
    );
    check(
        &[(Started, "done"), (Failed, "signal"), (Starting, ""), (Started, "done")],
        (Active::Active, "signal", 2, 0),
    );
}

#[test]
fn what_is_started_again() {
    let crash = [(Started, "done"), (Failed, "signal"), (RestartScheduled, "")];
    check(&crash, (Active::Activating, "signal", 1, 1));
    check(&[&crash[..], &[(Started, "done")]].concat(), (Active::Active, "signal", 2, 1));
    check(
        &[&crash[..], &crash, &[(Failed, "start-limit-hit"), (StartFailed, "failed")]].concat(),
        (Active::Failed, "start-limit-hit", 2, 2),
    );
}

#[test]
fn what_is_skipped_is_no_run() {
    check(&[(Skipped, "done")], (Active::Inactive, "skipped", 0, 0));
    check(&[(Started, "done"), (Skipped, "done")], (Active::Active, "skipped", 1, 0));
}

#[test]
fn states_last_until_the_next() {
    let unit = behind(&[(Starting, ""), (Event::Exited, ""), (Started, "done"), (Stopped, "done")]);
    let lasted: Vec<_> = unit.steps.iter().map(|step| step.ended_usec).collect();
    assert_eq!(lasted, [None, None, Some(2_000_000), Some(1_000_000)]);
    assert_eq!(
        unit.changes.iter().map(|(_, active)| *active).collect::<Vec<_>>(),
        [Active::Activating, Active::Active, Active::Inactive]
    );
    assert_eq!(unit.since.map(|since| since.monotonic_usec), Some(4_000_000));
}

#[test]
fn runs_are_summed_and_peaks_are_not() {
    let mut units = Units::new(Keep::State);
    for (second, cpu_nsec, memory_peak) in [(1, 5, Some(7)), (2, u64::MAX, Some(3)), (3, 1, None)] {
        let usage = Usage { cpu_nsec: Some(cpu_nsec), memory_peak, ..Usage::default() };
        let mut message = message(second, Event::Resources, "");
        message.details.usage = Some(Box::new(usage));
        units.add(Record::Unit(message), |_| true);
    }
    let expected = Usage { cpu_nsec: Some(u64::MAX), memory_peak: Some(7), ..Usage::default() };
    assert_eq!(units.units()[0].usage, expected);
}

#[test]
fn boots_and_managers_have_units_of_their_own() {
    let mut units = Units::new(Keep::State);
    for (boot, manager) in
        [(1, Manager::System), (2, Manager::System), (1, Manager::User(1000)), (1, Manager::System)]
    {
        let message = UnitMessage { boot_id: Id128([boot; 16]), manager, ..message(1, Started, "done") };
        units.add(Record::Unit(message), |_| true);
    }
    assert_eq!(units.units().len(), 3);
    units.add(Record::Unit(message(2, Started, "done")), |name| name != NAME);
    assert_eq!(units.units().len(), 3);
}

#[test]
fn a_shutdown_is_an_end() {
    let mut units = Units::new(Keep::State);
    assert!(!units.has_ended(BOOT));
    units.add(Record::JournalStopped(BOOT), |_| true);
    assert!(units.has_ended(BOOT));
    // journald was only started anew.
    units.add(Record::JournalStarted(BOOT), |_| true);
    assert!(!units.has_ended(BOOT));
    let shutdown = UnitMessage { unit: (*b"shutdown.target").into(), ..message(1, Started, "done") };
    units.add(Record::Unit(shutdown.clone()), |_| false);
    assert!(units.has_ended(BOOT));
    let of_user = UnitMessage { manager: Manager::User(1), boot_id: Id128([2; 16]), ..shutdown };
    units.add(Record::Unit(of_user), |_| true);
    assert!(!units.has_ended(Id128([2; 16])));
}

#[test]
fn pictures_escape_names_and_end_with_the_boot() {
    let mut units = Units::new(Keep::Changes);
    for (second, event) in [(1, Starting), (3, Started), (4, Stopped)] {
        let unit = (*b"<script>.service").into();
        units.add(Record::Unit(UnitMessage { unit, ..message(second, event, "done") }), |_| true);
    }
    let shown: Vec<&Unit> = units.units().iter().collect();
    let text = picture(&shown, 11_000_000, "Boot \"1\"");
    assert!(text.contains(">&lt;script&gt;.service</text>") && !text.contains("<script"), "{text}");
    assert!(text.contains("<title>Boot &quot;1&quot;</title>"), "{text}");
    // Ten seconds are a thousand pixels.
    let bars: Vec<&str> = text.lines().filter(|line| line.contains(" at ")).collect();
    assert_eq!(
        bars,
        [
            "<rect class=\"activating\" x=\"320\" y=\"66\" width=\"200\" height=\"14\"><title>activating at 1s for 2s</title></rect>",
            "<rect class=\"active\" x=\"520\" y=\"66\" width=\"100\" height=\"14\"><title>active at 3s for 1s</title></rect>",
            "<rect class=\"inactive\" x=\"620\" y=\"66\" width=\"700\" height=\"14\"><title>inactive at 4s for 7s</title></rect>",
        ]
    );
}

#[test]
fn pictures_have_an_end() {
    let mut units = Units::new(Keep::Changes);
    for number in 0..1200_u64 {
        let unit = format!("{number}.service").into_bytes().into();
        units.add(Record::Unit(UnitMessage { unit, ..message(number, Started, "done") }), |_| true);
    }
    for second in 0..5000 {
        let event = if second % 2 == 0 { Started } else { Stopped };
        units.add(
            Record::Unit(UnitMessage { unit: (*b"0.service").into(), ..message(second, event, "done") }),
            |_| true,
        );
    }
    let shown: Vec<&Unit> = units.units().iter().collect();
    let text = picture(&shown, 5_000_000_000, "");
    assert!(text.contains("and 200 more") && !text.contains("1000.service"));
    assert!(text.lines().count() < 2 * 1000 + 1100, "{}", text.lines().count());
}
