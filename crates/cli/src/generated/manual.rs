//! What the man page says beyond the table of options. Backticks make bold, empty lines separate paragraphs.

use journalq_output::Mode;

/// When these texts were last changed.
pub(super) const DATE: &str = "2026-11-22";

#[derive(Debug)]
pub(super) struct Section {
    pub(super) heading: &'static str,
    pub(super) blocks: &'static [Block],
}

#[derive(Debug)]
pub(super) enum Block {
    Text(&'static str),
    /// Terms and what they mean.
    Terms(&'static [(&'static str, &'static str)]),
    /// The output modes.
    Modes,
    /// What differs from journalctl, and the options that are refused.
    Differences,
    /// What a command does, and the command.
    Example(&'static str, &'static str),
}

use Block::{Differences, Example, Modes, Terms, Text};

/// What stands before the options.
pub(super) const FIRST: [Section; 3] = [
    Section { heading: "NAME", blocks: &[Text("journalq - print systemd journal files")] },
    Section {
        heading: "SYNOPSIS",
        blocks: &[Text(
            "`journalq` [OPTION...] [FIELD=VALUE | PATH | +]...\n\n`journalq` SUBCOMMAND [ARGUMENT...]",
        )],
    },
    Section {
        heading: "DESCRIPTION",
        blocks: &[
            Text(
                "`journalq` reads the journal files of systemd on any host, without systemd, and prints \
                 what `journalctl` of systemd 262 prints for the same options. Files are never written to.\n\n\
                 Without `-D`, `-i`, `--root` or `-M` the journal of this host is read: the files of its \
                 machine ID in /run/log/journal and /var/log/journal. Entries of all files are printed as \
                 one sequence, the oldest first; an entry that several files hold is printed once.\n\n\
                 Words that are no options select entries:",
            ),
            Terms(&[
                (
                    "FIELD=VALUE",
                    "Entries that have the field with exactly this value. Matches of one field are \
                     alternatives, matches of different fields must all apply: `PRIORITY=3 PRIORITY=4 \
                     _UID=0`.",
                ),
                ("+", "Entries that the matches on either side select; it stands between groups of matches."),
                (
                    "PATH",
                    "An absolute path. An executable stands for `_EXE=`, a script for `_COMM=` and the \
                     `_EXE=` of its interpreter, a device for what the kernel logged about it and the \
                     devices that it hangs on, in the running boot.",
                ),
            ]),
            Text(
                "Options narrow what the words select: `-p 3 PRIORITY=7` selects nothing. Options and words \
                 may be mixed; `--` ends the options. Long options may be cut short where that is \
                 unambiguous. Of an option given twice the last counts, except for those that collect \
                 values: `-i`, `-u`, `--user-unit`, `-t`, `-T`, `--facility` and `--output-fields`.",
            ),
        ],
    },
];

/// More about an option than its line of help.
pub(super) fn of_option(name: &str) -> Option<&'static str> {
    OPTIONS.into_iter().find(|(option, _)| *option == name).map(|(_, text)| text)
}

/// What stands before the subcommands.
pub(super) const ON_SUBCOMMANDS: &str = "A subcommand is the first word. Behind it stand its own options and most of those \
     above, with the same meaning.";

/// What stands behind the options of a subcommand.
pub(super) const ON_SHARED_OPTIONS: &str = "These mean what they mean without a subcommand:";

/// More about a subcommand, or about an option of one, than its line of help.
pub(super) fn of_subcommand(name: &str) -> Option<&'static str> {
    SUBCOMMANDS.iter().find(|(subcommand, _)| *subcommand == name).map(|(_, text)| *text)
}

/// By name, or by name and option.
pub(super) const SUBCOMMANDS: &[(&str, &str)] = &[
    (
        "stats",
        "Without an option of its own it prints how many entries there are. An entry that several files hold counts once; one with \
         several values of a field counts for each.",
    ),
    ("stats --by", "Names with commas in between: a row for each combination of their values."),
    (
        "stats --every",
        "A span of less than a day, counted from midnight, whole days, `week`, `month` or `year`. Times are those at which \
         entries were received.",
    ),
    ("stats --top", "Without it all groups are listed."),
    ("stats --distinct", "Names with commas in between: a column for each."),
    ("stats --usage", "Of values that entries share each has a part. Groups are ordered by that."),
    (
        "stats --fields",
        "Of all values of a field together; and what else the files are made of. All rows are the sizes of the files.",
    ),
    (
        "logins",
        "Logins by SSH (OpenSSH, Dropbear), on terminals and by display managers, sessions of systemd-logind, and what was done with sudo, su \
         and pkexec, from their beginning to their end, and attempts that failed. An end may also be a `shutdown`, or a `crash` if the \
         journal of the boot ends without one; `open` is what has none. Options say which entries are looked at; `--since`, \
         `--until` and `-n` which logins are listed, by when they began.\n\n\
         Only entries count whose trusted fields prove which program logged them. Others that look like logins are left out, and \
         a warning says how many there are.",
    ),
    ("logins --user", "Of `su`, `sudo` and `pkexec` also those who became this user."),
    (
        "logins --from",
        "`10.0.0.1`, `10.0.0.0/8`, `2001:db8::/32`, or the name of a host as it was logged. May be repeated.",
    ),
    (
        "logins --by",
        "`user` or `address`: how many were let in and how many failed, and when the first and the last were.",
    ),
    (
        "coredumps",
        "What systemd-coredump logged of processes that dumped core: `list` (or no word) prints a table, `info` all that is told of each, with \
         the trace of the stack, `dump` writes the last core. Words say which processes are meant: by number, by name, by the path \
         of the binary, or by any field. `info` without a word or `-n` is about the last one.\n\n\
         `COREFILE` tells where a core is: `journal`, or in a file that is `present`, `missing`, `inaccessible`, or `external` where the \
         file system is not at hand; `none` was kept, or it was `truncated`. Entries that are not proven to be \
         systemd-coredump's are marked, and their cores are not looked for by `dump`.",
    ),
    (
        "coredumps --to",
        "It is created, and never overwritten. Without it the core goes to standard output, if that is no terminal.",
    ),
    (
        "coredumps --core-root",
        "For journals that are read with `-D` or `-i`. With `--root` it is that folder, and without any of these that of the host. Links in \
         it lead nowhere else.",
    ),
    (
        "diff",
        "A and B are files or folders, packed or not; folders are searched through. Entries are equal if their times, their boot and \
         their fields are; sequence numbers do not count, since receivers give new ones. One that a side has twice needs two \
         on the other. The others are printed by time, as in the short modes, behind `-` if A alone has them, behind `+` if B alone \
         has them, and behind `~` if both do, with the fields that differ. Such pairs have the same cursor, or else both \
         times and the boot in common. In `json` a line is `{\"side\":\"a\",\"entry\":{...}}`, or the same with `b`, or \
         `{\"side\":\"both\",\"a\":{...},\"b\":{...},\"changed\":[...]}`.\n\n\
         Options select entries of both sides. The exit status is 0 if there are no differences, else 1, as it is when \
         something cannot be read.",
    ),
    ("diff --summary", "As a table, in `json`, `csv` and `tsv` as well."),
    ("diff --ignore", "Names with commas in between."),
    (
        "units",
        "Only messages of the system's service manager (`_PID=1`) and of users' (`systemd` in the `init.scope` of a user's units) count. \
         Messages of others that look like them are told on standard error, and so is what makes states less certain: a boot \
         whose journal begins late or ends without a shutdown, and messages that journald dropped.\n\n\
         Without names there is a row for each unit: its state at the end of the last boot, since when, how its last run ended, how \
         often it was started, and how often it was started again on its own. With names or patterns there is a row for each \
         message about these units. `AFTER` is how long the state lasted that the message ended.",
    ),
    ("units --at", "A time as for `--since`. Without `-b` the boot is the last that began before."),
    ("units --failed", "Those whose state is `failed`."),
    (
        "units --svg",
        "A bar for each unit, along the time of the boot. The file is created, and never overwritten.",
    ),
    (
        "boot-times",
        "A row for the last boot; with `-b all` one for each; and for each user's manager that started. Times are those that the service manager logged when all was started. Where \
         that message is missing they are computed from messages about units, which is said.",
    ),
    (
        "boot-times --blame",
        "Of each unit the first start in the boot that began before all were done, from the message that it begins to the one that it is \
         done or failed.",
    ),
    (
        "boot-times --critical-chain",
        "Begins with this unit, or with the last target. Dependencies are not logged: what stands below a unit was done last before it \
         began, and need not be what it waited for.",
    ),
    (
        "boot-times --svg",
        "Kernel, initrd and userspace, and a bar for the start of each unit. The file is created, and never overwritten.",
    ),
    ("help", "A line for each."),
    (
        "extract",
        "The entries are those that would be printed, in order, the oldest first. The new file is healthy, \
         whatever the journals that are read are like, and `journalctl --verify` accepts it. Times, boots and fields \
         are copied, and so are sequence numbers, so that cursors stay valid; where entries of \
         several series are brought together, or numbers repeat or times since the boot go back, all get new \
         numbers, which is told. Seals are not copied.\n\n\
         The new file is made in memory, which takes half as much again as its size. Nothing is created when \
         there are no entries; the exit status is 1 then.",
    ),
    (
        "extract --output",
        "Nothing is ever overwritten, and nothing is written into a folder from which a journal is read.",
    ),
    (
        "extract --redact",
        "The field stays, so that it is known to have been there. It may be repeated. The values may also be part of \
         other fields, such as the message. Cursors of the entries change in their last part.",
    ),
    (
        "salvage",
        "Words that are no matches are files; what was cut off, overwritten, or lost its header is taken, too. Each \
         file is searched for entries by its indexes, and without them: what the search finds is checked by hashes, \
         and printed in order with what the other files hold; of an entry that several hold, the copy that lost \
         least. Nothing is changed in the files.\n\n\
         Each entry has three more fields, which are printed in the modes that list fields and can be matched: \
         `__JOURNALQ_FILE`, `__JOURNALQ_OFFSET`, the place in bytes from the file's start, and `__JOURNALQ_GRADE`. \
         The grade is `intact`; `partial`, if fields are lost, whose number is in `__JOURNALQ_LOST`; `orphan`, if no \
         index leads to the entry any more; `carved`, if not all can be proven, as without the header; or \
         `embedded`, in a logged value, where the object that `__JOURNALQ_ENCLOSED_BY` names starts. Fields of these \
         names in the files are left out. Where the header is lost, the ID of the series of sequence numbers in \
         the cursor is null.\n\n\
         A line on standard error tells for each file what was found and what was lost. The exit status is 1 if \
         anything was. The entries are held in memory.",
    ),
    (
        "salvage --rebuild",
        "They are written instead of being printed, without the added fields, as by `journalq extract`.",
    ),
    (
        "salvage --report",
        "An object with an array `files`: identity, entries found by grade, fields lost by cause, and the \
         stretches of the file that could not be read, up to 4096 of them. Nothing is overwritten, and nothing \
         written into a folder from which a journal is read; so for `--rebuild`.",
    ),
    (
        "salvage --embedded",
        "Bytes in a logged value that look like an entry may have been logged to look so, by anybody.",
    ),
    (
        "carve",
        "Words that are no matches are images: files of any content, or block devices. Journals are found at any multiple \
         of 8 bytes, deleted ones, too, as long as their blocks were not used again; the pieces of one are put \
         together; one without its beginning counts. What is found is salvaged as by `journalq salvage`; \
         `__JOURNALQ_OFFSET` is the place in the image.\n\n\
         Blocks of different journals can fit together by chance; what then does not fit is lost, and told.\n\n\
         The image is read once, and what was found in it again. Memory is taken for the entries that are \
         found, and with `--list` hardly any.",
    ),
    (
        "carve --list",
        "For each journal the file ID, if its header was found, the place of its first piece in the image, the bytes that \
         were found, in how many pieces, and about how many entries. With `-o json` as an array of objects.",
    ),
    ("carve --rebuild", "All entries go to one journal, as by `journalq salvage`."),
    (
        "carve --report",
        "As by `journalq salvage`, for each journal that was found. Ranges count from its beginning.",
    ),
    ("carve --embedded", "As by `journalq salvage`."),
    (
        "report",
        "Words are files, or folders that are searched through, however deep, for journals under any name and packed ones. Each is \
         hashed (SHA-256), verified, and walked over; files whose entries are numbered in one sequence are looked at together. Told \
         are anomalies, the severest first, each with what it means, what else may have caused it, and the command that shows \
         it; then the facts of each file, machines, series, boots, and what was logged when, and by whom. `-q` leaves the meanings \
         out; with `-o json` there is more of everything.\n\n\
         Seals are checked with `--verify-key`; the key does not show in the report.\n\n\
         The exit status is 1 if an input could not be read. Anomalies do not change it.",
    ),
    (
        "report --html",
        "One file that needs nothing else, below 2 MB, for a browser and for paper: the verdict, the anomalies with the entries around \
         them, entries by time and priority, boots, hours of the week, units, and each file with its SHA-256 sum. It is created, never \
         overwritten, and not beside the journals. What is in journals is shown as text, whatever it is; no script and nothing of the \
         network is needed. Nothing else is printed, but for JSON with `-o json`.",
    ),
];

/// By name: the long one, or the letter where there is no other.
pub(super) const OPTIONS: [(&str, &str); 50] = [
    (
        "system",
        "These are `system.journal` and its archived predecessors. With `--user`, those of both are read. \
         It chooses among the files of a directory; files named by `-i` are read whatever they are called.",
    ),
    (
        "user",
        "These are `user-UID.journal` and its archived predecessors. What system users log, root among \
         them, is in the system's files, which are read for them. `-u` then means units of the user.",
    ),
    ("machine", "The container is looked for in /var/lib/machines; it need not run."),
    (
        "merge",
        "Without `-D` or another source this includes what was received from other hosts, in \
         /var/log/journal/remote. Lines that separate boots are left out; `-b` and `--list-boots` are \
         refused with it.",
    ),
    (
        "directory",
        "Files ending in `.journal` or `.journal~` there and in subfolders named by a machine ID are read.",
    ),
    (
        "file",
        "The argument may be a pattern with `*`, `?`, `[...]` and `{a,b}`. `-` is standard input. A packed file stands for the \
         journals in it; see PACKED FILES.",
    ),
    (
        "root",
        "The folders run/log/journal and var/log/journal below it are read, for instance of a mounted disk \
         image. `/` means this host.",
    ),
    (
        "namespace",
        "`+NAME` reads the default journal, too, and `*` all of them. It has no effect with `-D`, `-i` or \
         `--root`.",
    ),
    (
        "recursive",
        "The folders of `-D`, `--root` and `-i` are searched through, however deep, for journals under any name and for packed \
         files, both recognised by their content; see PACKED FILES. Symbolic links are not followed. Files that may not be \
         read, and those that are neither, are passed over.",
    ),
    (
        "limits",
        "With `untrusted`, for files of unknown origin, a field has 1 MiB at most when it is decompressed, an entry 2 MiB, and no \
         more than 32 MiB are decompressed in all; what is beyond is passed over and told, and one processor does all the work. \
         The default takes what journald can write: 768 MiB for a field, 770 MiB for an entry.\n\n\
         Unpacked journals may take 1 GiB of memory with `untrusted`, and 512 bytes for each packed one beyond the first 16 MiB \
         that are unpacked; 16 GiB by default.",
    ),
    (
        "since",
        "See TIMES. What counts is when journald received an entry, which may be later than the time \
         printed.",
    ),
    ("until", "See TIMES. The first entry in order that is later ends the output."),
    (
        "cursor",
        "Cursors come from `--show-cursor` and from `__CURSOR` of the modes that print it. If there is no \
         such entry, the next one is the first. `-n N` then counts from the cursor on.",
    ),
    ("after-cursor", "The entry of the cursor itself is left out, if it is there."),
    (
        "cursor-file",
        "The file may be missing at first. At the end it is replaced by one with the cursor of the last \
         entry printed, so that a repeated call prints what is new. It cannot lie beside the journals.",
    ),
    (
        "boot",
        "0, the default, is the last boot in the files, -1 the one before, and so on; 1 is the first, 2 the \
         second. For the journal of this host 0 is the running boot. `ID` is 32 hexadecimal digits; `ID-1` \
         and `ID+1` are the boots before and after that one. `all` cancels an earlier `-b`.\n\n\
         The argument may also be the next word, if that is one: `-b -1`.",
    ),
    (
        "unit",
        "These are entries of the unit, of the service manager about it, and of its core dumps; for a slice \
         also those of the units in it. `.service` is added where there is no suffix. A pattern (`ssh*`) \
         stands for all units in the journal that fit, and it is an error if none does.",
    ),
    ("user-unit", "As `-u`, for the units of users' service managers."),
    (
        "invocation",
        "0 is the last run of the unit, -1 the one before; 1 is the first, 2 the second. These need exactly \
         one `-u` or `--user-unit`; an ID of 32 hexadecimal digits needs none.",
    ),
    ("I", "It is short for `--invocation=0`."),
    ("exclude-identifier", "What is left out still counts for `-n`."),
    (
        "priority",
        "Names or numbers: emerg (0), alert, crit, err, warning, notice, info, debug (7). A single level \
         stands for itself and all that are more urgent; `FROM..TO` for a range, both ends included. \
         Entries without a priority are not selected.",
    ),
    ("facility", "A list of names or numbers with commas between; `help` prints the names."),
    (
        "grep",
        "The pattern is one of PCRE2, without its UTF mode: `.` is a byte, classes are those of ASCII. `^` \
         and `$` stand for the ends of the message, with `(?m)` for those of its lines. A pattern without \
         capital letters finds capital ones, too; see `--case-sensitive`. With `-n N` the newest matches \
         are printed, the newest first. The exit status is 1 if nothing was found.",
    ),
    (
        "case-sensitive",
        "Without it, and without a capital letter in the pattern, case does not matter. The argument, yes \
         or no, has to be attached with `=`; without one it is yes.",
    ),
    ("dmesg", "That is unless another boot or `-m` is given."),
    (
        "where",
        "See CONDITIONS. May be repeated: all conditions have to hold, beside what other options ask for.",
    ),
    ("output", "See OUTPUT MODES. Modes for programs, and `cat`, imply `-q`."),
    (
        "output-fields",
        "A list with commas between. Fields that identify the entry are always printed in verbose, export \
         and json. With `cat` the values of these fields are printed instead of the message. With `csv` and \
         `tsv` they are the columns, in this order.",
    ),
    (
        "template",
        "It is an output mode of its own; of it and `-o` the last counts. A placeholder is `{NAME}`, or \
         `{NAME,NAME|DEFAULT!CONVERSION:LAYOUT:TIME}`: the first of the fields that the entry has, a text where \
         it has none, `!json`, `!shell`, `!csv` or `!escape` to quote the value, a width and most \
         cells as in `>8`, `<20`, `^9`, `.30` or `>8.8`, and for times the format of strftime(3), such as \
         `%F %T`, which begins with `%`. Parts may be left out. A brace is `{{` or `}}`; `\\n`, `\\t` and `\\0` are what they \
         are elsewhere, and a backslash takes the meaning from any sign behind it. Each entry ends with a newline.",
    ),
    (
        "defuse-formulas",
        "Cells that begin with `=`, `+`, `-`, `@`, TAB or CR, which spreadsheets may execute, get an \
         apostrophe before them.",
    ),
    (
        "lines",
        "The last N are printed in their order, oldest first. `all` is no limit. Without a number it is 10. \
         The number may also be the next word, if that is one: `-n 5`. `+N` cannot be combined with `-r` or \
         `-f`.",
    ),
    ("show-cursor", "The line is `-- cursor: ...`, and the cursor that of the last entry printed."),
    ("utc", "The tables of `--list-boots` and `--list-invocations` keep to local time."),
    (
        "catalog",
        "They come from the message catalog of the system whose `--root` is read, else of this host, else \
         from a short one that is built in, and are added in the short modes, in with-unit and in verbose.",
    ),
    (
        "no-full",
        "Lines end with an ellipsis at the width of the terminal, or 80 columns. `-l`, `--full` undoes it.",
    ),
    (
        "all",
        "Long fields, control characters and bytes that are no UTF-8 are written as they are, instead of \
         `[42B blob data]`; in JSON, values of 4096 bytes and more instead of null. Without it nothing that is logged reaches a \
         terminal or its pager that could drive it: such characters are shown escaped. Do not use it there with \
         journals that you do not trust.",
    ),
    (
        "follow",
        "It begins with the last 10 entries, unless `-n`, `--no-tail` or `-S` say otherwise, and implies \
         `-b`, unless another boot or `-m` is given. New entries in the files that are read are printed as \
         they are written; with a directory, new files are read, too. An interrupt ends it. It cannot be \
         combined with `-r`.",
    ),
    ("no-tail", "It overrides `-n`."),
    ("truncate-newline", "It acts in the short modes."),
    (
        "quiet",
        "It leaves out the lines that separate boots, `-- No entries --`, the headings of tables, and \
         messages on standard error that are no errors.",
    ),
    ("no-pager", "On a terminal the output goes through a pager otherwise; see ENVIRONMENT."),
    ("pager-end", "It implies `-b` and `-n 1000`, unless others or `-m` are given."),
    ("field", "Each value is printed once. Options that select entries are refused with it."),
    ("fields", "Options that select entries are refused with it."),
    (
        "list-boots",
        "Index, ID, and the times of the first and the last entry. `-n`, `-r`, `-q` and `-o json` apply.",
    ),
    (
        "list-invocations",
        "It needs exactly one `-u` or `--user-unit`; `-b`, `-n`, `-r`, `-q` and `-o json` apply.",
    ),
    ("list-namespaces", "Those of the machine, on this host or below `--root`."),
    ("list-catalog", "Message IDs may be given as words to list only these."),
    ("dump-catalog", "Message IDs may be given as words to show only these."),
];

/// What an output mode prints.
pub(super) fn of_mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Short => "The default: `Nov 14 22:13:20 host app[1]: message`, as in syslog files.",
        Mode::ShortFull => "As short, with weekday, year and zone; `-S` and `-U` take such times.",
        Mode::ShortIso => "As short, with times as in ISO 8601: `2023-11-14T22:13:20+00:00`.",
        Mode::ShortIsoPrecise => "As short-iso, with microseconds.",
        Mode::ShortPrecise => "As short, with microseconds.",
        Mode::ShortMonotonic => "As short, with the seconds since the boot.",
        Mode::ShortDelta => "As short-monotonic, with the seconds since the entry printed before.",
        Mode::ShortUnix => "As short, with the seconds since 1970.",
        Mode::Verbose => "All fields of the entry, a line for each.",
        Mode::Export => "The journal export format, for backups and for sending over a network.",
        Mode::Json => {
            "A JSON object on a line for each entry. All values are strings, numbers too; bytes that are no \
             text are arrays."
        }
        Mode::JsonPretty => "As json, over several lines.",
        Mode::JsonSse => "As json, as server-sent events.",
        Mode::JsonSeq => "As json, each object between a record separator and a newline.",
        Mode::Cat => "The message alone, without any time.",
        Mode::WithUnit => {
            "As short-full, with the names of the unit and the user unit instead of the identifier."
        }
        Mode::Csv => {
            "Comma-separated values as in RFC 4180, below a row of names. `--output-fields` chooses the columns, \
             among them `__TIME`, the time in ISO 8601."
        }
        Mode::Tsv => {
            "Tab-separated values below a row of names, with `\\t`, `\\n`, `\\r` and `\\\\` escaped."
        }
        Mode::NdjsonTyped => {
            "A JSON object on a line for each entry, with numbers as numbers. Bytes that are no text are in \
             base64, as the member of an object. Nothing is cut."
        }
        Mode::Timesketch => "Events for the import of JSONL into Timesketch.",
        Mode::Ecs => "Events of the Elastic Common Schema, as JSON lines.",
        Mode::Template => "What `--template` says.",
    }
}

/// What stands behind the options.
pub(super) const LAST: [Section; 10] = [
    Section { heading: "OUTPUT MODES", blocks: &[Modes] },
    Section {
        heading: "CONDITIONS",
        blocks: &[
            Text(
                "`--where` takes comparisons of fields with values, joined by `and`, `or`, `not` and parentheses: \
                 `not _COMM = \"sshd\" and PRIORITY <= 4`. `not` binds tighter than `and`, and that tighter than \
                 `or`. A value is a number, or stands in single or double quotes, where a backslash escapes: `\\n`, \
                 `\\\"`, `\\x1b`.",
            ),
            Terms(&[
                ("F = VALUE", "A value of the field is exactly this."),
                (
                    "F < VALUE, F <= VALUE, F > VALUE, F >= VALUE",
                    "A value compares so: as numbers where both are numbers, else byte by byte.",
                ),
                (
                    "F ~ 'PATTERN'",
                    "The pattern, one of PCRE2, matches in a value; case counts. Backslashes are the pattern's.",
                ),
                (
                    "F glob 'PATTERN'",
                    "The pattern, with `*`, `?`, `[...]` and `{a,b}`, matches all of a value.",
                ),
                ("F in (VALUE, ...)", "A value is one of these."),
                ("has(F)", "The entry has the field."),
                (
                    "F != VALUE, F !~ 'PATTERN', F not glob 'PATTERN', F not in (VALUE, ...)",
                    "No value of the field fulfils the opposite: also where the entry has no such field.",
                ),
                (
                    "__REALTIME_TIMESTAMP, __MONOTONIC_TIMESTAMP, __SEQNUM",
                    "In place of a field, with `=`, `!=`, `<`, `<=`, `>`, `>=` and `in`. The first takes microseconds, or \
                     a time in quotes as `-S` does, the second microseconds or a span such as `'10min'`.",
                ),
            ]),
        ],
    },
    Section {
        heading: "TIMES",
        blocks: &[
            Text("Times for `-S` and `-U` are local, unless they say otherwise. Some of the forms:"),
            Terms(&[
                (
                    "2012-11-23 11:12:13",
                    "The seconds may have a fraction or be left out, so may the time; a weekday may stand \
                     in front.",
                ),
                (
                    "2012-11-23T11:12:13+02:00, 2012-11-23 11:12 UTC, 2012-11-23 Europe/Warsaw",
                    "With an offset, as UTC, or in a zone.",
                ),
                ("11:12", "Today."),
                ("now, today, yesterday, tomorrow", "The last three mean midnight."),
                (
                    "2 hours ago, -1h30min, +5min",
                    "From now. Units are s, min, h, d, w, M (months), y and their names.",
                ),
                ("@1353669133.5", "Seconds since 1970."),
            ]),
        ],
    },
    Section {
        heading: "PACKED FILES",
        blocks: &[Text(
            "What `-i`, standard input, `salvage` and `--recursive` read may be packed: compressed by `gzip`, `xz`, `bzip2`, \
             `zstd` or `lz4`; a `tar` or `zip` archive; or these in one another, such as a compressed archive of compressed journals. \
             The content tells, not the name.\n\n\
             Journals are unpacked into memory; nothing is written. Their entries are printed as from unpacked files in order \
             of their names. A journal in an archive is called `ARCHIVE:MEMBER`. Other members are passed over. What ends early \
             or is damaged is read as far as it goes and told, and so is what is beyond the limits; the exit status is 1 then. A \
             zip archive that ends early is read up to the first member that does not say how long it is.\n\n\
             `--disk-usage` and `--header` count the unpacked size. `-f` prints what is in packed files, which do not grow.",
        )],
    },
    Section {
        heading: "EXIT STATUS",
        blocks: &[Terms(&[
            (
                "0",
                "Everything that was asked for was printed, even if that is nothing; or whoever read the \
                 output closed it early.",
            ),
            (
                "1",
                "The command line is wrong, a file cannot be read, or some of its content cannot (the rest \
                 is printed); `-g` found nothing; there is nothing to list.",
            ),
        ])],
    },
    Section {
        heading: "ENVIRONMENT",
        blocks: &[Terms(&[
            ("TZ", "The time zone of times that are printed and read."),
            ("LC_ALL, LC_CTYPE, LANG, SYSTEMD_UTF8", "Whether the character set is UTF-8."),
            (
                "LC_TIME",
                "With LC_ALL and LANG: the names of months in short and short-precise, which `-S` and `-U` \
                 take beside the English ones.",
            ),
            ("LC_MESSAGES", "With LC_ALL and LANG: the language of `-x`."),
            (
                "SYSTEMD_COLORS",
                "Whether output and messages are coloured: a truth value, or `16`, `256`, `24bit`. Without \
                 it, and without NO_COLOR, they are on a terminal.",
            ),
            ("NO_COLOR, COLORTERM, TERM", "Whether there are colours on a terminal, and how many."),
            (
                "SYSTEMD_URLIFY",
                "Whether documentation and configuration files are linked; without it, where there are \
                 colours.",
            ),
            ("SYSTEMD_LOG_COLOR", "Whether messages on standard error are coloured."),
            ("COLUMNS", "The width for `--no-full`."),
            (
                "SYSTEMD_PAGER, PAGER",
                "The pager on a terminal, less otherwise; empty or `cat` for none. Another one is used only \
                 if SYSTEMD_PAGERSECURE is set.",
            ),
            (
                "SYSTEMD_PAGERSECURE",
                "Whether the pager is told not to run other programs. Without it, it is where the \
                 privileges may be borrowed, as with sudo.",
            ),
            (
                "SYSTEMD_LESS, SYSTEMD_LESSCHARSET",
                "Options and character set of `less`, instead of `FRSXMK` and the locale's.",
            ),
            ("SYSTEMD_CATALOG", "The compiled message catalog that `-x` reads."),
        ])],
    },
    Section {
        heading: "FILES",
        blocks: &[Terms(&[
            (
                "/run/log/journal, /var/log/journal",
                "The journal of this host: a folder named by the machine ID in each.",
            ),
            ("/var/log/journal/remote", "What was received from other hosts; read with `-m` or `--root`."),
            ("/var/lib/machines", "Where the containers of `-M` are."),
            (
                "/var/lib/systemd/catalog/database",
                "The message catalog; without it, the sources in /usr/local/lib/systemd/catalog and \
                 /usr/lib/systemd/catalog.",
            ),
        ])],
    },
    Section {
        heading: "DIFFERENCES FROM JOURNALCTL",
        blocks: &[
            Text(
                "What is damaged is passed over, told on standard error, and makes the exit status 1. \
                 Control characters in messages on standard error are escaped. Months have the locale's \
                 names whether it is installed or not. Single options:",
            ),
            Differences,
        ],
    },
    Section {
        heading: "EXAMPLES",
        blocks: &[
            Example(
                "Errors of the last boot in a folder of journals, with full times:",
                "journalq -D /mnt/evidence/var/log/journal -b -p err -o short-full",
            ),
            Example(
                "The last 20 entries of a unit, the newest first:",
                "journalq -i system.journal -u ssh -n 20 -r",
            ),
            Example(
                "What failed between two times, as JSON:",
                "journalq -D . -S '2026-01-01 06:00' -U '2026-01-01 07:00' -g 'fail|error' -o json",
            ),
            Example(
                "The boots of another host whose disk is mounted:",
                "journalq --root=/mnt/evidence --list-boots",
            ),
            Example(
                "Warnings and worse of everything but one program:",
                "journalq -D . --where 'not _COMM = \"sshd\" and PRIORITY <= 4'",
            ),
            Example("What came since the last call:", "journalq -D logs --cursor-file=position -o export"),
            Example(
                "Everything that one of two programs logged as root:",
                "journalq -i system.journal _COMM=sshd _UID=0 + _COMM=sudo _UID=0",
            ),
            Example("What a unit logs from now on:", "journalq -u nginx -f -n 0"),
            Example(
                "What a unit logged in the last boot, for somebody who need not know the host:",
                "journalq extract -D . -b -u ssh --output=/tmp/ssh.journal --redact=_HOSTNAME",
            ),
            Example(
                "What can be had of a journal whose beginning was overwritten, with where it was:",
                "journalq salvage ./system.journal -o json --report=/tmp/loss.json",
            ),
            Example("Which units there are:", "journalq -D . -F _SYSTEMD_UNIT"),
        ],
    },
    Section {
        heading: "SEE ALSO",
        blocks: &[Text(
            "`journalctl`(1), `systemd.journal-fields`(7), `systemd-journal-remote`(8), `pcre2pattern`(3)",
        )],
    },
];
