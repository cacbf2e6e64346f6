#!/usr/bin/env python3
"""Times journalq beside other programs on a folder of journals, and prints Markdown tables; see README.md.

All run in turn, round after round, with the journals in the page cache and their output in a file on a memory file system, whose
pages are kept from run to run. Where the output is not the same, the table says so.

    sudo python3 benches/compare/speed.py --root /srv/newer --journalq target/release/journalq --folder /srv/newer/corpus
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

from measure import Program, Sdjournal, journals, peak_memory, read_anew, run

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
    "--verify",
]

ROWS_OF_MANY = ["-o cat", "-o short", "-o json"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--journalq", required=True, help="the program to time")
    parser.add_argument("--folder", required=True, help="the journals, below the root folder; made where missing")
    parser.add_argument("--root", default="", help="a root folder whose journalctl is timed; without one the machine's is")
    parser.add_argument("--machine", action="store_true", help="with --root: time the machine's journalctl, too")
    parser.add_argument("--sdjournal", help="the driver of the crate sdjournal, on the rows that it can do")
    parser.add_argument("--many", nargs="+", default=[], help="folders of the same entries in more files")
    parser.add_argument("--as-written", action="store_true", help="leave the journals in the page cache as they are")
    parser.add_argument("--one-core", action="store_true", help="let the programs use one processor")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each program")
    parser.add_argument("--many-rounds", type=int, default=1, help="the same for --many, where runs are long")
    parser.add_argument("--scratch", default="/dev/shm", help="where the output goes: a memory file system")
    parser.add_argument("--only", default="", help="rows that contain this text")
    return parser.parse_args()


def main():
    options = arguments()
    # Where both programs find nothing they agree, and the table means nothing.
    for folder in [options.folder] + options.many if options.root else []:
        if os.path.commonpath([os.path.abspath(options.root), os.path.abspath(folder)]) != os.path.abspath(options.root):
            sys.exit(f"{folder} is not below {options.root}, where the other programs would look for it")
    if not os.path.exists(options.folder):
        make_corpus(options.folder)
    for folder in [] if options.as_written else [options.folder] + options.many:
        read_anew(folder)
    if options.one_core:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with (
        tempfile.TemporaryDirectory(dir=options.root + "/tmp" if options.root else None) as binaries,
        tempfile.NamedTemporaryFile(dir=options.scratch) as out,
    ):
        # The others see it below the root folder, too.
        ours = Program(shutil.copy(options.journalq, binaries), options.root)
        table = Table(ours, others(options), out.name)
        table.print_rows(options.folder, [row for row in ROWS if options.only in row], options.rounds)
        if options.many:
            rows = [row for row in ROWS_OF_MANY if options.only in row]
            table.print_many(options.folder, options.many, rows, options.many_rounds)
        sys.exit(not table.agrees)


def make_corpus(folder):
    tools = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tools", "Cargo.toml")
    if not shutil.which("cargo"):
        sys.exit(f"{folder} does not exist, and there is no cargo to make it")
    command = ["cargo", "run", "--release", "--locked", "--manifest-path", tools, "--bin", "corpus", "--", folder]
    subprocess.run(command, check=True)


def others(options):
    """The programs to compare with. The first one's output has to be the same."""
    programs = [Program("journalctl", options.root)]
    if options.root and options.machine:
        programs.append(Program("journalctl"))
    if options.sdjournal:
        programs.append(Sdjournal(os.path.abspath(options.sdjournal)))
    return programs


class Table:
    """Runs the rows, keeps their times and prints them."""

    def __init__(self, ours, others, out):
        self.programs, self.out, self.times, self.agrees = [ours] + others, out, {}, True
        self.names = [program.name() for program in self.programs]

    def print_rows(self, folder, rows, rounds):
        columns = ["command", f"{self.names[0]} wall, CPU, memory"]
        for name in self.names[1:]:
            columns += [f"{name} wall, CPU", "ratios"]
        print_line(columns)
        print_line(["---"] + ["---:"] * (len(columns) - 1), "|")
        for row in rows:
            same = self.compare(folder, row)
            memory = peak_memory(self.programs[0].command(folder, row))
            ours, *theirs = self.time(folder, row, rounds)
            cells = [f"`{row}`", f"{median_times(ours)}, {megabytes(memory)}"]
            for agrees, runs in zip(same, theirs):
                cells += [median_times(runs), ratios(runs, ours) + mark(agrees)]
            print_line(cells)

    def print_many(self, main, folders, rows, rounds):
        """Wall time on folders of more files, and how many times as long that is as on the main folder."""
        print()
        print_line(["command", "files"] + [f"{name} wall, times as long" for name in self.names])
        print_line(["---"] + ["---:"] * (len(self.names) + 1), "|")
        for row in rows:
            few = self.times[main, row]
            for folder in folders:
                same = [True] + self.compare(folder, row)
                times = self.time(folder, row, rounds)
                cells = [f"`{row}`", f"{os.path.basename(os.path.normpath(folder))}, {len(journals(folder))}"]
                cells += [longer(before, after) + mark(agrees) for agrees, before, after in zip(same, few, times)]
                print_line(cells)

    def compare(self, folder, row):
        """Tells for each of the other programs whether what is compared of its output is the same. This also brings the
        journals into the page cache."""
        ours, *others = self.programs
        run(ours.command(folder, row), self.out)
        expected = [other.digest(row, self.out) for other in others if other.command(folder, row)]
        same = []
        for other in others:
            command = other.command(folder, row)
            if command:
                run(command, self.out)
            same.append(not command or other.digest(row, self.out) == expected.pop(0))
        self.agrees &= same[0]
        return same

    def time(self, folder, row, rounds):
        """The wall and CPU times of all runs of each program, in turn; empty where a program cannot do the row."""
        os.truncate(self.out, 0)
        commands = [program.command(folder, row) for program in self.programs]
        runs = [[] for _ in commands]
        for _ in range(rounds):
            for command, of_program in zip(commands, runs):
                if command:
                    of_program.append(run(command, self.out))
        self.times[folder, row] = runs
        return runs


def print_line(cells, end=" |"):
    print("|" + end[:-1] + (end[:-1] + "|" + end[:-1]).join(cells) + end, flush=True)


def mark(agrees):
    return "" if agrees else ", output differs"


def megabytes(size):
    """Of a run that is too short for samples only the beginning was seen, if anything."""
    return f"{size / 1e6:.1f} MB" if size > 100_000 else "-"


def median(numbers):
    return statistics.median(list(numbers))


def median_times(runs):
    return ", ".join(f"{median(run[at] for run in runs):.3f} s" for at in (0, 1) if runs)


def ratios(theirs, ours):
    """How many times as long they take, round by round: wall and CPU time."""
    return ", ".join(f"{median(a[at] / max(b[at], 1e-4) for a, b in zip(theirs, ours)):.1f}" for at in (0, 1) if theirs)


def longer(few, many):
    """The wall time on many files, and how many times that on few files it is."""
    if not many:
        return ""
    few, many = (median(wall for wall, _ in runs) for runs in (few, many))
    return f"{many:.2f} s, {many / few:.1f}"


if __name__ == "__main__":
    main()
