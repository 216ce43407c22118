# The portal: built by Node from its lock, served by the same small server as in the local run.
# Build secrets where packages come through a proxy or a mirror: pip.conf, npmrc, ca.crt.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS portal
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN --mount=type=secret,id=npmrc --mount=type=secret,id=ca.crt \
    if [ -s /run/secrets/ca.crt ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca.crt; fi; \
    if [ -s /run/secrets/npmrc ]; then export NPM_CONFIG_USERCONFIG=/run/secrets/npmrc; fi; \
    npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM ${PYTHON_IMAGE} AS venv
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv --without-pip /opt/venv && python -m venv /opt/pip
COPY deploy/docker/install.sh /opt/install.sh
FROM venv AS libraries
COPY requirements/runtime.txt /opt/
RUN --mount=type=secret,id=pip.conf --mount=type=secret,id=ca.crt /opt/install.sh runtime

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 cabinet && useradd --uid 10001 --gid cabinet --no-create-home --home-dir /tmp cabinet
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app/src PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY deploy/docker/ready.sh /usr/local/bin/ready
COPY --from=libraries /opt/venv /opt/venv
COPY libs/chassis/src /app/src/
COPY web/webserver /app/src/webserver
COPY --from=portal /web/dist /app/src/dist
USER 10001:10001
EXPOSE 8000 9000
CMD ["python", "-m", "webserver"]
