import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.Fill;
import t2l.transformer.*;
import t2l.transformer.generate.Sampler;

static final String TEXT = """
        'Twas brillig, and the slithy toves
        Did gyre and gimble in the wabe;
        All mimsy were the borogoves,
        And the mome raths outgrabe.

        "Beware the Jabberwock, my son!
        The jaws that bite, the claws that catch!
        Beware the Jubjub bird, and shun
        The frumious Bandersnatch!"

        He took his vorpal sword in hand:
        Long time the manxome foe he sought --
        So rested he by the Tumtum tree,
        And stood awhile in thought.

        And, as in uffish thought he stood,
        The Jabberwock, with eyes of flame,
        Came whiffling through the tulgey wood,
        And burbled as it came!
        """; // Lewis Carroll, Through the Looking-Glass, 1871

static final String CHARACTERS = String.join("", new TreeSet<>(List.of(TEXT.split("")))); // each one once
static final int VOCABULARY = CHARACTERS.length(); // V
static final int WIDTH = 64; // C, the numbers of a position
static final int HIDDEN = 172; // F, those inside the feed-forward layer
static final int LAYERS = 2, HEADS = 4; // L and H: the blocks, and the heads of each
static final int LENGTH = 48; // T, the characters that the model sees
static final int SEQUENCES = 8; // B, the pieces of the text in a step

final Kernels kernels = Backends.open("auto", new Parallel(2));
final Arena arena = Arena.ofShared();
final Workspace scratch = new Workspace();
final Layout layout = new Layout();
final Decoder model = Decoder.of(layout, // 1e-5 is for norms, 10,000 for rotary positions
        DecoderConfig.llama(VOCABULARY, WIDTH, HIDDEN, LAYERS, HEADS, HEADS, 1e-5, 10_000, LENGTH));
final Parameters values = new Parameters(arena, DType.F32, layout).initialise(1);

/// A character model from scratch: it learns to continue a poem, character by character.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter07CharacterModel.java`
void main() {
    IO.println("%d characters, %d different; %d numbers learn%n".formatted(TEXT.length(), VOCABULARY, layout.size()));
    Parameters slopes = new Parameters(arena, DType.F32, layout);
    AdamW optimiser = new AdamW(arena, values, new AdamW.AdamSettings(0.9, 0.99, 1e-8, 0.01)); // β₁, β₂, eps, decay
    Tokens tokens = Tokens.allocate(arena, SEQUENCES, LENGTH);
    Tensor next = Tensor.allocate(arena, DType.I32, SEQUENCES * LENGTH);
    Tensor share = Tensor.allocate(arena, DType.F32, SEQUENCES * LENGTH).fill(1.0 / SEQUENCES / LENGTH);
    SplittableRandom random = new SplittableRandom(1);
    for (int step = 0; step <= 300; step++) {
        int[][] pieces = new int[SEQUENCES][];
        for (int b = 0; b < SEQUENCES; b++) {
            int from = random.nextInt(TEXT.length() - LENGTH);
            pieces[b] = ids(TEXT.substring(from, from + LENGTH));
            for (int t = 0; t < LENGTH; t++) {
                next.set(b * LENGTH + t, CHARACTERS.indexOf(TEXT.charAt(from + t + 1)));
            }
        }
        tokens.fillRight(pieces);
        kernels.run(new Fill(0, slopes.flat()));
        try (Pass pass = Pass.training(kernels, scratch, values, slopes)) {
            Var hidden = model.hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE));
            Var loss = model.loss(pass, hidden, next, 0).dot(share);
            double before = loss.item();
            pass.backward(loss);
            if (step % 100 == 0 || step == 50) {
                IO.println("step %d, loss %.2f:\n%s".formatted(step, before, write("He took ", 90).indent(4)));
            }
        }
        optimiser.step(kernels, 0.005, values, slopes);
    }
}

/// Continues a text: draws each character with the probability that the model gives it.
String write(String beginning, int count) {
    StringBuilder text = new StringBuilder(beginning);
    Sampler sampler = new Sampler(Sampler.Sampling.GREEDY.temperature(1).seed(2), VOCABULARY);
    for (int i = 0; i < count; i++) {
        String seen = text.substring(Math.max(0, text.length() - LENGTH));
        try (Arena local = Arena.ofShared(); Pass pass = Pass.inference(kernels, scratch, values)) {
            Tokens tokens = Tokens.right(local, ids(seen));
            Var hidden = model.hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE));
            Var last = hidden.narrow(0, seen.length() - 1, 1);
            text.append(CHARACTERS.charAt(sampler.next(model.logits(pass, last).value())));
        }
    }
    return text.toString();
}

int[] ids(String text) {
    return text.chars().map(CHARACTERS::indexOf).toArray();
}
