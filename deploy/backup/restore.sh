#!/bin/sh
# restore.sh FOLDER [SERVICE...]: puts the dumps of one backup into the databases DATABASE_URL_<SERVICE> names.
# What stands there is replaced; each database in one transaction: whole, or untouched. Stop the services first.
set -eu
folder=$1
shift
[ $# -gt 0 ] || set -- identity contracts metering billing notifier
(cd "$folder" && sha256sum --check --quiet --strict SHA256SUMS)
for service in "$@"; do
    eval "url=\${DATABASE_URL_$(echo "$service" | tr '[:lower:]' '[:upper:]')}"
    "${PG_BIN:+$PG_BIN/}pg_restore" --single-transaction --exit-on-error --clean --if-exists --no-owner --no-privileges \
        --dbname "$url" "$folder/$service.dump"
    echo "$service restored"
done
