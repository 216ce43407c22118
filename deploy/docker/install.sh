#!/bin/sh
# install.sh LOCK: the packages of /opt/LOCK.txt into /opt/venv, each checked against its hash, compiled the same each time.
set -eu
secrets=/run/secrets
[ ! -s $secrets/pip.conf ] || export PIP_CONFIG_FILE=$secrets/pip.conf
[ ! -s $secrets/ca.crt ] || export PIP_CERT=$secrets/ca.crt
/opt/pip/bin/pip --python /opt/venv/bin/python install -q --no-compile --require-hashes --only-binary :all: -r "/opt/$1.txt"
find /opt/venv -type d -name tests -prune -exec rm -rf {} +
/opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/venv || true # templates are no modules
