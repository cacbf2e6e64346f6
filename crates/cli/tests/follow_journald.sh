# journalq -f beside journald: while messages come in, journald rotates its file three times.
#   follow_journald.sh JOURNALQ JOURNALD FOLDER
# Leaves in FOLDER: `sent` and `followed`, what was written and what -f printed; `read`, what the files hold at the end;
# `messages`, what journalq had to say.
. "$(dirname "$0")/util/journald.sh"

ours="-D /run/log/journal -o cat SYSLOG_IDENTIFIER=writer"
"$journalq" -f -n all $ours >"$out/followed" 2>"$out/messages" &
follower=$!

for part in 1 2 3 4; do
    seq -f "message $part %g" 2000 | tee -a "$out/sent" | systemd-cat -t writer &
    # Somewhere among these messages.
    sleep 0.2
    [ "$part" = 4 ] || kill -USR2 "$writer"
    wait $!
done
# journald takes the messages when it gets to them, and tells of them a quarter of a second later.
sent=$(wc -l <"$out/sent")
tries=0
until [ "$(wc -l <"$out/followed")" -ge "$sent" ] || [ "$tries" = 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
kill -INT "$follower"
wait "$follower"
ls /run/log/journal/*/ >"$out/files"
"$journalq" $ours >"$out/read"
