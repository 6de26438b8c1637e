/// Chapter 8: tensor files. In: a file. Out: tensors by name; and back. Read [t2l.tensor.io.TensorFile] first.
///
/// A checkpoint is names, shapes and data: a [t2l.tensor.io.TensorFile], which opens any format. Its tensors are views of the
/// file's bytes, which are read into memory, or mapped for a large model that is to open at once. The caller's
/// [java.lang.foreign.Arena] determines their lifetime. Writers are atomic.
///
/// ```
///   SafeTensors   JSON header, then numbers          Hugging Face, PEFT, T2L      read, write
///   Gguf          typed metadata, quantised blocks   llama.cpp                    read, write
///   TorchFile     zip of a pickle and storages       hypermod.pt                  read, write
///   Quantizer     F32 → Q8_0 Q6_K Q5_K Q5_1 Q5_0 Q4_K Q4_1 Q4_0 F16 BF16
///   BlockFormat   Q2_K → Q5_K, Q3_K → Q6_K           llama.cpp                    read
///   StoredType    the types of numbers in all of these
///   WholeFile     temporary name, fsync, rename
/// ```
///
/// All input is treated as hostile: whatever the bytes are, a reader either returns tensors inside the file or throws a
/// [t2l.tensor.T2lException] that names the file and the position.
///
/// Read in order: [t2l.tensor.io.FileBytes], [t2l.tensor.io.TensorFile], [t2l.tensor.io.SafeTensors],
/// [t2l.tensor.io.Gguf], [t2l.tensor.io.Quantizer], `BlockFormat`, [t2l.tensor.io.TorchFile].
///
/// Then run `t2l inspect FILE` on a checkpoint.
package t2l.tensor.io;
