#!/usr/bin/env python3
"""Compare journalq with journalctl on folders of journals, by the commands of chosen_commands.txt; see README.md."""

import argparse
import datetime
import os
import re
import shlex
import shutil
import zoneinfo

import programs

ZONES = ["UTC", "America/St_Johns", "Asia/Kathmandu"]
COMMANDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "chosen_commands.txt")


def fill(both, source, variables):
    """Copies a folder's journals; makes journals of its files in the export format, as the environment wants them."""
    for name in sorted(os.listdir(source)):
        path, (stem, extension) = os.path.join(source, name), os.path.splitext(name)
        if extension == ".export":
            with open(path, "rb") as export:
                both.write(stem + ".journal", export.read(), variables)
        elif extension in (".journal", ".journal~"):
            shutil.copy(path, both.folder)


class Facts:
    """What commands can ask for in a folder's journals."""

    def __init__(self, both):
        export = both.run(["journalctl", "-D", ".", "-m", "-o", "export"], {})[1]
        self.cursors = re.findall(r"(?m)^__CURSOR=(.*)$", export.decode(errors="replace"))
        self.times = sorted(int(usec) for usec in re.findall(rb"(?m)^__REALTIME_TIMESTAMP=(\d+)$", export))
        self.boots = list(dict.fromkeys(re.findall(r";b=(\w+);", "".join(self.cursors))))
        runs = re.findall(rb"(?m)^_SYSTEMD_UNIT=nginx.service$(?s:.*?)^_SYSTEMD_INVOCATION_ID=(\w+)$", export)
        self.runs = [run.decode() for run in dict.fromkeys(runs)]
        self.files = sorted(os.listdir(both.folder))

    def source(self, args):
        """The files one by one, since a folder has them in an order of its own, unless the command names a source."""
        named = any(word in ("-D", "-i") for word in args)
        return [] if named else ["--file=" + name for name in self.files]

    def words(self, zone):
        """The words in braces, in a time zone."""
        words = {
            "boot": self.boots[len(self.boots) // 2],
            "last_boot": self.boots[-1],
            "run": (self.runs or ["0" * 31 + "1"])[len(self.runs) // 2],
            "cursor": self.cursors[len(self.cursors) // 2],
            "first_cursor": self.cursors[0],
            "last_cursor": self.cursors[-1],
            "file": self.files[0],
        }
        for name, usec in [("since", self.times[len(self.times) // 3]), ("until", self.times[len(self.times) * 2 // 3])]:
            time = datetime.datetime.fromtimestamp(usec // 1_000_000, zoneinfo.ZoneInfo(zone))
            words |= {
                name: time.strftime("%Y-%m-%d %H:%M:%S"),
                name + "_date": time.strftime("%Y-%m-%d"),
                name + "_clock": time.strftime("%H:%M:%S"),
                name + "_minute": time.strftime("%Y-%m-%d %H:%M"),
                name + "_iso": time.isoformat(),
                name + "_zone": time.strftime("%a %Y-%m-%d %H:%M:%S ") + zone,
                name + "_month": time.strftime("%b %d %H:%M:%S"),
                name + "_unix": "%d.%06d" % divmod(usec, 1_000_000),
                name + "_hex": "%x" % usec,
            }
        return words


def commands():
    with open(COMMANDS, encoding="utf-8") as lines:
        return [line.rstrip("\n") for line in lines if line.strip() and not line.startswith("#")]


def check(both, source, zones):
    """Runs the commands in each zone; returns how many there were, and how many differed."""
    facts, total, different = Facts(both), 0, 0
    for zone in zones:
        words = facts.words(zone)
        for command in commands():
            given = [word.format(**words) for word in shlex.split(command)]
            variables = dict(word[1:].split("=", 1) for word in given if word.startswith("@") and "=" in word)
            args = [word for word in given if not (word.startswith("@") and "=" in word)]
            expected, got = both.both(facts.source(args) + args, {"TZ": zone, **variables})
            total += 1
            if expected != got:
                different += 1
                print("DIFFERS", source, zone, shlex.join(given), expected[0], got[0], expected[2].decode(), got[2].decode(), sep="\t")
    return total, different


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    programs.add_arguments(parser)
    parser.add_argument("--zone", action="append", help="a time zone; may be repeated (%s)" % ", ".join(ZONES))
    parser.add_argument("folder", nargs="+", help="journals (*.journal), or entries to make them of (*.export)")
    options = parser.parse_args()
    layout = {name: value for name, value in os.environ.items() if name.startswith("SYSTEMD_JOURNAL_")}
    total = different = 0
    for source in options.folder:
        with programs.Programs(options) as both:
            fill(both, source, layout)
            result = check(both, source, options.zone or ZONES)
            total, different = total + result[0], different + result[1]
    print("%d commands, %d differ" % (total, different))
    raise SystemExit(different != 0)


if __name__ == "__main__":
    main()
