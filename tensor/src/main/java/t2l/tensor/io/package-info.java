/// Chapter 8: tensor files.
///
/// A checkpoint is names, shapes and numbers. Every reader here maps the file into memory and gives tensors that look
/// straight at it, so that a model of any size opens at once and its pages come in as they are used. The caller's
/// [java.lang.foreign.Arena] says how long they live. Writers make a file that appears whole or not at all.
///
/// ```
///   SafeTensors   JSON header, then numbers          Hugging Face, PEFT, T2L      read, write
///   Gguf          typed metadata, quantised blocks   llama.cpp                    read, write
///   TorchFile     zip of a pickle and storages       hypermod.pt                  read
///   OnnxWeights   protobuf of a graph                MiniLM, at build time        read
///   Quantizer     F32 → Q8_0 Q4_0 Q4_1 F16 BF16
///   BlockFormat   Q5_0 … Q6_K → Q8_0                 llama.cpp                    read
///   WholeFile     temporary name, fsync, rename
/// ```
///
/// All input is taken as hostile: whatever the bytes are, a reader ends with tensors that lie inside the file or with
/// one [t2l.tensor.T2lException] that names the file and the place.
///
/// Read in order: [t2l.tensor.io.MappedFile], [t2l.tensor.io.SafeTensors], [t2l.tensor.io.Gguf],
/// [t2l.tensor.io.Quantizer], `BlockFormat`, [t2l.tensor.io.TorchFile], [t2l.tensor.io.OnnxWeights].
///
/// Then run `t2l inspect FILE` on a checkpoint.
package t2l.tensor.io;
