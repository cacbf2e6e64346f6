# For scripts that are called with JOURNALQ JOURNALD FOLDER: runs journald, without a service manager, until they exit. To be run
# as root in a mount namespace of its own, since journald has its sockets and files at fixed places.
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
