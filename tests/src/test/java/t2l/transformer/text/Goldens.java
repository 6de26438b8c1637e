package t2l.transformer.text;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.tensor.settings.Source;

/// The files of `tests/src/test/resources/t2l/transformer/text` and, for the tests of whole tokenizers, those of the
/// folder named by the system property `t2l.shared`.
public final class Goldens {
    private Goldens() {}

    public static Tokenizer tokenizer(String name) {
        try (InputStream in = open("tokenizers/" + name + ".tokenizer.json")) {
            return Tokenizer.read(in, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Map<String, Object> json(String resource) {
        try (InputStream in = open(resource)) {
            return JSON.std.mapFrom(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(String resource) {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = Goldens.class.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException(resource);
        }
        return resource.endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    /// A file under the folder named by `t2l.shared`, unpacked if its name says so.
    public static InputStream shared(String path) throws IOException {
        InputStream in = Files.newInputStream(sharedPath(path));
        return path.endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    public static Path sharedPath(String path) {
        return Path.of(System.getProperty("t2l.shared"), path);
    }

    public static Map<?, ?> object(Object value) {
        return (Map<?, ?>) value;
    }

    public static List<?> list(Object value) {
        return (List<?>) value;
    }

    public static List<Map<String, Object>> objects(Object value) {
        return list(value).stream().<Map<String, Object>>map(
                object -> new LinkedHashMap<>(Source.of("golden", object).values())).toList();
    }

    public static List<String> strings(Object value) {
        return list(value).stream().map(String.class::cast).toList();
    }

    public static int[] ids(Object value) {
        return list(value).stream().mapToInt(Integer.class::cast).toArray();
    }
}
