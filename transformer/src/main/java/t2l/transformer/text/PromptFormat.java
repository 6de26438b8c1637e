package t2l.transformer.text;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How a model reads a question and says an answer, in tokens: through its chat template, or as plain text if it has
/// none. Training and generation use the same, so that an adapter meets the prompts it was trained on.
public record PromptFormat(Tokenizer tokenizer, Optional<ChatTemplate> template) {
    /// All that stands before an answer: a conversation of one turn up to the beginning of the reply, or the text with
    /// its beginning token.
    public int[] prompt(String question) {
        return template.isPresent()
                ? prompt(List.of(new ChatTemplate.Message("user", question)))
                : tokenizer.encode(question, true);
    }

    /// A conversation up to the beginning of the next reply. Throws [IllegalArgumentException] if the model has no chat
    /// template.
    public int[] prompt(List<ChatTemplate.Message> conversation) {
        ChatTemplate chat = template.orElseThrow(
                () -> new IllegalArgumentException("chat: needs a model with a chat template, this one has none"));
        return tokenizer.encode(chat.render(conversation, true, tokenizer), false);
    }

    /// An answer and the token that ends it.
    public int[] answer(String text) {
        int[] tokens = tokenizer.encode(text, false);
        if (tokenizer.special().end().isEmpty()) {
            return tokens;
        }
        int[] ended = Arrays.copyOf(tokens, tokens.length + 1);
        ended[tokens.length] = tokenizer.special().end().getAsInt();
        return ended;
    }
}
