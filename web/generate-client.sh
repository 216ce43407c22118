#!/bin/sh
# The portal's types of the services' APIs, from the services' own OpenAPI: `generate-client.sh [FOLDER]`.
set -eu
cd "$(dirname "$0")"
out=${1:-src/api/schema}
documents=$(mktemp -d)
trap 'rm -rf "$documents"' EXIT
../.venv/bin/python openapi.py "$documents"
for document in "$documents"/*.json; do
    node node_modules/openapi-typescript/bin/cli.js "$document" -o "$out/$(basename "$document" .json).d.ts" >/dev/null
done
