package t2l.app;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.tensor.T2lException;
import t2l.tensor.io.Gguf;
import t2l.transformer.family.Builtin;
import t2l.transformer.text.Tokenizer;

/// `t2l tokenize`: converts text to token ids and back. Only needs a model's tokenizer.
@Command(name = "tokenize",
        description = "Convert text to token ids, or back.",
        footer = {"",
            "With --json, also prints the tokens. A line of --batch is {\"text\": \"…\"}.",
            "", "Example:",
            "  t2l tokenize --model builtin:tiny --json \"pear apple fig >\"",
            "  t2l tokenize --model builtin:tiny --decode 1,403,407"})
final class Tokenize extends Subcommand {
    @Parameters(paramLabel = "TEXT", arity = "0..1", description = "The text (default: stdin).")
    private Optional<String> text;

    @Option(names = "--model", required = true, paramLabel = "MODEL", order = 1,
            description = "builtin:NAME, a Hugging Face directory, a .gguf file, or OWNER/NAME (see t2l pull).")
    private String model;

    @Option(names = "--decode", paramLabel = "ID", split = ",", order = 2,
            description = "Token ids to convert to text, such as 1,2,3.")
    private int[] decode = {};

    @Mixin
    private BatchOption batch;

    @Option(names = "--no-special", order = 3, description = "Neither add nor show special tokens around a text.")
    private boolean noSpecial;

    @Override
    protected void run(Out out) throws Exception {
        atMostOne("TEXT, --decode and --batch", text.isPresent(), decode.length > 0, batch.given());
        Tokenizer tokenizer = Builtin.open(model, Tokenize::read);
        if (decode.length > 0) {
            int[] ids = IdsOption.require("--decode", decode, tokenizer.vocabularySize());
            String read = tokenizer.decode(ids, noSpecial);
            out.result(Json.object("ids", ids, "tokens", tokens(tokenizer, ids), "text", read), read);
        } else if (batch.given()) {
            batch.lines(out).forEach(line -> out.json(encoded(tokenizer, line.text("text"))));
        } else {
            String read = text.isPresent() ? text.get() : out.input("the text");
            if (text.isEmpty() && read.isEmpty()) {
                throw new T2lException("stdin: needs a text, got none");
            }
            out.result(encoded(tokenizer, read), IdsOption.text(tokenizer.encode(read, !noSpecial)));
        }
    }

    private Map<String, Object> encoded(Tokenizer tokenizer, String read) {
        int[] ids = tokenizer.encode(read, !noSpecial);
        return Json.object("ids", ids, "tokens", tokens(tokenizer, ids));
    }

    private static List<String> tokens(Tokenizer tokenizer, int[] ids) {
        return Arrays.stream(ids).mapToObj(tokenizer::token).toList();
    }

    private static Tokenizer read(Path path) {
        if (Files.isDirectory(path) || path.toString().endsWith(".json")) {
            return Tokenizer.read(path);
        }
        try (Arena arena = Arena.ofConfined()) {
            return Tokenizer.of(Gguf.map(path, arena));
        }
    }
}
