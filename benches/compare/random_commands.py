#!/usr/bin/env python3
"""Compare journalq with journalctl on random journals and random commands; see README.md."""

import argparse
import os
import random
import re
import shutil
import struct

import programs

MODES = (
    "short short-full short-iso short-iso-precise short-precise short-monotonic short-delta short-unix "
    "verbose export json json-pretty json-sse json-seq cat with-unit"
).split()
MESSAGES = ["line\nline2\n\n", "\x1b[31mred\x1b[0m \ttab", "trail\r\n", "\x01binary", ""]
ENVIRONMENT = {"TZ": "Europe/Warsaw"}


def identifier(rng):
    return "%032x" % rng.getrandbits(128)


def fields(rng, machine, host, boot):
    """One entry's fields, some of them missing, some repeated."""
    run = "%032x" % (int(boot[:8], 16) * 7 + rng.randrange(2) + 1)
    single = {
        "_MACHINE_ID": machine,
        "_HOSTNAME": host,
        "PRIORITY": str(rng.randrange(8)),
        "SYSLOG_FACILITY": str(rng.randrange(6)),
        "SYSLOG_IDENTIFIER": rng.choice(["a", "b", "c", ""]),
        "_PID": str(rng.randrange(5)),
        "_UID": rng.choice(["0", "33"]),
        "_TRANSPORT": rng.choice(["kernel", "syslog", "audit"]),
        "_SYSTEMD_UNIT": rng.choice(["x.service", "y.service", "z.slice"]),
        "_SYSTEMD_CGROUP": rng.choice(["/init.scope", "/a"]),
        "_SYSTEMD_SLICE": "z.slice",
        "_SYSTEMD_INVOCATION_ID": run,
        "UNIT": rng.choice(["x.service", "y.service"]),
        "OBJECT_SYSTEMD_UNIT": "x.service",
    }
    for _ in range(rng.randrange(8)):
        single.pop(rng.choice(list(single)))
    items = list(single.items())
    for _ in range(rng.choice([0, 1, 1, 1, 1, 2])):
        generated = ["m%d" % rng.randrange(20), "x" * rng.choice([10, 300, 600, 5000]), "żółć 漢字 " * rng.randrange(1, 8)]
        items.append(("MESSAGE", rng.choice(MESSAGES + generated)))
    if rng.random() < 0.1:
        items += [("REPEATED", "1"), ("REPEATED", "2"), ("REPEATED", "1")]
    return items


def entries(rng):
    """Entries of some machines and boots, with clocks that stop, are set back, or start over with every boot."""
    start, clockless, stepped = 1_700_000_000_000_000, rng.random() < 0.25, rng.random() < 0.4
    for number in range(rng.choice([1, 1, 2, 3])):
        machine, first = identifier(rng), start + rng.randrange(50_000_000)
        realtime = first
        for _ in range(rng.randrange(1, 5)):
            boot, monotonic = identifier(rng), rng.randrange(5_000_000)
            realtime = first if clockless else realtime
            for _ in range(rng.randrange(60)):
                if stepped and rng.random() < 0.05:
                    realtime += rng.randrange(-30_000_000, 30_000_000)
                passed = rng.choice([0, 1, 1000, rng.randrange(5_000_000)])
                realtime, monotonic = realtime + passed, monotonic + passed
                items = fields(rng, machine, "host%d" % number, boot)
                if rng.random() < 0.2:
                    items.append(("_SOURCE_REALTIME_TIMESTAMP", str(realtime - rng.randrange(3_000_000))))
                yield number, realtime, monotonic, boot, items


def export(stream):
    out = b""
    for realtime, monotonic, boot, items in stream:
        out += b"__REALTIME_TIMESTAMP=%d\n__MONOTONIC_TIMESTAMP=%d\n_BOOT_ID=%s\n" % (realtime, monotonic, boot.encode())
        for name, value in items:
            name, value = name.encode(), value.encode()
            if b"\n" in value or b"\x01" in value:
                out += name + b"\n" + struct.pack("<Q", len(value)) + value + b"\n"
            else:
                out += name + b"=" + value + b"\n"
        out += b"\n"
    return out


class World:
    """Random journals, and random commands that read them."""

    def __init__(self, options, both, seed):
        self.options, self.both, self.rng = options, both, random.Random(seed)
        streams = [[] for _ in range(self.rng.randrange(1, 6))]
        self.times = []
        for number, *entry in entries(self.rng):
            self.times.append(entry[0])
            anywhere = self.rng.random() < 0.7
            streams[self.rng.randrange(len(streams)) if anywhere else number % len(streams)].append(entry)
            if self.rng.random() < 0.05:
                self.rng.choice(streams).append(entry)
        for number, stream in enumerate(streams):
            both.write("f%d.journal" % number, export(stream), self.layout())
        self.files = sorted(os.listdir(both.folder))
        if self.files and self.rng.random() < 0.2:
            shutil.copy(os.path.join(both.folder, self.files[0]), os.path.join(both.folder, "z-copy.journal"))
            self.files.append("z-copy.journal")

    def layout(self):
        return {
            "SYSTEMD_JOURNAL_COMPRESS": self.rng.choice(["ZSTD", "LZ4", "XZ", "0"]),
            "SYSTEMD_JOURNAL_COMPACT": self.rng.choice("01"),
            "SYSTEMD_JOURNAL_KEYED_HASH": self.rng.choice("01"),
        }

    def printed(self, args):
        """What both programs print; the files are named one by one, since a folder has them in an order of its own."""
        return self.both.both(["--file=" + name for name in self.files] + args, ENVIRONMENT)

    def commands(self):
        rng, cursors = self.rng, re.findall(rb"__CURSOR=(.*)", self.printed(["-o", "export"])[0][1])
        for _ in range(self.options.commands):
            args = ["-o", rng.choice(MODES)]
            for chance, words in [
                (0.4, ["-n", rng.choice(["", "+"]) + str(rng.randrange(40))]),
                (0.15, ["-a"]),
                (0.15, ["--no-full"]),
                (0.1, ["--utc"]),
                (0.1, ["-W"]),
                (0.1, ["-m"]),
                (0.1, ["--truncate-newline"]),
                (0.1, ["-T", rng.choice("abc")]),
                (0.2, ["--show-cursor"]),
                (0.1, ["--output-fields", "_PID"]),
                (0.5, rng.choice(self.filters())),
                (0.15, ["-U", self.time()]),
            ]:
                args += words if rng.random() < chance else []
            if rng.random() < 0.3 and not any(word.startswith("+") for word in args):
                args.append("-r")
            if rng.random() < 0.5:
                args += rng.choices(
                    ["PRIORITY=3", "PRIORITY=6", "_PID=1", "_UID=0", "REPEATED=2", "SYSLOG_IDENTIFIER=", "NONE=1", "+"],
                    k=rng.randrange(1, 5),
                )
            where = rng.random()
            if where < 0.15:
                args += ["-S", self.time()]
            elif where > 0.75 and cursors:
                parts = rng.choice(cursors).decode().split(";")
                kept = rng.choice(["sibmtx", "sibmtx", "si", "bm", "t", "sibm"])
                args += [rng.choice(["-c", "--after-cursor"]), ";".join(part for part in parts if part[0] in kept)]
            yield args

    def time(self):
        usec = (self.rng.choice(self.times) if self.times else 0) + self.rng.choice([0, 1, -1, 1_000_000])
        return "@%d.%06d" % divmod(max(usec, 0), 1_000_000)

    def filters(self):
        plain = [["-b", str(offset)] for offset in range(-3, 4)]
        plain += [["-k"], ["-p", "err"], ["-p", "2..5"], ["-t", "a"], ["-t", ""], ["--facility", "kern,auth"], ["-e"]]
        plain += [["-u", unit] for unit in ["x", "z.slice", "*", "[xy]*", "none*"]]
        plain += [["-g", pattern] for pattern in ["m1", "RED|line", "x{20}", "^$"]] + [["--list-boots"]]
        runs = [["-I", "-u", "x"], ["--invocation=-1", "-u", "x"], ["--invocation=1", "-u", "y"]]
        runs += [["--list-invocations", "-u", "x"], ["--list-invocations", "-u", "y.service", "-b", "-1"]]
        return plain if self.options.no_runs else plain + runs


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    programs.add_arguments(parser)
    parser.add_argument("--seed", type=int, default=0, help="of the first set of journals")
    parser.add_argument("--worlds", type=int, default=10, help="how many sets of journals")
    parser.add_argument("--commands", type=int, default=40, help="how many commands for each")
    parser.add_argument("--no-runs", action="store_true", help="leave the runs of units out")
    options = parser.parse_args()
    total = different = 0
    for seed in range(options.seed, options.seed + options.worlds):
        with programs.Programs(options) as both:
            world = World(options, both, seed)
            for args in world.commands() if world.files else []:
                total += 1
                expected, got = world.printed(args)
                if expected != got:
                    different += 1
                    print("DIFFERS", seed, " ".join(args), expected[2].decode(), got[2].decode(), sep="\t")
    print("%d commands, %d differ" % (total, different))
    raise SystemExit(different != 0)


if __name__ == "__main__":
    main()
