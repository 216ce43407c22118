#!/bin/sh
# Makes .venv with the locked packages: `bootstrap.sh` for running, `bootstrap.sh dev` for the checks too.
# Done once per change of the locks: a stamp remembers them. Interrupted, it goes on where it was.
set -eu
cd "$(dirname "$0")/../.."

say() { echo "$*" >&2; }
fail() { say "$*"; exit 1; }

layers="runtime local"
[ "${1:-}" != dev ] || layers="$layers dev"
stamp=".venv/locks-$(echo $layers | tr ' ' '-')"
locks=$(for layer in $layers; do cat "requirements/$layer.txt"; done | cksum)
# The stamp also names this folder: a copied environment points to where it came from.
wanted="$locks $PWD"
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then exit 0; fi

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_new_enough "$PYTHON" || fail "PYTHON=$PYTHON is not Python 3.11 or newer."
        echo "$PYTHON"
        return
    fi
    for candidate in python3 python3.13 python3.12 python3.11 python3.14 python; do
        if is_new_enough "$candidate"; then echo "$candidate"; return; fi
    done
    fail "Python 3.11 or newer is needed and none was found: install it, or say PYTHON=/path/to/python make up."
}

explain() { # what the log of a failed step means, in one sentence
    if grep -q "No space left" "$1"; then fail "The disk is full: make room and run make again."; fi
    if grep -qi "ensurepip\|No module named venv" "$1"; then
        fail "$python has no venv module: install it (Debian, Ubuntu: apt install python3-venv) and run make again."
    fi
    if grep -qi "connection\|name resolution\|timed out\|No matching distribution" "$1"; then
        fail "The packages can not be downloaded: no package index answers. Connect to the network (or set a mirror for pip) and run make again."
    fi
    if grep -q "DO NOT MATCH THE HASHES" "$1"; then
        fail "A downloaded package is not the locked one (its hash differs): see $1."
    fi
    say "$2 failed; the end of $1:"
    tail -n 5 "$1" >&2
    exit 1
}

python=$(find_python)
mkdir -p .cabinet && chmod 700 .cabinet || fail "$PWD can not be written to: is the disk full, or the folder somebody else's?"
log=.cabinet/bootstrap.log

if ! .venv/bin/python -m pip --version >/dev/null 2>&1 || ! is_new_enough .venv/bin/python \
    || ! grep -qsF "$PWD" .venv/bin/activate; then
    say "making .venv with $python …"
    rm -rf .venv
    "$python" -m venv .venv >"$log" 2>&1 || { rm -rf .venv; explain "$log" "Making .venv"; }
fi

say "installing the locked packages ($layers) …"
set --
for layer in $layers; do set -- "$@" -r "requirements/$layer.txt"; done
# Modules are compiled when they are first imported: most never are.
.venv/bin/python -m pip install --disable-pip-version-check --retries 2 --no-compile --require-hashes "$@" >"$log" 2>&1 \
    || explain "$log" "Installing the packages"

site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
for source in libs/events/src libs/chassis/src services/identity/src services/contracts/src services/billing/src \
    services/metering/src services/notifier/src deploy/local deploy/gateway web; do
    echo "$PWD/$source"
done >"$site/cabinet.pth"
echo "$wanted" >"$stamp"
