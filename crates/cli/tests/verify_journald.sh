# journalq --verify beside journald, again and again while messages come in.
#   verify_journald.sh JOURNALQ JOURNALD FOLDER
# Leaves in FOLDER: `runs`, a line for each run that passed all files, with the number of those that were being written meanwhile;
# `messages`, what was said of any other; `entries`, how many there were in the end.
. "$(dirname "$0")/util/journald.sh"

: >"$out/runs"
: >"$out/messages"
(
    part=0
    while part=$((part + 1)); do
        seq -f "message $part %g with a text of its own" 50
        sleep 0.05
    done
) | systemd-cat -t writer &
sender=$!
trap 'kill "$sender" "$writer"' EXIT
sleep 0.5
run=0
while [ $((run = run + 1)) -le 8 ]; do
    if "$journalq" --verify -D /run/log/journal >"$out/now" 2>&1 && ! grep -qv '^PASS: \|the file is being written' "$out/now"; then
        grep -c 'is being written' "$out/now" >>"$out/runs" || :
    else
        cat "$out/now" >>"$out/messages"
    fi
done
"$journalq" -D /run/log/journal -o cat -n all | wc -l >"$out/entries"
