package t2l.autograd;

/// A layer norm with weight and bias `[c]` (`torch.nn.LayerNorm`): `[n,c] → [n,c]`.
public record Norm(Weight weight, Weight bias, double eps) {
    /// torch's default.
    private static final double EPS = 1e-5;

    /// With torch's default `eps`.
    public static Norm of(Weights at, int width) {
        return of(at, width, EPS);
    }

    /// Starts with weights of 1 and biases of 0.
    public static Norm of(Weights at, int width, double eps) {
        return new Norm(at.weight("weight", Init.ONES, width), at.weight("bias", Init.ZEROS, width), eps);
    }

    /// `x[n,c] → [n,c]`
    public Var forward(Var x) {
        return x.layerNorm(x.pass().use(weight), x.pass().use(bias), eps);
    }
}
