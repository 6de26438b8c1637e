package t2l.autograd;

import module java.base;
import t2l.tensor.*;

/// Frozen tensors by name. Keeps track of requests: after the modules are built, [#requireAllUsed] finds tensors of the
/// checkpoint that the architecture does not have.
public final class StateDict implements Weights {
    private static final String REMEDY = "; take the configuration and the checkpoint from one model";

    private final String source;
    private final Map<String, Tensor> all;
    private final Set<String> used;
    private final String path;

    /// @param source the file of the checkpoint, for error messages
    public StateDict(String source, Map<String, Tensor> all) {
        this(source, Collections.unmodifiableMap(new LinkedHashMap<>(all)), new HashSet<>(), "");
    }

    private StateDict(String source, Map<String, Tensor> all, Set<String> used, String path) {
        this.source = source;
        this.all = all;
        this.used = used;
        this.path = path;
    }

    @Override
    public StateDict at(Object child) {
        return new StateDict(source, all, used, Weights.join(path, child));
    }

    @Override
    public String path() {
        return path;
    }

    /// Throws [T2lException] if there is no such tensor or it has another shape.
    @Override
    public Weight.Frozen weight(String name, Init init, int... shape) {
        String full = Weights.join(path, name);
        Tensor t = all.get(full);
        if (t == null) {
            throw new T2lException(source + ": the configuration asks for " + full + " " + Arrays.toString(shape)
                    + ", the checkpoint has no such tensor" + REMEDY);
        }
        if (!Shapes.is(t, shape)) {
            throw new T2lException(source + ": " + full + ": the configuration asks for " + Arrays.toString(shape)
                    + ", the checkpoint holds " + t + REMEDY);
        }
        used.add(full);
        return new Weight.Frozen(t);
    }

    /// Throws [T2lException] that lists the tensors that no module requested, if there are any.
    public void requireAllUsed() {
        Set<String> left = new TreeSet<>(all.keySet());
        left.removeAll(used);
        if (!left.isEmpty()) {
            throw new T2lException(source + ": " + left.size()
                    + (left.size() == 1 ? " tensor belongs" : " tensors belong") + " to no part of this model: "
                    + String.join(", ", left.stream().limit(5).toList()) + (left.size() > 5 ? ", …" : "") + REMEDY);
        }
    }
}
