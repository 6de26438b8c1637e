package t2l.app.serve.api;

import module java.base;
import t2l.*;
import t2l.app.console.Json;
import t2l.app.serve.adapters.AdapterRef;
import t2l.app.serve.api.GenerationFields.*;
import t2l.app.serve.http.*;
import t2l.app.serve.http.Endpoint.Notes;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.generate.Sampler.Sampling;
import t2l.transformer.generate.Settings;
import t2l.transformer.template.ChatTemplate.Message;
import t2l.transformer.tools.ToolReader.Part;

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
        echo.putAll(ToolFields.echo(fields, settings));
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
        Settings templated = AdapterRef.template(fields).map(settings::template).orElse(settings);
        return new ToolFields(service, false).take(fields, fields.object("text").map(text -> {
            Settings formed = text.object("format")
                    .map(format -> ResponseFormat.take(format, false, templated, service.t2l())).orElse(templated);
            Unused.take(Unused.REQUEST, text);
            text.end(Refusal.REQUEST);
            return formed;
        }).orElse(templated));
    }

    private List<Message> messages(Source fields, MessageFields all, Optional<String> instructions) {
        List<Message> messages = new ArrayList<>();
        instructions.ifPresent(text -> {
            all.requireTemplate("instructions", "the system message");
            messages.add(new Message("system", service.readable("instructions", text)));
        });
        if (fields.need("input") instanceof String text) {
            messages.add(new Message("user", service.readable("input", text)));
        } else {
            messages.addAll(all.take(fields, "input"));
        }
        return messages;
    }

    /// Writes a response with a message and calls of functions: as a whole, or as OpenAI's events, which name what begins,
    /// grows and ends.
    static final class ResponseWriter extends ReplyWriter {
        private static final String DONE = "completed";
        private static final String CUT = "incomplete";
        private static final String BEGUN = "in_progress";

        private final Map<String, Object> echo;
        /// The items that are over.
        private final List<Map<String, Object>> output = new ArrayList<>();
        private int events;
        private Map<String, Object> response;
        private Answer answer;
        /// The text of the message, or the arguments of the call, that is being written.
        private Optional<StringBuilder> written = Optional.empty();
        /// Its name if it is a call, else empty.
        private String called = "";

        /// @param echo fields of the request that the response has, too
        ResponseWriter(Service service, GenerationFields writing, Map<String, Object> echo, Notes notes,
                Endpoint.Output out) {
            super(service, writing, notes, out);
            this.echo = echo;
        }

        @Override
        void begin(int index, Answer opened) throws IOException {
            answer = opened;
            event("response.created", "response", response(BEGUN));
            event("response.in_progress", "response", response(BEGUN));
            if (answer.reader().isEmpty()) {
                open("");
            }
        }

        /// Begins an item: a message, or the call of a function.
        private void open(String name) throws IOException {
            called = name;
            written = Optional.of(new StringBuilder());
            event("response.output_item.added", "output_index", output.size(), "item", item(BEGUN));
            if (called.isEmpty()) {
                grow("response.content_part.added", "part", content(""));
            }
        }

        @Override
        void part(Part part) throws IOException {
            switch (part) {
                case Part.Text(String text) -> {
                    if (written.isEmpty()) {
                        open("");
                    }
                    written.get().append(text);
                    grow("response.output_text.delta", "delta", text, "logprobs", List.of());
                }
                case Part.Begin(String name) -> {
                    close(DONE);
                    open(name);
                }
                case Part.Arguments(String json) -> {
                    written.orElseThrow().append(json);
                    grow("response.function_call_arguments.delta", "delta", json);
                }
            }
        }

        /// Ends the item that is being written, if there is one.
        private void close(String status) throws IOException {
            if (written.isEmpty()) {
                return;
            }
            String all = written.get().toString();
            if (called.isEmpty()) {
                grow("response.output_text.done", "text", all, "logprobs", List.of());
                grow("response.content_part.done", "part", content(all));
            } else {
                grow("response.function_call_arguments.done", "name", called, "arguments", all);
            }
            Map<String, Object> item = item(status);
            event("response.output_item.done", "output_index", output.size(), "item", item);
            output.add(item);
            written = Optional.empty();
        }

        @Override
        void end(Answer ended) throws IOException {
            String status = ended.completion().finish() == Finish.LENGTH ? CUT : DONE;
            if (written.isEmpty() && output.isEmpty()) {
                open("");
            }
            close(status);
            response = tally.putResponse(response(status));
        }

        @Override
        void end() throws IOException {
            event("response." + response.get("status"), "response", response);
            if (!writing.stream()) {
                out.accept(response);
            }
        }

        private void event(String type, Object... fields) throws IOException {
            if (writing.stream()) {
                Map<String, Object> event = Json.object("type", type, "sequence_number", events++);
                event.putAll(Json.object(fields));
                out.accept(event);
            }
        }

        /// An event of the item that is being written.
        private void grow(String type, Object... fields) throws IOException {
            List<Object> all = new ArrayList<>(List.of("item_id", id(), "output_index", output.size()));
            if (called.isEmpty()) {
                all.addAll(List.of("content_index", 0));
            }
            all.addAll(Arrays.asList(fields));
            event(type, all.toArray());
        }

        private String id() {
            return called.isEmpty() ? "msg_" + name : "fc_" + name + "_" + output.size();
        }

        private static Map<String, Object> content(String text) {
            return Json.object("type", "output_text", "text", text, "annotations", List.of(), "logprobs", List.of());
        }

        /// The item that is being written; a message that has begun has no content.
        private Map<String, Object> item(String status) {
            String all = written.orElseThrow().toString();
            long calls = output.stream().filter(each -> each.get("type").equals("function_call")).count();
            return called.isEmpty()
                    ? Json.object("id", id(), "type", "message", "status", status, "role", "assistant", "content",
                            status.equals(BEGUN) ? List.of() : List.of(content(all)))
                    : Json.object("id", id(), "type", "function_call", "status", status, "call_id",
                            answer.callId((int) calls), "name", called, "arguments", all);
        }

        /// With all fields of OpenAI's, for clients rely on them.
        private Map<String, Object> response(String status) {
            Sampling sampling = writing.settings(0).sampling();
            Map<String, Object> all = Json.object("id", "resp_" + name, "object", "response", "created_at", created,
                    "status", status, "error", null, "incomplete_details",
                    status.equals(CUT) ? Json.object("reason", "max_output_tokens") : null, "instructions",
                    echo.get("instructions"), "max_output_tokens", writing.settings(0).maxTokens(), "metadata",
                    echo.get("metadata"), "model", service.adapters().base(), "output", List.copyOf(output),
                    "parallel_tool_calls",
                    echo.get("parallel_tool_calls"),
                    "previous_response_id", null, "store", false, "temperature", sampling.temperature(), "text",
                    echo.get("text"), "tool_choice", echo.get("tool_choice"), "tools", echo.get("tools"), "top_p",
                    sampling.topP(), "truncation",
                    "disabled", "usage", null);
            adapter.ifPresent(view -> all.put("adapter", view));
            return all;
        }
    }
}
