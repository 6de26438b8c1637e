package t2l.app.data.pull;

import module java.base;
import t2l.transformer.hub.HubCache.Kind;

/// What a repository holds, and which of its files the commands of this program read.
enum RepositoryType {
    MODEL(Kind.MODEL, "config.json generation_config.json model.safetensors model-?????-of-?????.safetensors"
            + " model.safetensors.index.json tokenizer.json tokenizer_config.json chat_template.jinja modules.json"
            + " 1_Pooling/config.json sentence_bert_config.json"),
    /// A PEFT adapter, or a hypernetwork.
    ADAPTER(Kind.MODEL, "adapter_config.json adapter_model.safetensors args.yaml config.json hypermod.pt"
            + " hypermod.safetensors tasks.safetensors"),
    DATASET(Kind.DATASET, "*.parquet *.arrow *.json *.jsonl *.csv *.tsv");

    private final Kind kind;
    /// Patterns, separated by spaces.
    private final String read;

    RepositoryType(Kind kind, String read) {
        this.kind = kind;
        this.read = read;
    }

    Kind kind() {
        return kind;
    }

    /// The paths to fetch: those that match one of `globs`, or if there are none, those that are read. As in
    /// huggingface_hub, `*` stands for any characters, `/` included, and `?` for one.
    List<String> chosen(List<String> paths, List<String> globs) {
        List<Pattern> wanted = (globs.isEmpty() ? List.of(read.split(" ")) : globs).stream().map(RepositoryType::pattern).toList();
        return paths.stream().filter(path -> wanted.stream().anyMatch(each -> each.matcher(path).matches())).toList();
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(glob.codePoints().mapToObj(c -> switch (c) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(Character.toString(c));
        }).collect(Collectors.joining()), Pattern.DOTALL);
    }
}
