#!/usr/bin/env bash
# Locks requirements/*.in with hashes; pass --upgrade to take newer versions. Needs uv (any recent one).
set -euo pipefail
cd "$(dirname "$0")"
for name in runtime local gateway jobs dev node; do
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --custom-compile-command "requirements/lock.sh" "$@" "$name.in" -o "$name.txt"
done
