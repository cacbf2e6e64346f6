use journalq_file::Id128;

use super::*;
use crate::manager::Details;

use Event::{Failed, StartFailed, Started, Starting, Succeeded};

const BOOT: Id128 = Id128([1; 16]);

fn moment(monotonic_usec: u64) -> Moment {
    Moment { realtime_usec: 1_700_000_000_000_000 + monotonic_usec, monotonic_usec }
}

fn message(unit: &str, usec: u64, event: Event) -> Record {
    Record::Unit(UnitMessage {
        moment: moment(usec),
        boot_id: BOOT,
        manager: Manager::System,
        unit: unit.as_bytes().into(),
        event,
        invocation_id: None,
        details: Details::default(),
    })
}

fn finished(usec: u64, [firmware, loader, kernel, initrd, userspace]: [Option<u64>; 5]) -> Record {
    Record::Startup(Startup {
        moment: moment(usec),
        boot_id: BOOT,
        manager: Manager::System,
        firmware_usec: firmware,
        loader_usec: loader,
        kernel_usec: kernel,
        initrd_usec: initrd,
        userspace_usec: userspace,
    })
}

fn times(records: impl IntoIterator<Item = Record>) -> BootTimes {
    let mut times = BootTimes::default();
    records.into_iter().for_each(|record| times.add(record));
    times
}

#[test]
fn what_was_logged_counts() {
    let shares = times([
        message("graphical.target", 7, Started),
        finished(9, [Some(100), Some(50), Some(2), Some(0), Some(7)]),
        finished(99, [None, None, Some(1), None, None]),
    ])
    .shares();
    assert_eq!((shares.basis, shares.finished_usec), (Basis::Logged, Some(9)));
    assert_eq!((shares.kernel_usec, shares.initrd_usec, shares.userspace_usec), (Some(2), None, Some(7)));
    assert_eq!(shares.total_usec(), Some(159));
    let in_container = times([finished(9, [None, None, None, None, Some(7)])]).shares();
    assert_eq!((in_container.basis, in_container.total_usec()), (Basis::LoggedUserspace, Some(7)));
}

#[test]
fn a_users_start_is_not_the_systems() {
    let Record::Startup(startup) = finished(9, [None, None, None, None, Some(7)]) else { unreachable!() };
    let of_user = Record::Startup(Startup { manager: Manager::User(1000), ..startup });
    let times = times([of_user]);
    assert_eq!(times.shares().basis, Basis::Nothing);
    assert_eq!(times.users().iter().map(|user| user.userspace_usec).collect::<Vec<_>>(), [Some(7)]);
}

#[test]
fn what_was_not_logged_is_computed() {
    let messages = || {
        [
            message("a.service", 10, Starting),
            message("initrd-switch-root.target", 30, Started),
            message("multi-user.target", 90, Started),
        ]
    };
    let shares = times(messages()).shares();
    assert_eq!((shares.basis, shares.finished_usec), (Basis::Computed, Some(90)));
    let parts = (shares.kernel_usec, shares.initrd_usec, shares.userspace_usec);
    assert_eq!(parts, (Some(10), Some(20), Some(60)));
    let without_initrd = times(messages().into_iter().filter(|record| match record {
        Record::Unit(message) => &*message.unit != SWITCH_ROOT,
        _ => true,
    }));
    let shares = without_initrd.shares();
    assert_eq!((shares.kernel_usec, shares.initrd_usec, shares.userspace_usec), (Some(10), None, Some(80)));
    // The later target is the end.
    let graphical = times(messages().into_iter().chain([message("graphical.target", 95, Started)]));
    assert_eq!(graphical.shares().finished_usec, Some(95));
    let nothing = times([message("a.service", 10, Starting)]).shares();
    assert_eq!((nothing.basis, nothing.total_usec(), nothing.finished_usec), (Basis::Nothing, None, None));
}

#[test]
fn first_starts_before_the_end_are_told() {
    let times = times([
        message("a.service", 10, Starting),
        message("oneshot.service", 11, Starting),
        message("late.service", 12, Starting),
        message("never.service", 13, Starting),
        message("a.service", 14, Failed),
        message("a.service", 15, StartFailed),
        message("oneshot.service", 16, Succeeded),
        message("oneshot.service", 17, Started),
        message("a.service", 18, Starting),
        message("a.service", 30, Started),
        message("stopped.service", 30, Succeeded),
        finished(40, [None, None, Some(5), None, Some(35)]),
        message("late.service", 50, Started),
        message("later.service", 51, Starting),
        message("later.service", 52, Started),
    ]);
    let told: Vec<_> = times
        .activations()
        .map(|it| {
            (String::from_utf8_lossy(&it.unit).into_owned(), it.begin_usec, it.took_usec(), it.is_started)
        })
        .collect();
    let expected =
        [("a.service", 10, 4, false), ("oneshot.service", 11, 5, true), ("late.service", 12, 38, true)];
    assert_eq!(
        told,
        expected.map(|(unit, begin, took, is_started)| (unit.to_owned(), begin, took, is_started))
    );
    assert!(times.find(b"never.service").is_none() && times.find(b"later.service").is_none());
}

#[test]
fn a_chain_goes_back_to_what_was_done_before() {
    let times = times([
        message("a.service", 10, Starting),
        message("b.service", 11, Starting),
        message("b.service", 20, Started),
        message("c.service", 21, Starting),
        message("a.service", 22, Started),
        message("bad.service", 23, Starting),
        message("bad.service", 24, Failed),
        // All in the same microsecond: the order of the messages counts.
        message("x.target", 30, Started),
        message("c.service", 30, Started),
        message("multi-user.target", 30, Started),
    ]);
    let chain = |unit: &str| {
        let chain = times.chain(times.find(unit.as_bytes()).unwrap());
        chain.iter().map(|it| String::from_utf8_lossy(&it.unit).into_owned()).collect::<Vec<_>>()
    };
    assert_eq!(chain("multi-user.target"), ["multi-user.target", "c.service", "b.service"]);
    assert_eq!(chain("x.target"), ["x.target", "a.service"]);
    assert_eq!(chain("bad.service"), ["bad.service", "a.service"]);
    assert_eq!(times.last_unit().map(|it| &*it.unit), Some(&b"multi-user.target"[..]));
}

#[test]
fn clocks_that_go_back_make_no_negative_times() {
    let times = times([message("a.service", 10, Starting), message("a.service", 3, Started)]);
    assert_eq!(times.find(b"a.service").map(Activation::took_usec), Some(0));
}

#[test]
fn plots_escape_names_and_show_parts() {
    let times = times([
        message("<a>&b.service", 2_000_000, Starting),
        message("<a>&b.service", 6_000_000, Started),
        finished(10_000_000, [None, None, Some(1_000_000), Some(1_000_000), Some(8_000_000)]),
    ]);
    let text = plot(&times, "Boot 1");
    assert!(text.contains(">&lt;a&gt;&amp;b.service (4s)</text>"), "{text}");
    for rect in [
        "<rect class=\"userspace\" x=\"220\" y=\"50\" width=\"800\"",
        "<rect class=\"initrd\" x=\"120\" y=\"50\" width=\"100\"",
        "<rect class=\"kernel\" x=\"20\" y=\"50\" width=\"100\"",
        "<rect class=\"start\" x=\"220\" y=\"82\" width=\"400\"",
        "<rect class=\"behind\" x=\"620\" y=\"82\" width=\"400\"",
    ] {
        assert!(text.contains(rect), "{rect} {text}");
    }
}
