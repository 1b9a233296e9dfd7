#!/bin/sh
# Gets what Glimmers needs: `prepare.sh desk` (to run it) and `prepare.sh dev` (to work on it) make .venv,
# `prepare.sh test` and `prepare.sh phones` look for what those tests need from Debian.
# Says what it does on stderr, and only if it does something.
set -eu
cd "$(dirname "$0")/.."
what=${1:?desk, dev, test or phones}
python=${PYTHON:-python3}

say() { echo "$*" >&2; }

# Everything that comes from Debian. Running the app needs the first line of it only.
packages="make python3 python3-venv"
# Three browsers, one with a driver and a screen that nobody sees, and what draws for them; what checks the types of the page's
# scripts; a desktop that takes notifications, spoken to in both ways; Java, in which Android's part is written; what opens an
# export as a person would; what starts reminders with Glimmers closed, and what tells whether that is written as it should be; what
# makes a disk fail between two calls.
case $what in
desk) ;;
# Android's part on Android's own classes: Java, what fetches those classes, and what packs words and pictures for a phone.
phones) packages="$packages default-jdk-headless maven aapt" ;;
*)
    packages="$packages chromium firefox-esr webkit2gtk-driver xvfb libegl1 libgl1-mesa-dri node-typescript fonts-liberation"
    packages="$packages dbus libnotify-bin python3-dbus default-jdk-headless unzip systemd desktop-file-utils libglib2.0-bin strace"
    ;;
esac
from_debian="apt-get install -y --no-install-recommends $packages"

get_from_debian() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        say "$1 is missing. Please run: sudo $from_debian"
        exit 1
    fi
    say "$1 is missing: getting it from Debian."
    export DEBIAN_FRONTEND=noninteractive
    # What dpkg says of each package goes to a file; what goes wrong is said here.
    mkdir -p build/cache
    # shellcheck disable=SC2086  # the line is meant to be split
    apt-get update -qq >&2 && $from_debian -qq -o Dpkg::Use-Pty=0 >build/cache/debian.log
}

if [ "$what" = test ] || [ "$what" = phones ]; then
    missing=
    programs="chromium firefox-esr WebKitWebDriver Xvfb tsc dbus-daemon notify-send javac unzip systemd-analyze desktop-file-validate gio strace"
    [ "$what" = test ] || programs="javac mvn aapt2"
    for program in $programs; do
        command -v "$program" >/dev/null || missing="$missing $program"
    done
    # Debian's own Python has it: it is C, and .venv needs no compiler.
    [ "$what" = phones ] || /usr/bin/python3 -c 'import dbus' 2>/dev/null || missing="$missing python3-dbus"
    [ -z "$missing" ] || get_from_debian "Something the tests need ($(echo $missing))"
    exit 0
fi

command -v "$python" >/dev/null || get_from_debian Python
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "Glimmers needs Python 3.11 or newer; if you have one, name it as in: make run PYTHON=python3.12"
    exit 1
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || get_from_debian python3-venv
    say "Making .venv; this takes a minute, once."
    "$python" -m venv --clear .venv
else
    say "Looking after .venv."
fi
.venv/bin/python -m pip install -qq --disable-pip-version-check --root-user-action=ignore -e ".[$what]" >&2
