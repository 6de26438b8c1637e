package t2l.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Unary;

/// A value of a [Pass]: a tensor, and whether it needs a gradient. Operations on it run at once and are recorded on the
/// tape of the pass.
public final class Var {
    private final Pass pass;
    private final Tensor value;
    private final boolean wanted;
    private final Optional<View> view;
    private boolean released;

    private Var(Pass pass, Tensor value, boolean wanted, Optional<View> view) {
        this.pass = pass;
        this.value = value;
        this.wanted = wanted;
        this.view = view;
    }

    Var(Pass pass, Tensor value, boolean wanted) {
        this(pass, value, wanted, Optional.empty());
    }

    /// The pass it belongs to.
    public Pass pass() {
        return pass;
    }

    /// The numbers, until the pass walks back over them, replaces them by a [#layer], or is closed. Throws
    /// [IllegalStateException] after that.
    public Tensor value() {
        if (released()) {
            throw new IllegalStateException("pass: needs values that it still holds, " + value
                    + " was released; read it before the pass walks back, replaces it by a layer, or is closed");
        }
        return value;
    }

    private boolean released() {
        return view.isPresent() ? view.get().x().released() : released;
    }

    /// Called when the memory of the value goes back to the workspace.
    void release() {
        released = true;
    }

    /// What this is a view of.
    Optional<View> view() {
        return view;
    }

    /// Whether it needs a gradient.
    boolean wanted() {
        return wanted;
    }

    /// `this[m,k] · b[k,n]`, or a batch of `S` such products.
    public Var matmul(Var b) {
        return pass.apply(new MatMulOp(this, b));
    }

    /// `this[n,in] · w[out,in]ᵀ`
    public Var linear(Var w) {
        return matmul(w.t());
    }

    /// `this[n,in] · w[out,in]ᵀ + b[out]`
    public Var linear(Var w, Var b) {
        return pass.apply(new AffineOp(this, w, b));
    }

    /// `this·wᵀ + scale·(this·aᵀ)·bᵀ`: `this[n,in] w[out,in] a[S,r,in] b[S,out,r]`.
    public Var loraLinear(Var w, Var a, Var b, double scale) {
        return pass.apply(new LoraLinearOp(this, w, a, b, scale));
    }

    /// `this·wᵀ`, with a frozen low-rank update or none for each of `S` groups of rows: `this[n,in] w[out,in]`.
    public Var loraEach(Var w, List<Optional<LowRank>> each) {
        return pass.apply(new LoraEachOp(this, w, each));
    }

    /// The rows `this[n,in]`, in the order of the experts, times the weights `[out,in]` of their expert, transposed; `ends
    /// i32[E]` says where the rows of each expert end: `[n,out]`.
    public Var experts(Tensor ends, List<Var> w) {
        return pass.apply(new ExpertsOp(this, ends, w));
    }

    /// Where the rows of the scores `this[n,E]` go: to the `most` experts with the largest.
    public Routes route(int most) {
        RouteOp op = new RouteOp(this, most);
        return op.routes(pass.apply(op).value());
    }

    /// `f(this)`, element by element.
    public Var map(Unary f) {
        return pass.apply(new PointwiseOp(f, this));
    }

    /// `f(this) ⊙ up`
    public Var gate(Unary f, Var up) {
        return pass.apply(new GateOp(f, this, up));
    }

    /// `this + b`, element by element.
    public Var add(Var b) {
        return pass.apply(new AddOp(this, b));
    }

    /// `this − b`, element by element.
    public Var sub(Var b) {
        return add(b.scale(-1));
    }

    /// `this ⊙ b`
    public Var mul(Var b) {
        return pass.apply(new MulOp(this, b));
    }

    /// `this[n,c] + row[c]`
    public Var addRow(Var row) {
        return pass.apply(new AddRowOp(this, row));
    }

    /// `alpha · this`
    public Var scale(double alpha) {
        return pass.apply(new ScaleOp(alpha, this));
    }

    /// `this + by`, in the precision of the pass.
    public Var offset(double by) {
        return pass.apply(new OffsetOp(by, this, pass.precision()));
    }

    /// `this[n,c]` divided by its root mean square per row, times `w[c]`.
    public Var rmsNorm(Var w, double eps) {
        return pass.apply(new RmsNormOp(this, w, eps));
    }

    /// `this[n,c]` standardised per row, times `w[c]`, plus `b[c]`.
    public Var layerNorm(Var w, Var b, double eps) {
        return pass.apply(new LayerNormOp(this, w, b, eps));
    }

    /// Attention of the queries `this[B,Tq,H·D]` to `k v [B,Tk,G·D]`; `span i32[B,2]` holds the first visible key and the
    /// end.
    public Var attention(Heads heads, Var k, Var v, Tensor span) {
        return pass.apply(new AttentionOp(heads, this, k, v, span));
    }

    /// Attention to keys and values of earlier passes, for each text in pages `[1,P,G·D]` of its own, without gradients:
    /// `this[B,T,H·D]`.
    public Var attentionToPages(Heads heads, List<List<Tensor>> k, List<List<Tensor>> v, Tensor span) {
        return pass.apply(new PagedAttentionOp(heads, this, k, v, span));
    }

    /// The first `R` numbers of each head of width `D` of `this[n,H·D]` rotated by position; `positions i32[n]`,
    /// `cos sin [P,R/2]`.
    public Var rope(Tensor positions, Tensor cos, Tensor sin, int head) {
        return pass.apply(new RopeOp(this, positions, cos, sin, head));
    }

    /// The rows `ids i32[n]` of `this[V,c]`, in the precision of the pass.
    public Var gather(Tensor ids) {
        return pass.apply(new GatherOp(this, ids, pass.precision()));
    }

    /// This and `more`, side by side.
    public Var concat(Var... more) {
        List<Var> all = new ArrayList<>();
        all.add(this);
        all.addAll(List.of(more));
        return pass.apply(new ConcatOp(all));
    }

    /// `cap·tanh(this/cap)` (Gemma 2): about this where it is small, within `± cap` everywhere. This itself if `cap` is
    /// infinite.
    public Var softCap(double cap) {
        return cap == Double.POSITIVE_INFINITY ? this : scale(1 / cap).map(Unary.TANH).scale(cap);
    }

    /// The softmax of each row of `this[n,c]`.
    public Var softmax() {
        return pass.apply(new SoftmaxOp(this));
    }

    /// Cross entropy of the logits `this[n,C]·w[V,C]ᵀ`, capped as by [#softCap], per row: `[n]`.
    public Var linearCrossEntropy(Var w, Tensor targets, double smoothing, double cap) {
        return pass.apply(new LinearCrossEntropyOp(this, w, targets, smoothing, cap));
    }

    /// Without smoothing and cap.
    public Var linearCrossEntropy(Var w, Tensor targets) {
        return linearCrossEntropy(w, targets, 0, Double.POSITIVE_INFINITY);
    }

    /// `mean_c |this − target|` per row of `this[n,c]`: `[n]`.
    public Var l1(Tensor target) {
        return pass.apply(new L1Op(this, target));
    }

    /// For the factors `this[S,r,in]` and `b[S,out,r]`: `mean_in |b·a − scale·wantedB·wantedA|` per row, `[S,out]`.
    public Var deltaL1(Var b, Tensor wantedA, Tensor wantedB, double scale) {
        return pass.apply(new DeltaL1Op(this, b, wantedA, wantedB, scale));
    }

    /// `Σ this ⊙ weights`, a tensor `[1]`.
    public Var dot(Tensor weights) {
        return pass.apply(new DotOp(this, weights));
    }

    /// `mean this²`, a tensor `[1]`.
    public Var meanSquare() {
        return pass.apply(new MeanSquareOp(this));
    }

    /// Sets each element to zero with probability `p` and scales the others by `1/(1 − p)`. The noise depends on
    /// `key i32[2]` and on the number of dropouts in the pass so far. This itself if `p` is 0.
    public Var dropout(double p, Tensor key) {
        return p == 0 ? this : pass.apply(new DropoutOp(p, key, pass.salts().getAndIncrement(), this));
    }

    /// Adds a number uniform in `±bound` to each element, with noise as for [#dropout]. This itself if `bound` is 0.
    public Var perturb(double bound, Tensor key) {
        return bound == 0 ? this : pass.apply(new PerturbOp(bound, key, pass.salts().getAndIncrement(), this));
    }

    /// `f(this)`, a layer that replaces this value. A pass that does not train keeps only the result: this value and those
    /// inside `f` are released, so a loop over layers holds one layer at a time. A [Pass#recomputing] pass keeps this value
    /// and the result.
    ///
    /// @param f ends with an operation that is not a view, works in the pass of its argument, and may run twice
    public Var layer(UnaryOperator<Var> f) {
        return pass.layer(this, f);
    }

    /// The same numbers in another shape; a view, see [Tensor#reshape].
    public Var reshape(int... shape) {
        return view(x -> x.reshape(shape));
    }

    /// The slice `from … from + count` along `axis`; a view.
    public Var narrow(int axis, int from, int count) {
        return view(x -> x.narrow(axis, from, count));
    }

    /// The last two axes exchanged; a view.
    public Var t() {
        return view(Tensor::t);
    }

    private Var view(UnaryOperator<Tensor> look) {
        return new Var(pass, look.apply(value()), wanted, Optional.of(new View(this, look)));
    }

    /// The single number.
    public double item() {
        return value().get(0);
    }
}
