package t2l.transformer.lora;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.Gguf;
import t2l.tensor.kernel.Elementwise.*;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.*;

/// Adapters in GGUF files, as llama.cpp loads them (`convert_lora_to_gguf.py`): factors named after the tensors they
/// update, a single `adapter.lora.alpha`, scale `alpha/r`.
///
/// In a Llama the rows of `b` for q and k are in the order of GGUF, so the number of heads of the base must be known.
public final class GgufLora {
    private static final String A = ".weight.lora_a";
    private static final String B = ".weight.lora_b";

    private GgufLora() {}

    /// Reads a file; its tensors live as long as `arena`. Throws [T2lException] if it is not an adapter for a model like
    /// `base`.
    public static Lora read(Path path, DecoderConfig base, Arena arena) {
        String architecture = base.architecture();
        try (Arena mapped = Arena.ofConfined()) { // before all of a model is read that was taken for an adapter
            Gguf header = Gguf.map(path, mapped);
            require(path, header, "general.type", "adapter");
            require(path, header, "adapter.type", "lora");
            require(path, header, "general.architecture", architecture);
        }
        Gguf file = Gguf.open(path, arena).computable(arena);
        GgufNames names = Family.names(architecture);
        Map<String, Lora.Update> updates = new TreeMap<>();
        Map<String, Integer> ranks = new TreeMap<>();
        file.tensors().keySet().forEach(name -> {
            String module = name.endsWith(A) || name.endsWith(B) ? name.substring(0, name.length() - A.length()) : "";
            String at = names.path(module).map(found -> own(found, base)).orElseThrow(() -> new T2lException(
                    path + ": needs factors of projections alone, got " + name
                            + "; adapt the projections of attention and feed-forward only"));
            Tensor a = file.get(module + A);
            Tensor b = file.get(module + B);
            if (a.rank() != 2 || b.rank() != 2 || a.dim(0) != b.dim(1)) {
                throw new T2lException(path + ": " + module + ": needs factors of one rank, got " + a + " and " + b);
            }
            updates.put(at, new Lora.Update(a, b));
            ranks.put(at, a.dim(0));
        });
        if (updates.isEmpty()) {
            throw new T2lException(
                    path + ": needs the tensors of an adapter, there are none; name the file of an adapter");
        }
        int rank = ranks.values().iterator().next();
        ranks.values().removeIf(r -> r == rank);
        LoraConfig config = new LoraConfig("", rank, file.real("adapter.lora.alpha"), false, 0,
                targets(updates.keySet(), base.layers()), ranks, Map.of());
        new Lora(config, updates).requireFits(path.toString(), base); // before rows are put into the order of its heads
        updates.replaceAll((at, u) -> new Lora.Update(GgufNames.columns(at, u.a(), base, true, arena),
                GgufNames.reordered(at, u.b(), base, true, arena)));
        return new Lora(config, updates);
    }

    /// The path of a module of a layer in a model that calls some otherwise than the first family of its architecture.
    private static String own(String path, DecoderConfig base) {
        String[] parts = path.split("(?<=\\.\\d{1,5}\\.)", 2);
        return parts.length < 2 ? path : parts[0] + base.names().getOrDefault(parts[1], parts[1]);
    }

    private static void require(Path path, Gguf file, String key, String value) {
        if (!file.text(key).equals(value)) {
            throw new T2lException(path + ": " + key + ": needs " + value + ", got " + file.text(key));
        }
    }

    /// The last name of a module in every layer, the whole path of others.
    private static List<String> targets(Set<String> paths, int layers) {
        Set<String> targets = new LinkedHashSet<>();
        for (String path : paths) {
            String name = path.substring(path.lastIndexOf('.') + 1);
            long places = paths.stream().filter(p -> LoraConfig.named(p, name)).count();
            targets.add(places == layers ? name : path);
        }
        return List.copyOf(targets);
    }

    /// Writes a file in F32, or replaces an existing one; throws [T2lException] if the adapter is for another model than
    /// `base`, or the file cannot be written. Scales of
    /// rsLoRA and of patterns are preserved: their ratio to the common `alpha/r` is multiplied into `b`.
    ///
    /// @param name the adapter's name
    public static void replace(Path path, Lora lora, DecoderConfig base, String name) {
        lora.requireLowRank("GGUF").requireFits(name, base);
        Kernels kernels = new ReferenceKernels();
        String architecture = base.architecture();
        LoraConfig config = lora.config();
        double alpha = config.plain().alpha();
        Map<String, Gguf.Value> metadata = new LinkedHashMap<>();
        metadata.put("general.type", Gguf.Value.of("adapter"));
        metadata.put("general.architecture", Gguf.Value.of(architecture));
        metadata.put("general.name", Gguf.Value.of(name));
        metadata.put("adapter.type", Gguf.Value.of("lora"));
        metadata.put("adapter.lora.alpha", Gguf.Value.of((float) alpha));
        try (Arena scratch = Arena.ofShared()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            lora.updates().forEach((at, u) -> {
                String module = Family.module(architecture, at).orElseThrow(() -> new T2lException(
                        path + ": " + at
                                + ": needs a projection that llama.cpp has a name for; write it as PEFT instead"));
                Tensor a = WeightTypes.copy(u.a(), DType.F32, kernels, scratch);
                Tensor b = Tensor.allocate(scratch, DType.F32, u.b().dims());
                double rest = config.scale(at) * config.rank(at) / (float) alpha;
                if (rest == 1) {
                    kernels.run(new Copy(u.b(), b));
                } else {
                    kernels.run(new Scale(rest, u.b(), b));
                }
                tensors.put(module + A, GgufNames.columns(at, a, base, false, scratch));
                tensors.put(module + B, GgufNames.reordered(at, b, base, false, scratch));
            });
            Gguf.replace(path, metadata, tensors);
        }
    }
}
