package t2l.app.worker;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import t2l.Adapter;
import t2l.T2l;
import t2l.cli.SourceHash;
import t2l.hypernet.TextToLora;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.settings.Source;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.hub.HubCache;

/// The models that stay open. Texts are completed through the façade, many at a time; everything else is computed by one line at
/// a time, with kernels of its own.
final class WorkerModels implements AutoCloseable {
    private final Optional<T2l> t2l;
    private final Optional<TextToLora> network;
    private final Kernels kernels;
    private final ReentrantLock turn = new ReentrantLock(true);

    /// @param t2l     the base model, if one is open; closed with this
    /// @param network the hypernetwork, if there is one for the base model; closed with this
    /// @param kernels of everything but completions
    WorkerModels(Optional<T2l> t2l, Optional<TextToLora> network, Kernels kernels) {
        this.t2l = t2l;
        this.network = network;
        this.kernels = kernels;
    }

    /// Runs `work` with the [#kernels] to itself.
    <R> R alone(Supplier<R> work) {
        turn.lock();
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    Kernels kernels() {
        return kernels;
    }

    /// The hypernetwork, if there is one.
    Optional<TextToLora> network() {
        return network;
    }

    /// Throws [T2lException] if there is no base model.
    T2l t2l() {
        return t2l.orElseThrow(() -> new T2lException("worker: needs a model for this; start it with --model"));
    }

    /// Throws the same.
    LanguageModel model() {
        return t2l().model();
    }

    /// What the hypernetwork makes of a description; fits the base model, if there is one. Throws [T2lException] if there is no
    /// hypernetwork.
    TextToLora.Generated made(String description, Arena arena) {
        TextToLora writer = network
                .orElseThrow(() -> new T2lException("worker: needs a hypernetwork to make adapters of"
                        + " descriptions, there is none for this model; start it with --t2l"));
        TextToLora.Generated made = alone(() -> writer.generate(List.of(description), arena)).getFirst();
        return t2l.isPresent() ? made.requireFits(model().decoder()) : made;
    }

    /// The sum of the adapters that a line names: `adapter`, a path, and `describe`, a task in words; the unchanged model for
    /// neither.
    Adapter adapter(Source line, Arena arena) {
        List<Adapter> parts = new ArrayList<>();
        line.findText("adapter").ifPresent(name -> parts.add(t2l().adapter(HubCache.path(name))));
        line.findText("describe").ifPresent(text -> {
            TextToLora.Generated made = made(text, arena);
            parts.add(t2l().adapter("the adapter", made.lora(), made.template()));
        });
        return switch (parts.size()) {
            case 0 -> Adapter.NONE;
            case 1 -> parts.getFirst();
            default -> t2l().sum("the adapters", parts);
        };
    }

    /// A hash of all that answers depend on.
    ///
    /// @param model      the name of the base model, if one is open
    /// @param hypernet   that of the hypernetwork, if there is one
    /// @param encoder    that of its encoder, if it has one
    /// @param settings   all others
    static String fingerprint(Optional<String> model, Optional<String> hypernet, Optional<String> encoder,
            String settings) {
        SourceHash hash = new SourceHash();
        model.ifPresent(hash::addModel);
        hypernet.ifPresent(hash::addHypernetwork);
        encoder.ifPresent(hash::addModel);
        hash.addText(settings);
        return HexFormat.of().formatHex(hash.digest());
    }

    @Override
    public void close() {
        network.ifPresent(TextToLora::close);
        t2l.ifPresent(T2l::close);
    }
}
