//! A report as JSON: the members that `docs/report.md` lists.

use journalq_file::Id128;
use serde_json::{Value, json};

use super::activity::{Activity, Named};
use super::anomaly::{Anomaly, Line, Place};
use super::boots::Boot;
use super::capped::Capped;
use super::evidence::{Content, FileReport, HeaderFacts, JournalFacts, SealFacts, Times};
use super::kinds::Severity;
use super::report::{Host, Report, Summary};
use super::series::Series;
use super::times::iso;

/// The version of the schema: another one where a member means something else than before, or is gone.
const SCHEMA: u32 = 1;

/// The report as one JSON object.
///
/// Texts hold whatever was in the files.
#[must_use]
pub fn to_json(report: &Report) -> Value {
    let Report { run, summary, files, hosts, series, boots, activity, anomalies } = report;
    json!({
        "schema": SCHEMA,
        "run": {
            "version": run.version,
            "command": run.command,
            "began": time(run.began_usec),
            "has_key": run.has_key,
        },
        "summary": summary_of(summary),
        "anomalies": capped(anomalies, |anomaly| anomaly_of(anomaly, files)),
        "files": files.iter().map(|file| file_of(file, files)).collect::<Vec<_>>(),
        "hosts": capped(hosts, host),
        "series": capped(series, |series| series_of(series, files)),
        "boots": capped(boots, boot),
        "activity": activity_of(activity),
    })
}

/// A moment: microseconds since the Unix epoch, and as ISO 8601.
fn time(usec: u64) -> Value {
    signed_time(i64::try_from(usec).ok())
}

fn signed_time(usec: Option<i64>) -> Value {
    usec.map_or(Value::Null, |usec| json!({ "usec": usec, "iso": iso(usec) }))
}

fn times(times: Option<Times>) -> Value {
    times.map_or(
        Value::Null,
        |times| json!({ "first": time(times.first_usec), "last": time(times.last_usec) }),
    )
}

fn capped<T>(list: &Capped<T>, value: impl Fn(&T) -> Value) -> Value {
    json!({ "items": list.items.iter().map(value).collect::<Vec<_>>(), "more": list.more })
}

fn id(id: Id128) -> Value {
    if id.is_null() { Value::Null } else { id.to_string().into() }
}

fn path(files: &[FileReport], index: usize) -> Value {
    files.get(index).map_or(Value::Null, |file| file.path.clone().into())
}

fn summary_of(summary: &Summary) -> Value {
    let anomalies =
        Severity::ALL.iter().map(|severity| (severity.name().to_owned(), summary.of(*severity).into()));
    json!({
        "journals": summary.journals,
        "unreadable": summary.unreadable,
        "bytes": summary.bytes,
        "entries": summary.entries,
        "times": times(summary.times),
        "hosts": summary.hosts,
        "boots": summary.boots,
        "anomalies": anomalies.collect::<serde_json::Map<String, Value>>(),
    })
}

fn anomaly_of(anomaly: &Anomaly, files: &[FileReport]) -> Value {
    json!({
        "kind": anomaly.kind.name,
        "severity": anomaly.severity.name(),
        "text": anomaly.text,
        "count": anomaly.count,
        "explanation": anomaly.kind.explanation,
        "benign_causes": anomaly.kind.benign,
        "command": anomaly.command,
        "times": times(anomaly.times),
        "files": capped(&anomaly.files, |index| path(files, *index)),
        "places": capped(&anomaly.places, |place| place_of(place, files)),
        "excerpt": anomaly.excerpt.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

fn place_of(place: &Place, files: &[FileReport]) -> Value {
    json!({
        "file": path(files, place.file),
        "offset": place.offset,
        "seqnum": place.seqnum,
        "realtime": time(place.realtime_usec),
    })
}

fn line(line: &Line) -> Value {
    json!({
        "meant": line.is_meant,
        "cursor": line.cursor,
        "realtime": time(line.realtime_usec),
        "priority": line.priority,
        "who": line.who,
        "message": line.message,
    })
}

fn file_of(file: &FileReport, files: &[FileReport]) -> Value {
    let (kind, error, journal, journals) = match &file.content {
        Content::Journal(facts) => ("journal", None, Some(journal_of(facts)), None),
        Content::Packed { journals } => ("packed", None, None, Some(*journals)),
        Content::Unreadable(why) => ("unreadable", Some(why.as_str()), None, None),
    };
    json!({
        "path": file.path,
        "kind": kind,
        "packed_in": file.packed_in.map_or(Value::Null, |outer| path(files, outer)),
        "size": file.size,
        "sha256": file.sha256.map(|sum| sum.to_string()),
        "modified": signed_time(file.times.modified_usec),
        "changed": signed_time(file.times.changed_usec),
        "created": signed_time(file.times.created_usec),
        "error": error,
        "packed_journals": journals,
        "journal": journal,
    })
}

fn journal_of(facts: &JournalFacts) -> Value {
    let verification = &facts.verification;
    let findings = verification.findings.iter().map(|(kind, count)| ((*kind).to_owned(), (*count).into()));
    json!({
        "header": header(&facts.header),
        "entries": facts.entries,
        "times": times(facts.times),
        "boots": facts.boots,
        "verification": {
            "failure": verification.failure,
            "failed_at": verification.failed_at,
            "verified_to": verification.verified_to,
            "findings": findings.collect::<serde_json::Map<String, Value>>(),
        },
        "seals": facts.seals.as_ref().map(seals),
        "free": { "bytes": facts.free.bytes, "nonzero": facts.free.nonzero },
        "orphans": facts.orphans,
    })
}

fn header(header: &HeaderFacts) -> Value {
    let counters = &header.counters;
    json!({
        "file_id": id(header.file_id),
        "machine_id": id(header.machine_id),
        "tail_entry_boot_id": id(header.tail_entry_boot_id),
        "seqnum_id": id(header.seqnum_id),
        "state": header.state,
        "compatible_flags": header.compatible_flags,
        "incompatible_flags": header.incompatible_flags,
        "header_size": header.header_size,
        "arena_size": header.arena_size,
        "written_by": header.writer.to_string(),
        "objects": counters.objects,
        "entries": counters.entries,
        "data": counters.data,
        "fields": counters.fields,
        "tags": counters.tags,
        "entry_arrays": counters.entry_arrays,
        "head_entry_seqnum": header.head_entry_seqnum,
        "tail_entry_seqnum": header.tail_entry_seqnum,
        "head_entry_realtime": time(header.head_entry_realtime_usec),
        "tail_entry_realtime": time(header.tail_entry_realtime_usec),
    })
}

fn seals(seals: &SealFacts) -> Value {
    json!({
        "outcome": seals.outcome.name(),
        "count": seals.count,
        "authentic": seals.authentic,
        "refuted": seals.refuted,
        "validated": seals.validated_usec.map(time),
        "unsealed_entries": seals.unsealed_entries,
    })
}

fn host(host: &Host) -> Value {
    json!({
        "machine_id": id(host.machine_id),
        "names": capped(&host.names, |name| name.clone().into()),
        "files": host.files,
        "entries": host.entries,
        "times": times(host.times),
    })
}

fn series_of(series: &Series, files: &[FileReport]) -> Value {
    json!({
        "machine_id": id(series.machine_id),
        "seqnum_id": id(series.seqnum_id),
        "range": series.range.map(|(first, last)| [first, last]),
        "times": times(series.times),
        "numbers": series.numbers,
        "repeated": series.repeated,
        "missing": series.missing,
        "gaps": capped(&series.gaps, |gap| json!([gap.start(), gap.end()])),
        "files": capped(&series.members, |member| json!({
            "path": path(files, member.file),
            "chain": member.chain,
            "range": [member.range.0, member.range.1],
            "entries": member.entries,
        })),
    })
}

fn boot(boot: &Boot) -> Value {
    json!({
        "machine_id": id(boot.machine_id),
        "boot_id": id(boot.boot_id),
        "entries": boot.entries,
        "times": times(Some(boot.times)),
        "first_monotonic_usec": boot.first_monotonic_usec,
        "last_monotonic_usec": boot.last_monotonic_usec,
        "end": boot.end.name(),
    })
}

fn activity_of(activity: &Activity) -> Value {
    let histogram = &activity.histogram;
    let bars = histogram.bars.iter().map(|(bar, priorities)| {
        json!({ "begin": time(bar.saturating_mul(histogram.width_usec)), "priorities": priorities })
    });
    let named = |named: &Named| json!({ "name": named.name, "entries": named.entries });
    json!({
        "priorities": activity.priorities,
        "week": activity.week,
        "histogram": { "width_usec": histogram.width_usec, "bars": bars.collect::<Vec<_>>() },
        "units": capped(&activity.units, named),
        "identifiers": capped(&activity.identifiers, named),
    })
}
