#!/bin/bash
# What we and testcontainers use of the official image's entrypoint: POSTGRES_USER, POSTGRES_PASSWORD[_FILE], POSTGRES_DB.
set -euo pipefail
if [ "$1" != postgres ]; then exec "$@"; fi
if [ "$(id -u)" = 0 ]; then
    install -d -o postgres -g postgres -m 0700 "$PGDATA"
    exec setpriv --reuid postgres --regid postgres --init-groups "$0" "$@"
fi
user=${POSTGRES_USER:-postgres}
password=${POSTGRES_PASSWORD:-}
[ -z "${POSTGRES_PASSWORD_FILE:-}" ] || password=$(cat "$POSTGRES_PASSWORD_FILE")
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    [ -n "$password" ] || { echo "POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE must be set" >&2; exit 1; }
    mkdir -p "$PGDATA" && chmod 0700 "$PGDATA"
    # shellcheck disable=SC2086 - several words
    initdb -U "$user" --pwfile=<(printf '%s' "$password") --auth-host=scram-sha-256 --auth-local=trust ${POSTGRES_INITDB_ARGS:-} >/dev/null
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    if [ "${POSTGRES_DB:-$user}" != postgres ]; then
        pg_ctl -w -o "-c listen_addresses='' -c unix_socket_directories=/tmp" start >/dev/null
        createdb -h /tmp -U "$user" "${POSTGRES_DB:-$user}"
        pg_ctl -w -m fast stop >/dev/null
    fi
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/tmp
