package t2l.transformer.text;

/// The kind of a token, with its number in `tokenizer.ggml.token_type`.
final class TokenType {
    static final long NORMAL = 1;
    static final long UNKNOWN = 2;
    static final long CONTROL = 3;
    static final long USER_DEFINED = 4;
    static final long UNUSED = 5;
    static final long BYTE = 6;

    private TokenType() {}
}
