import t2l.tensor.Parallel;
import t2l.tensor.backend.*;
import t2l.transformer.family.Builtin;
import t2l.transformer.text.Tokenizer;

/// Tokenizers: what a model sees of a text.
///
/// `java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp app/target/t2l.jar examples/course/Chapter08Tokenizers.java`
void main() {
    List<String> pieces = new ArrayList<>(List.of("low lower lowest new newer newest slow slower slowest".split("")));
    IO.println("Byte pair encoding learns its pieces; the pair that is most frequent is joined:");
    for (int merge = 1; merge <= 6; merge++) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i + 1 < pieces.size(); i++) {
            if (!pieces.get(i).equals(" ") && !pieces.get(i + 1).equals(" ")) {
                counts.merge(pieces.get(i) + " " + pieces.get(i + 1), 1, Integer::sum);
            }
        }
        String pair = counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
        List<String> joined = new ArrayList<>();
        for (String piece : pieces) {
            if (!joined.isEmpty() && pair.equals(joined.getLast() + " " + piece)) {
                joined.set(joined.size() - 1, joined.getLast() + piece);
            } else {
                joined.add(piece);
            }
        }
        pieces = joined;
        IO.println("  %d. %-7s %d times; %2d pieces: %s".formatted(merge, pair, counts.get(pair), pieces.size(),
                String.join("|", pieces)));
    }

    for (String name : List.of("builtin:tiny", "builtin:minilm", "builtin:stories260k")) {
        Tokenizer tokenizer = Builtin.open(name, Tokenizer::read);
        IO.println("\n%s, %d tokens".formatted(name, tokenizer.vocabularySize()));
        for (String text : List.of("the cat sat", "The cats aren't sleeping.", "12345 + 7", "naïve 🐱")) {
            int[] ids = tokenizer.encode(text, true);
            IO.println("  " + Arrays.stream(ids).mapToObj(tokenizer::token).collect(Collectors.joining("|")));
            String back = tokenizer.decode(ids, true).strip();
            if (!back.equals(text)) {
                IO.println("      read back: " + back);
            }
        }
    }
    int[] ids = Builtin.open("builtin:stories260k", Tokenizer::read).encode("the cat sat", true);
    IO.println("\nWhat a model gets of \"the cat sat\" is " + Arrays.toString(ids) + ".");
}
