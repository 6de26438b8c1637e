package t2l.app.serve;

import java.time.Duration;
import t2l.*;
import t2l.tensor.T2lException;
import t2l.transformer.generate.Settings;

/// Answers a few questions of its own when a server starts, so that the first user does not wait for the compilers of the
/// JVM: first without an adapter, then with some. Ends early when `t2l` is closed, and after some seconds: a large model has long
/// loops, which are compiled soon.
record WarmUp(T2l t2l) implements Runnable {
    private static final int ROUNDS = 12;
    /// Rounds without an adapter. Their prompts differ, or keys and values would be computed once.
    private static final int PLAIN = 6;
    private static final Duration MAX_TIME = Duration.ofSeconds(3);
    private static final Settings SHORT = Settings.DEFAULT.maxTokens(8);

    @Override
    public void run() {
        try {
            long end = System.nanoTime() + MAX_TIME.toNanos();
            for (int i = 0; i < ROUNDS && System.nanoTime() < end; i++) {
                t2l.complete("cat dog bird " + i + ">", i < PLAIN ? Adapter.NONE : adapter("Say word " + i + "."),
                        SHORT);
            }
        } catch (IllegalStateException _) {
            // closed: nobody will ask any more
        } catch (T2lException _) {
            // whoever asks will be told
        }
    }

    /// None if there is no hypernetwork.
    private Adapter adapter(String description) {
        try {
            return t2l.generate(description);
        } catch (T2lException _) {
            return Adapter.NONE;
        }
    }
}
