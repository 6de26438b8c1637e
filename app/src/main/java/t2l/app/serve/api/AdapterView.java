package t2l.app.serve.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import t2l.Adapter;
import t2l.app.console.Json;
import t2l.app.serve.adapter.AdapterRef;
import t2l.app.serve.adapter.AdapterWish;
import t2l.app.serve.adapter.RequestAdapter;
import t2l.transformer.lora.Lora;

/// The JSON of an adapter.
final class AdapterView {
    private static final Pattern LAYER = Pattern.compile("\\.(\\d+)\\.");

    private AdapterView() {}

    /// As in replies that were written with it.
    static Map<String, Object> brief(RequestAdapter found) {
        Adapter adapter = found.adapter();
        return Json.object("id", found.id(), "rank", adapter.lora().config().rank(), "cached", found.cached(),
                "made_ms",
                found.millis(), "nearest", adapter.nearestTasks().stream()
                        .map(near -> Json.object("task", near.task(), "cosine", near.cosine())).toList(),
                "outside", adapter.outside());
    }

    /// As in lists.
    static Map<String, Object> listed(RequestAdapter found) {
        Map<String, Object> all = Json.object("id", found.id(), "object", "adapter", "describe",
                found.adapter().toString());
        if (found.ref() instanceof AdapterRef.Mixed(List<AdapterWish> parts, _)) {
            all.put("mix", parts.stream().map(AdapterView::part).toList());
        }
        all.putAll(brief(found));
        return all;
    }

    /// A part of a mix, as a request may name it.
    private static Map<String, Object> part(AdapterWish part) {
        Map<String, Object> named = switch (part.ref()) {
            case AdapterRef.Described(String text) -> Json.object("describe", text);
            case AdapterRef.Known(String id) -> Json.object("id", id);
            case AdapterRef.Mixed _ -> throw new IllegalStateException("mixes have no mixes in them");
        };
        named.put("scale", part.scale());
        return named;
    }

    /// With the norm of each update, and the nearest tasks in words.
    static Map<String, Object> whole(RequestAdapter found) {
        Map<String, Object> all = listed(found);
        all.put("nearest",
                found.adapter().nearestTasks().stream().map(near -> Json.object("task", near.task(), "describe",
                        near.example().orElse(null), "cosine", near.cosine())).toList());
        all.put("norms", norms(found.adapter().lora()));
        return all;
    }

    private static Map<String, Object> norms(Lora lora) {
        List<String> modules = lora.config().targets();
        List<double[]> layers = new ArrayList<>();
        for (String path : lora.updates().keySet()) {
            Matcher number = LAYER.matcher(path);
            if (!number.find()) {
                continue; // outside the layers
            }
            int layer = Integer.parseInt(number.group(1));
            while (layers.size() <= layer) {
                layers.add(new double[modules.size()]);
            }
            for (int m = 0; m < modules.size(); m++) {
                if (path.endsWith(modules.get(m))) {
                    layers.get(layer)[m] = lora.norm(path);
                }
            }
        }
        return Json.object("modules", modules, "layers", layers);
    }
}
