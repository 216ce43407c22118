#!/bin/sh
# Prints where promtool lies, for the tests of the alerts: from the path or the user's cache, else out of Debian's package
# (19 MB, unpacked into the cache, nothing is installed). `--build`: the newest as a Go program (needs Go; some minutes).
set -eu
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cabinet/tools
here=$(cd "$(dirname "$0")" && pwd)
if [ "${1:-}" = --build ]; then
    exec "$here/../docker/go-tool.sh" promtool github.com/prometheus/prometheus v0.305.0 \
        github.com/prometheus/prometheus/cmd/promtool
fi
if command -v promtool; then exit 0; fi
for program in "$cache"/promtool-*; do
    if [ -x "$program" ]; then echo "$program" && exit 0; fi
done
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || { echo "no promtool, and no Debian to take it from" >&2 && exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work"
{ apt-get download prometheus || { apt-get update && apt-get download prometheus; }; } >log 2>&1 || { cat log >&2 && exit 1; }
dpkg-deb --fsys-tarfile prometheus_*.deb | tar -xf - ./usr/bin/promtool
mkdir -p "$cache"
mv usr/bin/promtool "$cache/promtool-debian"
echo "$cache/promtool-debian"
