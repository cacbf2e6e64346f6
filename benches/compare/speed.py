#!/usr/bin/env python3
"""Times journalq beside journalctl on a folder of journals, and prints a Markdown table.

Both run in turn, pair after pair, with the journals in the page cache and their output in a file on a memory file system, whose
pages are kept from run to run. Every figure is one of commands whose output agrees.

    sudo python3 benches/compare/speed.py --root /srv/newer --journalq target/release/journalq --folder /srv/newer/corpus
"""

import argparse
import hashlib
import json
import os
import shutil
import statistics
import sys
import tempfile
import time

from programs import ENVIRONMENT

ROWS = [
    "-o cat",
    "-o short",
    "-o export",
    "-o verbose",
    "-o json",
    "-u nginx.service -o cat",
    "-p err -o cat",
    "-g timeout.*retry -o cat",
    "-g no-such-message -o cat",
    "-F MESSAGE",
    "-n 10",
    "-r -n 1",
    "--list-boots",
    "-N",
    "-F _SYSTEMD_UNIT",
    "-u nginx.service -n 10",
    "--header",
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--journalq", required=True, help="the program to time")
    parser.add_argument("--folder", required=True, help="the journals, below the root folder")
    parser.add_argument("--root", default="", help="a root folder with the systemd to compare with")
    parser.add_argument("--pairs", type=int, default=5, help="runs of each program")
    parser.add_argument("--scratch", default="/dev/shm", help="where the output goes: a memory file system")
    parser.add_argument("--only", default="", help="rows that contain this text")
    options = parser.parse_args()
    files = [f"--file={path[len(options.root):]}" for path in journals(options.folder)]
    chroot = ["chroot", options.root] if options.root else []
    binary = shutil.copy(options.journalq, tempfile.mkdtemp(dir=options.root + "/tmp" if options.root else None))
    programs = [chroot + ["journalctl"], chroot + [binary[len(options.root) :]]]
    print("| command | journalctl wall, CPU | journalq wall, CPU | ratio of wall | of CPU |", "|---|---:|---:|---:|---:|", sep="\n")
    agree = True
    with tempfile.NamedTemporaryFile(dir=options.scratch) as out:
        for row in (row for row in ROWS if options.only in row):
            runs = [[run(program + files + row.split(), out.name) for program in programs] for _ in range(options.pairs + 1)]
            run(programs[0] + files + row.split(), out.name)
            theirs = digest(row, out.name)
            run(programs[1] + files + row.split(), out.name)
            same = digest(row, out.name) == theirs
            agree &= same
            os.truncate(out.name, 0)
            # The first pair warms the cache up.
            print(line(row, runs[1:]) + ("" if same else " output differs"), flush=True)
    shutil.rmtree(os.path.dirname(binary))
    sys.exit(not agree)


def journals(folder):
    return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".journal"))


def run(command, out):
    """Wall and CPU seconds of a run whose output replaces what is in a file. It is cut to its length afterwards, since first
    touches of its pages would cost more than the work."""
    process = os.open(out, os.O_WRONLY)
    begin = time.monotonic()
    pid = os.posix_spawnp(
        command[0],
        command,
        {**os.environ, **ENVIRONMENT},
        file_actions=[(os.POSIX_SPAWN_DUP2, process, 1), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)],
    )
    _, _, usage = os.wait4(pid, 0)
    wall = time.monotonic() - begin
    os.truncate(out, os.lseek(process, 0, os.SEEK_CUR))
    os.close(process)
    return wall, usage.ru_utime + usage.ru_stime


def digest(row, path):
    """What of an output is compared: of JSON objects the members in order, of listings the lines in order, since
    journalctl's orders are random."""
    if row.startswith(("-N", "-F")):
        return hash(tuple(sorted(open(path, "rb"))))
    if "json" in row:
        return [hash(json.dumps(json.loads(text), sort_keys=True)) for text in open(path, "rb")]
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def line(row, runs):
    theirs, ours = zip(*runs)
    figures = [f"{median(run[0] for run in side):.3f} s, {median(run[1] for run in side):.3f} s" for side in (theirs, ours)]
    ratios = [f"{median(a[at] / max(b[at], 1e-4) for a, b in runs):.1f}" for at in (0, 1)]
    return f"| `{row}` | {' | '.join(figures + ratios)} |"


def median(numbers):
    return statistics.median(list(numbers))


if __name__ == "__main__":
    main()
