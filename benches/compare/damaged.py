#!/usr/bin/env python3
"""Compare what journalq and journalctl read of damaged journals; see README.md."""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter

from programs import ENVIRONMENT

TESTDATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "testdata")
# Both layouts, both hashes, all codecs, with seals and without.
JOURNALS = [
    "demo/system.journal",
    "journals/edge.journal.zst",
    "journals/variants/v257-regular-lz4-jenkins.journal.zst",
    "journals/variants/v262-regular-xz.journal.zst",
    "journals/journald/system.journal.zst",
]
TIMEOUT_SECONDS = 120
# Grades of salvaged entries that claim to be entries of the file, whole.
WHOLE = ("intact", "orphan")
COLUMNS = "class variants entries intact journalctl journalq told salvaged invented".split()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journalq", required=True, help="the program to compare")
    parser.add_argument("--damage", required=True, help="journalq-testkit's example of this name, built")
    parser.add_argument("--root", default="", help="a root folder with the systemd to compare with")
    parser.add_argument("--count", type=int, default=48, help="variants of each journal (48)")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the first variant (0)")
    parser.add_argument("--no-salvage", action="store_true", help="leave salvage out")
    parser.add_argument("--record", metavar="FILE", help="write the numbers of entries that journalctl printed")
    parser.add_argument("journals", nargs="*", default=JOURNALS, help="healthy journals, below testdata or anywhere")
    options = parser.parse_args()
    # Other seeds for each journal: places are chosen alike for the same seed.
    seeds = range(options.seed, options.seed + options.count * len(options.journals), options.count)
    rows = [row for seed, journal in zip(seeds, options.journals) for row in Variants(options, journal, seed).compare()]
    print_table(rows)
    if options.record:
        record(rows, options.record)
    sys.exit(1 if print_cases(rows) else 0)


class Variants:
    """The damaged variants of one journal, in a folder that both programs see."""

    def __init__(self, options, journal, seed):
        self.options, self.journal, self.seed = options, journal, seed
        self.salvages = not options.no_salvage

    def compare(self):
        folder = tempfile.mkdtemp(prefix="damaged-", dir=self.options.root + "/tmp" if self.options.root else None)
        try:
            path = os.path.join(folder, "variants")
            count, seed = str(self.options.count), str(self.seed)
            damage = [self.options.damage, os.path.join(TESTDATA, self.journal), path, "--count", count, "--seed", seed]
            subprocess.run(damage, check=True, stdout=subprocess.DEVNULL)
            original = self.original(folder)
            with open(os.path.join(path, "manifest.tsv"), newline="", encoding="utf-8") as manifest:
                for row in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE):
                    yield self.row(os.path.join(path, row["file"]), row, original)
                    os.remove(os.path.join(path, row["file"]))
        finally:
            shutil.rmtree(folder)

    def original(self, folder):
        """The entries of the healthy journal by sequence number."""
        source, healthy = os.path.join(TESTDATA, self.journal), os.path.join(folder, "healthy.journal")
        if source.endswith(".zst"):
            subprocess.run(["zstd", "-dqo", healthy, source], check=True)
        else:
            shutil.copyfile(source, healthy)
        return {int(entry["__SEQNUM"]): content(entry) for entry in self.journalq("-i", healthy)[1]}

    def row(self, path, row, original):
        touched = {int(seqnum) for seqnum in row["touched_entries"].split(",") if seqnum}
        row.update(journal=self.journal, variants=1, entries=int(row["entries"]), intact=int(row["intact"]))
        start = ["chroot", self.options.root] if self.options.root else []
        _, theirs = run(start + ["journalctl", "--file=" + path[len(self.options.root) :]])
        status, ours = self.journalq("-i", path)
        row.update(journalctl=len(theirs), journalq=len(ours), told=status != 0)
        lacking = Counter(map(identity, theirs)) - Counter(map(identity, ours))
        row.update(status=status, lacking=lacking.total())
        if self.salvages:
            self.salvage(path, row, original, touched)
        return row

    def salvage(self, path, row, original, touched):
        """How many of the intact entries were found, and what was found that never was."""
        _, found = self.journalq("salvage", path)
        contents = {content(entry) for entry in found}
        intact = [entry for seqnum, entry in original.items() if seqnum not in touched]
        healthy = set(original.values())
        row["salvaged"] = sum(entry in contents for entry in intact)
        whole = [content(entry) for entry in found if entry.get("__JOURNALQ_GRADE") in WHOLE]
        row["invented"] = sum(entry not in healthy for entry in whole)

    def journalq(self, *args):
        return run([self.options.journalq, *args])


def run(command):
    """The exit status, and the entries that were printed, as JSON objects with all that is long."""
    command = command + ["-q", "-a", "-o", "json"]
    try:
        done = subprocess.run(command, env={**os.environ, **ENVIRONMENT}, capture_output=True, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        return "timeout", []
    lines = done.stdout.split(b"\n")
    return done.returncode, [json.loads(line) for line in lines if line]


def content(entry):
    """What an entry says, without its address and what salvage adds."""
    left_out = ("__CURSOR", "__SEQNUM_ID")
    kept = {name: value for name, value in entry.items() if name not in left_out and not name.startswith("__JOURNALQ_")}
    return json.dumps(kept, sort_keys=True)


def identity(entry):
    return entry.get("__SEQNUM"), entry.get("__REALTIME_TIMESTAMP"), entry.get("__MONOTONIC_TIMESTAMP"), entry.get("_BOOT_ID")


def print_table(rows):
    print("| " + " | ".join(COLUMNS) + " |\n|---|" + "---:|" * (len(COLUMNS) - 1))
    classes = list(dict.fromkeys(row["class"] for row in rows))
    for name in classes + ["all"]:
        chosen = [row for row in rows if name in (row["class"], "all")]
        sums = [sum(row[column] for row in chosen) if column in chosen[0] else "" for column in COLUMNS[1:]]
        print("| " + " | ".join([name] + [f"{number:,}" if number != "" else "" for number in sums]) + " |")


def print_cases(rows):
    """Lists what must not be; tells whether there is anything."""
    cases = []
    for row in rows:
        if row["journalq"] < row["journalctl"]:
            cases.append((row, f"journalq printed {row['journalq']}, journalctl {row['journalctl']}"))
        elif row["lacking"]:
            cases.append((row, f"{row['lacking']} entries that journalctl printed are not in journalq's output"))
        if row["status"] not in (0, 1):
            cases.append((row, f"journalq ended with {row['status']}"))
        if row["status"] == 0 and row["journalq"] < row["entries"]:
            cases.append((row, f"journalq printed {row['journalq']} of {row['entries']} and told nothing"))
        if row.get("invented"):
            cases.append((row, f"salvage made up {row['invented']} entries"))
        if "salvaged" in row and row["salvaged"] < 0.99 * row["intact"]:
            cases.append((row, f"salvage found {row['salvaged']} of {row['intact']} intact entries"))
    for row, case in cases:
        print(f"{row['journal']}, {row['class']} {row['seed']}: {case}\n    {row['description']}")
    return bool(cases)


def record(rows, path):
    with open(path, "w", encoding="utf-8") as file:
        file.write("journal\tclass\tseed\tentries\n")
        for row in rows:
            file.write(f"{row['journal']}\t{row['class']}\t{row['seed']}\t{row['journalctl']}\n")


if __name__ == "__main__":
    main()
