package t2l.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import t2l.tensor.Tensor;

/// ONNX Runtime, on the MiniLM that ours was made from.
public final class OnnxRuntime implements Peer {
    private static final String MODEL = "/all-minilm-l6-v2.onnx";

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private OrtSession session;

    @Override
    public String name() {
        return "ONNX Runtime";
    }

    @Override
    public void threads(int count) {
        try (InputStream in = OnnxRuntime.class.getResourceAsStream(MODEL)) {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(count);
            options.setInterOpNumThreads(1);
            // Its threads would go on spinning while others have their turn, on the same cores.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            session = environment.createSession(in.readAllBytes(), options);
        } catch (IOException | OrtException e) {
            throw new IllegalStateException(MODEL, e);
        }
    }

    @Override
    public Optional<Work> embed(int[] ids, Tensor out) {
        float[][][] last = new float[1][][];
        long[][] tokens = {Arrays.stream(ids).asLongStream().toArray()};
        long[][] ones = {Arrays.stream(ids).mapToLong(_ -> 1).toArray()};
        return Optional.of(new Work(() -> {
            try (OnnxTensor input = OnnxTensor.createTensor(environment, tokens);
                    OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
                    OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][ids.length]);
                    OrtSession.Result result = session
                            .run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
                last[0] = ((float[][][]) result.get(0).getValue())[0];
            } catch (OrtException e) {
                throw new IllegalStateException(MODEL, e);
            }
        }, () -> {
            for (int j = 0; j < out.size(); j++) {
                double sum = 0;
                for (float[] row : last[0]) {
                    sum += row[j];
                }
                out.set(j, sum / ids.length);
            }
        }));
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(MODEL, e);
        }
    }
}
