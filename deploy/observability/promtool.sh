#!/bin/sh
# Builds Prometheus' promtool once (needs Go; some minutes) and prints where it lies: the tests of the alerts use it.
exec "$(dirname "$0")/../docker/go-tool.sh" promtool github.com/prometheus/prometheus v0.305.0 \
    github.com/prometheus/prometheus/cmd/promtool
