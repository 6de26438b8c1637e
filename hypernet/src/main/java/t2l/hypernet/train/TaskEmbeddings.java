package t2l.hypernet.train;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import t2l.hypernet.Arguments;
import t2l.hypernet.TaskAtlas;
import t2l.hypernet.TaskEmbedder;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;

/// What a hypernetwork reads of each task: a table `[n,E]` for every task, of whose rows a step draws.
public final class TaskEmbeddings {
    private TaskEmbeddings() {}

    /// As the arguments ask: of the first `n_descs_per_ds` descriptions (all if it is 0), with `use_inp_as_desc` of the
    /// prompt of each training pair (Hyperdecoders, Ivison and Peters 2022), or with `use_one_hot_task_emb` the task's
    /// number. Throws [T2lException] if they contradict each other.
    public static List<Tensor> of(Arguments arguments, List<TaskData> tasks, TaskEmbedder embedder, Arena arena) {
        for (String unsupported : List.of("use_per_sample_desc", "use_default_desc")) {
            if (arguments.flag(unsupported)) {
                throw new T2lException(arguments.source() + ": " + unsupported
                        + ": needs to be false, for tasks have no such texts here; write them as descriptions");
            }
        }
        if (oneHot(arguments) && arguments.flag("use_inp_as_desc")) {
            throw new T2lException(arguments.source()
                    + ": needs use_one_hot_task_emb or use_inp_as_desc or neither, got both");
        }
        if (oneHot(arguments)) {
            return oneHot(tasks.size(), arena);
        }
        return arguments.flag("use_inp_as_desc")
                ? prompts(tasks.stream().map(TaskData::train).toList(), embedder, arena)
                : descriptions(tasks, limit(arguments), embedder, arena);
    }

    /// The same for tasks that a training is watched with, by their validation pairs.
    ///
    /// @param trained all tasks that are trained, which give a task its number
    static List<Tensor> ofValidation(Arguments arguments, List<TaskData> trained, List<TaskData> watched,
            TaskEmbedder embedder, Arena arena) {
        if (oneHot(arguments)) {
            List<String> names = trained.stream().map(TaskData::name).toList();
            List<Tensor> all = oneHot(trained.size(), arena);
            return watched.stream().map(task -> all.get(names.indexOf(task.name()))).toList();
        }
        return arguments.flag("use_inp_as_desc")
                ? prompts(watched.stream().map(TaskData::valid).toList(), embedder, arena)
                : descriptions(watched, limit(arguments), embedder, arena);
    }

    /// Where the tasks lie, by what is read of them; nothing if they are numbers.
    static Optional<TaskAtlas> atlas(Arguments arguments, List<TaskData> tasks, List<Tensor> embeddings,
            Kernels kernels, Arena arena) {
        return oneHot(arguments)
                ? Optional.empty()
                : Optional.of(TaskAtlas.of(tasks.stream().map(TaskData::name).toList(), embeddings, kernels, arena));
    }

    private static List<Tensor> prompts(List<List<TaskData.Pair>> pairs, TaskEmbedder embedder, Arena arena) {
        return embed(pairs.stream().map(some -> some.stream().map(TaskData.Pair::prompt).toList()).toList(), embedder,
                arena);
    }

    /// Whether tasks are known by their number, so that nothing reads descriptions.
    public static boolean oneHot(Arguments arguments) {
        return arguments.flag("use_one_hot_task_emb");
    }

    /// How many descriptions of a task are used.
    static int limit(Arguments arguments) {
        int asked = arguments.count("n_descs_per_ds");
        return asked == 0 ? Integer.MAX_VALUE : asked;
    }

    /// The first descriptions of each task, all read at once.
    static List<Tensor> descriptions(List<TaskData> tasks, int limit, TaskEmbedder embedder, Arena arena) {
        for (TaskData task : tasks) {
            if (task.descriptions().isEmpty()) {
                throw new T2lException("task " + task.name() + ": needs a description, has none");
            }
        }
        return embed(tasks.stream()
                .map(task -> task.descriptions().subList(0, Math.min(limit, task.descriptions().size()))).toList(),
                embedder, arena);
    }

    /// Row `i` of the identity for task `i` (t2l-spec §10): not of unit length times `√E`, as sentences are.
    private static List<Tensor> oneHot(int tasks, Arena arena) {
        Tensor identity = Tensor.allocate(arena, DType.F32, tasks, tasks);
        for (int i = 0; i < tasks; i++) {
            identity.set((long) i * tasks + i, 1);
        }
        return cut(identity, Collections.nCopies(tasks, 1));
    }

    private static List<Tensor> embed(List<List<String>> texts, TaskEmbedder embedder, Arena arena) {
        Tensor all = embedder.embed(texts.stream().flatMap(List::stream).toList(), arena);
        return cut(all, texts.stream().map(List::size).toList());
    }

    private static List<Tensor> cut(Tensor all, List<Integer> sizes) {
        List<Tensor> parts = new ArrayList<>();
        int at = 0;
        for (int size : sizes) {
            parts.add(all.narrow(0, at, size));
            at += size;
        }
        return parts;
    }
}
