#!/bin/sh
# Kafka UI reads no files of secrets: its password comes into the environment of this one process here.
set -eu
password=$(cat /run/secrets/observer_kafka_sasl_password)
login=org.apache.kafka.common.security.scram.ScramLoginModule
export KAFKA_CLUSTERS_0_PROPERTIES_SASL_JAAS_CONFIG="$login required username=\"observer\" password=\"$password\";"
exec java ${JAVA_OPTS:-} -jar /api.jar
