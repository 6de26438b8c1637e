package t2l.hypernet;

import module java.base;
import org.snakeyaml.engine.v2.api.*;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// Reads and writes settings in YAML files.
public final class YamlFile {
    /// Real files have a tenth of these bytes, and a handful of levels.
    private static final long MAX_BYTES = 512 << 10;
    private static final int MAX_LEVELS = 64;
    private static final int MAX_VALUES = 1_000_000;

    private YamlFile() {}

    /// The names and values of a file, without names that have no value. Throws [T2lException] if it cannot be read or
    /// is not a mapping.
    public static Map<String, Object> mapping(Path file) {
        try {
            if (Files.size(WholeFile.regular(file)) > MAX_BYTES) {
                throw new T2lException(
                        file + ": needs YAML of at most " + MAX_BYTES + " bytes, has " + Files.size(file));
            }
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new T2lException(file + ": needs a YAML file, there is none; check the path", e);
        } catch (IOException e) {
            throw new T2lException(file + ": needs a readable YAML file, got " + e.getMessage(), e);
        }
    }

    /// Like [#mapping(Path)], for a resource beside a class.
    public static Map<String, Object> mapping(Class<?> beside, String name) {
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(name), name)) {
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Like [#mapping(Path)], for a text whose name in error messages is `source`.
    static Map<String, Object> parse(String source, String text) {
        try {
            if (!(new Load(LoadSettings.builder().setLabel(source).build())
                    .loadFromString(text) instanceof Map<?, ?> map)) {
                throw new T2lException(source + ": needs a YAML mapping of names to values, got something else");
            }
            requireTree(source, map, 0, new AtomicInteger());
            Map<String, Object> values = new LinkedHashMap<>();
            map.forEach((name, value) -> {
                if (name == null || name instanceof Map || name instanceof List) {
                    throw new T2lException(source + ": needs YAML names that are words, got " + name);
                }
                if (value != null) {
                    values.put(name.toString(), value);
                }
            });
            return values;
        } catch (StackOverflowError e) {
            throw new T2lException(source + ": needs YAML that is nested less deep", e);
        } catch (YamlEngineException e) {
            throw new T2lException(source + ": needs valid YAML, got " + e.getMessage().replaceAll("\\s+", " "), e);
        }
    }

    /// Refuses what aliases make of a few lines: a list that is an element of itself, or millions of values.
    ///
    /// @param depth of `value`
    /// @param count of values before it
    private static void requireTree(String source, Object value, int depth, AtomicInteger count) {
        if (depth > MAX_LEVELS || count.incrementAndGet() > MAX_VALUES) {
            throw new T2lException(source + ": needs YAML of at most " + MAX_LEVELS + " levels and " + MAX_VALUES
                    + " values, has more, or an alias of what it is in");
        }
        switch (value) {
            case Map<?, ?> map -> map.forEach((key, each) -> {
                requireTree(source, key, depth + 1, count);
                requireTree(source, each, depth + 1, count);
            });
            case Collection<?> all -> all.forEach(each -> requireTree(source, each, depth + 1, count));
            case null, default -> {} // a plain value
        }
    }

    /// Writes or replaces `file` atomically.
    public static void write(Path file, Map<String, Object> values) {
        String text = new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build())
                .dumpToString(values);
        WholeFile.replace(file, text);
    }
}
