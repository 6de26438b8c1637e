package t2l.app.map;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The kinds of tasks that have a colour of their own, the most frequent first; all others are one more, "other".
record Kinds(List<String> names) {
    static final String OTHER = "other";
    private static final List<Color> COLOURS = List.of(new Color(0x1f5a8c), new Color(0xd96b0b), new Color(0x2e8b57),
            new Color(0xb0305c), new Color(0x7a5cc0), new Color(0xb8920a), new Color(0x1a9ba8), new Color(0x8c564b),
            new Color(0xe377c2), new Color(0x5f7f1f), new Color(0x4a4a8a));
    private static final Color GREY = new Color(0x8a8f94);

    static Kinds of(List<Mapped> points) {
        Map<String, Long> counts = points.stream()
                .collect(Collectors.groupingBy(Mapped::kind, TreeMap::new, Collectors.counting()));
        List<String> names = new ArrayList<>(counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())).limit(COLOURS.size())
                .map(Map.Entry::getKey).toList());
        if (names.size() < counts.size() && !names.contains(OTHER)) {
            names.add(OTHER);
        }
        return new Kinds(List.copyOf(names));
    }

    /// The kind that is shown for one in a name.
    String shown(String kind) {
        return names.contains(kind) ? kind : OTHER;
    }

    Color colour(String shown) {
        int i = names.indexOf(shown);
        return i < COLOURS.size() ? COLOURS.get(i) : GREY;
    }

    /// The colours as a web page writes them, in the order of the names.
    List<String> onPage() {
        return names.stream().map(name -> "#%06x".formatted(colour(name).getRGB() & 0xffffff)).toList();
    }
}
