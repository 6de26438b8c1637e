package t2l.tensor.backend;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.T2lException.Kind;
import t2l.tensor.backend.Backend.Ceiling;

/// Chooses, explains and opens backends. The chosen [Kernels] are passed on as a value; there is no current backend.
public final class Backends {
    private Backends() {}

    /// A warning of this process, given when the class is first used.
    private static final class NoVectors {
        static {
            if (find("simd").probe() instanceof Backend.Availability.Missing(String why, String remedy)) {
                System.getLogger("t2l.tensor").log(System.Logger.Level.WARNING,
                        "backend auto: computes with scalar loops, many times slower than"
                                + " vectors: " + why + "; " + remedy);
            }
        }

        /// What computes without them.
        static String instead() {
            return "scalar";
        }
    }

    /// Every backend on the class path, in order of name.
    public static List<Backend> all() {
        List<Backend> all = new ArrayList<>();
        ServiceLoader.load(Backend.class).forEach(all::add);
        all.sort((a, b) -> a.name().compareTo(b.name()));
        return all;
    }

    /// Kernels for the name after `--backend`: `reference`; `scalar` and `simd` over the reference; `auto`, which is `simd`
    /// or, on a JVM without the Vector API, `scalar` and a warning; any other on top of `auto`. Throws [T2lException] if that
    /// backend is not available.
    public static Kernels open(String name, Parallel threads) {
        Kernels reference = new ReferenceKernels();
        return switch (name) {
            case "reference" -> reference;
            case "auto" ->
                open(find("simd").probe() instanceof Backend.Availability.Ready ? "simd" : NoVectors.instead(),
                        threads);
            case "scalar" -> ready(name).open(reference, threads);
            case "simd" -> new WatchedKernels(ready(name).open(reference, threads));
            default -> {
                Backend asked = ready(name);
                yield asked.open(open("auto", threads), threads);
            }
        };
    }

    /// Loops that measure the ceilings of this machine, if a backend has any.
    public static Optional<Ceiling> ceiling() {
        return all().stream().map(Backend::ceiling).flatMap(Optional::stream).findFirst();
    }

    private static Backend ready(String name) {
        Backend backend = find(name);
        if (backend.probe() instanceof Backend.Availability.Missing(String why, String remedy)) {
            throw new T2lException(Kind.DEVICE, "backend " + name + ": not available: " + why + "; " + remedy);
        }
        return backend;
    }

    private static Backend find(String name) {
        return all().stream().filter(b -> b.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("backend: needs auto, reference or one of "
                        + all().stream().map(Backend::name).collect(Collectors.joining(", ")) + ", got " + name
                        + (name.equals("opencl") ? "; add t2l-gpu to the class path" : "")));
    }
}
