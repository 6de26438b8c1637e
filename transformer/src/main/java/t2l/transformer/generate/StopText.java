package t2l.transformer.generate;

import java.util.List;

/// Text as it is written, up to the first of some stop strings. What may be the beginning of one is held back until it
/// is clear.
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

    /// Takes the next piece; returns what may be shown now.
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

    /// What was held back, at the end of the text.
    public String finish() {
        return take(held.length());
    }

    private String take(int count) {
        String shown = held.substring(0, count);
        held.delete(0, count);
        return shown;
    }

    /// The length of the longest end of the text that begins a stop string.
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
