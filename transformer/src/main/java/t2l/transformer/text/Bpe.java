package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongHeapPriorityQueue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/// Byte-pair encoding: a piece begins as single characters, and neighbours are merged in order of rank.
///
/// Serves GPT-2's kind, whose pieces are written in the [ByteAlphabet], and SentencePiece's kind, whose unknown characters fall back
/// to bytes `<0xXX>`. Safe for many threads. Source: Sennrich et al. 2016; Hugging Face tokenizers, `models/bpe`.
final class Bpe implements Model {
    /// What sets one BPE model apart from another, with the names of `tokenizer.json`.
    ///
    /// @param unknown the number of a character that has none; without it such characters vanish
    /// @param fuseUnknown whether neighbouring unknown characters become one
    /// @param byteFallback whether an unknown character is spelled in bytes `<0xXX>`
    /// @param ignoreMerges whether a piece that is in the vocabulary is taken whole, whatever the merges say
    /// @param prefix what a character carries that is not the first of its piece
    /// @param suffix what the last character of a piece carries
    record Options(
            OptionalInt unknown,
            boolean fuseUnknown,
            boolean byteFallback,
            boolean ignoreMerges,
            String prefix,
            String suffix) {
        private boolean hasAffixes() {
            return !prefix.isEmpty() || !suffix.isEmpty();
        }
    }

    /// SentencePiece's visible blank.
    private static final char BLANK = '▁';

    /// Longer words are rare, and would fill the memory of words with long strings.
    private static final int LONGEST_REMEMBERED = 64;

    private static final int REMEMBERED_WORDS = 1 << 15;

    private final Vocabulary vocabulary;
    private final Merges merges;
    private final Options options;
    private final Int2IntOpenHashMap characters = new Int2IntOpenHashMap();
    private final int[] bytes = new int[256];
    private final boolean wordsStandAlone;
    private final ConcurrentHashMap<String, int[]> remembered = new ConcurrentHashMap<>();

    Bpe(Vocabulary vocabulary, Merges merges, Options options) {
        this.vocabulary = vocabulary;
        this.merges = merges;
        this.options = options;
        characters.defaultReturnValue(Vocabulary.NONE);
        for (int id = 0; id < vocabulary.size(); id++) {
            String token = vocabulary.has(id) ? vocabulary.token(id) : "";
            if (token.length() == 1
                    || (token.length() == 2 && Character.isSupplementaryCodePoint(token.codePointAt(0)))) {
                characters.put(token.codePointAt(0), id);
            }
        }
        for (int b = 0; b < bytes.length; b++) {
            bytes[b] = vocabulary.id("<0x%02X>".formatted(b));
        }
        // A blank that no merge joins to what stands before it begins a word that can be encoded by itself. It must be known, too:
        // otherwise a run of unknown characters could reach across it.
        wordsStandAlone = !options.ignoreMerges && !options.hasAffixes()
                && characters.get(BLANK) != Vocabulary.NONE && !merges.reachAcross(BLANK);
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public void encode(String piece, IntArrayList ids) {
        if (!wordsStandAlone) {
            word(piece, ids);
            return;
        }
        int start = 0;
        for (int i = 1; i < piece.length(); i++) {
            if (piece.charAt(i) == BLANK && piece.charAt(i - 1) != BLANK) {
                word(piece.substring(start, i), ids);
                start = i;
            }
        }
        word(piece.substring(start), ids);
    }

    private void word(String word, IntArrayList ids) {
        if (word.length() > LONGEST_REMEMBERED) {
            ids.addElements(ids.size(), merged(word));
            return;
        }
        int[] known = remembered.get(word);
        if (known == null) {
            known = merged(word);
            if (remembered.mappingCount() < REMEMBERED_WORDS) {
                remembered.put(word, known);
            }
        }
        ids.addElements(ids.size(), known);
    }

    private int[] merged(String word) {
        if (options.ignoreMerges) {
            int whole = vocabulary.id(word);
            if (whole != Vocabulary.NONE) {
                return new int[] {whole};
            }
        }
        return merge(characters(word));
    }

    /// The numbers of the single characters of `word`.
    private int[] characters(String word) {
        var ids = new IntArrayList(word.length());
        // As in the reference, an unknown character waits for the next known one, even past characters spelled in bytes.
        boolean unknownWaits = false;
        int end;
        for (int start = 0; start < word.length(); start = end) {
            end = word.offsetByCodePoints(start, 1);
            int id = character(word, start, end);
            if (id != Vocabulary.NONE) {
                if (unknownWaits) {
                    ids.add(options.unknown.getAsInt());
                    unknownWaits = false;
                }
                ids.add(id);
            } else if (!(options.byteFallback && spell(text(word, start, end), ids)) && options.unknown.isPresent()) {
                if (unknownWaits && !options.fuseUnknown) {
                    ids.add(options.unknown.getAsInt());
                }
                unknownWaits = true;
            }
        }
        if (unknownWaits) {
            ids.add(options.unknown.getAsInt());
        }
        return ids.toIntArray();
    }

    private int character(String word, int start, int end) {
        return options.hasAffixes() ? vocabulary.id(text(word, start, end)) : characters.get(word.codePointAt(start));
    }

    private String text(String word, int start, int end) {
        return (start == 0 ? "" : options.prefix) + word.substring(start, end)
                + (end == word.length() ? options.suffix : "");
    }

    /// Appends `<0xXX>` for each byte of `text`; appends nothing and returns false if one of them is missing.
    private boolean spell(String text, IntArrayList ids) {
        int before = ids.size();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int id = bytes[b & 0xFF];
            if (id == Vocabulary.NONE) {
                ids.size(before);
                return false;
            }
            ids.add(id);
        }
        return true;
    }

    /// Merges neighbours in `ids`, lowest rank first and leftmost first within a rank, until no merge is left. Writes over `ids`.
    private int[] merge(int[] ids) {
        int n = ids.length;
        var next = new int[n];
        var previous = new int[n];
        var queue = new LongHeapPriorityQueue(Math.max(1, n));
        for (int i = 0; i < n; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            offer(ids, i, i + 1, queue);
        }
        while (!queue.isEmpty()) {
            long first = queue.dequeueLong();
            int left = (int) first;
            int right = next[left];
            if (ids[left] == Vocabulary.NONE || right >= n) {
                continue;
            }
            long merge = merges.of(ids[left], ids[right]);
            if (merge == Merges.NONE || Merges.rank(merge) != (int) (first >>> 32)) {
                continue;
            }
            ids[left] = Merges.result(merge);
            ids[right] = Vocabulary.NONE;
            next[left] = next[right];
            if (next[left] < n) {
                previous[next[left]] = left;
            }
            offer(ids, previous[left], left, queue);
            offer(ids, left, next[left], queue);
        }
        return Arrays.stream(ids).filter(id -> id != Vocabulary.NONE).toArray();
    }

    private void offer(int[] ids, int left, int right, LongHeapPriorityQueue queue) {
        if (left >= 0 && right < ids.length) {
            long merge = merges.of(ids[left], ids[right]);
            if (merge != Merges.NONE) {
                queue.enqueue(((long) Merges.rank(merge) << 32) | left);
            }
        }
    }
}
