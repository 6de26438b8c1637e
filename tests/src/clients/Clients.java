//JAVA 25
//DEPS org.springframework.ai:spring-ai-client-chat:2.0.1
//DEPS org.springframework.ai:spring-ai-openai:2.0.1
//DEPS com.github.victools:jsonschema-module-jackson:5.0.0
//DEPS com.openai:openai-java:4.101.0
//DEPS com.openai:openai-java-core:4.101.0
//DEPS dev.langchain4j:langchain4j:1.19.0
//DEPS dev.langchain4j:langchain4j-open-ai:1.19.0
//DEPS com.fasterxml.jackson.core:jackson-annotations:2.21
//DEPS org.slf4j:slf4j-nop:2.0.17
//JAVAC_OPTIONS -parameters

import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.langchain4j.agent.tool.ReturnBehavior;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.tool.ToolExecution;
import org.springframework.ai.chat.client.ChatClient;

/// openai-java, LangChain4j's AI Services and Spring AI's ChatClient as clients, with an adapter by description:
/// `jbang tests/src/clients/Clients.java http://localhost:8080/v1`. The server is that of clients.py. Prints what each call got, and
/// fails at the end if one failed. (Spring AI and openai-java need different versions of one library for schemas of classes; this
/// has that of Spring AI.)
String url;
String name;
String adapted;
int failed;

static final String DESCRIBE = "Answer the question of the user.";

record Cat(String name, int age) {}

interface Assistant {
    Result<String> answer(String question);

    Cat cat(String story);
}

/// Three tools, for both frameworks.
public static class Tools {
    @Tool(value = "Get the weather of a city.", returnBehavior = ReturnBehavior.IMMEDIATE)
    @org.springframework.ai.tool.annotation.Tool(description = "Get the weather of a city.")
    public String weather(String city) {
        return "18 degrees, sunny in " + city;
    }

    @Tool(value = "Add two numbers.", returnBehavior = ReturnBehavior.IMMEDIATE)
    @org.springframework.ai.tool.annotation.Tool(description = "Add two numbers.")
    public double add(double a, double b) {
        return a + b;
    }

    @Tool(value = "Set a timer.", returnBehavior = ReturnBehavior.IMMEDIATE)
    @org.springframework.ai.tool.annotation.Tool(description = "Set a timer.")
    public String timer(int minutes) {
        return "The timer is set.";
    }
}

void main(String[] args) {
    url = args[0];
    try (var http = java.net.http.HttpClient.newHttpClient()) {
        var request = java.net.http.HttpRequest.newBuilder(URI.create(url + "/models")).build();
        String models = http.send(request, java.net.http.HttpResponse.BodyHandlers.ofString()).body();
        name = models.replaceFirst("(?s).*?\"id\":\"([^\"]*)\".*", "$1");
    } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
    }
    adapted = name + "+" + DESCRIBE;
    var client = OpenAIOkHttpClient.builder().baseUrl(url).apiKey("x").timeout(Duration.ofMinutes(15)).maxRetries(0).build();
    call("openai-java chat", () -> client.chat().completions().create(ChatCompletionCreateParams.builder().model(name)
            .addUserMessage("Name the capital of France.").maxCompletionTokens(50).temperature(0)
            .putAdditionalBodyProperty("adapter", JsonValue.from(Map.of("describe", DESCRIBE))).build())
            .choices().getFirst().message().content().orElseThrow());
    call("openai-java stream, adapter in the name", () -> {
        try (var chunks = client.chat().completions().createStreaming(ChatCompletionCreateParams.builder().model(adapted)
                .addUserMessage("Name the capital of France.").maxCompletionTokens(50).temperature(0).build())) {
            return chunks.stream().flatMap(chunk -> chunk.choices().stream()).flatMap(choice -> choice.delta().content().stream())
                    .collect(java.util.stream.Collectors.joining());
        }
    });

    var builder = OpenAiChatModel.builder().baseUrl(url).apiKey("x").modelName(adapted).temperature(0.0).maxTokens(200)
            .timeout(Duration.ofMinutes(15)).maxRetries(0).strictJsonSchema(true)
            .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    var model = builder.build();
    var calling = builder.defaultRequestParameters(OpenAiChatRequestParameters.builder().toolChoice(ToolChoice.REQUIRED).build()).build();
    var assistant = AiServices.builder(Assistant.class).chatModel(calling).tools(new Tools()).build();
    for (String question : List.of("What is the weather in Paris?", "What is 17 plus 25?", "Set a timer for 10 minutes.")) {
        call("langchain4j tools: " + question, () -> {
            List<ToolExecution> done = assistant.answer(question).toolExecutions();
            return done.stream().map(tool -> tool.request().name() + tool.request().arguments() + " = " + tool.result()).toList();
        });
    }
    call("langchain4j record", () -> AiServices.create(Assistant.class, model).cat("Tom is a cat. He is four years old."));

    var options = org.springframework.ai.openai.OpenAiChatOptions.builder().baseUrl(url).apiKey("x").model(adapted).temperature(0.0)
            .maxTokens(200).timeout(Duration.ofMinutes(15)).build();
    ChatClient chat = ChatClient.create(org.springframework.ai.openai.OpenAiChatModel.builder().options(options).build());
    call("spring tools", () -> chat.prompt("What is the weather in Paris?").tools(new Tools()).call().content());
    call("spring entity", () -> chat.prompt("Tom is a cat. He is four years old.").call().entity(Cat.class));
    IO.println(failed == 0 ? "all calls passed" : failed + " calls failed");
    System.exit(failed == 0 ? 0 : 1);
}

void call(String title, Callable<Object> call) {
    try {
        IO.println(title + " -> " + call.call());
    } catch (Exception | LinkageError e) { // whatever it is, it is counted
        failed++;
        IO.println(title + " -> FAILED: " + e);
    }
}
