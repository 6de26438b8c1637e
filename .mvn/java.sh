# Looks for Java, for t2l and mvnw. `home` is the checkout.

# Sets java to the first one that is there and passes a test.
find_java() {
    for java in "${T2L_JAVA_HOME:-}/bin/java" "${JAVA_HOME:-}/bin/java" "$(command -v java || :)" \
        "${HOME:-}/.sdkman/candidates/java/current/bin/java" /usr/lib/jvm/*/bin/java; do
        if [ -x "$java" ] && "$@"; then
            return
        fi
    done
    echo "error: t2l needs JDK 25 or newer and found no $what; install one, or name its folder in T2L_JAVA_HOME" >&2
    exit 1
}

# Whether it can run a program of one source file.
compiles() {
    [ -x "${java}c" ] && "$java" --version >/dev/null 2>&1
}

# Prints the folder of the JDK to build with.
find_jdk() {
    what=JDK
    find_java compiles
    "$java" -XX:TieredStopAtLevel=1 "$home/app/src/main/java/t2l/app/launch/Jdk.java"
}
