package t2l.app.serve;

import module java.base;
import t2l.Settings;
import t2l.T2l;
import t2l.app.console.Json;
import t2l.app.serve.Endpoint.Notes;
import t2l.app.serve.GenerationFields.ResponseFormat;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.generate.Sampler.Sampling;
import t2l.transformer.template.ChatTemplate.Message;

/// `POST /v1/responses`: a text, or a conversation, that is answered. Nothing is stored.
public record Responses(Service service) implements Endpoint {
    private static final Set<String> KINDS = Set.of("input_text", "output_text");

    @Override
    public Reply take(Source fields, Notes notes) {
        refuse(fields, "prompt", "this server keeps no prompts; send the text in input");
        refuse(fields, "response_format", "is a field of chats; send text.format");
        Settings settings = settings(fields);
        GenerationFields writing = GenerationFields.of(fields, settings, -1, service);
        if (writing.choices() > 1) {
            throw fields.wrong("n", "1", writing.choices());
        }
        Optional<String> instructions = fields.findText("instructions");
        Map<String, Object> echo = Json.object("instructions", instructions.orElse(null), "metadata",
                Source.plain(fields.find("metadata").orElse(Map.of())), "text",
                Json.object("format", Source.plain(fields.object("text").flatMap(text -> text.find("format"))
                        .orElse(Map.of("type", "text")))));
        List<Message> messages = messages(fields, new MessageFields(service, settings, KINDS), instructions);
        service.note("messages", messages, notes);
        return new Reply(writing.stream(), out -> new ResponseWriter(service, writing, echo, notes, out).write("input",
                List.of((adapter, each) -> service.t2l().stream(T2l.Prompt.messages(messages), adapter, each)), true));
    }

    private static void refuse(Source fields, String name, String why) {
        fields.find(name).ifPresent(_ -> {
            throw Refusal.field(name, name + ": " + why);
        });
    }

    private Settings settings(Source fields) {
        Settings usual = service.settings().apply(ChatCompletions.TOKENS);
        OptionalInt most = fields.count("max_output_tokens", 1, Integer.MAX_VALUE);
        Settings settings = usual.maxTokens(most.orElse(usual.maxTokens()));
        Settings templated = AdapterWish.template(fields).map(settings::template).orElse(settings);
        return fields.object("text").map(text -> {
            Settings formed = text.object("format")
                    .map(format -> ResponseFormat.take(format, false, templated, service.t2l())).orElse(templated);
            Unused.take(text);
            text.end(Refusal.REQUEST);
            return formed;
        }).orElse(templated);
    }

    private List<Message> messages(Source fields, MessageFields all, Optional<String> instructions) {
        List<Message> messages = new ArrayList<>();
        instructions.ifPresent(text -> {
            all.requireTemplate("instructions");
            messages.add(new Message("system", service.readable("instructions", text)));
        });
        if (fields.need("input") instanceof String text) {
            messages.add(new Message("user", service.readable("input", text)));
        } else {
            messages.addAll(all.take(fields, "input"));
        }
        return messages;
    }

    /// Writes a response with one message: as a whole, or as OpenAI's events, which name what begins, grows and ends.
    static final class ResponseWriter extends ReplyWriter {
        private static final String DONE = "completed";
        private static final String CUT = "incomplete";
        private static final String BEGUN = "in_progress";

        private final Map<String, Object> echo;
        private int events;
        private Map<String, Object> response;

        /// @param echo fields of the request that the response has, too
        ResponseWriter(Service service, GenerationFields writing, Map<String, Object> echo, Notes notes,
                Endpoint.Output out) {
            super(service, writing, notes, out);
            this.echo = echo;
        }

        @Override
        void begin(int index, Answer answer) throws IOException {
            if (writing.stream()) {
                event("response.created", "response", response(BEGUN, List.of()));
                event("response.in_progress", "response", response(BEGUN, List.of()));
                event("response.output_item.added", "output_index", 0, "item", message(BEGUN, List.of()));
                part("response.content_part.added", "part", part(""));
            }
        }

        @Override
        void text(String chunk) throws IOException {
            if (writing.stream()) {
                part("response.output_text.delta", "delta", chunk, "logprobs", List.of());
            }
        }

        @Override
        void end(Answer answer) throws IOException {
            String status = answer.completion().finish() == Finish.LENGTH ? CUT : DONE;
            Map<String, Object> message = message(status, List.of(part(answer.text())));
            if (writing.stream()) {
                part("response.output_text.done", "text", answer.text(), "logprobs", List.of());
                part("response.content_part.done", "part", part(answer.text()));
                event("response.output_item.done", "output_index", 0, "item", message);
            }
            response = tally.putResponse(response(status, List.of(message)));
        }

        @Override
        void end() throws IOException {
            if (writing.stream()) {
                event("response." + response.get("status"), "response", response);
            } else {
                out.accept(response);
            }
        }

        private void event(String type, Object... fields) throws IOException {
            Map<String, Object> event = Json.object("type", type, "sequence_number", events++);
            event.putAll(Json.object(fields));
            out.accept(event);
        }

        /// An event of the only part of the only message.
        private void part(String type, Object... fields) throws IOException {
            List<Object> all = new ArrayList<>(
                    List.of("item_id", "msg_" + name, "output_index", 0, "content_index", 0));
            all.addAll(Arrays.asList(fields));
            event(type, all.toArray());
        }

        private static Map<String, Object> part(String text) {
            return Json.object("type", "output_text", "text", text, "annotations", List.of(), "logprobs", List.of());
        }

        private Map<String, Object> message(String status, List<Map<String, Object>> content) {
            return Json.object("id", "msg_" + name, "type", "message", "status", status, "role", "assistant", "content",
                    content);
        }

        /// With all fields of OpenAI's, for clients rely on them.
        private Map<String, Object> response(String status, List<Map<String, Object>> output) {
            Sampling sampling = writing.settings(0).sampling();
            Map<String, Object> all = Json.object("id", "resp_" + name, "object", "response", "created_at", created,
                    "status", status, "error", null, "incomplete_details",
                    status.equals(CUT) ? Json.object("reason", "max_output_tokens") : null, "instructions",
                    echo.get("instructions"), "max_output_tokens", writing.settings(0).maxTokens(), "metadata",
                    echo.get("metadata"), "model", service.name(), "output", output, "parallel_tool_calls", false,
                    "previous_response_id", null, "store", false, "temperature", sampling.temperature(), "text",
                    echo.get("text"), "tool_choice", "none", "tools", List.of(), "top_p", sampling.topP(), "truncation",
                    "disabled", "usage", null);
            adapter.ifPresent(view -> all.put("adapter", view));
            return all;
        }
    }
}
