import t2l.transformer.family.Builtin;
import t2l.transformer.text.Tokenizer;

/// Two neighbouring pieces of a text.
record Pair(String left, String right) {}

/// Tokenizers: what a model sees of a text.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter08Tokenizers.java`
void main() {
    List<String> pieces = List.of("low lower lowest new newer newest slow slower slowest".split(""));
    IO.println("Byte pair encoding learns its pieces; the pair that is most frequent is joined:");
    for (int merge = 1; merge <= 6; merge++) {
        Map<Pair, Integer> counts = count(pieces);
        int most = Collections.max(counts.values());
        Pair pair = counts.keySet().stream().filter(each -> counts.get(each) == most).findFirst().orElseThrow();
        pieces = join(pieces, pair);
        IO.println("  %d. %-7s %d times; %2d pieces: %s".formatted(merge, pair.left() + " " + pair.right(), most,
                pieces.size(), String.join("|", pieces)));
    }

    for (String name : List.of("builtin:tiny", "builtin:minilm", "builtin:stories260k")) {
        Tokenizer tokenizer = Builtin.open(name, Tokenizer::read);
        IO.println("\n%s, %d tokens".formatted(name, tokenizer.vocabularySize()));
        for (String text : List.of("the cat sat", "The cats aren't sleeping.", "12345 + 7", "naïve 🐱")) {
            int[] ids = tokenizer.encode(text, true); // true: with special tokens
            IO.println("  " + Arrays.stream(ids).mapToObj(tokenizer::token).collect(Collectors.joining("|")));
            String back = tokenizer.decode(ids, true).strip(); // true: without them
            if (!back.equals(text)) {
                IO.println("      read back: " + back);
            }
        }
    }
    int[] ids = Builtin.open("builtin:stories260k", Tokenizer::read).encode("the cat sat", true);
    IO.println("\nWhat a model gets of \"the cat sat\" is " + Arrays.toString(ids) + ".");
}

/// How often each pair occurs within a word, in the order in which the pairs first occur.
Map<Pair, Integer> count(List<String> pieces) {
    Map<Pair, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i + 1 < pieces.size(); i++) {
        Pair pair = new Pair(pieces.get(i), pieces.get(i + 1));
        if (!pair.left().equals(" ") && !pair.right().equals(" ")) {
            counts.merge(pair, 1, Integer::sum);
        }
    }
    return counts;
}

/// The same text with every `pair` joined into one piece.
List<String> join(List<String> pieces, Pair pair) {
    List<String> joined = new ArrayList<>();
    for (String piece : pieces) {
        if (!joined.isEmpty() && pair.equals(new Pair(joined.getLast(), piece))) {
            joined.set(joined.size() - 1, joined.getLast() + piece);
        } else {
            joined.add(piece);
        }
    }
    return joined;
}
