"""What the comparisons share: journalctl and journalq beside each other, and what of their output is compared."""

import json
import os
import re
import shutil
import subprocess
import tempfile

ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "TERM": "dumb",
    "SYSTEMD_COLORS": "0",
    "SYSTEMD_URLIFY": "0",
    "SYSTEMD_PAGER": "cat",
    "COLUMNS": "70",
}


def add_arguments(parser):
    parser.add_argument("--journalq", required=True, help="the program to compare")
    parser.add_argument("--root", default="", help="a root folder with the systemd to compare with")


class Programs:
    """Both programs, and systemd-journal-remote, in a folder of journals. All run below the same root folder, where they
    find the same zones, catalog and files under the same paths."""

    def __init__(self, options):
        self.root = options.root
        self.folder = tempfile.mkdtemp(prefix="journals-", dir=self.root + "/tmp" if self.root else None)
        self.binaries = tempfile.mkdtemp(prefix="journalq-", dir=self.root + "/tmp" if self.root else None)
        self.journalq = self.inside(shutil.copy(options.journalq, self.binaries))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)
        shutil.rmtree(self.binaries)

    def inside(self, path):
        """A path as the programs see it."""
        return path[len(self.root) :]

    def both(self, args, environment):
        """What journalctl and journalq print: exit status, output, first line of the messages."""
        return [self.run([program] + args, environment, args) for program in ("journalctl", self.journalq)]

    def run(self, command, environment, args=(), stdin=None):
        chroot = ["chroot", self.root] if self.root else []
        command = chroot + ["env", "-C", self.inside(self.folder)] + command
        done = subprocess.run(command, env={**os.environ, **ENVIRONMENT, **environment}, input=stdin or b"", capture_output=True)
        return done.returncode, canonical(args, done.stdout), message(done.stderr)

    def write(self, name, export, environment):
        """Makes a journal of entries in the export format."""
        self.run(["/usr/lib/systemd/systemd-journal-remote", "-o", os.path.join(".", name), "-"], environment, stdin=export)


def message(stderr):
    """The first line of the messages, without the program's name."""
    return re.sub(rb"^(\S*journalctl|journalq): ", b"", stderr.split(b"\n")[0])


def canonical(args, out):
    """The output in the form in which two runs of journalctl are equal: JSON objects with their members in order, since
    its order is random, and the headers and listings of several files sorted, since it takes files as the folder has them."""
    if "--header" in args and "-D" in args:
        return b"\n\n".join(sorted(out.strip().split(b"\n\n")))
    if any(word.startswith(("-N", "-F", "--field")) for word in args) and "-D" in args:
        return b"\n".join(sorted(out.split(b"\n")))
    if not any("json" in word for word in args):
        return out
    text, decoder, at, parts = re.sub(rb"\x1e|data: ", b"", out).decode(errors="replace"), json.JSONDecoder(), 0, []
    try:
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            value, at = decoder.raw_decode(text, at)
            parts.append(json.dumps(value, sort_keys=True))
    except ValueError:
        parts.append(text[at:])
    return ("%d bytes\n%s" % (len(out), "\n".join(parts))).encode()
