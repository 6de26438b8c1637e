package t2l.transformer.lora;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import t2l.Refused;
import t2l.tensor.*;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.testkit.Gen;

/// Packs of adapters: what goes in comes out, whatever the order, and what was damaged is found.
class PackLaws {
    private static final String PATH = "model.layers.0.self_attn.q_proj";
    private static final LoraConfig CONFIG = new LoraConfig("base", 1, 4, true, 0, List.of("q_proj"));

    @Provide
    Arbitrary<Set<String>> ids() {
        return Arbitraries.strings().withCharRange('a', 'd').withChars('0', 'Z', '.', '-', '_').ofMinLength(1)
                .ofMaxLength(6).filter(id -> Character.isLetterOrDigit(id.charAt(0))).set().ofMinSize(1).ofMaxSize(12);
    }

    /// BF16, so that a length may be odd in fours.
    private static Lora lora(String id, Arena arena) {
        Random random = new Random(id.hashCode());
        return new Lora(CONFIG, Map.of(PATH, new Lora.Update(
                Gen.tensor(arena, DType.BF16, random, 1, 1 + random.nextInt(5)),
                Gen.tensor(arena, DType.BF16, random, 1 + random.nextInt(5), 1))));
    }

    private static AdapterPack.Packed part(String id, Arena arena) {
        byte[] bytes = LoraFile.bytes(lora(id, arena));
        return new AdapterPack.Packed(
                new AdapterPack.Entry(id, "\u00fcber \"" + id + "\"\n", FileHash.sha256(ByteBuffer.wrap(bytes)),
                        bytes.length),
                arena.allocate(bytes.length, 8).copyFrom(MemorySegment.ofArray(bytes)));
    }

    private static PackManifest.Pack write(Path directory, List<String> ids, Arena arena) {
        return AdapterPack.write(directory, LoraFile.configText(CONFIG),
                ids.stream().map(id -> part(id, arena)).toList());
    }

    private static Path file(Path directory, PackManifest.Pack pack) {
        return directory.resolve(pack.sha256() + ".safetensors");
    }

    @Property(tries = 60)
    void whatGoesInComesOutByItsId(@ForAll("ids") Set<String> ids, @ForAll Random random) throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.make(); Arena arena = Arena.ofConfined()) {
            List<String> order = new ArrayList<>(ids);
            Collections.shuffle(order, random);
            PackManifest.Pack pack = write(scratch.path(), order, arena);
            Collections.shuffle(order, random);
            assertEquals(pack, write(scratch.path(), order, arena), "the order does not matter");
            try (Stream<Path> files = Files.list(scratch.path())) {
                assertEquals(List.of(file(scratch.path(), pack)), files.toList());
            }
            AdapterPack read = AdapterPack.open(file(scratch.path(), pack), arena);
            read.verify();
            assertEquals(ids.stream().sorted().toList(), read.entries().stream().map(AdapterPack.Entry::id).toList());
            for (String id : ids) {
                Lora lora = read.read(id, arena).orElseThrow();
                assertEquals(CONFIG, lora.config());
                assertArrayEquals(LoraFile.bytes(lora(id, arena)), LoraFile.bytes(lora));
                assertEquals("\u00fcber \"" + id + "\"\n", read.entry(id).orElseThrow().description());
            }
            assertEquals(Optional.empty(), read.read("none", arena));
        }
    }

    @Property(tries = 60)
    void anAdapterIsFoundInTheOnlyPackThatMayHoldIt(@ForAll("ids") Set<String> ids, @ForAll Random random)
            throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.make(); Arena arena = Arena.ofConfined()) {
            List<String> sorted = ids.stream().sorted().toList();
            List<PackManifest.Pack> packs = new ArrayList<>();
            for (int from = 0; from < sorted.size();) {
                int to = from + 1 + random.nextInt(sorted.size() - from);
                packs.add(write(scratch.path(), sorted.subList(from, to), arena));
                from = to;
            }
            Collections.shuffle(packs, random);
            PackManifest manifest = new PackManifest(Map.of("version", "t2l 1"), packs, PackManifest.Failed.NONE);
            Files.writeString(scratch.path().resolve(PackManifest.FILE), manifest.text());
            assertEquals(manifest, PackManifest.read(scratch.path()));
            AdapterPacks read = AdapterPacks.open(scratch.path(), arena);
            read.verify();
            assertEquals(sorted, read.entries().map(AdapterPack.Entry::id).toList());
            for (String id : sorted) {
                assertArrayEquals(LoraFile.bytes(lora(id, arena)), LoraFile.bytes(read.read(id, arena)));
            }
            for (String id : List.of("0", "b0", "d9z", "zz")) {
                assertEquals(ids.contains(id), read.find(id, arena).isPresent());
            }
        }
    }

    @Property(tries = 100)
    void aFlippedBitIsFound(@ForAll("ids") Set<String> ids, @ForAll Random random) throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.make(); Arena arena = Arena.ofConfined()) {
            Path file = file(scratch.path(), write(scratch.path(), List.copyOf(ids), arena));
            byte[] bytes = Files.readAllBytes(file);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
            Refused.begins(file.toString(), () -> AdapterPack.open(file, arena).verify());
        }
    }

    /// What was read stays; the rest is refused as long as the pack is not whole.
    @Example
    void aPackThatBecomesShorterIsRefused() throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.make(); Arena arena = Arena.ofConfined()) {
            Path file = file(scratch.path(), write(scratch.path(), List.of("a", "b"), arena));
            byte[] whole = Files.readAllBytes(file);
            AdapterPack pack = AdapterPack.open(file, arena);
            Lora a = pack.read("a", arena).orElseThrow();
            byte[] before = LoraFile.bytes(a);
            Files.write(file, Arrays.copyOf(whole, whole.length - 1));
            says("b: needs the SHA-256 ", () -> pack.read("b", arena));
            Files.write(file, new byte[0]);
            says("needs the " + whole.length + " bytes that it was opened with, has 0; put it back whole",
                    () -> pack.read("b", arena));
            assertArrayEquals(before, LoraFile.bytes(a));
            Files.write(file, whole);
            assertArrayEquals(LoraFile.bytes(lora("b", arena)), LoraFile.bytes(pack.read("b", arena).orElseThrow()));
        }
    }

    @Example
    void whatIsNoPackIsNotWritten() throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.make(); Arena arena = Arena.ofConfined()) {
            says("needs adapters of different ids, got a twice", () -> write(scratch.path(), List.of("a", "a"), arena));
            says("needs 1 to 100000 adapters, got 0", () -> write(scratch.path(), List.of(), arena));
            for (String id : List.of("", "../a", "a/b", ".a", "-", "\u00e4", "a".repeat(129))) {
                says("needs an id of 1 to 128", () -> part(id, arena));
            }
            AdapterPack.Entry one = part("a", arena).entry();
            says("with the SHA-256 " + one.sha256(), () -> new AdapterPack.Packed(one, arena.allocate(one.bytes(), 8)));
            says("peft_type", () -> AdapterPack.write(scratch.path(), "{}", List.of(part("a", arena))));
            try (Stream<Path> files = Files.list(scratch.path())) {
                assertEquals(0, files.count());
            }
        }
    }

    @Example
    void manifestsHaveNoTwoPlacesForAnId() throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.make(); Arena arena = Arena.ofConfined()) {
            PackManifest.Pack one = write(scratch.path(), List.of("a", "c"), arena);
            PackManifest.Pack other = write(scratch.path(), List.of("b"), arena);
            says("do not overlap", () -> new PackManifest(Map.of(), List.of(one, other), PackManifest.Failed.NONE));
            PackManifest alone = new PackManifest(Map.of(), List.of(one), new PackManifest.Failed(one.sha256(), 3));
            assertEquals(alone, PackManifest.of(Source.parse("m", alone.text())));
            says("needs a folder of packs", () -> AdapterPacks.open(scratch.path(), arena));
            Files.writeString(scratch.path().resolve(PackManifest.FILE), alone.text());
            Files.delete(file(scratch.path(), one));
            says("it is not there", () -> AdapterPacks.open(scratch.path(), arena));
        }
    }

    private static void says(String part, Runnable work) {
        RuntimeException e = assertThrows(RuntimeException.class, work::run);
        assertTrue((e instanceof T2lException || e instanceof IllegalArgumentException)
                && e.getMessage().contains(part), e.toString());
    }
}
