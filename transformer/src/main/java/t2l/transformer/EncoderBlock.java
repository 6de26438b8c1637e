package t2l.transformer;

import t2l.autograd.Dense;
import t2l.autograd.Norm;
import t2l.autograd.Var;
import t2l.autograd.Weights;
import t2l.tensor.Heads;
import t2l.tensor.Tensor;
import t2l.tensor.Unary;

/// One layer of a text encoder, norms behind the sums (Devlin et al. 2019): `h = norm(x + attention(x))`, then
/// `norm(h + down(f(up(h))))`; `[N,E] → [N,E]`. Names as in HF `modeling_bert.BertLayer`.
public record EncoderBlock(Dense query, Dense key, Dense value, Dense output, Norm first, Dense up, Dense down,
        Norm second, Heads heads, Unary activation) {
    public static EncoderBlock of(Weights at, EncoderConfig c) {
        Weights self = at.at("attention").at("self");
        Weights output = at.at("attention").at("output");
        int head = c.width() / c.heads();
        return new EncoderBlock(
                Dense.of(self.at("query"), c.width(), c.width()),
                Dense.of(self.at("key"), c.width(), c.width()),
                Dense.of(self.at("value"), c.width(), c.width()),
                Dense.of(output.at("dense"), c.width(), c.width()),
                Norm.of(output.at("LayerNorm"), c.width(), c.eps()),
                Dense.of(at.at("intermediate").at("dense"), c.width(), c.hidden()),
                Dense.of(at.at("output").at("dense"), c.hidden(), c.width()),
                Norm.of(at.at("output").at("LayerNorm"), c.width(), c.eps()),
                new Heads(c.heads(), c.heads(), head, 1 / Math.sqrt(head), false), c.activation());
    }

    /// `x[N,E] → [N,E]`; `span i32[B,2]` says where the padding is.
    public Var forward(Var x, Tensor span) {
        int n = x.value().dim(0);
        int e = x.value().dim(1);
        int b = span.dim(0);
        Var seen = query.forward(x).reshape(b, n / b, e).attention(heads, key.forward(x).reshape(b, n / b, e),
                value.forward(x).reshape(b, n / b, e), span);
        Var h = first.forward(x.add(output.forward(seen.reshape(n, e))));
        return second.forward(h.add(down.forward(up.forward(h).map(activation))));
    }
}
