package t2l.app.console;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.T2lException;
import t2l.tensor.ranks.*;

/// What ranks must have in common before they compute.
class RankedCommandTest {
    private static final int SIZE = 40 << 20;

    @TempDir
    Path temp;

    /// The directory of a large model on one of the nodes; its weights are zeros but for one byte.
    private Path model(int node, int at) throws IOException {
        Path model = Files.createDirectories(temp.resolve("node" + node + "/model"));
        Files.writeString(model.resolve("config.json"), "{}");
        try (var weights = new RandomAccessFile(model.resolve("model.safetensors").toFile(), "rw")) {
            weights.setLength(SIZE);
            weights.seek(at);
            weights.write(1);
        }
        return model;
    }

    private static Optional<String> said(Ranks ranks, Path model) {
        try {
            RankedCommand.requireSame(ranks, "--model", hash -> hash.addModel(model.toString()));
            return Optional.empty();
        } catch (T2lException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Test
    void modelsThatDifferAreNoticedWhereverTheyAre() throws IOException {
        List<Path> same = List.of(model(0, 5), model(1, 5));
        Files.writeString(same.get(1).resolve("README.md"), "It plays no part.");
        ThreadRanks.run(2, ranks -> assertEquals(Optional.empty(), said(ranks, same.get(ranks.rank()))));
        for (int at : List.of(6, SIZE / 63 * 31, SIZE - 1)) { // in the first, a middle and the last sample
            List<Path> other = List.of(same.getFirst(), model(2 + at, at));
            ThreadRanks.run(2, ranks -> {
                String sentence = said(ranks, other.get(ranks.rank())).orElseThrow();
                assertTrue(sentence.matches("--model: needs the same on all ranks, rank 1 has content of the hash"
                        + " [0-9a-f]{16}, rank 0 has content of the hash [0-9a-f]{16}"), sentence);
            });
        }
        Files.writeString(same.get(1).resolve("config.json"), "{ }");
        ThreadRanks.run(2, ranks -> assertTrue(said(ranks, same.get(ranks.rank())).isPresent()));
    }

    @Test
    void oneRankThatHasNoneEndsAll() throws IOException {
        List<Path> models = List.of(model(0, 5), temp.resolve("none"));
        T2lException e = assertThrows(T2lException.class, () -> ThreadRanks.run(2, ranks -> RankedCommand.requireSame(
                ranks, "--model", hash -> hash.addModel(models.get(ranks.rank()).toString()))));
        assertEquals(temp.resolve("none") + ": cannot be read, there is nothing of that name", e.getMessage());
    }
}
