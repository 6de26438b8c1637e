package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.SplitMix64;
import t2l.tensor.T2lException;

/// Inputs that stand in several tasks with different answers. In a step that has one with several of its answers, only the
/// descriptions tell which answer is right.
///
/// @param inputs the pairs of each such input
record Contrasts(List<List<Pair>> inputs) {
    /// Answers of one input in a step, at most.
    private static final int TOGETHER = 4;

    /// A training pair: its task and its place there.
    record Pair(int task, int index, String answer) {}

    /// Those of some tasks. Throws [T2lException] if there are none.
    static Contrasts of(List<TaskData> tasks) {
        Map<String, List<Pair>> all = new LinkedHashMap<>();
        for (int task = 0; task < tasks.size(); task++) {
            List<TaskData.Pair> pairs = tasks.get(task).train();
            for (int i = 0; i < pairs.size(); i++) {
                all.computeIfAbsent(pairs.get(i).prompt(), _ -> new ArrayList<>())
                        .add(new Pair(task, i, pairs.get(i).answer()));
            }
        }
        all.values().removeIf(pairs -> pairs.stream().map(Pair::answer).distinct().limit(2).count() < 2);
        if (all.isEmpty()) {
            throw new T2lException("contrast: needs inputs that stand in several tasks with different answers, there"
                    + " are none; leave out contrast, or use_task_desc, which puts a description into every input");
        }
        return new Contrasts(all.values().stream().map(List::copyOf).toList());
    }

    /// Draws `count` pairs: of one input after the other, up to four with different answers.
    List<Pair> draw(int count, SplitMix64 draws) {
        List<Pair> drawn = new ArrayList<>();
        while (drawn.size() < count) {
            List<Pair> some = new ArrayList<>(inputs.get(draws.below(inputs.size())));
            draws.shuffle(some);
            Set<String> answers = new HashSet<>();
            some.stream().filter(pair -> answers.add(pair.answer())).limit(Math.min(TOGETHER, count - drawn.size()))
                    .forEach(drawn::add);
        }
        return drawn;
    }
}
