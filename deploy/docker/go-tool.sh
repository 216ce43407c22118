#!/bin/sh
# Builds a program written in Go from its module, once, and prints where it lies.
# go-tool.sh NAME MODULE VERSION PACKAGE [LDFLAGS]; needs Go; the modules come through GOPROXY as it is set here.
set -eu
name=$1 module=$2 version=$3 package=$4 flags=${5:-}
tools=${XDG_CACHE_HOME:-$HOME/.cache}/cabinet/tools
program=$tools/$name-$version
if [ ! -x "$program" ]; then
    mkdir -p "$tools"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    printf 'module cabinet.example/%s\n\ngo 1.24\n\nrequire %s %s\n' "$name" "$module" "$version" >go.mod
    printf '//go:build tools\n\npackage tools\n\nimport _ "%s"\n' "$package" >tools.go
    { go mod tidy && CGO_ENABLED=0 nice -n 15 go build -trimpath -ldflags "-s -w $flags" -o "$program.new" "$package"; } \
        >build.log 2>&1 || { tail -n 20 build.log >&2; exit 1; }
    mv "$program.new" "$program"
fi
echo "$program"
