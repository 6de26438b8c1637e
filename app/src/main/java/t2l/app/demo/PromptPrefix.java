package t2l.app.demo;

import module java.base;
import t2l.hypernet.data.TaskData;

/// Text before the question in a prompt that identifies the task (`mini-suite.md` §2.7).
public sealed interface PromptPrefix {
    /// Nothing: only an adapter can identify the task.
    record None() implements PromptPrefix {
        @Override
        public String before(String description, List<TaskData.Pair> solved, int question) {
            return "";
        }
    }

    /// The description as a header line, in lower case, because the vocabulary has only lower-case words for sentences.
    record Description() implements PromptPrefix {
        @Override
        public String before(String description, List<TaskData.Pair> solved, int question) {
            return "# " + description.toLowerCase(Locale.ROOT) + "\n";
        }
    }

    /// Solved examples, different for each question.
    record Shots(int count) implements PromptPrefix {
        @Override
        public String before(String description, List<TaskData.Pair> solved, int question) {
            return IntStream.range(0, count).mapToObj(i -> solved.get((question * count + i) % solved.size()))
                    .map(pair -> pair.prompt() + " " + pair.answer() + "\n").collect(Collectors.joining());
        }
    }

    /// The text before question `question` of a task.
    ///
    /// @param solved the task's training pairs
    String before(String description, List<TaskData.Pair> solved, int question);
}
