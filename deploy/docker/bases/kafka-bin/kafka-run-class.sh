#!/bin/sh
# shellcheck disable=SC2086 - options are several words
exec "$JAVA_HOME/bin/java" ${KAFKA_HEAP_OPTS:-} ${KAFKA_JVM_PERFORMANCE_OPTS:-} ${KAFKA_LOG4J_OPTS:-} -cp '/opt/kafka/libs/*' "$@"
