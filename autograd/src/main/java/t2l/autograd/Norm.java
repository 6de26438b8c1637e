package t2l.autograd;

/// A layer norm with weight and bias `[c]` (`torch.nn.LayerNorm`): `[n,c] → [n,c]`.
public record Norm(Weight weight, Weight bias, double eps) {
    /// What torch adds to the variance where nothing else is said.
    private static final double EPS = 1e-5;

    /// With torch's own `eps`.
    public static Norm of(Weights at, int width) {
        return of(at, width, EPS);
    }

    /// Starts as the plain standardisation.
    public static Norm of(Weights at, int width, double eps) {
        return new Norm(at.weight("weight", Init.ONES, width), at.weight("bias", Init.ZEROS, width), eps);
    }

    /// `x[n,c] → [n,c]`
    public Var forward(Var x) {
        return x.layerNorm(x.pass().use(weight), x.pass().use(bias), eps);
    }
}
