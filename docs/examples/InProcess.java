import t2l.Adapter;
import t2l.T2l;

/// Generates an adapter from a sentence and uses it, inside a Java program.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/examples/InProcess.java`
void main() {
    try (T2l t2l = T2l.open("builtin:tiny")) {
        Adapter french = t2l.generate("Take the last word and say it in French.");
        String answer = t2l.complete("cat dog bird >", french);
        IO.println(answer.strip()); // oiseau
    }
}
