package words;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import t2l.spring.T2lChatOptions;

/// Tasks with words: each endpoint, or each request, has an adapter of its own.
@SpringBootApplication
@RestController
public class Application {
    private final ChatClient client;

    Application(ChatClient.Builder builder) {
        client = builder.build();
    }

    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    /// `curl "localhost:8080/french?words=cat+dog+bird"`
    @GetMapping("/french")
    String french(@RequestParam String words) {
        return ask("Take the last word and say it in French.", words).call().content();
    }

    /// `curl "localhost:8080/any?words=cat+dog+bird&task=reverse+the+words"`, in pieces as they are decoded
    @GetMapping(path = "/any", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<String> any(@RequestParam String task, @RequestParam String words) {
        return ask(task, words).stream().content();
    }

    private ChatClient.ChatClientRequestSpec ask(String task, String words) {
        return client.prompt(words + " >").options(T2lChatOptions.describe(task).mutate());
    }
}
