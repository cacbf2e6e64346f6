complete -c journalq -s M -l machine -d 'Read a container\'s journal' -r -f
complete -c journalq -s D -l directory -d 'Read the journal files in a directory' -r -f -a "(__fish_complete_directories)"
complete -c journalq -s i -l file -d 'Read a file; may be repeated' -r -F
complete -c journalq -l root -d 'Read the journal of another root folder' -r -f -a "(__fish_complete_directories)"
complete -c journalq -l namespace -d 'Read a journal namespace' -r -f
complete -c journalq -s S -l since -d 'Entries from this time on' -r -f
complete -c journalq -s U -l until -d 'Entries up to this time' -r -f
complete -c journalq -s c -l cursor -d 'Entries from this one on' -r -f
complete -c journalq -l after-cursor -d 'Entries behind this one' -r -f
complete -c journalq -l cursor-file -d 'Entries behind a file\'s cursor; update it' -r -F
complete -c journalq -s b -l boot -d 'Entries of one boot, 0 the last, 1 the first' -r -f
complete -c journalq -s u -l unit -d 'Entries of a unit' -r -f
complete -c journalq -l user-unit -d 'Entries of a user\'s unit' -r -f
complete -c journalq -l invocation -d 'Entries of one run of a unit' -r -f
complete -c journalq -s t -l identifier -d 'Entries with a syslog identifier' -r -f
complete -c journalq -s T -l exclude-identifier -d 'Leave these out (short modes only)' -r -f
complete -c journalq -s p -l priority -d 'Entries of a priority or more urgent' -r -f -a "emerg\t''
alert\t''
crit\t''
err\t''
warning\t''
notice\t''
info\t''
debug\t''"
complete -c journalq -l facility -d 'Entries of some syslog facilities' -r -f -a "kern\t''
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
complete -c journalq -s g -l grep -d 'Entries whose message matches (PCRE2)' -r -f
complete -c journalq -l case-sensitive -d 'Whether -g heeds case' -f -a "yes\t''
no\t''"
complete -c journalq -s o -l output -d 'Output mode (-o help lists them)' -r -f -a "short\t''
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
help\t''"
complete -c journalq -l output-fields -d 'Fields to print in verbose, export, json, cat' -r -f
complete -c journalq -s n -l lines -d 'The last N entries (10), with +N the first' -r -f
complete -c journalq -s F -l field -d 'List the values of a field' -r -f
complete -c journalq -l system -d 'Read the system\'s files only'
complete -c journalq -l user -d 'Read the current user\'s files only'
complete -c journalq -s m -l merge -d 'Read all machines\' journals as one'
complete -c journalq -s I -d 'Entries of a unit\'s last run'
complete -c journalq -s k -l dmesg -d 'Kernel messages of the last boot'
complete -c journalq -s r -l reverse -d 'Newest entries first'
complete -c journalq -l show-cursor -d 'Print the last entry\'s cursor at the end'
complete -c journalq -l utc -d 'Times in UTC'
complete -c journalq -s x -l catalog -d 'Add explanations of messages'
complete -c journalq -s W -l no-hostname -d 'No host names'
complete -c journalq -l no-full -d 'Cut long lines, shorten long fields'
complete -c journalq -s a -l all -d 'Print all, also what is long or unprintable'
complete -c journalq -s f -l follow -d 'Print new entries as they come'
complete -c journalq -l no-tail -d 'All entries, whatever -n says'
complete -c journalq -l truncate-newline -d 'Only the first line of messages'
complete -c journalq -s q -l quiet -d 'No separators, notes and hints'
complete -c journalq -l no-pager -d 'No pager'
complete -c journalq -s e -l pager-end -d 'Begin at the end, of the last 1000 entries'
complete -c journalq -s h -l help -d 'Show this help'
complete -c journalq -l version -d 'Show the version'
complete -c journalq -s N -l fields -d 'List the names of all fields'
complete -c journalq -l list-boots -d 'List the boots'
complete -c journalq -l list-invocations -d 'List the runs of a unit'
complete -c journalq -l list-namespaces -d 'List the journal namespaces'
complete -c journalq -l disk-usage -d 'Show what the files take up'
complete -c journalq -l header -d 'Show the files\' headers'
complete -c journalq -l list-catalog -d 'List the message catalog'
complete -c journalq -l dump-catalog -d 'Show the message catalog'
