package t2l.app.console;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import module java.base;

/// The progress of some work, shown on stderr.
public interface Progress extends AutoCloseable {
    /// Reports that `done` of all steps are done, with a `note` such as the loss.
    void at(long done, String note);

    @Override
    default void close() {}

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
            private final Instant start = Instant.now();
            private Instant next = start.plusSeconds(5);
            private String last = "";
            private long first = -1; // the first step of this process, not 0 for a resumed run
            private long now = -1;

            @Override
            public void at(long done, String note) {
                first = first < 0 ? done - 1 : first;
                now = done;
                last = title + " " + done + "/" + total + (note.isEmpty() ? "" : " " + note);
                if (Instant.now().isAfter(next)) {
                    print();
                    next = Instant.now().plusSeconds(5);
                }
            }

            private void print() {
                Duration spent = Duration.between(start, Instant.now());
                long left = spent.toSeconds() * (total - now) / (now - first);
                to.println(last + ", " + spent.toSeconds() + " s" + (left == 0 ? "" : ", " + left + " s to go"));
                last = "";
            }

            @Override
            public void close() {
                if (!last.isEmpty()) print();
            }
        };
    }
}
