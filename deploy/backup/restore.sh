#!/bin/sh
# restore.sh FOLDER [SERVICE...]: puts the dumps of one backup into the databases DATABASE_URL_<SERVICE> names.
# What stands there is replaced; each database in one transaction: whole, or untouched. Stop the services first.
set -eu
EMPTY="DO \$\$ DECLARE name text; BEGIN
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
END \$\$;"
folder=$1
shift
[ $# -gt 0 ] || set -- identity contracts metering billing notifier
(cd "$folder" && sha256sum --check --quiet --strict SHA256SUMS)
for service in "$@"; do
    eval "url=\${DATABASE_URL_$(echo "$service" | tr '[:lower:]' '[:upper:]')}"
    # Not `pg_restore --clean`: it drops piece by piece, and what hangs on a partitioned table can not go by itself.
    {
        echo "BEGIN; $EMPTY CREATE SCHEMA public;"
        "${PG_BIN:+$PG_BIN/}pg_restore" --exit-on-error --no-owner --no-privileges --file - "$folder/$service.dump" \
            && echo "COMMIT;" || echo "DO \$\$ BEGIN RAISE 'the dump can not be read'; END \$\$;"
    } | "${PG_BIN:+$PG_BIN/}psql" --quiet --no-psqlrc --output /dev/null --set ON_ERROR_STOP=1 "$url"
    echo "$service restored"
done
