package t2l.transformer.template;

import module java.base;
import t2l.transformer.text.Tokenizer;

/// How a model's prompts and answers are written as tokens: with its chat template, or as plain text if it has none.
/// Training and generation use the same format, so an adapter sees the prompts it was trained on.
///
/// @param apart the system message, if prompts and answers are written as in [#apart]
public record PromptFormat(Tokenizer tokenizer, Optional<ChatTemplate> template, Optional<String> apart) {
    /// A prompt up to the start of the reply, and an answer with its end token.
    public PromptFormat(Tokenizer tokenizer, Optional<ChatTemplate> template) {
        this(tokenizer, template, Optional.empty());
    }

    /// The same with another chat template, if there is one.
    public PromptFormat with(Optional<ChatTemplate> other) {
        return other.isPresent() ? new PromptFormat(tokenizer, other, apart) : this;
    }

    /// Text-to-LoRA's training format (t2l-spec §9.1): a prompt with a system turn, even an empty one, and an answer as
    /// a turn of its own are rendered separately. The header that a template writes before a reply is therefore part of
    /// the answer. Throws [IllegalArgumentException] if the model has no chat template.
    public PromptFormat apart(String system) {
        chat();
        return new PromptFormat(tokenizer, template, Optional.of(system));
    }

    /// Everything before an answer: a conversation of one turn up to the start of the reply, or the text with its begin
    /// token.
    public int[] prompt(String question) {
        if (apart.isPresent()) {
            return written(List.of(new ChatTemplate.Message("system", apart.get()),
                    new ChatTemplate.Message("user", question)), false);
        }
        return template.isPresent()
                ? prompt(List.of(new ChatTemplate.Message("user", question)))
                : tokenizer.encode(question, true);
    }

    /// A conversation up to the start of the next reply. Throws [IllegalArgumentException] if the model has no chat
    /// template.
    public int[] prompt(List<ChatTemplate.Message> conversation) {
        return written(conversation, true);
    }

    /// The same with tools, as OpenAI's API has them, for a template that takes some.
    public int[] prompt(List<ChatTemplate.Message> conversation, List<Map<String, Object>> tools) {
        return tokenizer.encode(chat().render(conversation, true, tokenizer, tools), false);
    }

    private int[] written(List<ChatTemplate.Message> conversation, boolean reply) {
        return tokenizer.encode(chat().render(conversation, reply, tokenizer, List.of()), false);
    }

    private ChatTemplate chat() {
        return template.orElseThrow(
                () -> new IllegalArgumentException(
                        "chat: needs a model with a chat template, this one has none; give it a text to continue"));
    }

    /// An answer and the token that ends it.
    public int[] answer(String text) {
        if (apart.isPresent()) {
            return written(List.of(new ChatTemplate.Message("assistant", text)), false);
        }
        return IntStream.concat(IntStream.of(tokenizer.encode(text, false)), tokenizer.special().end().stream())
                .toArray();
    }
}
