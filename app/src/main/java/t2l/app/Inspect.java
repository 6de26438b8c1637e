package t2l.app;

import java.lang.management.ManagementFactory;
import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.tensor.Printable;
import t2l.tensor.backend.*;
import t2l.transformer.family.Builtin;

/// `t2l inspect`: shows the backends of this machine, or the content of files.
@Command(name = "inspect",
        description = "Show the content of a file or directory, or the backends of this machine.",
        footer = {"", "Tensors that differ only in their layer share a line; --json lists all.", "", "Example:",
            "  t2l inspect builtin:tiny", "  t2l inspect --json"})
final class Inspect extends Subcommand {
    @Parameters(paramLabel = "PATH",
            description = "Models, adapters, hypernetworks, task folders or tensor files, or builtin:NAME (default: this machine).")
    private List<String> paths = List.of();

    @Option(names = "--jvm-args", description = "Show the JVM flags for programs that use t2l.")
    private boolean flags;

    @Override
    protected void run(Out out) {
        if (flags) {
            flags(out);
        } else if (paths.isEmpty()) {
            machine(out);
        }
        for (String path : paths) {
            Builtin.open(path, Contents::of).forEach(facts -> contents(path, facts, out));
        }
    }

    private static void flags(Out out) {
        List<String> args = Resources.text(Inspect.class, "launch/t2l.args").lines().toList();
        out.result(Map.of("jvm_args", args), args);
    }

    private static void contents(String path, Map<String, Object> facts, Out out) {
        if (out.isJson()) {
            Map<String, Object> named = Json.object("path", path);
            named.putAll(facts);
            out.json(named);
            return;
        }
        out.line(Printable.escaped(path));
        facts.forEach((name, value) -> {
            switch (value) {
                case List<?> tensors when name.equals("tensors") -> {
                    out.line("  " + name);
                    alike(tensors).forEach((tensor, count) -> out.line(
                            "    " + Printable.escaped(tensor) + (count == 1 ? "" : " × " + count)));
                }
                case List<?> names -> out.line(fact(name, names.toString().replaceAll("[\\[\\]]", "")));
                case Map<?, ?> types -> out.line(fact(name, types.toString().replaceAll("[{}]", "")));
                case Long number -> out.line(fact(name, String.format(Locale.ROOT, "%,d", number)));
                default -> out.line(fact(name, value));
            }
        });
    }

    private static String fact(String name, Object value) {
        return String.format("  %-22s %s", name, Printable.escaped(value.toString()));
    }

    /// Tensors whose names differ only in a number, such as the layers of a model, share a line with a `*`, at the
    /// position of the first.
    private static Map<String, Integer> alike(List<?> tensors) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Object tensor : tensors) {
            Map<?, ?> t = (Map<?, ?>) tensor;
            String name = t.get("name").toString().replaceAll("(?<=\\.)\\d+(?=\\.)", "*");
            counts.merge(name + " " + t.get("type") + t.get("shape"), 1, Integer::sum);
        }
        return counts;
    }

    private void machine(Out out) {
        Map<String, Object> machine = machine();
        if (out.isJson()) {
            out.json(machine);
            return;
        }
        machine.forEach((name, value) -> {
            if (!(value instanceof List<?>)) out.line(String.format("%-10s %s", name, value));
        });
        for (Object found : (List<?>) machine.get("backends")) {
            Map<?, ?> backend = (Map<?, ?>) found;
            out.line(String.format("%-10s %s", backend.get("name"), (boolean) backend.get("available")
                    ? backend.get("detail")
                    : "not available: " + backend.get("why") + "; " + backend.get("remedy")));
        }
    }

    private Map<String, Object> machine() {
        Map<String, Object> machine = Json.object("version", version(), "java",
                Runtime.version() + ", " + System.getProperty("java.vendor"), "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                "threads", common.threads(), "heap_mib", Runtime.getRuntime().maxMemory() >> 20);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            machine.put("memory_mib", system.getTotalMemorySize() >> 20);
        }
        machine.put("backends", Backends.all().stream().map(backend -> switch (backend.probe()) {
            case Backend.Availability.Ready(var detail) ->
                Map.of("name", backend.name(), "available", true, "detail", detail);
            case Backend.Availability.Missing(var why, var remedy) ->
                Map.of("name", backend.name(), "available", false, "why", why, "remedy", remedy);
        }).toList());
        return machine;
    }
}
