//! The verdicts for machines: a JSON object for each file, framed as entries are in that mode.

use std::io::Write;

use journalq_file::Source;
use journalq_file::seal::SealReport;
use journalq_file::verify::{Detail, Finding, Verdict};
use journalq_output::{Guard, Mode};
use serde_json::{Map, Value, json};

use super::times::Times;
use super::{percent, seals};
use crate::args::Args;
use crate::{environment, pager};

/// Writes to standard output.
pub(crate) struct Report {
    mode: Mode,
    guard: Guard,
    out: Box<dyn Write + Send>,
}

impl Report {
    pub(crate) fn new(args: &Args) -> Self {
        Self { mode: args.mode, guard: environment::guard(args.all), out: pager::stdout() }
    }

    /// Writes what there is to say of a file.
    pub(crate) fn add(&mut self, source: &Source, verdict: &Verdict, times: &Times) -> anyhow::Result<()> {
        let object = object(source, verdict, times);
        let text = if self.mode == Mode::JsonPretty {
            serde_json::to_string_pretty(&object)?
        } else {
            serde_json::to_string(&object)?
        };
        let (before, after) = match self.mode {
            Mode::JsonSeq => ("\x1e", "\n"),
            Mode::JsonSse => ("data: ", "\n\n"),
            _ => ("", "\n"),
        };
        for part in [before.as_bytes(), &self.guard.shown_json(text.as_bytes()), after.as_bytes()] {
            self.out.write_all(part)?;
        }
        Ok(())
    }

    /// Writes all that was held back.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }
}

fn object(source: &Source, verdict: &Verdict, times: &Times) -> Value {
    let failure = verdict.failure.as_ref();
    let lines = failure
        .map(|failure| failure.lines().iter().map(|line| line.text(|usec| times.show(usec))).collect());
    let lines: Vec<String> = lines.unwrap_or_default();
    let counts: Map<String, Value> = verdict
        .findings
        .counts()
        .map(|(kind, count)| {
            (kind.to_owned(), json!({ "severity": count.severity.to_string(), "count": count.count }))
        })
        .collect();
    json!({
        "path": source.path().to_string_lossy(),
        "verdict": if failure.is_some() { "fail" } else { "pass" },
        "error": failure.map(|failure| failure.class.to_string()),
        "position": failure.and_then(|failure| failure.position),
        "percent": failure.filter(|failure| failure.position.is_some()).map(|failure| percent(source, failure)),
        "size": source.bytes().len(),
        "lines": lines,
        "entries": verdict.n_entries,
        "verified_to": verdict.end,
        "seals": verdict.seals.as_ref().map(|report| seal_report(report, times)),
        "counts": counts,
        "findings": verdict.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn seal_report(report: &SealReport, times: &Times) -> Value {
    let verdict = report.verdict();
    json!({
        "verdict": verdict.name(),
        "text": seals::text(&verdict, times),
        "count": report.n_seals,
        "authentic": report.n_authentic,
        "refuted": report.n_refuted,
        "unreadable": report.n_unreadable,
        "validated_usec": report.validated_usec(),
        "unsealed_entries": report.unsealed.map_or(0, |entries| entries.count),
    })
}

fn finding(finding: &Finding) -> Value {
    let details = finding.fault.details().into_iter().map(|(name, detail)| (name.to_owned(), value(detail)));
    json!({
        "kind": finding.fault.kind(),
        "severity": finding.fault.severity().to_string(),
        "object": finding.object.map(|object| object.to_string()),
        "offset": finding.offset,
        "details": details.collect::<Map<String, Value>>(),
        "text": finding.fault.to_string(),
    })
}

fn value(detail: Detail) -> Value {
    match detail {
        Detail::Number(number) => number.into(),
        Detail::Object(object) => object.to_string().into(),
        Detail::Codec(codec) => codec.to_string().into(),
        Detail::Class(class) => class.to_string().into(),
        Detail::Error(error) => error.to_string().into(),
    }
}
