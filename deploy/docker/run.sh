#!/bin/sh
# One image of a service, three commands: api, worker, migrate; anything else is run as it stands.
# CABINET_X in the environment is meant for every service: here it becomes IDENTITY_X, unless that is set.
set -eu
prefix=$(echo "$SERVICE" | tr '[:lower:]' '[:upper:]')
for name in $(env | sed -n 's/^CABINET_\([A-Z_]*\)=..*/\1/p'); do
    eval "export ${prefix}_$name=\"\${${prefix}_$name-\$CABINET_$name}\""
done
case "$1" in
    api) exec python -m "$SERVICE.main" ;;
    worker) exec python -m "$SERVICE.worker" ;;
    migrate) exec alembic -c /app/alembic.ini upgrade head ;;
    *) exec "$@" ;;
esac
