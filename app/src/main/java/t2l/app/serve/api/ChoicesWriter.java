package t2l.app.serve.api;

import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.http.Endpoint;
import t2l.app.serve.http.Endpoint.Notes;
import t2l.transformer.generate.*;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.template.ChatTemplate.*;
import t2l.transformer.tools.ToolReader.Part;

/// Writes the `choices` of `/v1/chat/completions` and `/v1/completions`.
final class ChoicesWriter extends ReplyWriter {
    /// OpenAI's number for a token that cannot come, since JSON has no infinity.
    private static final double NEVER = -9999;

    private final boolean chats;
    private final List<Map<String, Object>> choices = new ArrayList<>();
    private int index;
    private Answer answer;
    /// Of the choice: tokens whose scores were sent, the characters before the next one, and calls that have begun.
    private int scored;
    private int offset;
    private int calls;

    /// @param chats whether it writes messages, or else texts
    ChoicesWriter(Service service, GenerationFields writing, boolean chats, Notes notes, Endpoint.Output out) {
        super(service, writing, notes, out);
        this.chats = chats;
    }

    @Override
    void begin(int at, Answer opened) throws IOException {
        index = at;
        answer = opened;
        scored = 0;
        offset = 0;
        calls = 0;
        if (writing.stream()) {
            event(chats ? Json.object("delta", message(new Message("assistant", ""))) : Json.object("text", ""), null);
        }
    }

    @Override
    void part(Part part) throws IOException {
        if (writing.stream()) {
            event(switch (part) {
                case Part.Text(String text) when !chats -> Json.object("text", text);
                case Part.Text(String text) -> Json.object("delta", Json.object("content", text));
                case Part.Begin(String called) -> {
                    Map<String, Object> call = Json.object("index", calls);
                    call.putAll(call(new Call(answer.callId(calls++), called, "")));
                    yield Json.object("delta", Json.object("tool_calls", List.of(call)));
                }
                case Part.Arguments(String json) -> Json.object("delta", Json.object("tool_calls",
                        List.of(Json.object("index", calls - 1, "function", Json.object("arguments", json)))));
            }, null);
        }
    }

    private static Map<String, Object> call(Call call) {
        return Json.object("id", call.id(), "type", "function", "function",
                Json.object("name", call.name(), "arguments", call.arguments()));
    }

    @Override
    void end(Answer ended) throws IOException {
        Message whole = ended.message();
        String finish = ended.completion().finish() == Finish.LENGTH
                ? "length"
                : whole.calls().isEmpty() ? "stop" : "tool_calls";
        if (writing.stream()) {
            event(chats ? Json.object("delta", Map.of()) : Json.object("text", ""), finish);
        } else {
            choices.add(choice(chats
                    ? Json.object("message", message(whole))
                    : Json.object("text", ended.text()), finish));
        }
    }

    private static Map<String, Object> message(Message whole) {
        boolean calls = !whole.calls().isEmpty();
        Map<String, Object> message = Json.object("role", "assistant", "content",
                calls && whole.content().isBlank() ? null : whole.content(), "refusal", null);
        if (calls) {
            message.put("tool_calls", whole.calls().stream().map(ChoicesWriter::call).toList());
        }
        return message;
    }

    private void event(Map<String, Object> content, String finish) throws IOException {
        Map<String, Object> event = reply(true, List.of(choice(content, finish)));
        adapter = Optional.empty(); // in the first one
        if (writing.usage()) {
            event.put("usage", null); // until the last one
        }
        out.accept(event);
    }

    @Override
    void end() throws IOException {
        if (!writing.stream()) {
            out.accept(tally.put(reply(false, choices)));
        } else if (writing.usage()) {
            out.accept(tally.put(reply(true, List.of())));
        }
    }

    private Map<String, Object> choice(Map<String, Object> content, String finish) {
        Map<String, Object> choice = Json.object("index", index);
        choice.putAll(content);
        choice.put("logprobs", scores());
        choice.put("finish_reason", finish);
        return choice;
    }

    private Map<String, Object> reply(boolean part, List<Map<String, Object>> all) {
        String kind = chats ? part ? "chat.completion.chunk" : "chat.completion" : "text_completion";
        Map<String, Object> reply = Json.object("id", (chats ? "chatcmpl-" : "cmpl-") + name, "object", kind, "created",
                created, "model", service.adapters().base(), "choices", all);
        adapter.ifPresent(used -> reply.put("adapter", used));
        return reply;
    }

    /// How likely the tokens were that have not been sent: `null` if there are none.
    private Map<String, Object> scores() {
        List<Map<String, Object>> tokens = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        for (TokenScore score : answer.scores(scored)) {
            Map<String, Object> token = scored(score.chosen());
            token.put("top_logprobs", score.likely().stream().map(this::scored).toList());
            tokens.add(token);
            offsets.add(offset);
            offset += ((String) token.get("token")).length();
            scored++;
        }
        return tokens.isEmpty()
                ? null
                : chats ? Json.object("content", tokens, "refusal", null) : columns(tokens, offsets);
    }

    /// A token in the place of the next one.
    private Map<String, Object> scored(TokenScore.Scored one) {
        String text = answer.text(scored, one.token());
        boolean part = text.indexOf('\uFFFD') >= 0; // of a character
        return Json.object("token", text, "logprob", Math.max(NEVER, one.logProbability()), "bytes", part
                ? null
                : unsigned(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static int[] unsigned(byte[] bytes) {
        int[] all = new int[bytes.length];
        Arrays.setAll(all, i -> Byte.toUnsignedInt(bytes[i]));
        return all;
    }

    /// The same as `/v1/completions` has it: a list for each field.
    private static Map<String, Object> columns(List<Map<String, Object>> tokens, List<Integer> offsets) {
        return Json.object("tokens", column("token", tokens), "token_logprobs", column("logprob", tokens),
                "top_logprobs", tokens.stream().map(token -> {
                    Map<Object, Object> likely = new LinkedHashMap<>();
                    ((List<?>) token.get("top_logprobs")).stream().map(each -> (Map<?, ?>) each)
                            .forEach(each -> likely.putIfAbsent(each.get("token"), each.get("logprob")));
                    return likely;
                }).toList(), "text_offset", offsets);
    }

    private static List<Object> column(String name, List<Map<String, Object>> tokens) {
        return tokens.stream().map(token -> token.get(name)).toList();
    }
}
