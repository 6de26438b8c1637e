package t2l.hypernet;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// The untyped settings of a training run by the reference's names (t2l-spec §14.1): `args.yaml` of a trained
/// hypernetwork, or a configuration for training. A [Source] gives them their types.
///
/// @param source its name in error messages: the file
/// @param values by name
public record Arguments(String source, Map<String, Object> values) {
    /// The name of the file in a trained hypernetwork's directory.
    public static final String FILE = "args.yaml";

    /// What an argument that nobody took has no effect on.
    public static final String TRAINING = "this training";

    public Arguments {
        values = new TreeMap<>(values);
    }

    /// Reads a YAML file. Throws [T2lException] if it is not a mapping of names to values.
    public static Arguments read(Path file) {
        return new Arguments(file.toString(), YamlFile.mapping(file));
    }

    /// Reads arguments that are part of the program, from a file beside a class.
    public static Arguments resource(Class<?> beside, String name) {
        return new Arguments(name, YamlFile.mapping(beside, name));
    }

    /// Writes or replaces a file, with sorted names as in the reference.
    public void write(Path file) {
        YamlFile.write(file, values);
    }

    /// A copy with some arguments replaced.
    public Arguments with(Map<String, ?> more) {
        Map<String, Object> all = new TreeMap<>(values);
        all.putAll(more);
        return new Arguments(source, all);
    }

    /// A copy with one argument set by `name=value`. Unlike in the reference, a value may contain `=`. Throws
    /// [T2lException] if there is no `=`.
    public Arguments with(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new T2lException(source + ": needs settings as name=value, got " + assignment);
        }
        return with(Map.of(assignment.substring(0, equals).strip(), assignment.substring(equals + 1).strip()));
    }

    /// The values that were taken of a source, with their types.
    public static Arguments of(Source source) {
        return new Arguments(source.where(), source.taken());
    }

    /// The values, to be taken by their types; see [Source.Form#SPELLED].
    public Source reader() {
        return Source.of(source, Source.Form.SPELLED, values);
    }
}
