# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_journalq_global_optspecs
    string join \n system user M/machine= m/merge D/directory= i/file= root= namespace= recursive limits= S/since= U/until= c/cursor= after-cursor= cursor-file= b/boot= u/unit= user-unit= invocation= I t/identifier= T/exclude-identifier= p/priority= facility= g/grep= case-sensitive= k/dmesg where= o/output= output-fields= n/lines= r/reverse show-cursor utc x/catalog W/no-hostname no-full a/all f/follow no-tail truncate-newline q/quiet template= defuse-formulas no-pager e/pager-end verify-key= h/help version N/fields F/field= list-boots list-invocations list-namespaces disk-usage verify header list-catalog dump-catalog
end

function __fish_journalq_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_journalq_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_journalq_using_subcommand
    set -l cmd (__fish_journalq_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c journalq -n "__fish_journalq_needs_command" -s M -l machine -d 'Read a container\'s journal' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -s D -l directory -d 'Read the journal files in a directory' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_needs_command" -s i -l file -d 'Read a file; may be repeated' -r -F
complete -c journalq -n "__fish_journalq_needs_command" -l root -d 'Read the journal of another root folder' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_needs_command" -l namespace -d 'Read a journal namespace' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -l limits -d 'What files may cost: default, untrusted' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -s S -l since -d 'Entries from this time on' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -s U -l until -d 'Entries up to this time' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -s c -l cursor -d 'Entries from this one on' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -l after-cursor -d 'Entries behind this one' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -l cursor-file -d 'Entries behind a file\'s cursor; update it' -r -F
complete -c journalq -n "__fish_journalq_needs_command" -s b -l boot -d 'Entries of one boot, 0 the last, 1 the first' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -s u -l unit -d 'Entries of a unit' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -l user-unit -d 'Entries of a user\'s unit' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -l invocation -d 'Entries of one run of a unit' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -s t -l identifier -d 'Entries with a syslog identifier' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -s T -l exclude-identifier -d 'Leave these out (short modes only)' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -s p -l priority -d 'Entries of a priority or more urgent' -r -f -a "emerg\t''
alert\t''
crit\t''
err\t''
warning\t''
notice\t''
info\t''
debug\t''"
complete -c journalq -n "__fish_journalq_needs_command" -l facility -d 'Entries of some syslog facilities' -r -f -a "kern\t''
user\t''
mail\t''
daemon\t''
auth\t''
syslog\t''
lpr\t''
news\t''
uucp\t''
cron\t''
authpriv\t''
ftp\t''
local0\t''
local1\t''
local2\t''
local3\t''
local4\t''
local5\t''
local6\t''
local7\t''
help\t''"
complete -c journalq -n "__fish_journalq_needs_command" -s g -l grep -d 'Entries whose message matches (PCRE2)' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -l case-sensitive -d 'Whether -g heeds case' -f -a "yes\t''
no\t''"
complete -c journalq -n "__fish_journalq_needs_command" -l where -d 'Entries for which a condition holds' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -s o -l output -d 'Output mode (-o help, and those below)' -r -f -a "short\t''
short-full\t''
short-iso\t''
short-iso-precise\t''
short-precise\t''
short-monotonic\t''
short-delta\t''
short-unix\t''
verbose\t''
export\t''
json\t''
json-pretty\t''
json-sse\t''
json-seq\t''
cat\t''
with-unit\t''
csv\t''
tsv\t''
ndjson-typed\t''
timesketch\t''
ecs\t''
help\t''"
complete -c journalq -n "__fish_journalq_needs_command" -l output-fields -d 'Fields to print, or columns of csv and tsv' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -s n -l lines -d 'The last N entries (10), with +N the first' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -l template -d 'Print this, {FIELD} replaced by its value' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -l verify-key -d 'Verify the seals, too' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -s F -l field -d 'List the values of a field' -r -f
complete -c journalq -n "__fish_journalq_needs_command" -l system -d 'Read the system\'s files only'
complete -c journalq -n "__fish_journalq_needs_command" -l user -d 'Read the current user\'s files only'
complete -c journalq -n "__fish_journalq_needs_command" -s m -l merge -d 'Read all machines\' journals as one'
complete -c journalq -n "__fish_journalq_needs_command" -l recursive -d 'Search folders through, also packed files'
complete -c journalq -n "__fish_journalq_needs_command" -s I -d 'Entries of a unit\'s last run'
complete -c journalq -n "__fish_journalq_needs_command" -s k -l dmesg -d 'Kernel messages of the last boot'
complete -c journalq -n "__fish_journalq_needs_command" -s r -l reverse -d 'Newest entries first'
complete -c journalq -n "__fish_journalq_needs_command" -l show-cursor -d 'Print the last entry\'s cursor at the end'
complete -c journalq -n "__fish_journalq_needs_command" -l utc -d 'Times in UTC'
complete -c journalq -n "__fish_journalq_needs_command" -s x -l catalog -d 'Add explanations of messages'
complete -c journalq -n "__fish_journalq_needs_command" -s W -l no-hostname -d 'No host names'
complete -c journalq -n "__fish_journalq_needs_command" -l no-full -d 'Cut long lines, shorten long fields'
complete -c journalq -n "__fish_journalq_needs_command" -s a -l all -d 'Print all, also what is long or unprintable'
complete -c journalq -n "__fish_journalq_needs_command" -s f -l follow -d 'Print new entries as they come'
complete -c journalq -n "__fish_journalq_needs_command" -l no-tail -d 'All entries, whatever -n says'
complete -c journalq -n "__fish_journalq_needs_command" -l truncate-newline -d 'Only the first line of messages'
complete -c journalq -n "__fish_journalq_needs_command" -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -n "__fish_journalq_needs_command" -l defuse-formulas -d 'Make formulas in csv and tsv plain text'
complete -c journalq -n "__fish_journalq_needs_command" -l no-pager -d 'No pager'
complete -c journalq -n "__fish_journalq_needs_command" -s e -l pager-end -d 'Begin at the end, of the last 1000 entries'
complete -c journalq -n "__fish_journalq_needs_command" -s h -l help -d 'Show this help'
complete -c journalq -n "__fish_journalq_needs_command" -l version -d 'Show the version'
complete -c journalq -n "__fish_journalq_needs_command" -s N -l fields -d 'List the names of all fields'
complete -c journalq -n "__fish_journalq_needs_command" -l list-boots -d 'List the boots'
complete -c journalq -n "__fish_journalq_needs_command" -l list-invocations -d 'List the runs of a unit'
complete -c journalq -n "__fish_journalq_needs_command" -l list-namespaces -d 'List the journal namespaces'
complete -c journalq -n "__fish_journalq_needs_command" -l disk-usage -d 'Show what the files take up'
complete -c journalq -n "__fish_journalq_needs_command" -l verify -d 'Verify the files'
complete -c journalq -n "__fish_journalq_needs_command" -l header -d 'Show the files\' headers'
complete -c journalq -n "__fish_journalq_needs_command" -l list-catalog -d 'List the message catalog'
complete -c journalq -n "__fish_journalq_needs_command" -l dump-catalog -d 'Show the message catalog'
complete -c journalq -n "__fish_journalq_needs_command" -a "stats" -d 'Count entries, and tell what takes up room'
complete -c journalq -n "__fish_journalq_needs_command" -a "units" -d 'Tell the states of units, or the history of some'
complete -c journalq -n "__fish_journalq_needs_command" -a "boot-times" -d 'Tell how long boots and their units took'
complete -c journalq -n "__fish_journalq_needs_command" -a "logins" -d 'List logins, sudo and su, and who failed'
complete -c journalq -n "__fish_journalq_needs_command" -a "coredumps" -d 'List processes that dumped core, write a core'
complete -c journalq -n "__fish_journalq_needs_command" -a "diff" -d 'Tell the entries of one journal from another\'s'
complete -c journalq -n "__fish_journalq_needs_command" -a "extract" -d 'Write entries to a new journal file'
complete -c journalq -n "__fish_journalq_needs_command" -a "salvage" -d 'Print what is left in damaged journal files'
complete -c journalq -n "__fish_journalq_needs_command" -a "carve" -d 'Print the journals in a disk image or a dump'
complete -c journalq -n "__fish_journalq_needs_command" -a "report" -d 'Examine files: what is there, whole, and odd'
complete -c journalq -n "__fish_journalq_needs_command" -a "help" -d 'Describe all options'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l by -d 'A row for each value of these fields' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l every -d 'A row for each 1h, day, week, month, ...' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l top -d 'Only the N largest groups, and all others' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l distinct -d 'How many values these fields have' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s M -l machine -d 'Read a container\'s journal' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s D -l directory -d 'Read the journal files in a directory' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s i -l file -d 'Read a file; may be repeated' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l root -d 'Read the journal of another root folder' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l namespace -d 'Read a journal namespace' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l limits -d 'What files may cost: default, untrusted' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s S -l since -d 'Entries from this time on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s U -l until -d 'Entries up to this time' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s c -l cursor -d 'Entries from this one on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l after-cursor -d 'Entries behind this one' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l cursor-file -d 'Entries behind a file\'s cursor; update it' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s b -l boot -d 'Entries of one boot, 0 the last, 1 the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s u -l unit -d 'Entries of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l user-unit -d 'Entries of a user\'s unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l invocation -d 'Entries of one run of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s t -l identifier -d 'Entries with a syslog identifier' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s p -l priority -d 'Entries of a priority or more urgent' -r -f -a "emerg\t''
alert\t''
crit\t''
err\t''
warning\t''
notice\t''
info\t''
debug\t''"
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l facility -d 'Entries of some syslog facilities' -r -f -a "kern\t''
user\t''
mail\t''
daemon\t''
auth\t''
syslog\t''
lpr\t''
news\t''
uucp\t''
cron\t''
authpriv\t''
ftp\t''
local0\t''
local1\t''
local2\t''
local3\t''
local4\t''
local5\t''
local6\t''
local7\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s g -l grep -d 'Entries whose message matches (PCRE2)' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l case-sensitive -d 'Whether -g heeds case' -f -a "yes\t''
no\t''"
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l where -d 'Entries for which a condition holds' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s o -l output -d 'Output mode (-o help, and those below)' -r -f -a "short\t''
short-full\t''
short-iso\t''
short-iso-precise\t''
short-precise\t''
short-monotonic\t''
short-delta\t''
short-unix\t''
verbose\t''
export\t''
json\t''
json-pretty\t''
json-sse\t''
json-seq\t''
cat\t''
with-unit\t''
csv\t''
tsv\t''
ndjson-typed\t''
timesketch\t''
ecs\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s n -l lines -d 'The last N entries (10), with +N the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l seen -d 'When the first and last entry came'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l usage -d 'The room that entries take up in the files'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l fields -d 'A row for each field: the room that it takes up'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l system -d 'Read the system\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l user -d 'Read the current user\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s m -l merge -d 'Read all machines\' journals as one'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l recursive -d 'Search folders through, also packed files'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s I -d 'Entries of a unit\'s last run'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s k -l dmesg -d 'Kernel messages of the last boot'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l utc -d 'Times in UTC'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s a -l all -d 'Print all, also what is long or unprintable'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l defuse-formulas -d 'Make formulas in csv and tsv plain text'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -l no-pager -d 'No pager'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s e -l pager-end -d 'Begin at the end, of the last 1000 entries'
complete -c journalq -n "__fish_journalq_using_subcommand stats" -s h -l help -d 'Show this help'
complete -c journalq -n "__fish_journalq_using_subcommand units" -l at -d 'The states at this time, not at the end' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand units" -l svg -d 'Draw it, too, in a new file' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand units" -s M -l machine -d 'Read a container\'s journal' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand units" -s D -l directory -d 'Read the journal files in a directory' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand units" -s i -l file -d 'Read a file; may be repeated' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand units" -l root -d 'Read the journal of another root folder' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand units" -l namespace -d 'Read a journal namespace' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand units" -l limits -d 'What files may cost: default, untrusted' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand units" -s S -l since -d 'Entries from this time on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand units" -s U -l until -d 'Entries up to this time' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand units" -s b -l boot -d 'Entries of one boot, 0 the last, 1 the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand units" -l where -d 'Entries for which a condition holds' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand units" -s o -l output -d 'Output mode (-o help, and those below)' -r -f -a "short\t''
short-full\t''
short-iso\t''
short-iso-precise\t''
short-precise\t''
short-monotonic\t''
short-delta\t''
short-unix\t''
verbose\t''
export\t''
json\t''
json-pretty\t''
json-sse\t''
json-seq\t''
cat\t''
with-unit\t''
csv\t''
tsv\t''
ndjson-typed\t''
timesketch\t''
ecs\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand units" -l failed -d 'Only units that failed'
complete -c journalq -n "__fish_journalq_using_subcommand units" -l system -d 'Read the system\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand units" -l user -d 'Read the current user\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand units" -l recursive -d 'Search folders through, also packed files'
complete -c journalq -n "__fish_journalq_using_subcommand units" -l utc -d 'Times in UTC'
complete -c journalq -n "__fish_journalq_using_subcommand units" -s a -l all -d 'Print all, also what is long or unprintable'
complete -c journalq -n "__fish_journalq_using_subcommand units" -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -n "__fish_journalq_using_subcommand units" -l defuse-formulas -d 'Make formulas in csv and tsv plain text'
complete -c journalq -n "__fish_journalq_using_subcommand units" -l no-pager -d 'No pager'
complete -c journalq -n "__fish_journalq_using_subcommand units" -s h -l help -d 'Show this help'
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l critical-chain -d 'What was done last before a unit began' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l svg -d 'Draw it, too, in a new file' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -s M -l machine -d 'Read a container\'s journal' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -s D -l directory -d 'Read the journal files in a directory' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -s i -l file -d 'Read a file; may be repeated' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l root -d 'Read the journal of another root folder' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l namespace -d 'Read a journal namespace' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l limits -d 'What files may cost: default, untrusted' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -s S -l since -d 'Entries from this time on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -s U -l until -d 'Entries up to this time' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -s b -l boot -d 'Entries of one boot, 0 the last, 1 the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l where -d 'Entries for which a condition holds' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -s o -l output -d 'Output mode (-o help, and those below)' -r -f -a "short\t''
short-full\t''
short-iso\t''
short-iso-precise\t''
short-precise\t''
short-monotonic\t''
short-delta\t''
short-unix\t''
verbose\t''
export\t''
json\t''
json-pretty\t''
json-sse\t''
json-seq\t''
cat\t''
with-unit\t''
csv\t''
tsv\t''
ndjson-typed\t''
timesketch\t''
ecs\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l blame -d 'The units of a boot, the slowest first'
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l system -d 'Read the system\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l user -d 'Read the current user\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l recursive -d 'Search folders through, also packed files'
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l utc -d 'Times in UTC'
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -s a -l all -d 'Print all, also what is long or unprintable'
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l defuse-formulas -d 'Make formulas in csv and tsv plain text'
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -l no-pager -d 'No pager'
complete -c journalq -n "__fish_journalq_using_subcommand boot-times" -s h -l help -d 'Show this help'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l user -d 'Only those of a user; may be repeated' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l from -d 'Only those from an address or network' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l by -d 'Counts by user or address' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s M -l machine -d 'Read a container\'s journal' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s D -l directory -d 'Read the journal files in a directory' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s i -l file -d 'Read a file; may be repeated' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l root -d 'Read the journal of another root folder' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l namespace -d 'Read a journal namespace' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l limits -d 'What files may cost: default, untrusted' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s S -l since -d 'Entries from this time on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s U -l until -d 'Entries up to this time' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s b -l boot -d 'Entries of one boot, 0 the last, 1 the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s u -l unit -d 'Entries of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l user-unit -d 'Entries of a user\'s unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l invocation -d 'Entries of one run of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s t -l identifier -d 'Entries with a syslog identifier' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s p -l priority -d 'Entries of a priority or more urgent' -r -f -a "emerg\t''
alert\t''
crit\t''
err\t''
warning\t''
notice\t''
info\t''
debug\t''"
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l facility -d 'Entries of some syslog facilities' -r -f -a "kern\t''
user\t''
mail\t''
daemon\t''
auth\t''
syslog\t''
lpr\t''
news\t''
uucp\t''
cron\t''
authpriv\t''
ftp\t''
local0\t''
local1\t''
local2\t''
local3\t''
local4\t''
local5\t''
local6\t''
local7\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l where -d 'Entries for which a condition holds' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s o -l output -d 'Output mode (-o help, and those below)' -r -f -a "short\t''
short-full\t''
short-iso\t''
short-iso-precise\t''
short-precise\t''
short-monotonic\t''
short-delta\t''
short-unix\t''
verbose\t''
export\t''
json\t''
json-pretty\t''
json-sse\t''
json-seq\t''
cat\t''
with-unit\t''
csv\t''
tsv\t''
ndjson-typed\t''
timesketch\t''
ecs\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s n -l lines -d 'The last N entries (10), with +N the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l failed -d 'Only those that failed'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l cron -d 'The sessions of cron\'s jobs, too'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l untrusted -d 'Those that anybody can have logged, instead'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l system -d 'Read the system\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s m -l merge -d 'Read all machines\' journals as one'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l recursive -d 'Search folders through, also packed files'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s I -d 'Entries of a unit\'s last run'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s r -l reverse -d 'Newest entries first'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l utc -d 'Times in UTC'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s a -l all -d 'Print all, also what is long or unprintable'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l defuse-formulas -d 'Make formulas in csv and tsv plain text'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -l no-pager -d 'No pager'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s e -l pager-end -d 'Begin at the end, of the last 1000 entries'
complete -c journalq -n "__fish_journalq_using_subcommand logins" -s h -l help -d 'Show this help'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l to -d 'dump: the file to create' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l core-root -d 'The root folder below which cores are' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s M -l machine -d 'Read a container\'s journal' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s D -l directory -d 'Read the journal files in a directory' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s i -l file -d 'Read a file; may be repeated' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l root -d 'Read the journal of another root folder' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l namespace -d 'Read a journal namespace' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l limits -d 'What files may cost: default, untrusted' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s S -l since -d 'Entries from this time on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s U -l until -d 'Entries up to this time' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s b -l boot -d 'Entries of one boot, 0 the last, 1 the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s u -l unit -d 'Entries of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l user-unit -d 'Entries of a user\'s unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l invocation -d 'Entries of one run of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s t -l identifier -d 'Entries with a syslog identifier' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s p -l priority -d 'Entries of a priority or more urgent' -r -f -a "emerg\t''
alert\t''
crit\t''
err\t''
warning\t''
notice\t''
info\t''
debug\t''"
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l facility -d 'Entries of some syslog facilities' -r -f -a "kern\t''
user\t''
mail\t''
daemon\t''
auth\t''
syslog\t''
lpr\t''
news\t''
uucp\t''
cron\t''
authpriv\t''
ftp\t''
local0\t''
local1\t''
local2\t''
local3\t''
local4\t''
local5\t''
local6\t''
local7\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l where -d 'Entries for which a condition holds' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s o -l output -d 'Output mode (-o help, and those below)' -r -f -a "short\t''
short-full\t''
short-iso\t''
short-iso-precise\t''
short-precise\t''
short-monotonic\t''
short-delta\t''
short-unix\t''
verbose\t''
export\t''
json\t''
json-pretty\t''
json-sse\t''
json-seq\t''
cat\t''
with-unit\t''
csv\t''
tsv\t''
ndjson-typed\t''
timesketch\t''
ecs\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s n -l lines -d 'The last N entries (10), with +N the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l system -d 'Read the system\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l user -d 'Read the current user\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s m -l merge -d 'Read all machines\' journals as one'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l recursive -d 'Search folders through, also packed files'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s I -d 'Entries of a unit\'s last run'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s r -l reverse -d 'Newest entries first'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l utc -d 'Times in UTC'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s a -l all -d 'Print all, also what is long or unprintable'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l defuse-formulas -d 'Make formulas in csv and tsv plain text'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -l no-pager -d 'No pager'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s e -l pager-end -d 'Begin at the end, of the last 1000 entries'
complete -c journalq -n "__fish_journalq_using_subcommand coredumps" -s h -l help -d 'Show this help'
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l ignore -d 'Fields that may differ' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l limits -d 'What files may cost: default, untrusted' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s S -l since -d 'Entries from this time on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s U -l until -d 'Entries up to this time' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s b -l boot -d 'Entries of one boot, 0 the last, 1 the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s u -l unit -d 'Entries of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l user-unit -d 'Entries of a user\'s unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l invocation -d 'Entries of one run of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s t -l identifier -d 'Entries with a syslog identifier' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s p -l priority -d 'Entries of a priority or more urgent' -r -f -a "emerg\t''
alert\t''
crit\t''
err\t''
warning\t''
notice\t''
info\t''
debug\t''"
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l facility -d 'Entries of some syslog facilities' -r -f -a "kern\t''
user\t''
mail\t''
daemon\t''
auth\t''
syslog\t''
lpr\t''
news\t''
uucp\t''
cron\t''
authpriv\t''
ftp\t''
local0\t''
local1\t''
local2\t''
local3\t''
local4\t''
local5\t''
local6\t''
local7\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s g -l grep -d 'Entries whose message matches (PCRE2)' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l case-sensitive -d 'Whether -g heeds case' -f -a "yes\t''
no\t''"
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l where -d 'Entries for which a condition holds' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s o -l output -d 'Output mode (-o help, and those below)' -r -f -a "short\t''
short-full\t''
short-iso\t''
short-iso-precise\t''
short-precise\t''
short-monotonic\t''
short-delta\t''
short-unix\t''
verbose\t''
export\t''
json\t''
json-pretty\t''
json-sse\t''
json-seq\t''
cat\t''
with-unit\t''
csv\t''
tsv\t''
ndjson-typed\t''
timesketch\t''
ecs\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l output-fields -d 'Fields to print, or columns of csv and tsv' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l summary -d 'Only how many entries there are of each kind'
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s I -d 'Entries of a unit\'s last run'
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s k -l dmesg -d 'Kernel messages of the last boot'
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l utc -d 'Times in UTC'
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s W -l no-hostname -d 'No host names'
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s a -l all -d 'Print all, also what is long or unprintable'
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l truncate-newline -d 'Only the first line of messages'
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -n "__fish_journalq_using_subcommand diff" -l no-pager -d 'No pager'
complete -c journalq -n "__fish_journalq_using_subcommand diff" -s h -l help -d 'Show this help'
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l output -d 'The journal to create; needed' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l redact -d 'Write [redacted] for a field\'s values' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s M -l machine -d 'Read a container\'s journal' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s D -l directory -d 'Read the journal files in a directory' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s i -l file -d 'Read a file; may be repeated' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l root -d 'Read the journal of another root folder' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l namespace -d 'Read a journal namespace' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l limits -d 'What files may cost: default, untrusted' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s S -l since -d 'Entries from this time on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s U -l until -d 'Entries up to this time' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s c -l cursor -d 'Entries from this one on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l after-cursor -d 'Entries behind this one' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l cursor-file -d 'Entries behind a file\'s cursor; update it' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s b -l boot -d 'Entries of one boot, 0 the last, 1 the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s u -l unit -d 'Entries of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l user-unit -d 'Entries of a user\'s unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l invocation -d 'Entries of one run of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s t -l identifier -d 'Entries with a syslog identifier' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s p -l priority -d 'Entries of a priority or more urgent' -r -f -a "emerg\t''
alert\t''
crit\t''
err\t''
warning\t''
notice\t''
info\t''
debug\t''"
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l facility -d 'Entries of some syslog facilities' -r -f -a "kern\t''
user\t''
mail\t''
daemon\t''
auth\t''
syslog\t''
lpr\t''
news\t''
uucp\t''
cron\t''
authpriv\t''
ftp\t''
local0\t''
local1\t''
local2\t''
local3\t''
local4\t''
local5\t''
local6\t''
local7\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s g -l grep -d 'Entries whose message matches (PCRE2)' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l case-sensitive -d 'Whether -g heeds case' -f -a "yes\t''
no\t''"
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l where -d 'Entries for which a condition holds' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s n -l lines -d 'The last N entries (10), with +N the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l system -d 'Read the system\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l user -d 'Read the current user\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s m -l merge -d 'Read all machines\' journals as one'
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l recursive -d 'Search folders through, also packed files'
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s I -d 'Entries of a unit\'s last run'
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s k -l dmesg -d 'Kernel messages of the last boot'
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s r -l reverse -d 'Newest entries first'
complete -c journalq -n "__fish_journalq_using_subcommand extract" -l no-tail -d 'All entries, whatever -n says'
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -n "__fish_journalq_using_subcommand extract" -s h -l help -d 'Show this help'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l rebuild -d 'Write the entries to a new journal' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l report -d 'Write what was lost as JSON' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s M -l machine -d 'Read a container\'s journal' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s D -l directory -d 'Read the journal files in a directory' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s i -l file -d 'Read a file; may be repeated' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l root -d 'Read the journal of another root folder' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l namespace -d 'Read a journal namespace' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l limits -d 'What files may cost: default, untrusted' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s S -l since -d 'Entries from this time on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s U -l until -d 'Entries up to this time' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s c -l cursor -d 'Entries from this one on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l after-cursor -d 'Entries behind this one' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l cursor-file -d 'Entries behind a file\'s cursor; update it' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s b -l boot -d 'Entries of one boot, 0 the last, 1 the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s u -l unit -d 'Entries of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l user-unit -d 'Entries of a user\'s unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l invocation -d 'Entries of one run of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s t -l identifier -d 'Entries with a syslog identifier' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s T -l exclude-identifier -d 'Leave these out (short modes only)' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s p -l priority -d 'Entries of a priority or more urgent' -r -f -a "emerg\t''
alert\t''
crit\t''
err\t''
warning\t''
notice\t''
info\t''
debug\t''"
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l facility -d 'Entries of some syslog facilities' -r -f -a "kern\t''
user\t''
mail\t''
daemon\t''
auth\t''
syslog\t''
lpr\t''
news\t''
uucp\t''
cron\t''
authpriv\t''
ftp\t''
local0\t''
local1\t''
local2\t''
local3\t''
local4\t''
local5\t''
local6\t''
local7\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s g -l grep -d 'Entries whose message matches (PCRE2)' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l case-sensitive -d 'Whether -g heeds case' -f -a "yes\t''
no\t''"
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l where -d 'Entries for which a condition holds' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s o -l output -d 'Output mode (-o help, and those below)' -r -f -a "short\t''
short-full\t''
short-iso\t''
short-iso-precise\t''
short-precise\t''
short-monotonic\t''
short-delta\t''
short-unix\t''
verbose\t''
export\t''
json\t''
json-pretty\t''
json-sse\t''
json-seq\t''
cat\t''
with-unit\t''
csv\t''
tsv\t''
ndjson-typed\t''
timesketch\t''
ecs\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l output-fields -d 'Fields to print, or columns of csv and tsv' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s n -l lines -d 'The last N entries (10), with +N the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l template -d 'Print this, {FIELD} replaced by its value' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s F -l field -d 'List the values of a field' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l embedded -d 'Entries within logged values, too'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l system -d 'Read the system\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l user -d 'Read the current user\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s m -l merge -d 'Read all machines\' journals as one'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l recursive -d 'Search folders through, also packed files'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s I -d 'Entries of a unit\'s last run'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s k -l dmesg -d 'Kernel messages of the last boot'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s r -l reverse -d 'Newest entries first'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l show-cursor -d 'Print the last entry\'s cursor at the end'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l utc -d 'Times in UTC'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s x -l catalog -d 'Add explanations of messages'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s W -l no-hostname -d 'No host names'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l no-full -d 'Cut long lines, shorten long fields'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s a -l all -d 'Print all, also what is long or unprintable'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l no-tail -d 'All entries, whatever -n says'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l truncate-newline -d 'Only the first line of messages'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l defuse-formulas -d 'Make formulas in csv and tsv plain text'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l no-pager -d 'No pager'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s e -l pager-end -d 'Begin at the end, of the last 1000 entries'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s h -l help -d 'Show this help'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -s N -l fields -d 'List the names of all fields'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l list-boots -d 'List the boots'
complete -c journalq -n "__fish_journalq_using_subcommand salvage" -l list-invocations -d 'List the runs of a unit'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l rebuild -d 'Write the entries to a new journal' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l report -d 'Write what was lost as JSON' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l limits -d 'What files may cost: default, untrusted' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s S -l since -d 'Entries from this time on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s U -l until -d 'Entries up to this time' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s c -l cursor -d 'Entries from this one on' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l after-cursor -d 'Entries behind this one' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l cursor-file -d 'Entries behind a file\'s cursor; update it' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s b -l boot -d 'Entries of one boot, 0 the last, 1 the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s u -l unit -d 'Entries of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l user-unit -d 'Entries of a user\'s unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l invocation -d 'Entries of one run of a unit' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s t -l identifier -d 'Entries with a syslog identifier' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s T -l exclude-identifier -d 'Leave these out (short modes only)' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s p -l priority -d 'Entries of a priority or more urgent' -r -f -a "emerg\t''
alert\t''
crit\t''
err\t''
warning\t''
notice\t''
info\t''
debug\t''"
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l facility -d 'Entries of some syslog facilities' -r -f -a "kern\t''
user\t''
mail\t''
daemon\t''
auth\t''
syslog\t''
lpr\t''
news\t''
uucp\t''
cron\t''
authpriv\t''
ftp\t''
local0\t''
local1\t''
local2\t''
local3\t''
local4\t''
local5\t''
local6\t''
local7\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s g -l grep -d 'Entries whose message matches (PCRE2)' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l case-sensitive -d 'Whether -g heeds case' -f -a "yes\t''
no\t''"
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l where -d 'Entries for which a condition holds' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s o -l output -d 'Output mode (-o help, and those below)' -r -f -a "short\t''
short-full\t''
short-iso\t''
short-iso-precise\t''
short-precise\t''
short-monotonic\t''
short-delta\t''
short-unix\t''
verbose\t''
export\t''
json\t''
json-pretty\t''
json-sse\t''
json-seq\t''
cat\t''
with-unit\t''
csv\t''
tsv\t''
ndjson-typed\t''
timesketch\t''
ecs\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l output-fields -d 'Fields to print, or columns of csv and tsv' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s n -l lines -d 'The last N entries (10), with +N the first' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l template -d 'Print this, {FIELD} replaced by its value' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s F -l field -d 'List the values of a field' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l list -d 'List the journals that were found'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l embedded -d 'Entries within logged values, too'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s I -d 'Entries of a unit\'s last run'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s k -l dmesg -d 'Kernel messages of the last boot'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s r -l reverse -d 'Newest entries first'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l show-cursor -d 'Print the last entry\'s cursor at the end'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l utc -d 'Times in UTC'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s x -l catalog -d 'Add explanations of messages'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s W -l no-hostname -d 'No host names'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l no-full -d 'Cut long lines, shorten long fields'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s a -l all -d 'Print all, also what is long or unprintable'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l no-tail -d 'All entries, whatever -n says'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l truncate-newline -d 'Only the first line of messages'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l defuse-formulas -d 'Make formulas in csv and tsv plain text'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l no-pager -d 'No pager'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s e -l pager-end -d 'Begin at the end, of the last 1000 entries'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s h -l help -d 'Show this help'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -s N -l fields -d 'List the names of all fields'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l list-boots -d 'List the boots'
complete -c journalq -n "__fish_journalq_using_subcommand carve" -l list-invocations -d 'List the runs of a unit'
complete -c journalq -n "__fish_journalq_using_subcommand report" -l html -d 'Write the report as a page of HTML' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand report" -s M -l machine -d 'Read a container\'s journal' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand report" -s D -l directory -d 'Read the journal files in a directory' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand report" -s i -l file -d 'Read a file; may be repeated' -r -F
complete -c journalq -n "__fish_journalq_using_subcommand report" -l root -d 'Read the journal of another root folder' -r -f -a "(__fish_complete_directories)"
complete -c journalq -n "__fish_journalq_using_subcommand report" -l limits -d 'What files may cost: default, untrusted' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand report" -s o -l output -d 'Output mode (-o help, and those below)' -r -f -a "short\t''
short-full\t''
short-iso\t''
short-iso-precise\t''
short-precise\t''
short-monotonic\t''
short-delta\t''
short-unix\t''
verbose\t''
export\t''
json\t''
json-pretty\t''
json-sse\t''
json-seq\t''
cat\t''
with-unit\t''
csv\t''
tsv\t''
ndjson-typed\t''
timesketch\t''
ecs\t''
help\t''"
complete -c journalq -n "__fish_journalq_using_subcommand report" -l verify-key -d 'Verify the seals, too' -r -f
complete -c journalq -n "__fish_journalq_using_subcommand report" -l system -d 'Read the system\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand report" -l user -d 'Read the current user\'s files only'
complete -c journalq -n "__fish_journalq_using_subcommand report" -l recursive -d 'Search folders through, also packed files'
complete -c journalq -n "__fish_journalq_using_subcommand report" -l utc -d 'Times in UTC'
complete -c journalq -n "__fish_journalq_using_subcommand report" -s a -l all -d 'Print all, also what is long or unprintable'
complete -c journalq -n "__fish_journalq_using_subcommand report" -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -n "__fish_journalq_using_subcommand report" -l no-pager -d 'No pager'
complete -c journalq -n "__fish_journalq_using_subcommand report" -s h -l help -d 'Show this help'
complete -c journalq -n "__fish_journalq_using_subcommand help" -l no-pager -d 'No pager'
complete -c journalq -n "__fish_journalq_using_subcommand help" -s e -l pager-end -d 'Begin at the end, of the last 1000 entries'
complete -c journalq -n "__fish_journalq_using_subcommand help" -s h -l help -d 'Show this help'

# What may stand here, from the journals that the command line names.
function __fish_journalq_from_journals
    set -l words (commandline -opc)
    $words[1] complete $words[2..-1] (commandline -ct) 2>/dev/null | string replace -r -- '^--[a-z-]+=' ''
end

complete -c journalq -a "(__fish_journalq_from_journals)"
complete -c journalq -s F -x -a "(__fish_journalq_from_journals)"
complete -c journalq -l field -x -a "(__fish_journalq_from_journals)"
complete -c journalq -l redact -x -a "(__fish_journalq_from_journals)"
complete -c journalq -l output-fields -x -a "(__fish_journalq_from_journals)"
complete -c journalq -l by -x -a "(__fish_journalq_from_journals)"
complete -c journalq -l distinct -x -a "(__fish_journalq_from_journals)"
complete -c journalq -l ignore -x -a "(__fish_journalq_from_journals)"
complete -c journalq -s u -x -a "(__fish_journalq_from_journals)"
complete -c journalq -l unit -x -a "(__fish_journalq_from_journals)"
complete -c journalq -l user-unit -x -a "(__fish_journalq_from_journals)"
complete -c journalq -s t -x -a "(__fish_journalq_from_journals)"
complete -c journalq -l identifier -x -a "(__fish_journalq_from_journals)"
complete -c journalq -s T -x -a "(__fish_journalq_from_journals)"
complete -c journalq -l exclude-identifier -x -a "(__fish_journalq_from_journals)"
complete -c journalq -s b -x -a "(__fish_journalq_from_journals)"
complete -c journalq -l boot -x -a "(__fish_journalq_from_journals)"
