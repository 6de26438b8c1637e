package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.Refused;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.ScratchDirectory;
import t2l.tensor.ranks.ThreadRanks;
import t2l.transformer.TokenStates;

/// Vectors of descriptions that are read once.
class StoredEmbedderTest {
    @TempDir
    Path folder;

    private final Kernels kernels = new ReferenceKernels();
    private final Arena arena = Arena.ofShared();
    private final List<String> read = Collections.synchronizedList(new ArrayList<>());
    private final List<String> hints = new ArrayList<>();

    @AfterEach
    void close() {
        arena.close();
        kernels.close();
    }

    /// A file in the place of the cache's directory, and one in that of the folder's.
    @Test
    void withoutAPlaceToWriteEverythingIsReadAnew() throws IOException {
        double[] kept = embedder("e5").embed(List.of("a", "bb"), arena).toDoubles();
        ScratchDirectory.remove(folder.resolve("cache"));
        Files.writeString(folder.resolve("cache"), "no directory");
        read.clear();
        assertArrayEquals(kept, embedder("e5").embed(List.of("a", "bb"), arena).toDoubles());
        assertArrayEquals(kept, embedder("e5").embed(List.of("a", "bb"), arena).toDoubles());
        assertEquals(List.of("a", "bb", "a", "bb"), read);
        assertEquals(2, hints.size());
        assertTrue(hints.getFirst().contains("needs a directory for the vectors of descriptions"), hints.toString());
    }

    /// As a new run has it: it has read nothing itself.
    private StoredEmbedder embedder(String name) throws IOException {
        Path encoder = Files.createDirectories(folder.resolve("encoder"));
        if (!Files.exists(encoder.resolve("model.safetensors")))
            Files.writeString(encoder.resolve("model.safetensors"), "a");
        return StoredEmbedder.of((descriptions, tokens, into) -> {
            read.addAll(descriptions);
            Tensor rows = Tensor.allocate(into, DType.F32, descriptions.size(), 2);
            for (int i = 0; i < descriptions.size(); i++) {
                rows.set(2L * i, descriptions.get(i).length());
                rows.set(2L * i + 1, descriptions.get(i).hashCode() % 1000 / 7.0);
            }
            return new Descriptions(rows, tokens
                    ? Optional.of(states(descriptions, into))
                    : Optional.empty());
        }, folder.resolve("cache"), encoder.toString(), name, kernels, hints::add);
    }

    /// As many tokens as there are letters, each with two numbers.
    private static TokenStates states(List<String> descriptions, SegmentAllocator into) {
        String all = String.join("", descriptions);
        List<Integer> starts = new ArrayList<>(List.of(0));
        descriptions.forEach(text -> starts.add(starts.getLast() + text.length()));
        Tensor rows = Tensor.allocate(into, DType.F16, all.length(), 2);
        for (int i = 0; i < all.length(); i++) {
            rows.set(2L * i, all.charAt(i));
            rows.set(2L * i + 1, -i);
        }
        return new TokenStates(rows, starts, 77);
    }

    @Test
    void aTextIsReadOnceWhateverRunAsks() throws IOException {
        double[] first = embedder("e5").embed(List.of("a", "bb", "a"), arena).toDoubles();
        assertEquals(List.of("a", "bb"), read);
        assertEquals(1, first[0]);
        assertEquals(2, first[2]);
        assertEquals(first[1], first[5]);
        read.clear();
        embedder("e5").embed(List.of("?", "\ud801", "\ud802"), arena);
        assertEquals(List.of("?", "\ud801", "\ud802"), read, "which are the same in UTF-8");
        read.clear();
        double[] again = embedder("e5").embed(List.of("bb", "ccc", "a"), arena).toDoubles();
        assertEquals(List.of("ccc"), read);
        assertArrayEquals(new double[] {first[2], first[3]}, new double[] {again[0], again[1]});
        assertArrayEquals(new double[] {first[0], first[1]}, new double[] {again[4], again[5]});
    }

    @Test
    void anotherEncoderOrAnotherWayToAskItIsAnother() throws IOException {
        embedder("e5").embed(List.of("a"), arena);
        embedder("gte-large").embed(List.of("a"), arena);
        assertEquals(List.of("a", "a"), read);
        Files.writeString(folder.resolve("encoder/model.safetensors"), "b");
        embedder("e5").embed(List.of("a"), arena);
        assertEquals(3, read.size());
    }

    @Test
    void manyAreWrittenInPartsSoThatLittleIsLost() throws IOException {
        List<String> many = IntStream.range(0, 1100).mapToObj(i -> "text " + i).toList();
        embedder("e5").embed(many, arena);
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            assertEquals(3, files.filter(Files::isRegularFile).count());
        }
        read.clear();
        embedder("e5").embed(many.reversed(), arena);
        assertEquals(List.of(), read);
    }

    @Test
    void ranksReadEveryTextOnce() throws IOException {
        List<String> many = IntStream.range(0, 50).mapToObj(i -> "text " + i).toList();
        StoredEmbedder embedder = embedder("e5");
        embedder.embed(many.subList(20, 25), arena);
        var vectors = new AtomicReferenceArray<double[]>(4);
        ThreadRanks.run(4, ranks -> vectors.set(ranks.rank(), embedder.among(ranks).embed(many, arena).toDoubles()));
        assertEquals(50, read.size());
        for (int q = 0; q < 4; q++) {
            assertArrayEquals(embedder.embed(many, arena).toDoubles(), vectors.get(q));
        }
        assertEquals(50, read.size());
    }

    @Test
    void theStatesOfTokensAreReadOnceAsWell() throws IOException {
        embedder("e5").embed(List.of("ab"), arena);
        embedder("e5").read(List.of("ab", "xyz"), true, arena);
        assertEquals(List.of("ab", "ab", "xyz"), read); // vectors alone are kept apart
        read.clear();
        Descriptions again = embedder("e5").read(List.of("xyz", "ab", "xyz"), true, arena);
        assertEquals(List.of(), read);
        TokenStates states = again.tokens().orElseThrow();
        assertEquals(List.of(0, 3, 5, 8), states.starts());
        assertEquals(77, states.vocabulary());
        assertArrayEquals(new double[] {'x', 0, 'y', -1, 'z', -2, 'a', 0, 'b', -1, 'x', 0, 'y', -1, 'z', -2},
                states.own().toDoubles());
        assertArrayEquals(new double[] {3, 2, 3}, IntStream.range(0, 3).mapToDouble(i -> again.vectors().at(i, 0))
                .toArray());
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        embedder("e5").embed(List.of("a"), arena);
        Path file;
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        assertNotEquals(0, Files.size(file));
        Files.writeString(file, "nothing");
        Refused.begins(file.toString(), () -> embedder("e5").embed(List.of("a"), arena));
    }
}
