package t2l.hypernet.eval;

import module java.base;
import t2l.tensor.backend.Kernels;
import t2l.transformer.Decoder;
import t2l.transformer.generate.*;
import t2l.transformer.lora.Lora;
import t2l.transformer.template.ChatTemplate.Message;
import t2l.transformer.template.PromptFormat;

/// Generates a model's answers to questions by greedy decoding. Questions are batched; each answer is the same as
/// alone.
public final class AnswerGenerator implements AutoCloseable {
    private final Decoder model;
    private final PromptFormat format;
    private final Set<Integer> ends;
    private final Scheduler scheduler;
    private final AnswerSettings settings;

    /// The settings of an evaluation.
    ///
    /// @param together    questions in a batch
    /// @param maxTokens   maximum number of tokens of an answer
    /// @param system      the system message, if any; the reference uses an empty one, which is not the same as none
    /// @param doubleBegin whether to add begin tokens to a conversation whose template has added them already (t2l-spec
    ///                    Q11)
    public record AnswerSettings(int together, int maxTokens, Optional<String> system, boolean doubleBegin) {}

    /// A question in tokens.
    ///
    /// @param prompt  must not change
    /// @param decided whether an incomplete answer is decided
    @SuppressWarnings("ArrayRecordComponent") // nobody compares questions
    public record TokenizedQuestion(int[] prompt, Predicate<String> decided) {
        /// Its number of tokens.
        public int length() {
            return prompt.length;
        }
    }

    /// The source of the adapters of a batch.
    @FunctionalInterface
    public interface Adapters {
        /// The adapter of each question of a batch, by its place in the batch.
        ///
        /// @param questions their indices, in the order of the batch
        /// @param into      memory that is freed when they are answered
        IntFunction<Lora> of(List<Integer> questions, Arena into);
    }

    /// @param ends tokens that end an answer
    public AnswerGenerator(Decoder model, PromptFormat format, Set<Integer> ends, Kernels kernels,
            AnswerSettings settings) {
        this.model = model;
        this.format = format;
        this.ends = Set.copyOf(ends);
        this.scheduler = Scheduler.bulk(model, kernels);
        this.settings = settings;
    }

    /// How questions are written.
    public PromptFormat format() {
        return format;
    }

    /// The questions of a task.
    public List<TokenizedQuestion> asked(EvalTask task) {
        return task.questions().stream().map(question -> new TokenizedQuestion(tokens(question), task::decided))
                .toList();
    }

    /// The prompt of a question after its worked examples, in the chat template or as plain text if there is none, followed
    /// by the start of the answer.
    private int[] tokens(Question question) {
        if (format.template().isEmpty()) {
            return format.tokenizer()
                    .encode(Question.Examples.lines(question.shots()) + question.text() + question.prefill(), true);
        }
        List<Message> messages = new ArrayList<>();
        settings.system().ifPresent(system -> messages.add(new Message("system", system)));
        question.shots().forEach(shot -> {
            messages.add(new Message("user", shot.question()));
            messages.add(new Message("assistant", shot.answer()));
        });
        messages.add(new Message("user", question.text()));
        String conversation = format.template().orElseThrow().render(messages, true, format.tokenizer(), List.of());
        return format.tokenizer().encode(conversation + question.prefill(), settings.doubleBegin());
    }

    /// The longest prompt that leaves room for an answer.
    public int maxPromptTokens() {
        int positions = model.config().positions();
        return positions - Math.min(settings.maxTokens(), positions / 2);
    }

    /// The answers, in the order of the questions; empty if `goesOn` returned false. Prompts longer than [#maxPromptTokens] are
    /// truncated at the start.
    ///
    /// @param goesOn is told the number of answers so far, and returns whether to continue
    public Optional<List<String>> answers(List<TokenizedQuestion> questions, Adapters adapters, IntPredicate goesOn) {
        List<Integer> byLength = IntStream.range(0, questions.size()).boxed()
                .sorted(Comparator.comparingInt(i -> -questions.get(i).length())).toList();
        String[] answers = new String[questions.size()];
        for (int from = 0; from < answers.length; from += settings.together()) {
            List<Integer> some = byLength.subList(from, Math.min(answers.length, from + settings.together()));
            try (Arena arena = Arena.ofShared()) {
                List<String> said = answer(some.stream().map(questions::get).toList(), adapters.of(some, arena));
                for (int i = 0; i < some.size(); i++) {
                    answers[some.get(i)] = said.get(i);
                }
            }
            if (!goesOn.test(from + some.size())) {
                return Optional.empty();
            }
        }
        return Optional.of(List.of(answers));
    }

    private List<String> answer(List<TokenizedQuestion> questions, IntFunction<Lora> adapters) {
        List<Request> requests = new ArrayList<>();
        for (TokenizedQuestion question : questions) {
            int[] all = question.prompt();
            int[] prompt = all.length <= maxPromptTokens()
                    ? all
                    : Arrays.copyOfRange(all, all.length - maxPromptTokens(), all.length);
            requests.add(Request.greedy(prompt, settings.maxTokens()).adapter(adapters.apply(requests.size()))
                    .ends(ends).enough(question.decided())
                    .text(new TokenText(Optional.of(format.tokenizer()), ends, all)));
        }
        return scheduler.answers(requests).stream().map(Answer::text).toList();
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
