package t2l.app.console;

import me.tongfei.progressbar.*;
import module java.base;

/// The progress of some work, shown on stderr.
public interface Progress extends AutoCloseable {
    /// Reports that `done` of all steps are done, with a `note` such as the loss.
    void at(long done, String note);

    @Override
    default void close() {}

    /// The time since a moment of [System#nanoTime], which no setting of the clock changes.
    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /// Shows nothing.
    static Progress silent() {
        return (_, _) -> {};
    }

    /// A bar that is redrawn, for a terminal with this many columns. The cursor stays at the start of the line, so that
    /// messages of [Out] replace the bar, and the bar is redrawn below them.
    static Progress bar(String title, long total, int columns, PrintStream to) {
        Bar look = new Bar();
        ProgressBar bar = new ProgressBarBuilder().setTaskName(title).setInitialMax(total).setRenderer(look)
                .setUpdateIntervalMillis(200)
                .setConsumer(new DelegatingProgressBarConsumer(line -> to.print(line + "\r"), columns - 1))
                .build();
        return new Progress() {
            @Override
            public void at(long done, String note) {
                look.begin(done - 1);
                bar.stepTo(done).setExtraMessage(note);
            }

            @Override
            public void close() {
                bar.close();
                to.println();
            }
        };
    }

    /// A plain line every few seconds, for a file or a pipe, and one at the end.
    static Progress lines(String title, long total, PrintStream to) {
        return new Progress() {
            private final long begin = System.nanoTime();
            private long next = 5;
            private String last = "";
            private long first = -1; // the first step of this process, not 0 for a resumed run
            private long now = -1;

            @Override
            public void at(long done, String note) {
                first = first < 0 ? done - 1 : first;
                now = done;
                last = title + " " + done + "/" + total + (note.isEmpty() ? "" : " " + note);
                if (since(begin).toSeconds() >= next) {
                    print();
                    next = since(begin).toSeconds() + 5;
                }
            }

            private void print() {
                long spent = since(begin).toSeconds();
                long left = spent * (total - now) / (now - first);
                to.println(last + ", " + spent + " s" + (left == 0 ? "" : ", " + left + " s to go"));
                last = "";
            }

            @Override
            public void close() {
                if (!last.isEmpty()) print();
            }
        };
    }

    /// A progress bar in one terminal line, with the most important parts first: parts that do not fit are left out, and
    /// the note at the end is truncated.
    ///
    /// ```
    /// lora  41% [========            ] 25/60, 0:09 to go, loss 0.7699, 173 tokens/s
    /// ```
    static final class Bar implements ProgressBarRenderer {
        /// Minimum length of a truncated note.
        private static final int SHORT = 10;

        private final AtomicLong first = new AtomicLong(-1);
        private final long begin = System.nanoTime();

        /// Sets the number of steps done before this process started, more than 0 for a resumed run. Only the first call
        /// has an effect.
        void begin(long done) {
            first.compareAndSet(-1, done);
        }

        @Override
        public String render(ProgressState state, int columns) {
            long total = Math.max(1, state.getMax());
            long done = Math.min(total, state.getCurrent());
            String before = String.format(Locale.ROOT, "%s %3d%% [", state.getTaskName(), 100 * done / total);
            String after = "] " + state.getCurrent() + "/" + state.getMax();
            // A constant width, so that the bar does not jump.
            int cells = Math.clamp(columns - before.length() - after.length(), 0, columns / 4);
            int full = (int) (cells * done / total);
            String line = before + "=".repeat(full) + " ".repeat(cells - full) + after;
            String time = time(since(begin), done, total);
            line = line.length() + time.length() > columns ? line : line + time;
            String note = state.getExtraMessage();
            line = note.isEmpty() || line.length() + SHORT > columns ? line : line + ", " + note;
            return line.length() > columns ? line.substring(0, columns) : line + " ".repeat(columns - line.length());
        }

        /// The remaining or total time.
        private String time(Duration spent, long done, long total) {
            long steps = done - first.get();
            if (first.get() < 0 || steps <= 0) {
                return "";
            }
            return done == total
                    ? " in " + clock(spent)
                    : ", " + clock(spent.multipliedBy(total - done).dividedBy(steps)) + " to go";
        }

        private static String clock(Duration time) {
            String minutes = String.format(Locale.ROOT, "%d:%02d", time.toMinutesPart(), time.toSecondsPart());
            return time.toHours() == 0
                    ? minutes
                    : String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(),
                            time.toSecondsPart());
        }
    }
}
