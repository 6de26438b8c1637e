package t2l.app.serve.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import t2l.T2l;
import t2l.app.console.Json;
import t2l.app.serve.endpoint.Endpoint;
import t2l.app.serve.endpoint.Notes;
import t2l.app.serve.endpoint.Refusal;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.template.ChatTemplate.Message;

/// Writes a response with one message: as a whole, or as OpenAI's events, which name what begins, grows and ends.
final class ResponseWriter {
    private static final String DONE = "completed";
    private static final String CUT = "incomplete";
    private static final String BEGUN = "in_progress";

    private final Service service;
    private final GenerationFields writing;
    private final Map<String, Object> echo;
    private final Notes notes;
    private final Endpoint.Output out;
    private final String name;
    private final long created;
    private final Tally tally = new Tally();
    private int events;

    /// @param echo fields of the request that the response has, too
    /// @param out  takes the events, or the whole reply
    ResponseWriter(Service service, GenerationFields writing, Map<String, Object> echo, Notes notes,
            Endpoint.Output out) {
        this.service = service;
        this.writing = writing;
        this.echo = echo;
        this.notes = notes;
        this.out = out;
        name = service.marks().names().get();
        created = service.marks().created();
    }

    /// Answers a conversation.
    void write(List<Message> messages) throws IOException, InterruptedException {
        Adapted adapted = Adapted.of(writing, true, service, notes);
        try (Answer answer = Refusal.blaming("input",
                () -> service.t2l().stream(T2l.Prompt.messages(messages), adapted.adapter(), writing.settings(0)))) {
            if (writing.stream()) {
                event("response.created", "response", response(BEGUN, List.of(), adapted));
                event("response.in_progress", "response", response(BEGUN, List.of(), adapted));
                event("response.output_item.added", "output_index", 0, "item", message(BEGUN, List.of()));
                part("response.content_part.added", "part", part(""));
            }
            try {
                for (String chunk : answer) {
                    notes.putFirst("first_ms", service.marks().since(notes.begin()));
                    if (writing.stream()) {
                        part("response.output_text.delta", "delta", chunk, "logprobs", List.of());
                    }
                }
            } finally {
                tally.add(answer, true);
                tally.note(notes);
            }
            end(answer, adapted);
        }
    }

    private void end(Answer answer, Adapted adapted) throws IOException {
        String status = answer.completion().finish() == Finish.LENGTH ? CUT : DONE;
        Map<String, Object> message = message(status, List.of(part(answer.text())));
        Map<String, Object> response = response(status, List.of(message), adapted);
        tally.putResponse(response);
        if (writing.stream()) {
            part("response.output_text.done", "text", answer.text(), "logprobs", List.of());
            part("response.content_part.done", "part", part(answer.text()));
            event("response.output_item.done", "output_index", 0, "item", message);
            event("response." + status, "response", response);
        } else {
            out.accept(response);
        }
        service.note("reply", answer.text(), notes);
    }

    private void event(String type, Object... fields) throws IOException {
        Map<String, Object> event = Json.object("type", type, "sequence_number", events++);
        event.putAll(Json.object(fields));
        out.accept(event);
    }

    /// An event of the only part of the only message.
    private void part(String type, Object... fields) throws IOException {
        Map<String, Object> place = Json.object("item_id", "msg_" + name, "output_index", 0, "content_index", 0);
        place.putAll(Json.object(fields));
        event(type, place.entrySet().stream().flatMap(each -> Stream.of(each.getKey(), each.getValue()))
                .toArray());
    }

    private static Map<String, Object> part(String text) {
        return Json.object("type", "output_text", "text", text, "annotations", List.of(), "logprobs", List.of());
    }

    private Map<String, Object> message(String status, List<Map<String, Object>> content) {
        return Json.object("id", "msg_" + name, "type", "message", "status", status, "role", "assistant", "content",
                content);
    }

    /// With all fields of OpenAI's, for clients rely on them.
    private Map<String, Object> response(String status, List<Map<String, Object>> output, Adapted adapted) {
        Map<String, Object> response = Json.object("id", "resp_" + name, "object", "response", "created_at", created,
                "status", status, "error", null, "incomplete_details",
                status.equals(CUT) ? Json.object("reason", "max_output_tokens") : null, "instructions",
                echo.get("instructions"), "max_output_tokens", writing.settings(0).maxTokens(), "metadata",
                echo.get("metadata"),
                "model", service.name(), "output", output, "parallel_tool_calls", false, "previous_response_id", null,
                "store", false, "temperature", writing.settings(0).sampling().temperature(), "text", echo.get("text"),
                "tool_choice", "none",
                "tools", List.of(), "top_p", writing.settings(0).sampling().topP(), "truncation", "disabled", "usage",
                null);
        adapted.view().ifPresent(view -> response.put("adapter", view));
        return response;
    }
}
