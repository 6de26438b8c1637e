package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongHeapPriorityQueue;
import module java.base;

/// Byte-pair encoding: starts from single characters and merges neighbours in order of rank.
///
/// Covers GPT-2's byte-level BPE, in the [ByteAlphabet], and SentencePiece's BPE, in which unknown characters fall back
/// to bytes `<0xXX>`. Thread-safe. Source: Sennrich et al. 2016; Hugging Face tokenizers, `models/bpe`.
final class Bpe implements Model {
    /// The options of a BPE model, with their names in `tokenizer.json`.
    ///
    /// @param unknown the id of unknown characters; without it, they are dropped
    /// @param fuseUnknown whether neighbouring unknown characters become one token
    /// @param byteFallback whether an unknown character is spelled in bytes `<0xXX>`
    /// @param ignoreMerges whether a word in the vocabulary becomes one token, whatever the merges say
    /// @param prefix prefix of every character but the first of a word
    /// @param suffix suffix of the last character of a word
    record Options(OptionalInt unknown, boolean fuseUnknown, boolean byteFallback, boolean ignoreMerges, String prefix,
            String suffix) {
        private boolean hasAffixes() {
            return !prefix.isEmpty() || !suffix.isEmpty();
        }
    }

    /// SentencePiece's symbol for a space.
    private static final char BLANK = '▁';

    /// Longer words are rare, and would fill the cache with long strings.
    private static final int MAX_REMEMBERED_LENGTH = 64;

    private static final int MAX_REMEMBERED_WORDS = 1 << 15;

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
        // A space that no merge joins to the text before it starts a word that can be encoded separately. It must be in
        // the vocabulary, or a run of unknown characters could extend across it.
        wordsStandAlone = !options.ignoreMerges && !options.hasAffixes()
                && characters.get(BLANK) != Vocabulary.NONE && !merges.reachAcross(BLANK);
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public void encode(String piece, IntArrayList ids) {
        words(piece, word -> word(word, ids));
    }

    private void words(String piece, Consumer<String> each) {
        int start = 0;
        for (int i = 1; wordsStandAlone && i < piece.length(); i++) {
            if (piece.charAt(i) == BLANK && piece.charAt(i - 1) != BLANK) {
                each.accept(piece.substring(start, i));
                start = i;
            }
        }
        each.accept(piece.substring(start));
    }

    private void word(String word, IntArrayList ids) {
        int[] known = remembered.get(word);
        if (known == null) {
            known = merged(word);
            if (word.length() <= MAX_REMEMBERED_LENGTH && remembered.mappingCount() < MAX_REMEMBERED_WORDS) {
                remembered.put(word, known);
            }
        }
        ids.addElements(ids.size(), known);
    }

    private int[] merged(String word) {
        int whole = options.ignoreMerges ? vocabulary.id(word) : Vocabulary.NONE;
        return whole != Vocabulary.NONE ? new int[] {whole} : merge(characters(word));
    }

    /// The single characters of `word`.
    private int[] characters(String word) {
        var ids = new IntArrayList(word.length());
        // As in the reference, an unknown character is emitted at the next known one, even after characters spelled in
        // bytes.
        boolean unknown = false;
        int end;
        for (int start = 0; start < word.length(); start = end) {
            end = word.offsetByCodePoints(start, 1);
            int id = character(word, start, end);
            if (id != Vocabulary.NONE) {
                if (unknown) {
                    ids.add(options.unknown.getAsInt());
                }
                unknown = false;
                ids.add(id);
            } else if (!(options.byteFallback && spell(text(word, start, end), ids)) && options.unknown.isPresent()) {
                if (unknown && !options.fuseUnknown) {
                    ids.add(options.unknown.getAsInt());
                }
                unknown = true;
            }
        }
        if (unknown) {
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

    /// Merges neighbours, lowest rank first and leftmost first within a rank, until no merge applies. Overwrites `ids`.
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
            int at = (int) first;
            int right = next[at];
            if (ids[at] == Vocabulary.NONE || right >= n) {
                continue;
            }
            long merge = merges.of(ids[at], ids[right]);
            if (merge == Merges.NONE || Merges.rank(merge) != (int) (first >>> 32)) {
                continue;
            }
            ids[at] = Merges.result(merge);
            ids[right] = Vocabulary.NONE;
            next[at] = next[right];
            if (next[at] < n) {
                previous[next[at]] = at;
            }
            offer(ids, previous[at], at, queue);
            offer(ids, at, next[at], queue);
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
