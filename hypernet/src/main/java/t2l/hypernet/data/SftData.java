package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.*;
import t2l.hypernet.data.BatchSampler.Pick;
import t2l.tensor.DType;

/// Batches of supervised fine-tuning through a frozen model: the pairs that a sampler picks, and the description of each
/// pick. Rows have the length of the longest pair of their batch, rounded up to a multiple of 8 as in the reference
/// (t2l-spec §9.1), but at most that of the longest pair of all.
///
/// If a step has several batches, its picks are sorted by length before they are divided among them, and lengths are
/// rounded up to a multiple of 2, so that little is padded. Shards get the slices in bit-reversed order (0, 8, 4, 12, 2, … of
/// 16), so that neighbours, which a rank has, are together about as long as any others.
public final class SftData implements Data<Batch> {
    /// The labels of a batch are rounded up to a multiple of this number, so that there are few shapes.
    private static final int LABELS = 32;

    private final List<TokenPairs> pairs;
    private final BatchSampler sampler;
    private final int draws;
    private final int batches;
    private final boolean sharded;
    private final int groups;
    private final int rows;
    private final int longest;
    private final int pad;
    private final List<Descriptions> descriptions;
    private final double wordDropout;
    private final boolean bySequence;
    private final long seed;
    private final TaskBatch described;
    private final Arena arena;
    private final Map<Batch.Shape, Batch> made = new HashMap<>();

    /// @param pairs        the training pairs of the sampler's tasks
    /// @param draws        of the sampler for a step
    /// @param shards       into how many batches the picks of a step are cut, a power of two that divides them; 0 for one
    ///                     batch for each draw
    /// @param pad          fills the rest of a row
    /// @param descriptions of each task, read together; empty for an objective with one adapter for all tasks
    /// @param wordDropout  probability with which a token of a description is left out
    /// @param bySequence   whether every sequence has the same weight, or every label
    /// @param arena        holds the batches
    public SftData(List<TokenPairs> pairs, BatchSampler sampler, int draws, int shards, int pad,
            List<Descriptions> descriptions, double wordDropout, boolean bySequence, long seed, Arena arena) {
        this.pairs = List.copyOf(pairs);
        this.sampler = sampler;
        this.draws = draws;
        this.batches = shards > 0 ? shards : draws;
        this.sharded = shards > 0;
        this.groups = sampler.groups() * draws / batches;
        this.rows = sampler.rows() * draws / batches;
        this.longest = pairs.stream().mapToInt(TokenPairs::rowLength).max().orElse(0);
        this.pad = pad;
        this.descriptions = List.copyOf(descriptions);
        this.wordDropout = wordDropout;
        this.bySequence = bySequence;
        this.seed = seed;
        this.described = TaskBatch.allocate(arena, DType.F32, groups, descriptions);
        this.arena = arena;
    }

    /// The number of truncated pairs.
    public int cut() {
        return pairs.stream().mapToInt(TokenPairs::cut).sum();
    }

    /// The tokens of a step without padding, on average over all pairs.
    public long tokens() {
        long read = pairs.stream().mapToLong(TokenPairs::read).sum();
        return draws * (sampler.rows() * read / Math.max(1, pairs.stream().mapToInt(TokenPairs::size).sum()));
    }

    @Override
    public Batch batch(long index) {
        Text text = text(index);
        int labels = Math.ceilDiv(Math.max(1, Batch.labels(text.targets())), LABELS) * LABELS;
        Batch batch = made.computeIfAbsent(new Batch.Shape(rows, text.ids().length / rows, labels),
                shape -> new Batch(arena, DType.F32, shape, described));
        batch.fill(text.ids(), text.targets(), bySequence, seed, index);
        IntPredicate kept = TaskBatch.some(wordDropout, seed, index);
        for (int i = 0; i < text.picks().size() && !descriptions.isEmpty(); i++) {
            Pick pick = text.picks().get(i);
            described.describe(i, descriptions.get(pick.task()), pick.description(), kept);
        }
        return batch;
    }

    /// The text of a batch: `ids[B,T]` and `targets[B,T]`. The rows of a task are consecutive, in the order of `picks`,
    /// which also have their descriptions.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares texts
    record Text(List<Pick> picks, int[] ids, int[] targets) {}

    Text text(long index) {
        List<Pick> picks = picks(index);
        int length = Math.min(longest, rounded(longest(picks)));
        int[] ids = new int[rows * length];
        int[] targets = new int[ids.length];
        int row = 0;
        for (Pick pick : picks) {
            for (int pair : pick.pairs()) {
                pairs.get(pick.task()).writeRow(pair, row++, length, pad, ids, targets);
            }
        }
        return new Text(picks, ids, targets);
    }

    /// The picks of a batch: its part of those of its step, sorted by length.
    private List<Pick> picks(long index) {
        if (batches == 1 && draws == 1) {
            return sampler.picks(index);
        }
        long step = index / batches;
        int batch = (int) (index % batches);
        int slice = sharded ? reversed(batch) : batch;
        return LongStream.range(step * draws, (step + 1) * draws).boxed()
                .flatMap(i -> sampler.picks(i).stream())
                .sorted(Comparator.comparingInt(pick -> longest(List.of(pick))))
                .skip((long) slice * groups).limit(groups).toList();
    }

    /// The number with the bits of `shard` in the opposite order.
    private int reversed(int shard) {
        return batches == 1 ? 0 : Integer.reverse(shard) >>> Integer.numberOfLeadingZeros(batches - 1);
    }

    /// The length of the rows of a batch with a pair of `positions`; the reference counts the last token as well.
    private int rounded(int positions) {
        return batches == 1 ? Math.ceilDiv(positions + 1, 8) * 8 : Math.ceilDiv(positions, 2) * 2;
    }

    /// The positions of the longest pair of `picks`.
    private int longest(List<Pick> picks) {
        int positions = 0;
        for (Pick pick : picks) {
            for (int pair : pick.pairs()) {
                positions = Math.max(positions, pairs.get(pick.task()).rowLength(pair, pair + 1));
            }
        }
        return positions;
    }
}
