package t2l.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.*;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.internal.Json;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.request.*;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import module java.base;
import t2l.*;
import t2l.tensor.*;
import t2l.transformer.generate.*;
import t2l.transformer.grammar.JsonSchema;
import t2l.transformer.template.ChatTemplate.*;
import t2l.transformer.tools.Tools;
import t2l.transformer.tools.Tools.*;

/// Requests of LangChain4j as requests of t2l, and answers as responses.
///
/// @param defaults of all requests
record Conversations(T2l t2l, T2lChatRequestParameters defaults) {
    /// What t2l can do beyond text: JSON, by a schema or without.
    static final Set<Capability> CAPABILITIES = Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    private static final Pattern NUMBERS = Pattern.compile("(List|Set)_of_(Integer|Long|Float|Double|Boolean)");

    /// With defaults; those that are not given are greedy sampling, the unchanged model and the name `t2l`.
    static Conversations of(T2l t2l, ChatRequestParameters defaults) {
        var all = T2lChatRequestParameters.builder().modelName("t2l").maxOutputTokens(Settings.DEFAULT.maxTokens())
                .overrideWith(Argument.given("defaults", defaults)).build();
        return new Conversations(Argument.given("t2l", t2l), all);
    }

    /// Throws [UnsupportedFeatureException] if a request asks for what t2l lacks.
    void requireSupported(ChatRequest request) {
        requireSupported(request.parameters());
        messages(request.messages());
    }

    /// Submits a request, whose parameters include the defaults. Throws [UnsupportedFeatureException] if it asks for what t2l
    /// lacks.
    Answer answer(ChatRequest request) {
        ChatRequestParameters p = request.parameters();
        requireSupported(p);
        Optional<T2lChatRequestParameters> ours = Optional.of(p).filter(T2lChatRequestParameters.class::isInstance)
                .map(T2lChatRequestParameters.class::cast);
        Settings settings = Settings.DEFAULT.with(p.temperature(), Settings::temperature)
                .with(p.topK(), Settings::topK).with(p.topP(), Settings::topP)
                .with(ours.flatMap(T2lChatRequestParameters::seed).orElse(null), Settings::seed)
                .with(p.maxOutputTokens(), Settings::maxTokens).with(p.frequencyPenalty(), Settings::frequencyPenalty)
                .with(p.presencePenalty(), Settings::presencePenalty)
                .with(p.stopSequences(), (all, texts) -> all.stop(texts.toArray(String[]::new)))
                .with(ours.flatMap(T2lChatRequestParameters::timeout).orElse(null), Settings::timeout);
        if (p.responseFormat() != null && p.responseFormat().type() == ResponseFormatType.JSON) {
            settings = settings.json(schema(p.responseFormat()));
        }
        List<Tool> tools = or(p.toolSpecifications(), List.<ToolSpecification>of()).stream().map(Conversations::tool)
                .toList();
        if (!tools.isEmpty() && p.toolChoice() != ToolChoice.NONE) {
            settings = settings
                    .tools(new Tools(tools, p.toolChoice() == ToolChoice.REQUIRED ? Choice.REQUIRED : Choice.AUTO,
                            Optional.empty(), true));
        }
        AdapterChoice adapter = ours.flatMap(T2lChatRequestParameters::adapter).orElse(AdapterChoice.NONE);
        return t2l.stream(T2l.Prompt.messages(messages(request.messages())), adapter, settings);
    }

    private void requireSupported(ChatRequestParameters p) {
        require(p.toolChoice() != ToolChoice.REQUIRED || !or(p.toolSpecifications(), List.of()).isEmpty(),
                "ToolChoice.REQUIRED without tools");
        require(p.modelName() == null || p.modelName().equals(defaults.modelName()),
                "a modelName other than " + defaults.modelName());
    }

    private static Tool tool(ToolSpecification specification) {
        return new Tool(specification.name(), or(specification.description(), ""), specification.parameters() == null
                ? Map.of()
                : JsonSchemaElementUtils.toMap(specification.parameters()));
    }

    private static JsonSchema schema(ResponseFormat format) {
        if (format.jsonSchema() == null) {
            return JsonSchema.OBJECT;
        }
        JsonSchemaElement root = format.jsonSchema().rootElement();
        // LangChain4j 1.19 asks for the numbers of a list as objects with a value, and refuses to read such objects.
        if (NUMBERS.matcher(format.jsonSchema().name()).matches() && root instanceof JsonObjectSchema lists
                && lists.properties().get("values") instanceof JsonArraySchema list
                && list.items() instanceof JsonObjectSchema item && item.properties().containsKey("value")) {
            root = JsonObjectSchema.builder().addProperty("values",
                    JsonArraySchema.builder().items(item.properties().get("value")).build()).required("values").build();
        }
        try {
            return JsonSchema.parse("response format",
                    root instanceof JsonRawSchema raw ? raw.schema() : Json.toJson(JsonSchemaElementUtils.toMap(root)));
        } catch (T2lException e) {
            throw new UnsupportedFeatureException("t2l: " + e.getMessage());
        }
    }

    private static void require(boolean supported, String what) {
        if (!supported) {
            throw new UnsupportedFeatureException("t2l: " + what + ": not supported; leave it out");
        }
    }

    private static <T> T or(T value, T other) {
        return value == null ? other : value;
    }

    /// Messages as the chat template takes them. Throws [UnsupportedFeatureException] for images.
    static List<Message> messages(List<ChatMessage> conversation) {
        return conversation.stream().map(Conversations::message).toList();
    }

    private static Message message(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> new Message("system", system.text());
            case UserMessage user -> {
                require(user.hasSingleText(), "a message with an image, or with other content than one text");
                yield new Message("user", user.singleText());
            }
            case AiMessage ai -> new Message("assistant", or(ai.text(), ""),
                    ai.toolExecutionRequests().stream().map(Conversations::call).toList(), "");
            case ToolExecutionResultMessage result ->
                new Message("tool", or(result.text(), ""), List.of(), or(result.id(), ""));
            default -> throw new UnsupportedFeatureException(
                    "t2l: a message of type " + message.type() + ": not supported; leave it out");
        };
    }

    private static Call call(ToolExecutionRequest request) {
        String arguments = or(request.arguments(), "");
        return new Call(or(request.id(), ""), request.name(), arguments.isBlank() ? "{}" : arguments);
    }

    /// A call as LangChain4j has it.
    static ToolExecutionRequest request(Call call) {
        return ToolExecutionRequest.builder().id(call.id()).name(call.name()).arguments(call.arguments()).build();
    }

    /// A failure as LangChain4j names it.
    static RuntimeException named(RuntimeException failure) {
        return failure instanceof T2lException ours && ours.kind() == T2lException.Kind.DEADLINE
                ? new TimeoutException(failure)
                : failure;
    }

    /// The response to a request whose answer has been read.
    ChatResponse response(Answer answer) {
        Completion completion = answer.completion();
        Message message = answer.message();
        List<ToolExecutionRequest> calls = message.calls().stream().map(Conversations::request).toList();
        FinishReason finish = completion.finish() == Completion.Finish.LENGTH
                ? FinishReason.LENGTH
                : calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_EXECUTION;
        var metadata = new T2lChatResponseMetadata.Builder(completion.promptSeconds() * 1000,
                (completion.promptSeconds() + completion.seconds()) * 1000)
                .id(UUID.randomUUID().toString()).modelName(defaults.modelName())
                .tokenUsage(new TokenUsage(answer.promptTokens(), completion.tokens().size()))
                .finishReason(finish).build();
        AiMessage ai = calls.isEmpty()
                ? AiMessage.from(message.content())
                : AiMessage.builder().text(message.content().isBlank() ? null : message.content())
                        .toolExecutionRequests(calls).build();
        return ChatResponse.builder().aiMessage(ai).metadata(metadata).build();
    }
}
