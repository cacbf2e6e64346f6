use super::origin::Program;
use super::text::{Attempt, Event, parse};
use super::*;

use journalq_file::EntryHead;
use journalq_output::Field;

const BOOT: Id128 = Id128([1; 16]);

fn head(boot_id: Id128, second: u64) -> EntryHead {
    EntryHead {
        seqnum: second,
        seqnum_id: Id128([9; 16]),
        realtime_usec: second * 1_000_000,
        monotonic_usec: second,
        boot_id,
        xor_hash: 0,
    }
}

/// What a tracker makes of entries: second, and fields.
fn track(entries: &[(u64, &[&str])]) -> Vec<Login> {
    let mut tracker = Tracker::new(false);
    for (second, payloads) in entries {
        let fields: Vec<Field<'_>> =
            payloads.iter().filter_map(|payload| Field::split(payload.as_bytes())).collect();
        tracker.add(&head(BOOT, *second), &fields);
    }
    tracker.finish(&[BootEnd { boot_id: BOOT, machine_id: Id128::NULL, last_usec: 99_000_000 }])
}

const SSHD: [&str; 3] = ["_UID=0", "_COMM=sshd", "_EXE=/usr/sbin/sshd"];
const SUDO: [&str; 3] = ["_UID=1000", "_COMM=sudo", "_EXE=/usr/bin/sudo"];
const LOGIND: [&str; 3] = ["_UID=0", "_COMM=systemd-logind", "_EXE=/usr/lib/systemd/systemd-logind"];

fn attempt(event: Option<Event>) -> Attempt {
    match event {
        Some(Event::Attempt(attempt) | Event::GaveUp(attempt)) => attempt,
        other => panic!("{other:?}"),
    }
}

/// User, address and port of a message of sshd.
fn client(message: &str) -> (Option<String>, Option<String>, Option<u16>) {
    let attempt = attempt(parse(Program::Sshd, message));
    (attempt.user, attempt.from, attempt.port)
}

fn named(user: &str, from: &str, port: u16) -> (Option<String>, Option<String>, Option<u16>) {
    (Some(user.to_owned()), Some(from.to_owned()), Some(port))
}

#[test]
fn messages_of_sshd_are_read_from_the_end() {
    for (message, user, from, port) in [
        ("Accepted password for bob from 10.0.0.1 port 5000 ssh2", "bob", "10.0.0.1", 5000),
        ("Accepted publickey for bob from 2001:db8::1 port 1 ssh2: RSA SHA256:abc", "bob", "2001:db8::1", 1),
        ("Failed password for bob from 10.0.0.1 port 5000 ssh2", "bob", "10.0.0.1", 5000),
        ("Failed none for invalid user  from 10.0.0.1 port 5000 ssh2", "", "10.0.0.1", 5000),
        ("Failed password for invalid user a b from 10.0.0.1 port 5000 ssh2", "a b", "10.0.0.1", 5000),
        // A client that calls itself like the end of a message.
        (
            "Failed password for invalid user x from 1.2.3.4 port 22 ssh2 from 10.0.0.1 port 5000 ssh2",
            "x from 1.2.3.4 port 22 ssh2",
            "10.0.0.1",
            5000,
        ),
        (
            "Failed password for invalid user x from 1.2.3.4 port 22 ssh2: RSA SHA256:a from 10.0.0.1 port 5000 ssh2",
            "x from 1.2.3.4 port 22 ssh2: RSA SHA256:a",
            "10.0.0.1",
            5000,
        ),
        (
            "Invalid user x from 1.2.3.4 port 22 from 10.0.0.1 port 5000",
            "x from 1.2.3.4 port 22",
            "10.0.0.1",
            5000,
        ),
        ("Invalid user  from 10.0.0.1 port 5000", "", "10.0.0.1", 5000),
        (
            "Connection closed by authenticating user bob 10.0.0.1 port 5000 [preauth]",
            "bob",
            "10.0.0.1",
            5000,
        ),
        (
            "Connection closed by invalid user x 1.2.3.4 port 22 [preauth] 10.0.0.1 port 5000 [preauth]",
            "x 1.2.3.4 port 22 [preauth]",
            "10.0.0.1",
            5000,
        ),
        ("Connection closed by invalid user  10.0.0.1 port 5000 [preauth]", "", "10.0.0.1", 5000),
        ("Disconnected from invalid user a b 10.0.0.1 port 5000 [preauth]", "a b", "10.0.0.1", 5000),
        (
            "error: maximum authentication attempts exceeded for invalid user a b from 10.0.0.1 port 5000 ssh2 [preauth]",
            "a b",
            "10.0.0.1",
            5000,
        ),
    ] {
        assert_eq!(client(message), named(user, from, port), "{message}");
    }
    for message in [
        "Accepted password for bob",
        "Failed password for bob from 10.0.0.1 port 99999 ssh2",
        "Failed password for bob from 10.0.0.1 port 5000 ssh2 and more",
        "Connection closed by 10.0.0.1 port 5000 [preauth]",
        "Received disconnect from 10.0.0.1 port 5000:11: disconnected by user",
        "",
    ] {
        assert_eq!(parse(Program::Sshd, message), None, "{message}");
    }
}

/// Texts that an attacker may choose, of parts that mean something to who reads messages.
fn chosen(number: usize) -> String {
    const PARTS: [&str; 16] = [
        " from ",
        "1.2.3.4",
        " port ",
        "22",
        " ssh2",
        ": ",
        "invalid user ",
        " [preauth]",
        "x",
        " ",
        "'",
        " ; USER=",
        "root",
        " ; COMMAND=",
        "::1:9",
        " FOR '",
    ];
    // Steps through all sequences of few parts, and then through some of more.
    let mut number = number.wrapping_mul(0x9e37_79b1);
    let mut text = String::new();
    for _ in 0..7 {
        text.push_str(PARTS[number % 16]);
        number /= 16;
    }
    text
}

#[test]
fn no_name_changes_what_the_server_says() {
    let of = |program, message: &str| {
        let attempt = attempt(parse(program, message));
        (attempt.user.unwrap(), attempt.from, attempt.port)
    };
    let real = |name: &str| (name.to_owned(), Some("10.0.0.1".to_owned()), Some(5000));
    for name in (0..20_000).map(chosen) {
        for message in [
            format!("Failed password for invalid user {name} from 10.0.0.1 port 5000 ssh2"),
            format!("Failed keyboard-interactive/pam for invalid user {name} from 10.0.0.1 port 5000 ssh2"),
            format!("Invalid user {name} from 10.0.0.1 port 5000"),
            format!("Connection closed by invalid user {name} 10.0.0.1 port 5000 [preauth]"),
            format!("Disconnected from authenticating user {name} 10.0.0.1 port 5000 [preauth]"),
            format!(
                "maximum authentication attempts exceeded for invalid user {name} from 10.0.0.1 port 5000 ssh2 [preauth]"
            ),
        ] {
            assert_eq!(of(Program::Sshd, &message), real(&name), "{message}");
        }
        let message = format!("Bad password attempt for '{name}' from 10.0.0.1:5000");
        assert_eq!(of(Program::Dropbear, &message), real(&name), "{message}");
        let message = format!("FAILED LOGIN (2) on '/dev/tty1' FOR '{name}', Authentication failure");
        assert_eq!(of(Program::Login, &message), (name.clone(), None, None), "{message}");
        // The key's name is chosen, too: the address is the server's, or none.
        let message = format!(
            "Failed publickey for bob from 10.0.0.1 port 5000 ssh2: RSA-CERT SHA256:abc ID {name} (serial 0)"
        );
        let (user, from, _) = client(&message);
        assert!(
            user.is_none() && from.is_none() || (user, from) == (Some("bob".into()), real("").1),
            "{message}"
        );
        // So are folder and command.
        for message in [
            format!("bob : TTY=pts/0 ; PWD=/{name} ; USER=daemon ; COMMAND=/bin/sh"),
            format!("bob : TTY=pts/0 ; PWD=/ ; USER=daemon ; COMMAND=/bin/sh {name}"),
            format!("bob : TTY=pts/0 ; PWD=/{name} ; USER=daemon ; COMMAND=/bin/sh {name}"),
        ] {
            let Attempt { user, target, .. } = attempt(parse(Program::Sudo, &message));
            assert_eq!(user.as_deref(), Some("bob"));
            assert!(target.is_none() || target.as_deref() == Some("daemon"), "{message}");
        }
    }
}

#[test]
fn what_can_be_read_in_two_ways_counts_for_nobody() {
    // The name of a key is the client's, too.
    let message = "Failed publickey for invalid user bob from 10.0.0.1 port 5000 ssh2: RSA-CERT SHA256:abc \
                   ID x from 1.2.3.4 port 22 ssh2 (serial 0)";
    assert_eq!(client(message), named("bob", "10.0.0.1", 5000));
    let message = "Failed publickey for bob from 10.0.0.1 port 5000 ssh2: RSA-CERT SHA256:abc ID x from 1.2.3.4 port 22 ssh2: y";
    assert_eq!(client(message), (None, None, None));
    let sudo = |message| {
        let Attempt { user, target, detail, .. } = attempt(parse(Program::Sudo, message));
        (user.unwrap(), target, detail.unwrap())
    };
    let own = |text: &str| text.to_owned();
    assert_eq!(
        sudo("     bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; TSID=01 ; COMMAND=/usr/bin/id -u ; x"),
        (own("bob"), Some(own("root")), own("/usr/bin/id -u ; x"))
    );
    assert_eq!(
        sudo("bob : TTY=pts/0 ; PWD=/tmp/ ; USER=bob ; COMMAND=/bin/true ; USER=root ; COMMAND=/bin/sh"),
        (own("bob"), None, own("/tmp/ ; USER=bob ; COMMAND=/bin/true ; USER=root ; COMMAND=/bin/sh"))
    );
    assert_eq!(
        sudo("bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh"),
        (own("bob"), Some(own("root")), own("3 incorrect password attempts: /bin/sh"))
    );
    assert_eq!(
        sudo("bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh"),
        (own("bob"), Some(own("root")), own("user NOT in sudoers: /bin/sh"))
    );
    assert_eq!(parse(Program::Sudo, "bob : (command continued) -x"), None);
}

#[test]
fn other_programs_are_understood() {
    let told = |program, message| {
        let Attempt { succeeded, user, target, line, from, .. } = attempt(parse(program, message));
        let texts = [user, target, line, from].map(Option::unwrap_or_default);
        format!("{succeeded} {}", texts.join("|"))
    };
    for (program, message, expected) in [
        (Program::Su, "(to root) bob on pts/0", "true bob|root|pts/0|"),
        (Program::Su, "FAILED SU (to root) bob on pts/0", "false bob|root|pts/0|"),
        (Program::Su, "Successful su for root by bob", "true bob|root||"),
        (Program::Su, "FAILED su for root by bob", "false bob|root||"),
        (Program::Login, "LOGIN ON tty1 BY bob", "true bob||tty1|"),
        (Program::Login, "ROOT LOGIN ON tty1", "true root||tty1|"),
        (Program::Login, "LOGIN ON pts/1 BY bob FROM host9", "true bob||pts/1|host9"),
        (
            Program::Login,
            "FAILED LOGIN (1) on '/dev/tty1' FOR 'it's bob', Authentication failure",
            "false it's bob||tty1|",
        ),
        (
            Program::Pkexec,
            "bob: Executing command [USER=root] [TTY=/dev/pts/0] [CWD=/] [COMMAND=/usr/bin/id]",
            "true bob|root|pts/0|",
        ),
        (
            Program::Pkexec,
            "bob: Error executing command as another user: Not authorized [USER=root] [TTY=unknown] [CWD=/] [COMMAND=/x]",
            "false bob|root|unknown|",
        ),
        (Program::Dropbear, "Password auth succeeded for 'bob' from 10.0.0.1:40000", "true bob|||10.0.0.1"),
        (
            Program::Dropbear,
            "Bad password attempt for 'b' from 1.1.1.1:1' from 10.0.0.1:40000",
            "false b' from 1.1.1.1:1|||10.0.0.1",
        ),
        (
            Program::Dropbear,
            "Pubkey auth succeeded for 'bob' with ssh-ed25519 key SHA256:x from 10.0.0.1:4",
            "true bob|||10.0.0.1",
        ),
        (
            Program::Pam,
            "pam_unix(gdm-password:auth): authentication failure; logname= uid=0 euid=0 tty=/dev/tty1 ruser= rhost=  user=bob",
            "false bob||/dev/tty1|",
        ),
    ] {
        assert_eq!(told(program, message), expected, "{message}");
    }
}

#[test]
fn a_login_ends_with_its_process_session_or_connection() {
    let opened = "MESSAGE=pam_unix(sshd:session): session opened for user bob(uid=1000) by (uid=0)";
    let new = format!("MESSAGE_ID={SESSION_NEW}");
    let removed = format!("MESSAGE_ID={SESSION_REMOVED}");
    let [uid, comm, exe] = SSHD;
    let [_, logind, logind_exe] = LOGIND;
    let all = track(&[
        (1, &[uid, comm, exe, "_PID=7", "MESSAGE=Accepted password for bob from 10.0.0.1 port 5000 ssh2"]),
        (2, &[uid, comm, exe, "_PID=7", opened]),
        (
            3,
            &[
                uid,
                logind,
                logind_exe,
                &new,
                "SESSION_ID=3",
                "USER_ID=bob",
                "LEADER=7",
                "MESSAGE=New session 3 of user bob.",
            ],
        ),
        (9, &[uid, comm, exe, "_PID=7", "MESSAGE=pam_unix(sshd:session): session closed for user bob"]),
        (10, &[uid, logind, logind_exe, &removed, "SESSION_ID=3"]),
        // The number of the process, and of the port, again.
        (
            11,
            &[
                uid,
                comm,
                exe,
                "_PID=7",
                "MESSAGE=Accepted publickey for eve from 10.0.0.1 port 5000 ssh2: X Y",
            ],
        ),
        (
            12,
            &[
                uid,
                logind,
                logind_exe,
                &new,
                "SESSION_ID=4",
                "USER_ID=eve",
                "LEADER=7",
                "MESSAGE=New session 4 of user eve.",
            ],
        ),
        (20, &[uid, logind, logind_exe, &removed, "SESSION_ID=4"]),
        (21, &[uid, comm, exe, "_PID=8", "MESSAGE=Accepted password for root from 10.0.0.2 port 6 ssh2"]),
        (22, &[uid, comm, exe, "_PID=9", "MESSAGE=Disconnected from user root 10.0.0.2 port 6"]),
        (23, &[uid, comm, exe, "_PID=10", "MESSAGE=Accepted password for root from 10.0.0.2 port 7 ssh2"]),
        (
            24,
            &[
                uid,
                logind,
                logind_exe,
                &new,
                "SESSION_ID=5",
                "USER_ID=gdm",
                "LEADER=70",
                "MESSAGE=New session '5' of user 'gdm' with class 'greeter' and type 'x11'.",
            ],
        ),
    ]);
    let ends: Vec<_> = all.iter().map(|login| (login.user.as_deref().unwrap(), login.outcome)).collect();
    assert_eq!(
        ends,
        [
            ("bob", Outcome::Ended(9_000_000)),
            ("eve", Outcome::Ended(20_000_000)),
            ("root", Outcome::Ended(22_000_000)),
            ("root", Outcome::Open),
        ]
    );
    assert_eq!((all[0].session.as_deref(), all[1].session.as_deref()), (Some("3"), Some("4")));
    assert!(all.iter().all(|login| login.kind == "ssh" && login.is_trusted));
}

#[test]
fn each_attempt_is_told_once() {
    let [uid, comm, exe] = SSHD;
    let by_sshd = |second, message: &'static str| (second, vec![uid, comm, exe, "_PID=7", message]);
    let entries = [
        by_sshd(1, "MESSAGE=Invalid user x from 10.0.0.1 port 1"),
        by_sshd(2, "MESSAGE=Failed password for invalid user x from 10.0.0.1 port 1 ssh2"),
        by_sshd(3, "MESSAGE=Failed password for invalid user x from 10.0.0.1 port 1 ssh2"),
        by_sshd(4, "MESSAGE=Connection closed by invalid user x 10.0.0.1 port 1 [preauth]"),
        by_sshd(5, "MESSAGE=Connection closed by authenticating user bob 10.0.0.1 port 2 [preauth]"),
        by_sshd(6, "MESSAGE=Connection closed by authenticating user bob 10.0.0.1 port 2 [preauth]"),
    ];
    let entries: Vec<(u64, &[&str])> = entries.iter().map(|(second, of)| (*second, &**of)).collect();
    let all = track(&entries);
    let told: Vec<_> =
        all.iter().map(|it| (it.begin_usec / 1_000_000, it.method.as_deref(), it.outcome)).collect();
    let failed = Outcome::Failed;
    assert_eq!(told, [(1, Some("password"), failed), (3, Some("password"), failed), (5, None, failed)]);
    // A record of the same process brings nothing new, one of another does.
    let record = [
        "_TRANSPORT=audit",
        "_AUDIT_TYPE_NAME=USER_LOGIN",
        "AUDIT_FIELD_RES=failed",
        "AUDIT_FIELD_EXE=\"/usr/sbin/sshd\"",
        "AUDIT_FIELD_ACCT=\"y\"",
        "AUDIT_FIELD_ADDR=10.0.0.9",
    ];
    let same = [&record[..], &["_PID=7"]].concat();
    let other = [&record[..], &["_PID=8"]].concat();
    let audited: Vec<(u64, &[&str])> = vec![(1, &same), entries[1], (3, &other)];
    let all = track(&audited);
    assert_eq!(all.len(), 2);
    assert_eq!(
        (all[1].user.as_deref(), all[1].from.as_deref(), &*all[1].kind),
        (Some("y"), Some("10.0.0.9"), "ssh")
    );
}

#[test]
fn sudo_and_su_last_as_long_as_pam_says() {
    let [uid, comm, exe] = SUDO;
    let all = track(&[
        (1, &[uid, comm, exe, "_PID=7", "MESSAGE=bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh"]),
        (
            2,
            &[
                uid,
                comm,
                exe,
                "_PID=7",
                "MESSAGE=pam_unix(sudo:session): session opened for user root(uid=0) by bob(uid=1000)",
            ],
        ),
        (5, &[uid, comm, exe, "_PID=7", "MESSAGE=pam_unix(sudo:session): session closed for user root"]),
        // Without a session it is over at once.
        (6, &[uid, comm, exe, "_PID=8", "MESSAGE=bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id"]),
        // PAM first.
        (
            7,
            &[
                "_UID=0",
                "_COMM=su",
                "_PID=9",
                "MESSAGE=pam_unix(su-l:session): session opened for user root(uid=0) by bob(uid=1000)",
            ],
        ),
        (8, &["_UID=0", "_COMM=su", "_PID=9", "MESSAGE=(to root) bob on pts/1"]),
        (
            9,
            &["_UID=0", "_COMM=su", "_PID=9", "MESSAGE=pam_unix(su-l:session): session closed for user root"],
        ),
    ]);
    let told: Vec<_> =
        all.iter().map(|it| (&*it.kind, it.line.as_deref(), it.target.as_deref(), it.outcome)).collect();
    assert_eq!(
        told,
        [
            ("sudo", Some("pts/0"), Some("root"), Outcome::Ended(5_000_000)),
            ("sudo", Some("pts/0"), Some("root"), Outcome::Ended(6_000_000)),
            ("su", Some("pts/1"), Some("root"), Outcome::Ended(9_000_000)),
        ]
    );
}

#[test]
fn nobody_can_log_a_login() {
    let message = "MESSAGE=Accepted password for root from 10.0.0.1 port 5000 ssh2";
    let sudo = "MESSAGE=bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh";
    let new = format!("MESSAGE_ID={SESSION_NEW}");
    let forged: [(u64, &[&str]); 9] = [
        (1, &["_UID=1000", "_COMM=logger", "_EXE=/usr/bin/logger", "SYSLOG_IDENTIFIER=sshd", message]),
        // A process can call itself anything, and root's scripts can, too.
        (2, &["_UID=1000", "_COMM=sshd", "_EXE=/home/bob/sshd", message]),
        (3, &["_UID=0", "_COMM=sshd", "_EXE=/usr/bin/python3", message]),
        // sshd itself, with a configuration of the user's.
        (4, &["_UID=1000", "_COMM=sshd", "_EXE=/usr/sbin/sshd", message]),
        (5, &["_UID=1000", "_COMM=sudo", "_EXE=/home/bob/sudo", sudo]),
        (6, &["_UID=1000", "_COMM=sudo", sudo]),
        (7, &["SYSLOG_IDENTIFIER=sudo", sudo]),
        (
            8,
            &[
                "_UID=1000",
                "_COMM=x",
                &new,
                "SESSION_ID=1",
                "USER_ID=root",
                "LEADER=7",
                "MESSAGE=New session 1 of user root.",
            ],
        ),
        (9, &["_UID=0", "_COMM=sshd", "_EXE=/tmp/sshd", message]),
    ];
    let all = track(&forged);
    assert_eq!(all.len(), forged.len());
    assert!(all.iter().all(|login| !login.is_trusted));
    let [uid, comm, exe] = SUDO;
    let other = "MESSAGE=pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)";
    assert_eq!(track(&[(1, &[uid, comm, exe, "_PID=7", other])]), []);
    // Nor end one.
    let [uid, comm, exe] = SSHD;
    let all = track(&[
        (1, &[uid, comm, exe, "_PID=7", message]),
        (
            2,
            &[
                "_UID=1000",
                "_COMM=sshd",
                "_EXE=/home/x/sshd",
                "_PID=7",
                "MESSAGE=pam_unix(sshd:session): session closed for user root",
            ],
        ),
        (
            3,
            &[
                "_UID=1000",
                "_COMM=sshd",
                "_EXE=/usr/sbin/sshd",
                "_PID=9",
                "MESSAGE=Disconnected from user root 10.0.0.1 port 5000",
            ],
        ),
    ]);
    assert_eq!((all.len(), all[0].outcome), (1, Outcome::Open));
    let nix = "_EXE=/nix/store/0-openssh/bin/.sshd-wrapped";
    assert!(track(&[(1, &["_UID=0", "_COMM=sshd", nix, message])])[0].is_trusted);
    assert!(track(&[(1, &["_UID=0", "_COMM=sshd", "_EXE=/usr/sbin/sshd (deleted)", message])])[0].is_trusted);
}

#[test]
fn what_does_not_end_ends_with_its_boot() {
    let [uid, comm, exe] = SSHD;
    let boots = [1, 2, 3, 4].map(|n| Id128([n; 16]));
    let mut tracker = Tracker::new(false);
    let mut log = |boot: usize, second: u64, payloads: &[&str]| {
        let fields: Vec<_> = payloads.iter().filter_map(|it| Field::split(it.as_bytes())).collect();
        tracker.add(&head(boots[boot], second), &fields);
    };
    for boot in 0..4 {
        let second = u64::try_from(boot).unwrap() * 10 + 1;
        log(
            boot,
            second,
            &[uid, comm, exe, "_PID=7", "MESSAGE=Accepted password for bob from 10.0.0.1 port 5 ssh2"],
        );
    }
    let journald = ["_UID=0", "_COMM=systemd-journal", "_EXE=/usr/lib/systemd/systemd-journald"];
    let stopped = format!("MESSAGE_ID={JOURNAL_STOPPED}");
    log(0, 9, &[&journald[..], &[&stopped]].concat());
    // journald was started anew, and the host went on.
    log(1, 12, &[&journald[..], &[&stopped]].concat());
    let end = |n: usize, machine: u8| BootEnd {
        boot_id: boots[n],
        machine_id: Id128([machine; 16]),
        last_usec: (u64::try_from(n).unwrap() * 10 + 9) * 1_000_000,
    };
    let all = tracker.finish(&[end(0, 1), end(1, 1), end(2, 1), end(3, 2)]);
    let outcomes: Vec<_> = all.iter().map(|login| login.outcome).collect();
    let (shut_down, crashed) = (Outcome::ShutDown(9_000_000), Outcome::Crashed(19_000_000));
    assert_eq!(outcomes, [shut_down, crashed, Outcome::Open, Outcome::Open]);
}

#[test]
fn addresses_are_numbers_networks_or_names() {
    let from = |text: &str| Login {
        from: Some(text.to_owned()),
        ..track(&[(1, &["_UID=0", "_COMM=sshd", "MESSAGE=Accepted password for bob from a port 5 ssh2"])])
            .remove(0)
    };
    for (asked, address, is_meant) in [
        ("10.0.0.1", "10.0.0.1", true),
        ("10.0.0.1", "10.0.0.10", false),
        ("10.0.0.0/8", "10.255.0.1", true),
        ("10.0.0.0/8", "11.0.0.1", false),
        ("0.0.0.0/0", "1.2.3.4", true),
        ("0.0.0.0/0", "::1", false),
        ("10.0.0.1", "::ffff:10.0.0.1", true),
        ("2001:db8::/32", "2001:0db8:1::1", true),
        ("fe80::/10", "fe80::1%eth0", true),
        ("host.example", "host.example", true),
        ("host", "host.example", false),
    ] {
        assert_eq!(Addresses::parse(asked).unwrap().contain(&from(address)), is_meant, "{asked} {address}");
    }
    for wrong in ["10.0.0.0/33", "::/129", "10.0.0.0/x", "name/8"] {
        assert_eq!(Addresses::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_process_that_has_the_number_of_one_that_is_gone_is_another_login() {
    let login = ["_UID=0", "_COMM=login", "_EXE=/usr/bin/login", "_PID=70"];
    let opened = "MESSAGE=pam_unix(login:session): session opened for user eve(uid=1001) by LOGIN(uid=0)";
    let accepted = "MESSAGE=Accepted password for bob from 10.0.0.1 port 5000 ssh2";
    let left = "MESSAGE=Disconnected from user bob 10.0.0.1 port 5000";
    let sshd = [&SSHD[..], &["_PID=70"]].concat();
    let of_sshd = |message| [&sshd[..], &[message]].concat();
    let of_login = |message| [&login[..], &[message]].concat();
    let users = |logins: &[Login]| {
        logins.iter().map(|it| (it.user.clone().unwrap_or_default(), it.outcome)).collect::<Vec<_>>()
    };
    // Another program: the end of the first was not logged.
    let logins = track(&[(1, &of_sshd(accepted)), (5, &of_login(opened))]);
    assert_eq!(users(&logins), [("bob".to_owned(), Outcome::Open), ("eve".to_owned(), Outcome::Open)]);
    // The same program: the first was over.
    let again = "MESSAGE=pam_unix(sshd:session): session opened for user eve(uid=1001) by eve(uid=0)";
    let logins = track(&[(1, &of_sshd(accepted)), (3, &of_sshd(left)), (5, &of_sshd(again))]);
    let ended = Outcome::Ended(3_000_000);
    assert_eq!(users(&logins), [("bob".to_owned(), ended), ("eve".to_owned(), Outcome::Open)]);
    // A set-user-ID program.
    let sudo = [
        &SUDO[..],
        &["_PID=70", "MESSAGE=pam_unix(sudo:session): session opened for user root(uid=0) by eve(uid=1001)"],
    ]
    .concat();
    let logins = track(&[(1, &of_sshd(accepted)), (5, &sudo)]);
    assert_eq!(users(&logins).len(), 2);
}

#[test]
fn of_long_texts_the_beginning_is_kept() {
    let long = "ä".repeat(100_000);
    let message = format!("MESSAGE=Failed password for invalid user x{long} from 10.0.0.1 port 7 ssh2");
    let logins = track(&[(1, &[&SSHD[..], &["_PID=7", &message]].concat())]);
    let [login] = &*logins else { panic!("{} logins", logins.len()) };
    let user = login.user.as_deref().unwrap();
    assert!(user.starts_with("xää") && user.ends_with("ä…") && user.len() < 4200, "{} bytes", user.len());
    assert_eq!((login.from.as_deref(), login.port), (Some("10.0.0.1"), Some(7)));
    let id = format!("SESSION_ID={long}");
    let new = format!("MESSAGE_ID={SESSION_NEW}");
    let logins = track(&[(1, &[&LOGIND[..], &[&new, &id, "USER_ID=bob", "LEADER=9"]].concat())]);
    assert!(logins[0].session.as_ref().unwrap().len() < 4200);
}
