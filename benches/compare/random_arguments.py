#!/usr/bin/env python3
"""Compare journalq with journalctl by random words on the command line, many of them wrong; see README.md."""

import argparse
import os
import random
import shlex

import chosen_commands
import programs

INTEGERS = ["0", "1", "-1", "+1", "2", "007", "0x3", "0b11", " 3", "", "all", "99999999999", "+", "++2", "1.5", "3k"]
TIMES = ["@1700000100", "2023-11-14 22:15", "yesterday", "", "x", "@1700003000.5", "-1h", "infinity", "@infinity", "today"]
ZERO = "0" * 32
DESCRIPTORS = ["0", "-1", "1", "all", "", "foo", "2", "-", ZERO, ZERO + "-1", "+0", "-0", "99"]
CURSORS = ["s=1;i=1", "t=60a2418251535", "x", "", "b=" + "1" * 32 + ";m=1", "t=0;", "i=1"]
UNITS = ["nginx", "*", "none", "", "x y", "/home", "a*b", "n*", ".service", "-.mount", "a b*", "u" * 300]

# What a word may be followed by: the next word, or something attached.
NEXT = {
    "-n": INTEGERS,
    "-b": DESCRIPTORS,
    "-S": TIMES,
    "-U": TIMES,
    "-o": ["short", "json", "cat", "export", "verbose", "foo", "", "help", "short-iso", "with-unit", "json-seq"],
    "-p": ["3", "err", "0..3", "3..0", "..3", "3..", "x", "", " 3", "err..", "7..debug"],
    "-t": ["sshd", "CRON", ""],
    "-T": ["sshd", "systemd", ""],
    "-u": UNITS,
    "-g": ["time", "", "(", "Failed", "[", "a|b", "^x"],
    "-F": ["_UID", "PRIORITY", "x", "", "MESSAGE_ID", "__CURSOR"],
    "-c": CURSORS,
    "-rn": ["2", "x"],
    "-D": [".", "none", ""],
}
ATTACHED = {
    "-n": INTEGERS,
    "-b": DESCRIPTORS,
    "--lines=": INTEGERS,
    "--boot=": DESCRIPTORS,
    "--invocation=": DESCRIPTORS,
    "--since=": TIMES,
    "--until=": TIMES,
    "--after-cursor=": CURSORS,
    "--facility=": ["kern", "3,4", "", "x", "help", "kern,,mail", "24", "127", "128"],
    "--case-sensitive": ["", "=yes", "=no", "=x", "="],
    "--output-fields=": ["MESSAGE", "_PID,", "", ",", "__CURSOR", "X"],
    "--user-unit=": ["none", ""],
    "--namespace=": ["", "x", "*", "+x"],
    "--root=": ["", "/", "none"],
}
ALONE = (
    "-k -r -e -q -a -m -x -W -l -N -I -Z -qr -qn3 -an+2 --utc --no-full --full --no-tail --truncate-newline --show-cursor --no-pager "
    "--list-boots --list-invocations --header --disk-usage --system --merge --rev --no --no-h --out=cat --bogus --this-boot --utc=1 "
    "--cursor --field -- + PRIORITY=3 _UID=0 _PID=1 A= lower=1 /bin/sh /none foo"
).split() + [""]


def words(rng):
    for _ in range(rng.choice([1, 2, 2, 3, 3, 4, 5])):
        word = rng.choice([*NEXT, *ATTACHED, *ALONE])
        if word in ALONE:
            yield word
        elif word in NEXT and (word not in ATTACHED or rng.random() < 0.5):
            yield from (word, rng.choice(NEXT[word]))
        else:
            yield word + rng.choice(ATTACHED[word])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    programs.add_arguments(parser)
    parser.add_argument("--seed", type=int, default=0, help="of the random words")
    parser.add_argument("--commands", type=int, default=1000, help="how many commands for each folder")
    parser.add_argument("folder", nargs="+", help="as for chosen_commands.py")
    options = parser.parse_args()
    rng, total, different = random.Random(options.seed), 0, 0
    for source in options.folder:
        with programs.Programs(options) as both:
            chosen_commands.fill(both, source, {})
            files = ["--file=" + name for name in sorted(os.listdir(both.folder))]
            for _ in range(options.commands):
                args = files + list(words(rng))
                expected, got = both.both(args, {"TZ": "Europe/Warsaw"})
                total += 1
                if expected != got:
                    different += 1
                    print("DIFFERS", source, shlex.join(args), expected[2].decode(), got[2].decode(), sep="\t")
    print("%d commands, %d differ" % (total, different))
    raise SystemExit(different != 0)


if __name__ == "__main__":
    main()
