/// A part of the build: creates the directory of `builtin:minilm` ([t2l.minilm.MiniLm]) from an ONNX model
/// ([t2l.tensor.io.OnnxWeights]). The pom of `transformer` runs it; the program does not contain it.
package t2l.minilm;
