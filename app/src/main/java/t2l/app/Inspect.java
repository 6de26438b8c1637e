package t2l.app;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import t2l.tensor.Backend;
import t2l.tensor.Backends;

/// `t2l inspect`: what this machine offers.
@Command(name = "inspect",
        description = "Show what this machine offers: processor, memory, backends.",
        footer = {"", "Example:", "  t2l inspect --json"})
final class Inspect extends Subcommand {
    @Override
    void run(Out out) {
        Map<String, Object> machine = machine();
        if (out.isJson()) {
            out.json(machine);
            return;
        }
        machine.forEach((name, value) -> {
            if (!(value instanceof List<?>)) out.line(String.format("%-10s %s", name, value));
        });
        for (Backend backend : Backends.all()) {
            out.line(String.format("%-10s %s", backend.name(), switch (backend.probe()) {
                case Backend.Found.Ready(var detail) -> detail;
                case Backend.Found.Missing(var why, var remedy) -> "not available: " + why + "; " + remedy;
            }));
        }
    }

    private Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("version", version());
        machine.put("java", Runtime.version() + ", " + System.getProperty("java.vendor"));
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch"));
        machine.put("threads", common.threads());
        machine.put("heap_mib", Runtime.getRuntime().maxMemory() >> 20);
        if (ManagementFactory
                .getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            machine.put("memory_mib", system.getTotalMemorySize() >> 20);
        }
        List<Map<String, Object>> backends = new ArrayList<>();
        for (Backend backend : Backends.all()) {
            backends.add(switch (backend.probe()) {
                case Backend.Found.Ready(var detail) -> Map.of("name", backend.name(), "available", true, "detail",
                        detail);
                case Backend.Found.Missing(var why, var remedy) -> Map.of("name", backend.name(), "available", false,
                        "why", why, "remedy", remedy);
            });
        }
        machine.put("backends", backends);
        return machine;
    }
}
