# journalq report beside journald, which rotates, is killed, and is started again.
#   report_journald.sh JOURNALQ JOURNALD FOLDER
# Leaves in FOLDER the reports as JSON: `live`, while messages come in; `rotated`; `killed`, after journald was killed and started
# again; `stopped`, after it was stopped.
. "$(dirname "$0")/util/journald.sh"

say() {
    seq -f "$1 %g" 300 | systemd-cat -t writer
    logger -t writer "$1 by syslog" || :
    sleep 0.5
}
report() {
    "$journalq" report -q -o json /run/log/journal >"$out/$1" || :
}

(while seq -f 'meanwhile %g' 20 && sleep 0.02; do :; done) | systemd-cat -t meanwhile &
sender=$!
trap 'kill "$sender" "$writer"' EXIT
say first
report live
kill "$sender"
kill -USR2 "$writer"
sleep 0.5
say second
report rotated
kill -KILL "$writer"
wait "$writer" || :
"$journald" 2>/dev/null &
writer=$!
trap 'kill "$writer"' EXIT
sleep 1
say third
report killed
kill "$writer"
wait "$writer" || :
trap - EXIT
report stopped
