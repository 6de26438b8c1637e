package t2l.app.console;

import module java.base;
import t2l.autograd.Sharded;
import t2l.hypernet.Arguments;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.train.Optimisation;
import t2l.tensor.T2lException;
import t2l.tensor.backend.*;
import t2l.tensor.io.FileHash;
import t2l.tensor.ranks.*;

/// The base of commands that several processes can run together, started by `mpirun`. Rank 0 speaks and writes files. Of the
/// others, only errors are heard, with the number of the rank, and the error of one ends all.
public abstract class RankedCommand extends Subcommand {
    private Ranks ranks = Ranks.alone();

    /// Runs the command as one of several ranks, or alone.
    protected abstract void run(Out out, Ranks ranks) throws Exception;

    @Override
    protected final void run(Out out) throws Exception {
        Optional<RankLibrary> library = RankLibrary.ofThisProcess();
        if (library.isPresent()) {
            if (number().orElseThrow() > 0) {
                out.silence();
            }
            endWithParent();
            ranks = library.get().join(System.getenv());
            ranks.requireSame("t2l", program());
            ranks.requireSame("arguments", String.join(" ", spec.commandLine().getParseResult().originalArgs()));
        }
        run(out, ranks);
        ranks.close();
    }

    /// `mpirun` ends the processes that it has started. This may be the child of one of them, and waiting for a rank that is
    /// gone.
    private static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> Thread.ofPlatform().daemon().name("parent").start(() -> {
            parent.onExit().join();
            Runtime.getRuntime().halt(1);
        }));
    }

    /// The rank of this process, if it was started as one of several.
    private static OptionalInt number() {
        return RankLibrary.ofThisProcess().map(library -> library.launched(System.getenv()))
                .orElse(OptionalInt.empty());
    }

    /// The version, and the hash of the program.
    private String program() {
        MessageDigest digest = FileHash.digest("SHA-256");
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of).filter(Files::exists)
                .forEach(path -> FileHash.add(path, digest));
        return version() + " " + HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    /// Throws [T2lException] on every rank if one has other files or texts than rank 0.
    ///
    /// @param what    the option that names them
    /// @param content adds them
    protected final void requireSame(String what, Consumer<SourceHash> content) {
        requireSame(ranks, what, content);
    }

    static void requireSame(Ranks ranks, String what, Consumer<SourceHash> content) {
        if (ranks.count() > 1) {
            SourceHash hash = new SourceHash();
            content.accept(hash);
            ranks.requireSame(what, "content of the hash " + HexFormat.of().formatHex(hash.digest(), 0, 8));
        }
    }

    /// The same for tasks.
    protected final void requireSame(String what, List<TaskData> tasks) {
        requireSame(what, hash -> tasks.forEach(task -> hash.addText(task.toString())));
    }

    /// Arguments that say how a step is cut into shards, which several ranks need. Throws [IllegalArgumentException] if the ranks
    /// cannot divide them, and [T2lException] if they have read others.
    ///
    /// @param usual the number of shards, if they say nothing
    protected final Arguments sharded(Arguments arguments, int usual) {
        Arguments all = number().isPresent() && !arguments.values().containsKey(Optimisation.SHARDS_NAME)
                ? arguments.with(Map.of(Optimisation.SHARDS_NAME, usual))
                : arguments;
        requireSame("settings", hash -> hash.addText(all.values().toString()));
        int shards = all.reader().size(Optimisation.SHARDS_NAME, 0);
        if (shards > 0 || ranks.count() > 1) {
            Sharded.requireDivisible(ranks, shards);
        }
        return all;
    }

    /// Kernels as of [CommonOptions#kernels()]. On several ranks, they are of one backend, and Ctrl-C does not stop them in
    /// the middle of what the ranks do together.
    protected final Kernels kernels() {
        Kernels kernels = common.kernels();
        ranks.requireSame("--backend", kernels.name().replaceFirst("[/,].*", ""));
        return ranks.count() == 1 ? kernels : Session.whole(kernels);
    }

    /// An error that all ranks have is told by the first of them: the others give it time to end the job.
    @Override
    public void report(String sentence, int code, PrintWriter err) {
        number().ifPresent(RankedCommand::awaitTurn);
        super.report(number().isPresent() ? "rank " + number().getAsInt() + ": " + sentence : sentence, code, err);
        ranks.abort(code);
    }

    private static void awaitTurn(int rank) {
        try {
            Thread.sleep(rank == 0 ? 0 : 1000 + 100L * Math.min(rank, 50));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
