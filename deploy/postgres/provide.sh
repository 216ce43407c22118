#!/bin/bash
# A database and a role of its own for each service; nobody else may connect. May be run again: a password becomes what
# the service's file says. `<service>_database_url` and `postgres_password` lie in /run/secrets.
set -euo pipefail
secrets=${SECRETS:-/run/secrets}
PGPASSWORD=$(cat "$secrets/postgres_password")
export PGPASSWORD
for file in "$secrets"/*_database_url; do
    service=$(basename "$file" _database_url)
    password=$(sed -E 's|^[^:]+://[^:]+:([^@]+)@.*|\1|' "$file")
    psql -qX -h "${PGHOST:-postgres}" -U postgres -d postgres -v ON_ERROR_STOP=1 -v service="$service" -v password="$password" <<'SQL'
SELECT format('CREATE ROLE %I LOGIN', :'service') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'service') \gexec
ALTER ROLE :"service" PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I', :'service', :'service')
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'service') \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE :"service", postgres, template1 FROM PUBLIC;
SQL
    echo "$service: database and role are there"
done
