package t2l.app.serve;

import java.util.List;
import t2l.app.console.Resources;

/// The page for people: its files are part of the program.
public final class Pages {
    private Pages() {}

    /// The endpoints.
    public static List<Route> routes() {
        return List.of(file("/", "index.html", "text/html; charset=utf-8"),
                file("/page.css", "page.css", "text/css; charset=utf-8"),
                file("/page.js", "page.js", "text/javascript; charset=utf-8"));
    }

    private static Route file(String path, String name, String type) {
        byte[] bytes = Resources.bytes(Pages.class, "/t2l/app/serve/page/" + name);
        return Route.open("GET", path, exchange -> exchange.reply(200, type, bytes));
    }
}
