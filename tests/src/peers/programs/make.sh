#!/bin/sh
# Makes OUT/jlama and OUT/llama3, programs for `t2l bench --peer-command`:
#
#   make.sh OUT                  Jlama 0.8.4, from Maven Central
#   make.sh OUT Llama3.java      and llama3.java, whose only file is in github.com/mukel/llama3.java
#
# JAVA_HOME is a JDK 25.
set -e
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
flags="--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED"
mvn -q -f "$here/jlama.pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath -Dmdep.outputFile="$out/jlama.cp"
"$JAVA_HOME/bin/javac" -nowarn -d "$out/classes" -cp "$(cat "$out/jlama.cp")" "$here"/t2l/peers/*.java
printf '#!/bin/sh\nexec "%s/bin/java" %s -cp "%s:%s" t2l.peers.JlamaPeer "$@"\n' "$JAVA_HOME" "$flags" "$out/classes" "$(cat "$out/jlama.cp")" > "$out/jlama"
chmod +x "$out/jlama"
if [ -n "$2" ]; then
    "$JAVA_HOME/bin/javac" -nowarn --add-modules jdk.incubator.vector -d "$out/classes" -cp "$out/classes" "$2" "$here"/com/llama4j/*.java
    printf '#!/bin/sh\nexec "%s/bin/java" %s -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0 -cp "%s" com.llama4j.Llama3Peer\n' "$JAVA_HOME" "$flags" "$out/classes" > "$out/llama3"
    chmod +x "$out/llama3"
fi
