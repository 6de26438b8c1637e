package t2l.serve.api;

import java.util.List;
import java.util.Map;

/// The JSON of an endpoint that writes.
interface Form {
    /// The kind of a whole reply: its `object`.
    String whole();

    /// The kind of an event.
    String event();

    /// What the names of its replies start with.
    String prefix();

    /// What the first event of a choice has.
    Map<String, Object> opening();

    /// A piece of text in an event.
    Map<String, Object> piece(String text);

    /// A choice in a whole reply.
    Map<String, Object> choice(String text);

    /// How likely some tokens were: `logprobs`.
    Map<String, Object> scores(List<TokenView> tokens);
}
