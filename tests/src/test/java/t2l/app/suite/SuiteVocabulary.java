package t2l.app.suite;

import static java.util.stream.Collectors.toCollection;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntMap;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import module java.base;
import t2l.app.suite.Rule.Domain;
import t2l.app.suite.Task.Split;

/// The tokens of the tiny base model and their ids: words, numbers, letters and punctuation.
///
/// A text is split into runs of letters, runs of digits, punctuation marks and line ends; white space is dropped. A
/// piece that is not in the vocabulary is spelt in single characters, and unknown characters are dropped.
/// [TokenizerFiles] writes the equivalent `tokenizer.json`.
public final class SuiteVocabulary {
    /// Pads rows.
    public static final int PAD = 0;

    /// Starts a row.
    public static final int BOS = 1;

    /// The end of a line, and of an answer.
    public static final int END = 2;

    /// `>`, between an input and its answer.
    public static final int ARROW = 3;

    /// `#`, before a header.
    public static final int HASH = 4;

    static final String PIECE = "[A-Za-z]+|[0-9]+|[^\\sA-Za-z0-9]|\\n";

    private static final int UNKNOWN = -1;
    private static final Pattern PIECES = Pattern.compile(PIECE, Pattern.UNICODE_CHARACTER_CLASS);

    private final List<String> pieces;
    private final Object2IntMap<String> ids = new Object2IntOpenHashMap<>();

    private SuiteVocabulary(Collection<String> pieces) {
        this.pieces = List.copyOf(pieces);
        ids.defaultReturnValue(UNKNOWN);
        this.pieces.forEach(piece -> ids.put(piece, ids.size()));
    }

    /// The vocabulary of a suite: special tokens, letters, numbers up to 40, its words and all their forms, the words
    /// in capitals, then in alphabetical order all other words of the headers and descriptions of training tasks.
    public static SuiteVocabulary of(Suite suite) {
        Lexicon lexicon = suite.lexicon();
        List<String> words = Stream.of(Domain.NOUN, Domain.ADJECTIVE, Domain.VERB)
                .flatMap(domain -> lexicon.words(domain).stream()).toList();
        var pieces = new LinkedHashSet<>(List.of("<pad>", "<bos>", "\n", ">", "#"));
        pieces.addAll(lexicon.words(Domain.LETTER));
        pieces.addAll(capitals(lexicon.words(Domain.LETTER)));
        pieces.addAll(IntStream.rangeClosed(0, 40).mapToObj(Integer::toString).toList());
        IntStream.rangeClosed(0, 20).mapToObj(lexicon::numberWord).forEach(pieces::add);
        pieces.addAll(List.of("yes", "no", "even", "odd"));
        pieces.addAll(lexicon.categories());
        pieces.addAll(words);
        pieces.addAll(lexicon.forms());
        pieces.addAll(capitals(words));
        pieces.addAll(suite.tasks(Split.TRAIN).stream()
                .flatMap(task -> Stream.concat(Stream.of(task.terse()), task.descriptions().stream()))
                .flatMap(text -> cut(text.toLowerCase(Locale.ROOT)))
                .collect(toCollection(TreeSet::new)));
        return new SuiteVocabulary(pieces);
    }

    private static List<String> capitals(List<String> words) {
        return words.stream().map(word -> word.toUpperCase(Locale.ROOT)).toList();
    }

    private static Stream<String> cut(String text) {
        return PIECES.matcher(text).results().map(MatchResult::group);
    }

    /// All tokens; their indices are their ids.
    public List<String> pieces() {
        return pieces;
    }

    /// The ids of `text`, without the start-of-row token.
    public int[] encode(String text) {
        var tokens = new IntArrayList(text.length() / 3 + 2);
        Matcher piece = PIECES.matcher(text);
        while (piece.find()) {
            int id = ids.getInt(piece.group());
            if (id != UNKNOWN) {
                tokens.add(id);
            } else {
                piece.group().chars().map(c -> ids.getInt(Character.toString(c))).filter(c -> c != UNKNOWN)
                        .forEach(tokens::add);
            }
        }
        return tokens.toIntArray();
    }

    /// The text of `tokens`, separated by spaces.
    public String decode(int... tokens) {
        return Arrays.stream(tokens).mapToObj(pieces::get).collect(Collectors.joining(" "));
    }
}
