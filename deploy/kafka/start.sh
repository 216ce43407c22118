#!/bin/bash
# Starts the node of server.properties: formatted with the user "admin" the first time. Every other user is made by
# `python -m brokeraccess`. EXTERNAL is the address that clients outside the network reach it by.
set -euo pipefail
secrets=${SECRETS:-/run/secrets}
settings=/tmp/server.properties
umask 077
mkdir -p /tmp/secrets # in memory: a newline at the end of a file would end the password's line in the settings
printf '%s' "$(cat "$secrets/kafka_admin_password")" >/tmp/secrets/kafka_admin_password
sed -e "s|@INTERNAL@|${INTERNAL:-kafka:9092}|; s|@EXTERNAL@|${EXTERNAL:-127.0.0.1:9094}|; s|@SECRETS@|/tmp/secrets|g" \
    "$(dirname "$0")/server.properties" >"$settings"
export LOG_DIR=/tmp/logs KAFKA_GC_LOG_OPTS=" " # nothing is written beside the data
export KAFKA_LOG4J_OPTS="-Dlog4j2.configurationFile=$(dirname "$0")/log4j2.yaml"
if [ ! -e /var/lib/kafka/data/logs/meta.properties ]; then
    /opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id "${CLUSTER_ID:-cabinet-kafka-00000000}" \
        --config "$settings" --add-scram "SCRAM-SHA-512=[name=admin,password=$(cat /tmp/secrets/kafka_admin_password)]"
fi
exec /opt/kafka/bin/kafka-server-start.sh "$settings"
