package t2l.transformer.family;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.settings.Source;

/// The text model inside a model that also reads images, such as `Gemma3ForConditionalGeneration`: the object `text_config`
/// of its `config.json`, and its tensors below `language_model.` in files, or below `model.language_model.` as transformers
/// 5 has them in memory. For a text, such a model computes what its text part computes. Source: HF `modeling_llava`,
/// `modeling_gemma3`, `modeling_mistral3`.
final class TextPart {
    static final String CONFIG = "text_config";
    private static final String STORED = "language_model.";
    private static final String HELD = "model.language_model.";
    private static final String ENDS = "eos_token_id";
    private static final String TIED = "tie_word_embeddings";

    /// A `config.json`, or that of its text part, if the whole is of no family and the part of one.
    static Source read(Path file) {
        Source whole = Source.read(file);
        return of(whole).orElse(whole);
    }

    /// The configuration of the text part, if there is one, with what its family leaves out of it.
    static Optional<Source> of(Source whole) {
        if (Family.find(whole).isPresent()) {
            return Optional.empty();
        }
        return whole.object(CONFIG).flatMap(text -> Family.find(text).map(family -> {
            Map<String, Object> fields = new LinkedHashMap<>(family.sizes());
            fields.putAll(text.values());
            whole.find(ENDS).ifPresent(ends -> fields.put(ENDS, ends));
            whole.find(TIED).ifPresent(tied -> fields.putIfAbsent(TIED, tied));
            return Source.of(text.where(), Source.Form.JSON, fields);
        }));
    }

    /// The tensors of the text part by their names without the rest, if there is one; otherwise all.
    static Map<String, Tensor> of(Map<String, Tensor> whole) {
        if (whole.keySet().stream().noneMatch(name -> name.startsWith(STORED) || name.startsWith(HELD))) {
            return whole;
        }
        Map<String, Tensor> text = new LinkedHashMap<>();
        whole.forEach((name, t) -> {
            if (name.startsWith(STORED)) {
                text.put(name.substring(STORED.length()), t);
            } else if (name.startsWith(HELD)) {
                text.put("model." + name.substring(HELD.length()), t);
            } else if (name.equals("lm_head.weight")) {
                text.put(name, t);
            }
        });
        return text;
    }
}
