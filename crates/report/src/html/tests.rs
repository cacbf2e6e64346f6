use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use journalq_file::Id128;

use super::*;
use crate::examination::{
    Activity, Anomaly, Boot, BootEnd, Capped, Content, Counters, Excerpt, FileReport, FileTimes, FreeSpace,
    HeaderFacts, Histogram, Host, JournalFacts, KINDS, Line, Member, Named, PRIORITIES, Place, Run,
    SealFacts, SealOutcome, Series, Sha256 as Sum, Summary, Times, Verification, Writer,
};

/// What would do something anywhere in a page where it were not escaped.
const HOSTILE: &str = "</style></script><script>alert(1)</script>\"><img src=x onerror='alert(2)'>--><!--\u{202e}\x1b[31m\u{2028}&amp;`${1}`";

const DAY: u64 = 86_400_000_000;
const TIMES: Times = Times { first_usec: 1_700_000_000_000_000, last_usec: 1_700_000_000_000_000 + 40 * DAY };

/// As much of everything as there is room for in a report, and this text wherever there is text.
fn full(count: usize, text: &str) -> Report {
    let text = text.to_owned();
    let of = |count: usize| (0..count).map(|index| u64::try_from(index).unwrap());
    let id = |n: u64| Id128(u128::from(n + 1).to_be_bytes());
    let named = |n| Named { name: text.clone(), entries: u64::MAX - n };
    let boot = |n: u64| Boot {
        machine_id: id(n % 3),
        boot_id: id(n),
        entries: n,
        times: Times { first_usec: TIMES.first_usec + n * DAY, last_usec: TIMES.first_usec + (n + 2) * DAY },
        first_monotonic_usec: 0,
        last_monotonic_usec: u64::MAX,
        end: [BootEnd::Clean, BootEnd::Missing, BootEnd::Open][usize::try_from(n % 3).unwrap()],
    };
    let host = |n| Host {
        machine_id: id(n),
        names: Capped::from(vec![text.clone(); 4]),
        files: n,
        entries: n,
        times: Some(TIMES),
    };
    Report {
        run: Run { version: text.clone(), command: text.repeat(count), began_usec: u64::MAX, has_key: true },
        summary: Summary {
            journals: 1,
            unreadable: 1,
            entries: u64::MAX,
            anomalies: [1, 2, 3, 4],
            ..Summary::default()
        },
        files: of(count).map(|n| file(n, &text)).collect(),
        hosts: Capped { items: of(count).map(host).collect(), more: 7 },
        series: Capped { items: of(count).map(|n| series(n, count.min(64), &text)).collect(), more: 7 },
        boots: Capped { items: of(count).map(boot).collect(), more: 7 },
        activity: Activity {
            histogram: Histogram {
                width_usec: 60_000_000,
                bars: of(count).map(|n| (n * n, [n; PRIORITIES])).collect::<BTreeMap<_, _>>(),
            },
            priorities: [u64::MAX / 9; PRIORITIES],
            week: [[u64::MAX; 24]; 7],
            units: Capped { items: of(count).map(named).collect(), more: 7 },
            identifiers: Capped { items: of(count).map(named).collect(), more: 7 },
        },
        anomalies: Capped { items: of(count).map(|n| anomaly(n, &text)).collect(), more: 7 },
    }
}

fn file(n: u64, text: &str) -> FileReport {
    let header = HeaderFacts {
        file_id: Id128([1; 16]),
        machine_id: Id128([2; 16]),
        tail_entry_boot_id: Id128([3; 16]),
        seqnum_id: Id128::NULL,
        state: text.to_owned(),
        compatible_flags: vec![text.to_owned(); 32],
        incompatible_flags: vec![text.to_owned(); 32],
        header_size: 272,
        arena_size: u64::MAX,
        writer: Writer { from: Some(254), to: None },
        counters: Counters {
            objects: u64::MAX,
            entries: u64::MAX,
            data: Some(u64::MAX),
            ..Counters::default()
        },
        head_entry_seqnum: 1,
        tail_entry_seqnum: u64::MAX,
        head_entry_realtime_usec: 0,
        tail_entry_realtime_usec: u64::MAX,
    };
    let facts = JournalFacts {
        header,
        entries: u64::MAX,
        times: Some(TIMES),
        boots: 1,
        verification: Verification {
            failure: Some(text.to_owned()),
            failed_at: Some(1),
            findings: vec![("wrong-hash", u64::MAX); 40],
            verified_to: None,
        },
        seals: Some(SealFacts {
            count: 3,
            authentic: Some(2),
            refuted: Some(1),
            validated_usec: Some(TIMES.last_usec),
            unsealed_entries: Some(3),
            outcome: SealOutcome::Checked("altered"),
        }),
        free: FreeSpace { bytes: 9, nonzero: 8 },
        orphans: Some(4),
    };
    FileReport {
        path: format!("/evidence/{text}/{text}"),
        packed_in: Some(0),
        size: Some(u64::MAX),
        sha256: Some(Sum([0xab; 32])),
        times: FileTimes { modified_usec: Some(-1), changed_usec: Some(i64::MAX), created_usec: Some(5) },
        content: match n % 4 {
            0 => Content::Unreadable(text.to_owned()),
            1 => Content::Packed { journals: n },
            _ => Content::Journal(Box::new(facts)),
        },
    }
}

fn series(n: u64, count: usize, text: &str) -> Series {
    let member = |file| Member { file, chain: text.to_owned(), range: (1, u64::MAX), entries: u64::MAX };
    let gaps: Vec<RangeInclusive<u64>> =
        (0..u64::try_from(count).unwrap()).map(|gap| gap..=u64::MAX).collect();
    Series {
        machine_id: Id128([2; 16]),
        seqnum_id: Id128(u128::from(n).to_be_bytes()),
        members: Capped { items: (0..count).map(member).collect(), more: 7 },
        numbers: u64::MAX,
        repeated: u64::MAX,
        range: Some((1, u64::MAX)),
        times: Some(TIMES),
        gaps: Capped { items: gaps, more: 7 },
        missing: u64::MAX,
    }
}

fn anomaly(n: u64, text: &str) -> Anomaly {
    let kind = KINDS[usize::try_from(n).unwrap() % KINDS.len()];
    let place = Place { file: 3, offset: u64::MAX, seqnum: u64::MAX, realtime_usec: u64::MAX };
    let line = Line {
        is_meant: n.is_multiple_of(2),
        cursor: text.to_owned(),
        realtime_usec: TIMES.first_usec,
        priority: Some(3),
        who: text.to_owned(),
        message: text.to_owned(),
    };
    Anomaly {
        kind,
        severity: kind.most,
        text: format!("{n} {text}"),
        count: n,
        files: Capped { items: vec![0; 64], more: 7 },
        times: Some(TIMES),
        places: Capped { items: vec![place; 16], more: 7 },
        command: format!("journalq '{text}'"),
        excerpt: Excerpt { lines: vec![line; 30] },
    }
}

/// What is in the page beside the script and the style.
fn without_own(page: &str) -> String {
    assert!(page.contains(STYLE) && page.contains(SCRIPT));
    page.replace(STYLE, "").replace(SCRIPT, "")
}

#[test]
fn hostile_texts_are_texts() {
    let page = to_html(&full(8, HOSTILE), TimeZone::UTC);
    let rest = without_own(&page);
    for (tag, times) in
        [("<script", 1), ("</script", 1), ("<style", 1), ("</style", 1), ("<img", 0), ("<!--", 0)]
    {
        assert_eq!(rest.matches(tag).count(), times, "{tag}");
    }
    assert!(rest.contains("&lt;/script&gt;&lt;script&gt;alert(1)"));
    assert!(!rest.contains(['\u{202e}', '\x1b', '\0']));
    let mut rest = rest.as_str();
    while let Some((_, tag)) = rest.split_once('<') {
        let (tag, behind) = tag.split_once('>').unwrap();
        assert!(!tag.contains("alert") || tag.contains('"'), "{tag}");
        let names = tag.split('"').step_by(2);
        assert!(names.clone().all(|part| !part.contains(" style=") && !part.contains(" on")), "{tag}");
        rest = behind;
    }
}

/// Every part that the report has room for is in the page, and nothing of it grows without a bound.
#[test]
fn a_page_is_bounded() {
    for text in ["x".repeat(5000), HOSTILE.repeat(40), "\x01".repeat(2000), "é".repeat(2000)] {
        let page = to_html(&full(700, &text), TimeZone::UTC);
        assert!(page.len() < 2_000_000, "{}", page.len());
        assert!(page.contains("left out here"));
    }
}

#[test]
fn an_empty_report_is_a_page() {
    let mut report = full(0, "");
    report.summary = Summary::default();
    let page = to_html(&report, TimeZone::UTC);
    for section in SECTIONS {
        assert!(page.contains(&format!("<section id=\"{}\">", section.0)), "{}", section.0);
    }
    assert!(page.contains("Nothing of high or medium severity"));
    assert!(
        page.contains("None were found")
            && page.contains("There are no entries")
            && page.contains("There are none")
    );
}

/// All links lead to what is in the page, and no name is there twice.
#[test]
fn links_lead_somewhere() {
    let page = without_own(&to_html(&full(450, "text"), TimeZone::UTC));
    let after = |mark: &str| -> Vec<String> {
        page.split(mark).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let ids = after(" id=\"");
    let mut unique = ids.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), ids.len());
    let links = after("href=\"#");
    assert!(links.len() > 500);
    for link in links {
        assert!(ids.contains(&link), "{link}");
    }
}

#[test]
fn the_policy_names_what_is_inlined() {
    assert_eq!(source_of(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    let page = to_html(&full(1, "text"), TimeZone::UTC);
    let policy =
        format!("default-src 'none'; style-src '{}'; script-src '{}'", source_of(STYLE), source_of(SCRIPT));
    assert!(page.contains(&policy) && !page.contains("unsafe"));
    assert!(SCRIPT.len() < 8192 && !SCRIPT.contains("</") && !STYLE.contains("</"));
    assert!(!SCRIPT.contains("innerHTML") && !SCRIPT.contains("fetch") && !STYLE.contains("url("));
}

#[test]
fn times_are_in_the_zone() {
    let mut report = full(1, "text");
    report.run.began_usec = TIMES.first_usec;
    let zone = TimeZone::posix("CET-1").unwrap();
    assert!(
        to_html(&report, zone)
            .contains("<time datetime=\"2023-11-14T22:13:20+00:00\">2023-11-14 23:13:20 CET</time>")
    );
}
