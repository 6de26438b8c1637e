package t2l.transformer.family;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.io.*;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.settings.Source;
import t2l.transformer.*;

/// gpt-oss: a Llama with experts, attention sinks, biases, a window in every other layer, and a SwiGLU with limits. Source: HF
/// `configuration_gpt_oss`, `modeling_gpt_oss`; llama.cpp, `GptOssModel` of its converter.
public final class GptOss extends Llama {
    private static final double LIMIT = 7;
    private static final double SLOPE = 1.702;
    private static final Map<String, String> PATHS = Map.of("mlp.gate", "mlp.router");
    private static final GgufNames NAMES = GgufNames.LLAMA.renamed(PATHS).without(Set.of("ffn_norm"))
            .with(Map.of("post_attention_norm", "post_attention_layernorm", "attn_sinks", "self_attn.sinks"));

    /// What transformers calls the parts of all experts of a layer. A stack of weights lies transposed there, and gates and ups
    /// take turns.
    private static final Pattern STACK = Pattern.compile("(.+\\.experts\\.)(gate_up_proj|down_proj)(_bias)?");
    private static final Pattern PART = Pattern
            .compile("(.+\\.experts\\.)(\\d+\\.)?(gate|up|down)_proj\\.(weight|bias)");
    private static final String SINKS = ".sinks";
    /// A stack in MXFP4 is two tensors: rows of blocks `[E,out,in/32,16]`, each of 32 nibbles, and their scales `[E,out,in/32]`.
    private static final String BLOCKS = "_blocks";
    private static final String SCALES = "_scales";

    private static final List<Setting> SETTINGS = List
            .of(new Setting("moe_intermediate_size", "expert_feed_forward_length", DecoderConfig::hidden));

    @Override
    public Facts facts() {
        return new Facts("gpt_oss", "gpt-oss", NAMES, SETTINGS, true);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        for (var constant : Map.of("swiglu_limit", LIMIT, "swiglu_alpha", SLOPE).entrySet()) {
            double value = c.number(constant.getKey(), constant.getValue());
            if (value != constant.getValue()) {
                throw c.wrong(constant.getKey(), String.valueOf(constant.getValue()), value);
            }
        }
        c.set("attention_bias", c.flag("attention_bias", true));
        c.set("head_dim", c.count("head_dim", 64));
        DecoderConfig.Builder sizes = describe(c, false, 150_000);
        sizes.names = PATHS;
        sizes.sinks = true;
        sizes.experts = ConfigReader.experts(c, sizes.hidden, true, Set.of()).map(e -> e.limited(LIMIT, SLOPE));
        sizes.windows = ConfigReader.windows(c, layer -> c.find("sliding_window").isPresent() && layer % 2 == 0);
        return sizes;
    }

    /// GGUF does not say that YaRN's interpolation starts and ends between two pairs.
    @Override
    public void complete(DecoderConfig.Builder sizes, Gguf file) {
        super.complete(sizes, file);
        if (sizes.scaling instanceof RopeScaling.Yarn y) {
            sizes.scaling = new RopeScaling.Yarn(y.factor(), y.fast(), y.slow(), y.original(), y.theta(), false,
                    y.amplitude());
        }
    }

    @Override
    public Map<String, Tensor> read(TensorFile file, SegmentAllocator into) {
        Map<String, Tensor> all = new LinkedHashMap<>(super.read(file, into));
        file.raw().forEach((name, blocks) -> {
            var stack = STACK.matcher(name.endsWith(BLOCKS) ? name.substring(0, name.length() - BLOCKS.length()) : "");
            if (stack.matches()) {
                RawTensor scales = file.raw().get(stack.group() + SCALES);
                if (scales == null || !scales.dtype().equals("U8") || !blocks.dtype().equals("U8")
                        || !Stream.concat(scales.shape().stream(), Stream.of(16)).toList().equals(blocks.shape())) {
                    throw new T2lException(file.path() + ": " + name + ": needs U8 blocks [E,out,in/32,16] and "
                            + SCALES
                            + " of each, got " + blocks.shape() + " and " + (scales == null ? "none" : scales.shape()));
                }
                List<String> parts = stack.group(2).equals("down_proj") ? List.of("down") : List.of("gate", "up");
                for (int e = 0; e < blocks.shape().getFirst(); e++) {
                    for (int part = 0; part < parts.size(); part++) {
                        all.put(stack.group(1) + e + "." + parts.get(part) + "_proj.weight",
                                unpacked(blocks, scales, e, part, parts.size(), into));
                    }
                }
            }
        });
        return all;
    }

    /// Every `step`th row of an expert, as GGUF has MXFP4: the scale first, and the second half of a block in the high nibbles.
    private static Tensor unpacked(RawTensor blocks, RawTensor scales, int expert, int first, int step,
            SegmentAllocator into) {
        int rows = blocks.shape().get(1);
        int width = blocks.shape().get(2);
        Tensor all = Tensor.allocate(into, DType.MXFP4, rows / step, width * DType.MXFP4.blockSize());
        MemorySegment to = all.forWriting();
        long out = 0;
        for (int row = first; row < rows; row += step) {
            long block = ((long) expert * rows + row) * width;
            for (int i = 0; i < width; i++, block++, out += DType.MXFP4.blockBytes()) {
                to.set(ValueLayout.JAVA_BYTE, out, scales.data().get(ValueLayout.JAVA_BYTE, block));
                for (int j = 0; j < 16; j++) {
                    to.set(ValueLayout.JAVA_BYTE, out + 1 + j,
                            (byte) (nibble(blocks, block, j) | nibble(blocks, block, j + 16) << 4));
                }
            }
        }
        return all;
    }

    private static int nibble(RawTensor blocks, long block, int i) {
        return blocks.data().get(ValueLayout.JAVA_BYTE, 16 * block + i / 2) >> (i % 2 * 4) & 15;
    }

    @Override
    public Map<String, Tensor> weights(Map<String, Tensor> published, SegmentAllocator into) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        published.forEach((name, t) -> {
            var stack = STACK.matcher(name);
            if (name.endsWith(SINKS)) {
                weights.put(name + ".weight", t);
            } else if (!stack.matches() || t.rank() < 2) {
                weights.put(name, t);
            } else {
                boolean bias = stack.group(3) != null;
                boolean both = stack.group(2).equals("gate_up_proj");
                for (String part : both ? List.of("gate_proj", "up_proj") : List.of("down_proj")) {
                    Tensor all = both ? every(t, part.equals("gate_proj") ? 0 : 1) : t;
                    if (bias) {
                        weights.put(stack.group(1) + part + ".bias", copy(all, into));
                    } else {
                        for (int e = 0; e < t.dim(0); e++) {
                            weights.put(stack.group(1) + e + "." + part + ".weight",
                                    copy(all.narrow(0, e, 1).reshape(all.dim(1), all.dim(2)).t(), into));
                        }
                    }
                }
            }
        });
        return weights;
    }

    @Override
    public Map<String, Tensor> published(Map<String, Tensor> weights, SegmentAllocator into) {
        Map<String, Tensor> published = new LinkedHashMap<>();
        weights.forEach((name, t) -> {
            var part = PART.matcher(name);
            if (name.endsWith(SINKS + ".weight")) {
                published.put(name.substring(0, name.length() - ".weight".length()), t);
            } else if (!part.matches()) {
                published.put(name, t);
            } else if (!part.group(3).equals("up")) {
                boolean both = part.group(3).equals("gate");
                String stack = part.group(1) + (both ? "gate_up_proj" : "down_proj");
                if (part.group(2) == null) {
                    Tensor up = weights.get(name.replace("gate_proj", "up_proj"));
                    published.put(stack + "_bias", both ? turns(t, up, into) : t);
                } else if (part.group(2).equals("0.")) {
                    published.put(stack, stack(weights, part.group(1), both, t, into));
                }
            }
        });
        return published;
    }

    private static Tensor stack(Map<String, Tensor> weights, String at, boolean both, Tensor first,
            SegmentAllocator into) {
        int count = 0;
        while (weights.containsKey(at + count + ".down_proj.weight")) {
            count++;
        }
        Tensor all = Tensor.allocate(into, first.dtype(), count, first.dim(1), (both ? 2 : 1) * first.dim(0));
        for (int e = 0; e < count; e++) {
            Tensor one = all.narrow(0, e, 1).reshape(all.dim(1), all.dim(2));
            if (both) {
                write(weights.get(at + e + ".gate_proj.weight").t(), every(one, 0));
                write(weights.get(at + e + ".up_proj.weight").t(), every(one, 1));
            } else {
                write(weights.get(at + e + ".down_proj.weight").t(), one);
            }
        }
        return all;
    }

    private static Tensor turns(Tensor gates, Tensor ups, SegmentAllocator into) {
        Tensor all = Tensor.allocate(into, gates.dtype(), gates.dim(0), 2 * gates.dim(1));
        write(gates, every(all, 0));
        write(ups, every(all, 1));
        return all;
    }

    private static void write(Tensor from, Tensor to) {
        new ReferenceKernels().run(new Copy(from, to));
    }

    /// Every other of the last numbers.
    private static Tensor every(Tensor t, int first) {
        int[] pairs = Arrays.copyOf(t.dims(), t.rank() + 1);
        pairs[t.rank() - 1] /= 2;
        pairs[t.rank()] = 2;
        return t.reshape(pairs).narrow(-1, first, 1).reshape(Arrays.copyOf(pairs, t.rank()));
    }

    private static Tensor copy(Tensor t, SegmentAllocator into) {
        Tensor copy = Tensor.allocate(into, t.dtype(), t.dims());
        write(t, copy);
        return copy;
    }
}
