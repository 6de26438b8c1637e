package t2l.bench;

import module java.base;

/// A row of the benchmark: its name, `group/what/size`, and how to set up its work. Memory is allocated when its turn
/// comes and freed afterwards.
///
/// @param name its name in `t2l bench NAME` and in requests to rivals
record Row(String name, Setup setup) {
    /// Creates the work of a row in the memory of a scene.
    @FunctionalInterface
    interface Setup {
        Job in(RowContext scene);
    }

    /// Work to be timed, a check of its result, and rivals.
    ///
    /// @param check throws [t2l.tensor.T2lException] if the result is wrong; called after `work` has run at least once
    /// @param model the model that an external program has to open for this work
    record Job(Cost cost, Runnable work, Runnable check, List<Rival> rivals, Optional<Path> model) {
        /// Without rivals or a model in a file.
        Job(Cost cost, Runnable work, Runnable check) {
            this(cost, work, check, List.of(), Optional.empty());
        }

        /// The same for a model in a file or a directory.
        Job on(Path file) {
            return new Job(cost, work, check, rivals, Optional.of(file));
        }

        /// The same with another rival.
        Job against(Rival rival) {
            return new Job(cost, work, check, Stream.concat(rivals.stream(), Stream.of(rival)).toList(), model);
        }
    }
}
