package t2l.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.*;
import module java.base;
import t2l.*;
import t2l.tensor.Argument;
import t2l.transformer.generate.Answer;
import t2l.transformer.template.ChatTemplate;
import t2l.transformer.tools.ToolReader;
import t2l.transformer.tools.ToolReader.Part;

/// Like [T2lChatModel], but streams. Each request has a virtual thread, which calls the handler.
public final class T2lStreamingChatModel implements StreamingChatModel {
    private static final System.Logger LOG = System.getLogger("t2l");

    private final Conversations conversations;
    private final List<ChatModelListener> listeners;

    /// The unchanged model.
    public T2lStreamingChatModel(T2l t2l) {
        this(t2l, AdapterChoice.NONE);
    }

    /// The model with an adapter, unless a request names another one.
    public T2lStreamingChatModel(T2l t2l, AdapterChoice adapter) {
        this(t2l, T2lChatRequestParameters.builder().adapter(adapter).build(), List.of());
    }

    /// @param defaults parameters of requests that do not state them; `modelName` is the only one that requests may then ask for
    public T2lStreamingChatModel(T2l t2l, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
        conversations = Conversations.of(t2l, defaults);
        this.listeners = List.copyOf(Argument.given("listeners", listeners));
    }

    /// Throws [dev.langchain4j.exception.UnsupportedFeatureException] if the request asks for what t2l lacks; other failures go
    /// to the handler.
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        conversations.requireSupported(request);
        Thread.startVirtualThread(() -> {
            var handle = new Handle();
            try (Answer answer = conversations.answer(request)) {
                var parts = new Parts(answer, handler, handle);
                for (String text : answer) {
                    parts.take(text);
                    if (handle.isCancelled()) {
                        return;
                    }
                }
                parts.end();
                guarded(handler, () -> handler.onCompleteResponse(conversations.response(answer)));
            } catch (RuntimeException e) {
                fail(handler, Conversations.named(e));
            } catch (Error e) {
                fail(handler, e);
            }
        });
    }

    /// What the handler itself throws goes to its `onError`, and the stream goes on.
    private static void guarded(StreamingChatResponseHandler handler, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            fail(handler, e);
        }
    }

    private static void fail(StreamingChatResponseHandler handler, Throwable failure) {
        try {
            handler.onError(failure);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "langchain4j: the handler of a stream failed in onError", e);
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return conversations.defaults();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Conversations.CAPABILITIES;
    }

    @Override
    public List<ChatModelListener> listeners() {
        return listeners;
    }

    /// What is told of an answer while it is written: text, and pieces of calls.
    private record Parts(Answer answer, StreamingChatResponseHandler handler, Handle handle,
            Optional<ToolReader> reader, List<String> names) {
        Parts(Answer answer, StreamingChatResponseHandler handler, Handle handle) {
            this(answer, handler, handle, answer.reader(), new ArrayList<>());
        }

        void take(String text) {
            reader.map(each -> each.accept(text)).orElseGet(() -> List.of(new Part.Text(text))).forEach(this::tell);
        }

        private void tell(Part part) {
            switch (part) {
                case Part.Text(String text) ->
                    guarded(handler, () -> handler.onPartialResponse(new PartialResponse(text),
                            new PartialResponseContext(handle)));
                case Part.Begin(String name) -> names.add(name);
                case Part.Arguments(String json) -> guarded(handler, () -> handler.onPartialToolCall(
                        PartialToolCall.builder().index(names.size() - 1).id(answer.callId(names.size() - 1))
                                .name(names.getLast()).partialArguments(json).build(),
                        new PartialToolCallContext(handle)));
            }
        }

        void end() {
            reader.ifPresent(each -> each.finish().forEach(this::tell));
            List<ChatTemplate.Call> calls = answer.message().calls();
            for (int i = 0; i < calls.size(); i++) {
                var call = new CompleteToolCall(i, Conversations.request(calls.get(i)));
                guarded(handler, () -> handler.onCompleteToolCall(call));
            }
        }
    }

    private static final class Handle implements StreamingHandle {
        private final AtomicBoolean cancelled = new AtomicBoolean();

        @Override
        public void cancel() {
            cancelled.set(true);
        }

        @Override
        public boolean isCancelled() {
            return cancelled.get();
        }
    }
}
