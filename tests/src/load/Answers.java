import t2l.*;
import t2l.transformer.generate.*;

/// The program of the rows `java` of users.py: it answers through the façade, without a server. Prints when its first answer began, in
/// milliseconds since 1970, how many tokens a second it writes once it has answered for some seconds, and the tokens that end a text.
///
/// Arguments: the model, threads, tokens of an answer, seconds, the prompt.
public final class Answers {
    private Answers() {}

    /// Answers again and again.
    public static void main(String[] args) {
        int length = Integer.parseInt(args[2]);
        long nanos = (long) (1e9 * Double.parseDouble(args[3]));
        try (T2l t2l = T2l.builder().model(args[0]).threads(Integer.parseInt(args[1])).open()) {
            T2l.Prompt prompt = T2l.Prompt.tokens(t2l.model().tokenizer().encode(args[4], true));
            long asked = System.currentTimeMillis();
            System.out.print(asked + answer(t2l, prompt, length)[0] / 1_000_000);
            for (long end = System.nanoTime() + nanos; System.nanoTime() < end;) {
                answer(t2l, prompt, length);
            }
            long writing = 0;
            int tokens = 0;
            long end = System.nanoTime() + nanos;
            do {
                long[] one = answer(t2l, prompt, length);
                writing += one[1] - one[0];
                tokens += length - 1;
            } while (System.nanoTime() < end);
            System.out.print(" " + tokens * 1e9 / writing);
            t2l.model().ends().forEach(id -> System.out.print(" " + id));
        }
    }

    /// Nanoseconds from the question to the first token, and to the last.
    private static long[] answer(T2l t2l, T2l.Prompt prompt, int tokens) {
        long begin = System.nanoTime();
        long first = 0;
        try (Answer answer = t2l.stream(prompt, Adapter.NONE, Settings.DEFAULT.maxTokens(tokens).ignoreEnd(true))) {
            for (String _ : answer) {
                first = first == 0 ? System.nanoTime() - begin : first;
            }
        }
        return new long[] {first, System.nanoTime() - begin};
    }
}
