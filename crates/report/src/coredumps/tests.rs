use std::io::Read;

use journalq_file::codec::Codec;
use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};

use super::*;

fn coredump(payloads: &[&str]) -> Coredump {
    let fields: Vec<Field<'_>> = payloads.iter().filter_map(|it| Field::split(it.as_bytes())).collect();
    let head = EntryHead {
        seqnum: 1,
        seqnum_id: Id128::NULL,
        realtime_usec: 5,
        monotonic_usec: 5,
        boot_id: Id128([1; 16]),
        xor_hash: 0,
    };
    Coredump::of(&head, &fields)
}

#[test]
fn only_systemd_coredump_is_believed() {
    const EXE: &str = "_EXE=/usr/lib/systemd/systemd-coredump";
    const COMM: &str = "_COMM=systemd-coredum";
    const UNIT: &str = "_SYSTEMD_UNIT=systemd-coredump@1-2-0.service";
    for (payloads, is_trusted) in [
        (&["_UID=0", COMM, EXE][..], true),
        (&["_UID=0", COMM], true),
        (&["_UID=1000", COMM, EXE, UNIT], true),
        (&["_UID=1000", COMM, EXE, UNIT, "_SYSTEMD_CGROUP=/system.slice/system-systemd.slice/x"], true),
        (&["_UID=1000", COMM, EXE], false),
        (&["_UID=1000", COMM, EXE, "_SYSTEMD_UNIT=user@1000.service"], false),
        (&["_UID=1000", COMM, EXE, UNIT, "_SYSTEMD_CGROUP=/user.slice/x"], false),
        (&["_UID=1000", COMM, UNIT], false),
        (&["_UID=0", COMM, "_EXE=/usr/bin/python3"], false),
        (&["_UID=0", COMM, "_EXE=/home/x/systemd-coredump"], false),
        (&[], false),
    ] {
        assert_eq!(coredump(payloads).is_trusted(), is_trusted, "{payloads:?}");
    }
}

#[test]
fn long_values_are_dropped_but_what_journald_added() {
    let long = "x".repeat(100);
    let texts = [format!("MESSAGE={long}"), format!("_SYSTEMD_UNIT={long}"), "COREDUMP_PID=7".to_owned()];
    let mut coredump = coredump(&texts.each_ref().map(String::as_str));
    coredump.drop_longer(99);
    assert_eq!(coredump.get("MESSAGE"), None);
    assert_eq!(coredump.get("_SYSTEMD_UNIT"), Some(&*long));
    assert_eq!(coredump.number("COREDUMP_PID"), Some(7));
}

#[test]
fn signals_have_names() {
    for (payloads, name) in [
        (&["COREDUMP_SIGNAL=11"][..], Some("SIGSEGV")),
        (&["COREDUMP_SIGNAL=31"], Some("SIGSYS")),
        (&["COREDUMP_SIGNAL=34"], Some("SIGRTMIN+0")),
        (&["COREDUMP_SIGNAL=99"], Some("99")),
        (&["COREDUMP_SIGNAL=0"], Some("0")),
        (&["COREDUMP_SIGNAL=10", "COREDUMP_SIGNAL_NAME=SIGBUS"], Some("SIGBUS")),
        (&["COREDUMP_SIGNAL="], None),
        (&[], None),
    ] {
        assert_eq!(coredump(payloads).signal().as_deref(), name, "{payloads:?}");
    }
}

#[test]
fn cores_are_found_however_they_are_stored() {
    let core = [b"COREDUMP=\x7fELF".to_vec(), b"core".repeat(3000)].concat();
    let payloads: [&[u8]; 4] = [b"MESSAGE=x", b"COREDUMP_PID=1", &core, b"COREDUMP_UID=1"];
    for codec in [None, Some(Codec::Zstd), Some(Codec::Lz4), Some(Codec::Xz)] {
        let mut writer = JournalWriter::new(WriteOptions { codec, ..WriteOptions::default() }).unwrap();
        for payloads in [&payloads[..], &payloads[..2]] {
            let (realtime_usec, monotonic_usec, boot_id) = (1, 1, Id128([1; 16]));
            let seqnum = None;
            writer
                .append(&NewEntry {
                    seqnum,
                    realtime_usec,
                    monotonic_usec,
                    boot_id,
                    xor_hash: None,
                    payloads,
                })
                .unwrap();
        }
        let bytes = writer.finish();
        let file = JournalFile::open(&bytes).unwrap();
        let mut entries = file.entries();
        let (with, without) = (entries.next().unwrap(), entries.next().unwrap());
        let mut scratch = Scratch::default();
        let found = core_in(&file, &with, &mut scratch).unwrap();
        let mut payload = Vec::new();
        found.payload_reader().unwrap().read_to_end(&mut payload).unwrap();
        assert!(payload == core, "{codec:?}");
        assert!(core_in(&file, &without, &mut scratch).is_none());
    }
}

#[test]
fn cores_are_where_entries_say() {
    let message = format!("MESSAGE_ID={DUMPED}");
    assert_eq!(coredump(&[&message, "COREDUMP_FILENAME=/x"]).storage(true), Storage::External);
    assert_eq!(coredump(&[&message]).storage(true), Storage::Journal);
    assert_eq!(coredump(&[&message]).storage(false), Storage::None);
    assert_eq!(coredump(&["MESSAGE_ID=1"]).storage(false), Storage::NoCore);
    for (value, is_truncated) in [("1", true), ("yes", true), ("Yes", true), ("0", false), ("", false)] {
        assert_eq!(coredump(&[&format!("COREDUMP_TRUNCATED={value}")]).is_truncated(), is_truncated);
    }
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_root() {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::Path;

    let outside = tempfile::tempdir().unwrap();
    let root = outside.path().join("root");
    fs::create_dir_all(root.join("var/lib/cores")).unwrap();
    fs::write(outside.path().join("secret"), "outside").unwrap();
    fs::write(root.join("secret"), "inside").unwrap();
    fs::write(root.join("var/lib/cores/core"), "core").unwrap();
    symlink("/var/lib/cores", root.join("cores")).unwrap();
    symlink("../../../../secret", root.join("var/lib/up")).unwrap();
    symlink(outside.path().join("secret"), root.join("absolute")).unwrap();
    symlink("loop", root.join("loop")).unwrap();
    let read = |path: &str| {
        find_below(&root, Path::new(path)).and_then(fs::read_to_string).map_err(|error| error.kind())
    };
    for (path, content) in [
        ("/var/lib/cores/core", "core"),
        ("/cores/core", "core"),
        ("cores/../cores/./core", "core"),
        ("/cores/../../../secret", "inside"),
        ("/../../secret", "inside"),
        ("/var/lib/up", "inside"),
    ] {
        assert_eq!(read(path).as_deref(), Ok(content), "{path}");
    }
    assert_eq!(read("/absolute"), Err(std::io::ErrorKind::NotFound));
    assert_eq!(read("/nothing"), Err(std::io::ErrorKind::NotFound));
    assert_eq!(read("/loop"), Err(std::io::ErrorKind::Other));
}
