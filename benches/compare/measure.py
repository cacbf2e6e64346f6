"""What speed.py measures: single runs of programs, their times and memory, and what of their output is compared."""

import hashlib
import json
import os
import subprocess
import time

from programs import ENVIRONMENT

SAMPLING_SECONDS = 0.002


def journals(folder):
    return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".journal"))


def read_anew(folder):
    """Has the page cache forget the journals and read them again. It holds what was written in pieces of 4 KiB, and what was read in
    larger ones, which take less to map; that is how most files are found: written before the host was started, or copied."""
    for path in journals(folder):
        with open(path, "rb", buffering=0) as file:
            os.fsync(file)
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while file.read(1 << 20):
                pass


class Program:
    """journalq or journalctl: how it is started, and below which root folder, that is not in the paths that it is given."""

    def __init__(self, path, root=""):
        self.root, self.start = root, (["chroot", root] if root else []) + [path[len(root) :] if path.startswith("/") else path]

    def name(self):
        version = subprocess.run(self.start + ["--version"], stdout=subprocess.PIPE, check=True, text=True).stdout
        # "systemd 262 (262.1-1)" and "journalq 0.1.0"
        words = version.split("\n")[0].replace("systemd", "journalctl").split()
        return " ".join(words[:2])

    def command(self, folder, row):
        """The command of a row of the table; `None` where the program cannot do it."""
        return self.start + ["--file=" + path[len(self.root) :] for path in journals(folder)] + row.split()

    def digest(self, row, path):
        """What of an output is compared: of JSON objects the members in order, of listings the lines in order, since
        journalctl's orders are random."""
        with open(path, "rb") as output:
            if row.startswith(("-N", "-F")):
                return hash(tuple(sorted(output)))
            if "json" in row:
                return [hash(json.dumps(json.loads(text), sort_keys=True)) for text in output]
            return hashlib.file_digest(output, "sha256").digest()


class Sdjournal(Program):
    """The driver of the crate sdjournal in tools/."""

    MODES = {"-o cat": "cat", "-o json": "json"}

    def name(self):
        return "sdjournal"

    def command(self, folder, row):
        return self.start + [folder, self.MODES[row]] if row in self.MODES else None

    def digest(self, row, path):
        """The number of lines alone: binary messages stay what they are, and JSON objects have other members."""
        with open(path, "rb") as output:
            return sum(1 for _ in output)


def spawn(command, output):
    return os.posix_spawnp(
        command[0],
        command,
        {**os.environ, **ENVIRONMENT, "TZ": "UTC"},
        file_actions=[(os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)],
    )


def run(command, path):
    """Wall and CPU seconds of a run whose output replaces what is in a file. It is cut to its length afterwards, since first
    touches of its pages would cost more than the work."""
    output = os.open(path, os.O_WRONLY)
    begin = time.monotonic()
    pid = spawn(command, output)
    _, _, usage = os.wait4(pid, 0)
    wall = time.monotonic() - begin
    os.truncate(path, os.lseek(output, 0, os.SEEK_CUR))
    os.close(output)
    return wall, usage.ru_utime + usage.ru_stime


def peak_memory(command):
    """The most bytes of anonymous memory in a run, as far as samples tell."""
    output, peak = os.open(os.devnull, os.O_WRONLY), 0
    pid = spawn(command, output)
    os.close(output)
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        with open(f"/proc/{pid}/status", encoding="utf-8") as status:
            sizes = [int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon:")]
        peak = max([peak] + sizes)
        time.sleep(SAMPLING_SECONDS)
    return peak
