package t2l.app.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import t2l.app.console.Json;
import t2l.app.console.Resources;

/// The map as one web page that needs nothing else.
final class MapPage {
    private static final String PLACE = "{{map}}";
    private static final int NEAREST = 3;
    /// Coordinates have so many decimals.
    private static final double DECIMALS = 1e4;

    private MapPage() {}

    /// What the page shows, and `map.json` holds.
    ///
    /// @param planes of each space
    static Map<String, Object> content(String source, List<Mapped> points, Kinds kinds, List<Space> spaces,
            List<List<Plane>> planes, Correlation agreement) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Mapped point : points) {
            all.add(Json.object("task", point.task(), "kind", kinds.shown(point.kind()), "description",
                    point.description()));
        }
        List<Map<String, Object>> views = new ArrayList<>();
        for (int s = 0; s < spaces.size(); s++) {
            Space space = spaces.get(s);
            Map<String, Object> view = Json.object("name", space.name, "title", space.title);
            for (Plane plane : planes.get(s)) {
                view.put(plane.name, rounded(plane, points.size()));
            }
            int[][] nearest = new int[points.size()][];
            for (int i = 0; i < nearest.length; i++) {
                nearest[i] = space.nearest(i, NEAREST);
            }
            view.put("nearest", nearest);
            views.add(view);
        }
        return Json.object("hypernetwork", source, "pearson", agreement.pearson(), "spearman", agreement.spearman(),
                "kinds", kinds.names(), "colours", kinds.onPage(), "points", all, "spaces", views);
    }

    private static List<List<Double>> rounded(Plane plane, int points) {
        return IntStream.range(0, points).mapToObj(i -> DoubleStream.of(plane.at(i))
                .mapToObj(x -> Math.round(x * DECIMALS) / DECIMALS).toList()).toList();
    }

    /// The page with this content. No text in it can end the element that holds it.
    static String of(Map<String, Object> content) {
        return Resources.text(MapPage.class, "map.html").replace(PLACE, Json.line(content).replace("<", "\\u003c"));
    }
}
