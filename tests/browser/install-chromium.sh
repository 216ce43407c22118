#!/bin/sh
# Chromium for tests/browser, from Debian's packages, where this may be done; elsewhere those tests are skipped and say why.
set -eu
for name in "${CHROMIUM:-}" chromium chromium-browser; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "no Chromium here and no right to install it: the browser tests will be skipped (apt install chromium, or CHROMIUM=/path)." >&2
    exit 0
fi
echo "installing Chromium for the browser tests …" >&2
{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } >.cabinet/chromium.log 2>&1 \
    || echo "Chromium could not be installed (see .cabinet/chromium.log): the browser tests will be skipped." >&2
