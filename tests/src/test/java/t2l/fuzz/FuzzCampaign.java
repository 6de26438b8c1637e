package t2l.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.logging.Level;
import java.util.logging.Logger;
import module java.base;

/// A long fuzzing outside the builds: `FuzzCampaign PARSER COUNT SEED [FOLDER]`, such as `CSV 100000 1`, in a JVM with a small
/// heap (`-Xmx512m`). Input `i` of a seed is always the same, so a finding is named by its number. Prints one line of what
/// was found, and puts each input that failed or took long into FOLDER, beside the state from which the same arguments go on. The
/// exit code is 1 if there is a finding.
final class FuzzCampaign {
    private static final Logger LOG = Logger.getLogger("t2l");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /// Nanoseconds of a processor, which may be busy otherwise.
    private static final long SLOW = 1_000_000_000;
    private static final int MAX_CHANGES = 6;
    private static final long[] EDGES = {0, 1, -1, 127, 128, 255, 256, 32767, 65535, Integer.MAX_VALUE,
        Integer.MIN_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, 1_000_000, 1 << 28};
    private static final String[] WORDS = {"null", "true", "-0", "1e999", "NaN", "[", "]", "{", "}", "\"", "\\",
        "\\ud800",
        "9223372036854775808", "2147483648", ",", ":", "\n", "\u001b[31m", "&a", "*a", "{{", "}}", "{%", "(?:", "a+",
        ")*", "..",
        "../x", "%s"};

    public static void main(String[] args) throws Exception {
        LOG.setLevel(Level.OFF);
        Parser parser = Parser.valueOf(args[0]);
        long count = Long.parseLong(args[1]);
        long seed = Long.parseLong(args[2]);
        Path folder = Path.of(args.length > 3 ? args[3] : ".");
        Path state = folder.resolve(parser + "-" + seed + ".state");
        Tally tally = Tally.read(state);
        List<byte[]> seeds = parser.seeds().toList();
        long start = System.nanoTime();
        while (tally.inputs < count) {
            byte[] content = input(seeds, new SplittableRandom(seed * 1_000_000_007L + tally.inputs));
            String found = "";
            boolean read = false;
            long before = THREADS.getCurrentThreadCpuTime();
            try {
                read = parser.survives(content);
            } catch (Throwable e) { // whatever it is
                found = e.toString();
            }
            long time = THREADS.getCurrentThreadCpuTime() - before;
            if (time > SLOW) {
                found += " took " + time / 1_000_000 + " ms";
            }
            if (!found.isEmpty()) {
                System.out.println(parser + " seed " + seed + " input " + tally.inputs + ": " + found);
                Files.write(folder.resolve(parser + "-" + seed + "-" + tally.inputs), content);
            }
            tally = tally.with(read, !found.isEmpty(), time);
            if (tally.inputs % 1000 == 0) {
                tally.write(state);
            }
        }
        tally.write(state);
        System.out.println(parser + " seed " + seed + ": " + tally + ", " + (System.nanoTime() - start) / 1_000_000_000
                + " s");
        System.exit(tally.findings == 0 ? 0 : 1);
    }

    /// What came of the inputs so far.
    ///
    /// @param slowest nanoseconds of one
    /// @param which   one that was
    private record Tally(long inputs, long accepted, long refused, long findings, long slowest, long which) {
        static Tally read(Path state) throws IOException {
            if (!Files.exists(state)) {
                return new Tally(0, 0, 0, 0, 0, 0);
            }
            long[] all = Arrays.stream(Files.readString(state).strip().split(" ", -1)).mapToLong(Long::parseLong)
                    .toArray();
            return new Tally(all[0], all[1], all[2], all[3], all[4], all[5]);
        }

        void write(Path state) throws IOException {
            Files.writeString(state, inputs + " " + accepted + " " + refused + " " + findings + " " + slowest + " "
                    + which);
        }

        Tally with(boolean read, boolean found, long time) {
            return new Tally(inputs + 1, accepted + (read && !found ? 1 : 0), refused + (read || found ? 0 : 1),
                    findings + (found ? 1 : 0), Math.max(slowest, time), time > slowest ? inputs : which);
        }

        @Override
        public String toString() {
            return inputs + " inputs, " + accepted + " accepted, " + refused + " refused, " + findings
                    + " findings, slowest " + slowest / 1_000_000 + " ms (input " + which + ")";
        }
    }

    private static byte[] input(List<byte[]> seeds, SplittableRandom random) {
        byte[] content = seeds.get(random.nextInt(seeds.size())).clone();
        if (content.length > 0 && content[0] == '{' && random.nextInt(4) > 0) {
            return JsonChange.of(content, random);
        }
        for (int changes = 1 + random.nextInt(MAX_CHANGES); changes > 0; changes--) {
            content = content.length == 0 ? new byte[] {(byte) random.nextInt()} : changed(content, seeds, random);
        }
        return content;
    }

    /// Formats say most at their beginning or their end.
    private static int place(int length, SplittableRandom random) {
        int near = Math.min(length, 64);
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(near);
            case 1 -> length - 1 - random.nextInt(Math.min(length, 512));
            default -> random.nextInt(length);
        };
    }

    private static byte[] changed(byte[] content, List<byte[]> seeds, SplittableRandom random) {
        int at = place(content.length, random);
        int some = 1 + random.nextInt(Math.min(content.length - at, 1 << random.nextInt(10)));
        switch (random.nextInt(9)) {
            case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> content[at] = (byte) random.nextInt();
            case 2 -> content[at] += (byte) (random.nextInt(3) - 1);
            case 3 -> {
                int width = 1 << random.nextInt(4);
                ByteBuffer edge = ByteBuffer.allocate(8)
                        .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                        .putLong(0, EDGES[random.nextInt(EDGES.length)]);
                int from = edge.order() == ByteOrder.LITTLE_ENDIAN ? 0 : 8 - width;
                System.arraycopy(edge.array(), from, content, at, Math.min(width, content.length - at));
            }
            case 4 -> {
                return spliced(content, at, new byte[0], at + some); // what was here is missing
            }
            case 5 -> {
                byte[] again = Arrays.copyOfRange(content, at, at + some);
                return spliced(content, at, again, at);
            }
            case 6 -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                int from = random.nextInt(other.length);
                return spliced(content, at,
                        Arrays.copyOfRange(other, from, Math.min(other.length, from + some)), at + some);
            }
            case 7 -> {
                return spliced(content, at,
                        WORDS[random.nextInt(WORDS.length)].getBytes(UTF_8), random.nextBoolean() ? at : at + some);
            }
            default -> {
                if (random.nextInt(8) == 0) return Arrays.copyOf(content, at);
                byte[] varint = varint(EDGES[random.nextInt(EDGES.length)]);
                return spliced(content, at, varint, at + 1);
            }
        }
        return content;
    }

    /// Thrift's and protobuf's way to write a number.
    private static byte[] varint(long value) {
        var out = new ByteArrayOutputStream();
        long rest = value;
        for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
            out.write((int) ((rest & 0x7f) | 0x80));
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    private static byte[] spliced(byte[] content, int end, byte[] between, int start) {
        byte[] all = new byte[end + between.length + content.length - start];
        System.arraycopy(content, 0, all, 0, end);
        System.arraycopy(between, 0, all, end, between.length);
        System.arraycopy(content, start, all, end + between.length, content.length - start);
        return all;
    }
}
