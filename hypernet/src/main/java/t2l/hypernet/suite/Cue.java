package t2l.hypernet.suite;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import t2l.hypernet.train.TaskData;

/// What stands in a prompt before the question, to say which task is meant (`mini-suite.md` §2.7).
public sealed interface Cue {
    /// Nothing: an adapter must know.
    record None() implements Cue {
        @Override
        public String before(String description, List<TaskData.Pair> solved, int question) {
            return "";
        }
    }

    /// The description, as a header line. In small letters, because the vocabulary knows no others in sentences.
    record Description() implements Cue {
        @Override
        public String before(String description, List<TaskData.Pair> solved, int question) {
            return "# " + description.toLowerCase(Locale.ROOT) + "\n";
        }
    }

    /// Solved questions, others for each question.
    record Shots(int count) implements Cue {
        @Override
        public String before(String description, List<TaskData.Pair> solved, int question) {
            return IntStream.range(0, count).mapToObj(i -> solved.get((question * count + i) % solved.size()))
                    .map(pair -> pair.prompt() + " " + pair.answer() + "\n").collect(Collectors.joining());
        }
    }

    /// The text before question number `question` of a task.
    ///
    /// @param solved the task's training pairs
    String before(String description, List<TaskData.Pair> solved, int question);
}
