package t2l.hypernet.train;

import java.lang.foreign.SegmentAllocator;
import java.util.Optional;
import t2l.autograd.Parameters;
import t2l.autograd.Pass;
import t2l.hypernet.Descriptions;
import t2l.hypernet.data.Batch;
import t2l.tensor.backend.Kernels;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Decoder;
import t2l.transformer.lora.Lora;

/// Training through a frozen model on its answers, of adapters or of hypernetworks.
public sealed interface Tuning extends Objective<Batch> permits HyperSft, LoraSft {
    /// The frozen model.
    Decoder model();

    /// The adapter with these parameters, in memory of `into`.
    ///
    /// @param described what it is generated from; empty if there is one adapter for all
    Lora lora(Parameters values, Optional<Descriptions> described, Kernels kernels, SegmentAllocator into);

    /// The adapters of the sequences of `batch`, with the parameters of the pass, without dropout.
    ActiveAdapter adapter(Pass pass, Batch batch);
}
