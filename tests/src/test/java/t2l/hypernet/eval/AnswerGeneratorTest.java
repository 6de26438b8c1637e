package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.app.suite.*;
import t2l.app.suite.Task.Split;
import t2l.autograd.Pass;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.hypernet.eval.AnswerGenerator.Adapters;
import t2l.hypernet.eval.Question.Shot;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.family.*;
import t2l.transformer.lora.Lora;
import t2l.transformer.template.*;
import t2l.transformer.text.Tokenizer;

/// What a model answers does not depend on how it is asked, and is what its likelihoods say.
class AnswerGeneratorTest {
    private static final String TINY = "builtin:tiny";
    private static final Adapters NONE = (_, _) -> _ -> Lora.NONE;

    private final Suite suite = Suite.load();

    private interface Work {
        void with(Kernels kernels, LanguageModel model, TextToLora network);
    }

    private static void open(BiConsumer<Kernels, LanguageModel> work) {
        try (Parallel threads = new Parallel(2)) {
            Kernels kernels = Backends.open("simd", threads);
            try (LanguageModel model = LanguageModel.open(TINY, Optional.empty(), kernels)) {
                work.accept(kernels, model);
            }
        }
    }

    private static void openAll(Work work) {
        open((kernels, model) -> {
            try (TextEncoder reader = TextEncoder.open("builtin:minilm", Optional.empty(), kernels)) {
                TaskEmbedder embedder = TaskEmbedder.of(reader, "builtin:minilm", kernels, _ -> {});
                try (TextToLora network = Builtin.openHypernetwork(TINY,
                        path -> new TextToLora(path, Optional.empty(), embedder, kernels, _ -> {}))) {
                    work.with(kernels, model, network);
                }
            }
        });
    }

    private static AnswerGenerator generator(LanguageModel model, PromptFormat format, Kernels kernels, int together,
            Optional<String> system, boolean doubleBegin) {
        return new AnswerGenerator(model.decoder(), format, model.ends(), kernels,
                new AnswerGenerator.AnswerSettings(together, 12, system, doubleBegin));
    }

    private static List<String> answers(LanguageModel model, Kernels kernels, int together, EvalTask task,
            Adapters adapters) {
        try (AnswerGenerator asks = generator(model, model.format(), kernels, together, Optional.empty(), false)) {
            return asks.answers(asks.asked(task), adapters, _ -> true).orElseThrow();
        }
    }

    /// The tokens of a task's first question.
    private static int[] prompt(AnswerGenerator asks, EvalTask task) {
        return asks.asked(task).getFirst().prompt();
    }

    private EvalTask task(Task task, int questions) {
        return EvalTask.exact(task.name(), "suite", task.descriptions(), suite.data(task, questions).test().stream()
                .map(pair -> new Question(pair.prompt(), pair.answers())).toList(), Question.Examples.NONE);
    }

    /// Greedy decoding gives the right answer exactly where each of its tokens is the likeliest ([ExactMatch]).
    @Test
    void answersAreWhatTheLikelihoodsSay() {
        openAll((kernels, model, network) -> {
            double rights = 0;
            for (Task task : Stream.of(Split.TRAIN, Split.TEST_A).flatMap(s -> suite.tasks(s).stream().limit(4))
                    .toList()) {
                try (Arena arena = Arena.ofShared(); Workspace workspace = new Workspace()) {
                    Lora lora = network.generate(List.of(task.descriptions().getFirst()), arena).getFirst().lora();
                    EvalTask asked = task(task, 6);
                    List<String> said = answers(model, kernels, 4, asked, (_, _) -> _ -> lora);
                    double mean = TaskScores.Estimate.of(TaskScores.of(asked, List.of(said), Optional.empty()).exact())
                            .mean();
                    TaskData data = suite.data(task, 6);
                    TokenPairs pairs = TokenPairs.of(data.test(), model.format()::prompt, model.format()::answer, 99);
                    double want = ExactMatch
                            .of(model.decoder(), pairs.rowLength(),
                                    List.of(new ExactMatch.Group(task.name(), pairs, 6)),
                                    () -> Pass.inference(kernels, workspace, DType.F32),
                                    (pass, _, _) -> lora.adapter(pass))
                            .score().mean();
                    assertEquals(want, mean, 1e-12, task.name());
                    rights += mean;
                }
            }
            assertTrue(rights > 4, "right: " + rights); // else nothing was compared
        });
    }

    /// Prompts of different lengths, alone and side by side, in any number, with one adapter or one for each.
    @Test
    void sideBySideIsOneByOne() {
        openAll((kernels, model, network) -> {
            List<Task> tasks = suite.tasks(Split.TEST_A).subList(0, 7);
            List<Question> questions = new ArrayList<>();
            tasks.forEach(task -> questions.addAll(task(task, 1).questions()));
            EvalTask mixed = EvalTask.exact("mixed", "mixed", List.of(), questions, Question.Examples.NONE);
            List<String> alone = answers(model, kernels, 1, mixed, NONE);
            assertEquals(alone, answers(model, kernels, 3, mixed, NONE));
            assertEquals(alone, answers(model, kernels, 64, mixed, NONE));

            try (Arena arena = Arena.ofShared()) {
                List<Lora> loras = network.generate(tasks.stream().map(t -> t.descriptions().getFirst()).toList(),
                        arena).stream().map(TextToLora.Generated::lora).toList();
                Adapters each = (numbers, _) -> i -> loras.get(numbers.get(i));
                List<String> apart = new ArrayList<>();
                for (int i = 0; i < tasks.size(); i++) {
                    Lora lora = loras.get(i);
                    apart.addAll(answers(model, kernels, 1, EvalTask.exact("one", "one", List.of(),
                            List.of(questions.get(i)), Question.Examples.NONE), (_, _) -> _ -> lora));
                }
                assertEquals(apart, answers(model, kernels, 4, mixed, each));
                assertTrue(!apart.equals(alone), "adapters changed nothing");
            }
        });
    }

    @Test
    void anAnswerEndsWhereItIsDecided() {
        open((kernels, model) -> {
            EvalTask task = task(suite.tasks(Split.TEST_A).getFirst(), 3);
            EvalTask choice = new EvalTask("choice", "choice", List.of(), task.questions(), Question.Examples.NONE,
                    List.of(new Scorer.Choice()), List.of());
            for (String answer : answers(model, kernels, 3, choice, NONE)) {
                assertTrue(!answer.isBlank() && !answer.strip().contains(" "), "'" + answer + "'");
            }
        });
    }

    @Test
    void theUserMayStopIt() {
        open((kernels, model) -> {
            EvalTask task = task(suite.tasks(Split.TEST_A).getFirst(), 5);
            List<Integer> seen = new ArrayList<>();
            try (AnswerGenerator asks = generator(model, model.format(), kernels, 2, Optional.empty(), false)) {
                assertEquals(Optional.empty(), asks.answers(asks.asked(task), NONE, done -> {
                    seen.add(done);
                    return done < 4;
                }));
            }
            assertEquals(List.of(2, 4), seen);
        });
    }

    /// t2l-spec §11.2 and Q11: a system turn that says nothing is a turn; the second beginning is a switch. Worked examples are
    /// turns, lines without a template.
    @Test
    void conversationsAreWrittenAsAsked() {
        open((kernels, model) -> {
            Tokenizer tokenizer = model.tokenizer();
            String begin = tokenizer.token(tokenizer.special().begin().orElseThrow());
            PromptFormat format = new PromptFormat(tokenizer, Optional.of(ChatTemplate.parse("test",
                    "{{ bos_token }}{% for m in messages %}{{ m['role'][0] }} {{ m['content'] }} > {% endfor %}")));
            EvalTask task = EvalTask.exact("e", "e", List.of(), List.of(new Question("cat dog", List.of("x"))),
                    Question.Examples.NONE);
            List<Question> questions = List.of(new Question("cat dog", "bird", List.of("x"), Optional.empty()));
            EvalTask prefilled = EvalTask.exact("p", "p", List.of(), questions, Question.Examples.NONE);
            for (boolean twice : List.of(false, true)) {
                try (AnswerGenerator none = generator(model, format, kernels, 1, Optional.empty(), twice);
                        AnswerGenerator empty = generator(model, format, kernels, 1, Optional.of(""), twice)) {
                    assertArrayEquals(tokenizer.encode((twice ? begin : "") + begin + "u cat dog > ", false),
                            prompt(none, task));
                    assertArrayEquals(tokenizer.encode((twice ? begin : "") + begin + "s  > u cat dog > bird", false),
                            prompt(empty, prefilled));
                }
            }
            EvalTask shown = new EvalTask("s", "s", List.of("Say it."), questions,
                    Question.Examples.turns(List.of(new Shot("a", "b"), new Shot("c", "d"))),
                    List.of(new Scorer.ExactText()), List.of())
                    .withExamples();
            EvalTask told = shown.withDescription();
            try (AnswerGenerator turns = generator(model, format, kernels, 1, Optional.empty(), false)) {
                assertArrayEquals(tokenizer.encode(begin + "u a > a b > u c > a d > u cat dog > bird", false),
                        prompt(turns, shown));
                assertArrayEquals(
                        tokenizer.encode(begin + "u Say it.\n\na > a b > u c > a d > u cat dog > bird", false),
                        prompt(turns, told));
            }
            try (AnswerGenerator plain = generator(model, model.format(), kernels, 1, Optional.of("s"), true)) {
                assertArrayEquals(tokenizer.encode("cat dogbird", true), prompt(plain, prefilled));
                assertArrayEquals(tokenizer.encode("a b\nc d\ncat dogbird", true), prompt(plain, shown));
                assertArrayEquals(tokenizer.encode("Say it.\n\na b\nc d\ncat dogbird", true), prompt(plain, told));
            }
        });
    }

    /// A prompt that is too long loses its beginning, not the question at its end.
    @Test
    void longPromptsAreReadFromTheirEnd() {
        open((kernels, model) -> {
            Question question = task(suite.tasks(Split.TEST_A).getFirst(), 1).questions().getFirst();
            String much = "cat dog bird ".repeat(model.config().positions());
            EvalTask task = EvalTask.exact("long", "long", List.of(), List.of(new Question(much + question.text(),
                    question.answers())), Question.Examples.NONE);
            assertEquals(1, answers(model, kernels, 1, task, NONE).size());
        });
    }
}
