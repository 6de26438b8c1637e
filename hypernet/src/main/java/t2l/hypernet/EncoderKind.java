package t2l.hypernet;

import module java.base;

/// The encoders that the reference knows, by a word in the last part of a name or path (`emb_model`), and how a description
/// is put to them (t2l-spec §7).
enum EncoderKind {
    /// The base model itself, if no encoder is named. A full stop is added after a letter.
    BASE,
    /// A GTE: the first token's vector. A full stop is added after a letter.
    GTE,
    /// An SFR-Embedding, a language model: the last token's vector. The description follows an instruction, with its white
    /// space.
    SFR,
    /// Any other, with the pooling in its own files. The description is unchanged, without surrounding white space.
    OTHER;

    static EncoderKind named(String name) {
        String last = name.toLowerCase(Locale.ROOT).replaceFirst("[/\\\\]+$", "").replaceFirst("^.*[/\\\\]", "");
        List<String> words = List.of(last.split("[^a-z]+", -1));
        return name.isEmpty() ? BASE : words.contains("gte") ? GTE : words.contains("sfr") ? SFR : OTHER;
    }

    /// The encoder's input. Throws [t2l.tensor.T2lException] if `description` is empty.
    String prompt(String description) {
        String text = Descriptions.words(description);
        return switch (this) {
            case BASE, GTE -> Character.isLetter(text.codePointBefore(text.length())) ? text + "." : text;
            case SFR -> "Instruct: Retrieve semantically similar text.\nQuery: " + description;
            case OTHER -> text;
        };
    }
}
