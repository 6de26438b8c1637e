package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import net.jqwik.api.*;
import org.junit.jupiter.api.Test;
import t2l.autograd.StateDict;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.Golden;

/// Families are those that docs/formats.md lists, and whatever their files say is either possible or refused in a sentence.
class FamilyTest {
    private static final List<String> MODELS = List.of("llama", "llama3-rope", "mistral", "qwen2", "qwen2-yarn",
            "qwen3", "gemma2", "gemma3", "phi4-mini", "olmo2", "olmo3", "smollm3", "granite",
            "granite4", "granite4-nope", "ministral3", "exaone4", "ernie4_5", "hunyuan", "lfm2", "qwen3_5",
            "qwen3_5-groups", "gpt-oss", "gpt-oss-mxfp4", "gemma4",
            "gemma4-dense", "gpt2", "mixtral",
            "qwen3-moe-mixed", "bert-bge",
            "gte-ntk", "modernbert");

    @Test
    void theTableInTheDocumentsIsComplete() throws IOException {
        Path table = Path.of(System.getProperty("t2l.root", "..")).resolve("docs/formats.md");
        List<String> types = new ArrayList<>();
        List<String> architectures = new ArrayList<>();
        for (String line : Files.readAllLines(table)) {
            var row = Pattern.compile("\\| (`[^|]*`) \\|[^|]*\\|[^|]*\\| (`[^|]*`)? ?\\|").matcher(line);
            if (row.matches()) {
                types.addAll(List.of(row.group(1).replace("`", "").split(", ")));
                Stream.ofNullable(row.group(2)).map(name -> name.replace("`", "")).forEach(architectures::add);
            }
        }
        List<String> known = new ArrayList<>(Family.all().stream().map(f -> f.facts().modelType()).toList());
        EncoderFamily.all().forEach(f -> known.addAll(f.modelTypes()));
        assertEquals(new TreeSet<>(known), new TreeSet<>(types));
        assertEquals(known.size(), types.size());
        Set<String> written = new TreeSet<>(Family.all().stream().map(f -> f.facts().architecture()).toList());
        written.add(Bert.ARCHITECTURE);
        assertEquals(written, new TreeSet<>(architectures));
    }

    @Provide
    Arbitrary<Object> values() {
        return Arbitraries.of(0, 1, 2, 3, -1, 7, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, 1e308, -0.5, 0.0, true,
                "x", List.of(), List.of("full_attention"), Map.of());
    }

    @Property(tries = 300)
    void whateverAFieldSaysIsPossibleOrRefused(@ForAll("models") String model, @ForAll int field,
            @ForAll @From("values") Object value) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>(
                JSON.std.mapFrom(Golden.resource("hf-tiny/" + model).resolve("config.json").toFile()));
        List<String> names = fields.keySet().stream().filter(name -> !name.equals("model_type")).toList();
        String name = names.get(Math.floorMod(field, names.size()));
        fields.put(name, value);
        Source config = Source.of("here", Source.Form.JSON, fields);
        try {
            if (Family.all().stream().anyMatch(f -> fields.get("model_type").equals(f.facts().modelType()))) {
                Family.of(config).config(config);
            } else {
                EncoderFamily.of(config).encoder(config, new StateDict("here", Map.of()));
            }
        } catch (T2lException e) {
            assertTrue(e.getMessage().startsWith("here: ") && e.getMessage().lines().count() == 1, e.getMessage());
        }
    }

    @Provide
    Arbitrary<String> models() {
        return Arbitraries.of(MODELS);
    }
}
