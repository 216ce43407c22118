# The portal: built by Node from its lock, served by the same small server as in the local run.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${PYTHON_IMAGE} AS venv
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv --without-pip /opt/venv && python -m venv /opt/pip
COPY deploy/docker/install.sh /opt/install.sh
COPY requirements/runtime.txt /opt/
RUN --mount=type=secret,id=pip.conf --mount=type=secret,id=ca.crt /opt/install.sh runtime

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 cabinet && useradd --uid 10001 --gid cabinet --no-create-home --home-dir /tmp cabinet
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app/src PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY deploy/docker/ready.sh /usr/local/bin/ready
COPY --from=venv /opt/venv /opt/venv
COPY libs/chassis/src /app/src/
COPY web/webserver /app/src/webserver
COPY web/pages /app/src/pages
USER 10001:10001
EXPOSE 8000 9000
CMD ["python", "-m", "webserver"]
