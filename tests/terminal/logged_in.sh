# Runs a command as in the session of somebody who has logged in: with a systemd of their own, and a session bus where
# that has it. Only in what this process sees of the machine; for `unshare -m`.
set -eu
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
SYSTEMD_LOG_TARGET=null /lib/systemd/systemd --user >/dev/null 2>&1 &
for _ in $(seq 100); do
    systemctl --user show-environment >/dev/null 2>&1 && break
    sleep 0.1
done
systemctl --user show-environment >/dev/null
bus="$XDG_RUNTIME_DIR/bus"
[ -S "$bus" ] || dbus-daemon --session --nofork --address="unix:path=$bus" >/dev/null 2>&1 &
until [ -S "$bus" ]; do sleep 0.1; done
code=0
"$@" || code=$?
systemctl --user exit
exit "$code"
