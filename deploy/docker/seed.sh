#!/bin/sh
# The operator and the clients of the supplier's systems, with the secrets that were drawn. May be run again.
set -eu
secrets=/run/secrets
identity() { run python -m identity.cli "$@"; }
identity create-operator --email "$OPERATOR_EMAIL" --password="$(cat $secrets/operator_password)"
for client in registry billing; do
    identity create-service-client --id "$client" --scope "$client:write" --secret="$(cat $secrets/${client}_client_secret)"
done
