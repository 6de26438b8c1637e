package t2l.transformer;

import java.util.List;
import t2l.autograd.Var;

/// The part of a decoder's layer in which tokens read earlier ones: `[N,C] → [N,C]`.
public sealed interface Mixer permits DecoderAttention, ShortConvolution, GatedDelta {
    /// `x[N,C] → [N,C]`, or wider by the keys and values that a later layer reads.
    ///
    /// @param states of the layer, with what is behind them ([DecoderConfig#keptAt])
    Var forward(Var x, Var states, Context context);

    /// The projections that an adapter may update.
    List<Linear> projections();
}
