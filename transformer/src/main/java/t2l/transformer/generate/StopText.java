package t2l.transformer.generate;

import java.util.List;

/// Streams text up to the first stop string. Text that may be the start of a stop string is held back until that is
/// decided.
public final class StopText {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    public StopText(List<String> stops) {
        this.stops = stops.stream().filter(s -> !s.isEmpty()).toList();
    }

    /// Whether a stop string has been met.
    public boolean stopped() {
        return stopped;
    }

    /// Adds a piece of text; returns the text that may be shown now.
    public String accept(String piece) {
        if (stopped) {
            return "";
        }
        held.append(piece);
        int stop = stops.stream().mapToInt(held::indexOf).filter(i -> i >= 0).min().orElse(-1);
        if (stop >= 0) {
            stopped = true;
            held.setLength(stop);
            return finish();
        }
        return take(held.length() - unclear());
    }

    /// The text held back, at the end.
    public String finish() {
        return take(held.length());
    }

    private String take(int count) {
        String shown = held.substring(0, count);
        held.delete(0, count);
        return shown;
    }

    /// The length of the longest suffix of the text that is a prefix of a stop string.
    private int unclear() {
        int longest = 0;
        for (String stop : stops) {
            for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
                if (stop.startsWith(held.substring(held.length() - n))) {
                    longest = n;
                }
            }
        }
        return longest;
    }
}
