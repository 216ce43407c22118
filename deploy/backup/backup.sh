#!/bin/sh
# backup.sh FOLDER: dumps every service's database into FOLDER/<time>/, with their sums; prints that folder.
# The databases: DATABASE_URL_<SERVICE>, as libpq takes them. The programs: PATH, or the folder PG_BIN.
# Each dump is one snapshot. The five are taken at once, not as one: docs/backup.md says what that means.
set -eu
umask 077
folder=$1/$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$folder.new"
jobs=
for service in identity contracts metering billing notifier; do
    eval "url=\${DATABASE_URL_$(echo "$service" | tr '[:lower:]' '[:upper:]')}"
    "${PG_BIN:+$PG_BIN/}pg_dump" --format=custom --compress=6 --no-owner --no-privileges --lock-wait-timeout=30s \
        --file "$folder.new/$service.dump" --dbname "$url" &
    jobs="$jobs $!"
done
for job in $jobs; do wait "$job"; done
(cd "$folder.new" && sha256sum -- *.dump >SHA256SUMS)
mv "$folder.new" "$folder" # a folder under its own name is a whole backup
echo "$folder"
