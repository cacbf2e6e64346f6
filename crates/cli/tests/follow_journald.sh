# Runs journald, without a service manager, and journalq -f beside it: while messages come in, journald rotates its file
# three times. To be run as root in a mount namespace of its own, since journald has its sockets and files at fixed places.
#   follow_journald.sh JOURNALQ JOURNALD FOLDER
# Leaves in FOLDER: `sent` and `followed`, what was written and what -f printed; `read`, what the files hold at the end;
# `messages`, what journalq had to say.
set -eu
journalq=$1 journald=$2 out=$3

mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/log
mkdir -p /run/systemd/journal /run/log/journal
echo 0123456789abcdef0123456789abcdef >"$out/machine-id"
mount --bind "$out/machine-id" /etc/machine-id

"$journald" 2>/dev/null &
writer=$!
trap 'kill "$writer"' EXIT
until [ -S /run/systemd/journal/stdout ] && ls /run/log/journal/*/system.journal >/dev/null 2>&1; do sleep 0.1; done

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
