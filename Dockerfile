# t2l serve in a container: docker build -t t2l . && docker run -e T2L_API_KEY=… -p 8080:8080 -v models:/models t2l
FROM eclipse-temurin:25-jdk AS build
WORKDIR /t2l
COPY . .
RUN ./mvnw -q -B -Dcompiler.plugin=-proc:none -DskipTests package -pl app -am
# A Java with the modules of the program and the flags that it is started with.
RUN jlink --output /opt/t2l/java --strip-debug --no-header-files --no-man-pages \
    --add-modules "$(jdeps --multi-release 25 --ignore-missing-deps --print-module-deps app/target/t2l.jar)" \
    --add-options="$(tr '\n' ' ' <app/target/t2l.args)"
RUN cp app/target/t2l.jar /opt/t2l

FROM debian:stable-slim
RUN useradd --uid 1000 --create-home t2l && install -d -o t2l /models
COPY --from=build /opt/t2l /opt/t2l
USER 1000
# What t2l pull fetches; other models may lie here, too.
VOLUME /models
ENV HF_HOME=/models T2L_HOME=/tmp/t2l LC_ALL=C.UTF-8
EXPOSE 8080
HEALTHCHECK --start-period=60s CMD bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080 && printf "GET /ready HTTP/1.0\r\nHost: localhost\r\n\r\n" >&3 && head -n 1 <&3 | grep -q " 200 "'
ENTRYPOINT ["/opt/t2l/java/bin/java", "-jar", "/opt/t2l/t2l.jar"]
CMD ["serve", "--host", "0.0.0.0", "--model", "builtin:tiny"]
