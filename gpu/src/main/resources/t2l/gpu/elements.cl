// Kernels in which element i of the result depends on element i of each operand: one work-item an element. An operand
// with step 0 along an axis gives the same number there to all.

#define HERE(p) p[p##_at + ALONG(p, x) + y * p##_by.y + z * p##_by.z + w * p##_by.w]

// Where this work-item is: x along the last axis; the third dimension counts two axes.
#define PLACE \
    long x = get_global_id(0), y = get_global_id(1); \
    long z = get_global_id(2) % size.z, w = get_global_id(2) / size.z; \
    if (x >= size.x || y >= size.y) return;

// Its number in row-major order.
#define FLAT (uint) (((w * size.z + z) * size.y + y) * size.x + x)

// The functions of t2l.tensor.Unary. A sigmoid's exponential may overflow to infinity, which divides to 0. What would
// cancel is written otherwise: 0.5(1 + tanh u) = sigmoid(2u), 1 - tanh(u)^2 = 4 sigmoid(2u) sigmoid(-2u).
static inline float sigmoid(float x) {
    return 1 / (1 + exp(-x));
}

static inline float normal(float x) {
    return 0.5f * erfc(-0.70710678f * x);
}

static inline float gelu_inner(float x) {
    return 2 * 0.79788456f * (x + 0.044715f * x * x * x);
}

static inline float value(int f, float x) {
    switch (f) {
        case SILU: return x * sigmoid(x);
        case GELU: return x * normal(x);
        case GELU_TANH: return x * sigmoid(gelu_inner(x));
        case TANH: return tanh(x);
        case SIGMOID: return sigmoid(x);
        default: return x <= 0 ? 0 : x; // RELU
    }
}

static inline float slope(int f, float x) {
    float s;
    switch (f) {
        case SILU:
            s = sigmoid(x);
            return s * (1 + x * sigmoid(-x));
        case GELU: return normal(x) + x * exp(-0.5f * x * x) * 0.39894228f;
        case GELU_TANH:
            s = sigmoid(gelu_inner(x));
            return s + x * s * sigmoid(-gelu_inner(x)) * 2 * 0.79788456f * (1 + 3 * 0.044715f * x * x);
        case TANH: return 4 * sigmoid(2 * x) * sigmoid(-2 * x);
        case SIGMOID: return sigmoid(x) * sigmoid(-x);
        default: return x <= 0 ? 0 : x != x ? x : 1; // RELU
    }
}

// The mixing of t2l.tensor.Noise.
static inline uint mix(uint h) {
    h = (h ^ h >> 16) * 0x85EBCA6Bu;
    h = (h ^ h >> 13) * 0xC2B2AE35u;
    return h ^ h >> 16;
}

static inline uint noise(uint stream, uint i) {
    return mix(stream + i * 0x9E3779B9u);
}

kernel void fill(long4 size, WRITE(out), float v) {
    PLACE HERE(out) = v;
}

kernel void copy_f32(long4 size, READ(a), WRITE(out)) {
    PLACE HERE(out) = HERE(a);
}

#define COPY(type, T) \
    kernel void copy_##type(long4 size, IN(T, a), WRITE(out)) { \
        PLACE HERE(out) = read_##type(a, a_at + ALONG(a, x) + y * a_by.y + z * a_by.z + w * a_by.w); \
    }
COPY(f16, half)
COPY(bf16, ushort)
COPY(q8_0, uchar)
COPY(q4_0, uchar)

kernel void scale(long4 size, READ(a), WRITE(out), float alpha) {
    PLACE HERE(out) = alpha * HERE(a);
}

kernel void scale_add(long4 size, READ(a), WRITE(out), float alpha) {
    PLACE HERE(out) += alpha * HERE(a);
}

kernel void scale_by_add(long4 size, READ(a), READ(factor), WRITE(out), float alpha) {
    PLACE HERE(out) += alpha * factor[factor_at] * HERE(a);
}

kernel void add(long4 size, READ(a), READ(b), WRITE(out)) {
    PLACE HERE(out) = HERE(a) + HERE(b);
}

kernel void mul(long4 size, READ(a), READ(b), WRITE(out)) {
    PLACE HERE(out) = HERE(a) * HERE(b);
}

kernel void mul_add(long4 size, READ(a), READ(b), WRITE(out)) {
    PLACE HERE(out) += HERE(a) * HERE(b);
}

kernel void map(long4 size, READ(a), WRITE(out), int f) {
    PLACE HERE(out) = value(f, HERE(a));
}

kernel void map_grad_add(long4 size, READ(a), READ(dy), WRITE(dx), int f) {
    PLACE HERE(dx) += HERE(dy) * slope(f, HERE(a));
}

kernel void gate(long4 size, READ(g), READ(u), WRITE(out), int f) {
    PLACE HERE(out) = value(f, HERE(g)) * HERE(u);
}

kernel void gate_grad_add(long4 size, READ(g), READ(u), READ(dy), WRITE(dg), WRITE(du), int f) {
    PLACE
    float at = HERE(g), by = HERE(dy);
    HERE(dg) += by * HERE(u) * slope(f, at);
    HERE(du) += by * value(f, at);
}

// dy has one number a row.
kernel void l1_grad_add(long4 size, READ(a), READ(target), READ(dy), WRITE(dx), float share) {
    PLACE
    float d = HERE(a) - HERE(target);
    HERE(dx) += AT1(dy, y) * share * (d > 0 ? 1 : d < 0 ? -1 : d);
}

kernel void dropout(long4 size, READ(a), WRITE(out), int stream, int threshold, float kept, int add) {
    PLACE
    float v = (int) (noise(stream, FLAT) >> 8) >= threshold ? HERE(a) * kept : 0;
    HERE(out) = add ? HERE(out) + v : v;
}

kernel void perturb(long4 size, READ(a), WRITE(out), int stream, float bound) {
    PLACE
    float u = (float) ((int) (noise(stream, FLAT) >> 8) - (1 << 23)) * 0x1p-23f + 0x1p-24f;
    HERE(out) = HERE(a) + bound * u;
}

kernel void adamw(long4 size, READ(g), WRITE(weight), WRITE(m), WRITE(v), float rate, float beta1, float rest1, float beta2,
        float rest2, float c1, float c2, float eps, float decay) {
    PLACE
    float grad = HERE(g);
    float first = beta1 * HERE(m) + rest1 * grad;
    float second = beta2 * HERE(v) + rest2 * grad * grad;
    HERE(m) = first;
    HERE(v) = second;
    HERE(weight) -= rate * (first * c1 / (sqrt(second * c2) + eps) + decay * HERE(weight));
}

// Targets, lse and dy have one number a row. Turns logits into their gradient.
kernel void cross_entropy_grad(long4 size, IN(int, targets), READ(lse), READ(dy), WRITE(logits), float kept, float share,
        float inverse_cap) {
    PLACE
    int target = AT1(targets, y);
    float u = HERE(logits);
    float p = exp(u - AT1(lse, y)) - share - (x == target ? kept : 0);
    float bent = u * inverse_cap;
    HERE(logits) = target == IGNORE ? 0 : AT1(dy, y) * p * (1 - bent * bent);
}

// size.x counts pairs, (i, i + half_width) of each head, and then what is not rotated, the rest of a head; heads are along the
// third dimension; positions have one number a row.
kernel void rope(long4 size, READ(a), IN(int, positions), READ(cosines), READ(sines), WRITE(out), long half_width,
        float sign, int add) {
    PLACE
    long first = a_at + y * a_by.y + z * a_by.z + x * a_by.x, second = first + half_width * a_by.x;
    long to_first = out_at + y * out_by.y + z * out_by.z + x * out_by.x, to_second = to_first + half_width * out_by.x;
    if (x >= half_width) {
        out[to_second] = (add ? out[to_second] : 0) + a[second];
        return;
    }
    long p = AT1(positions, y);
    float c = AT2(cosines, p, x), s = sign * AT2(sines, p, x);
    float u = a[first], v = a[second];
    out[to_first] = (add ? out[to_first] : 0) + u * c - v * s;
    out[to_second] = (add ? out[to_second] : 0) + v * c + u * s;
}

// Rows of a table, zeros for id -1; ids have one number a row.
#define GATHER(type, T) \
    kernel void gather_##type(long4 size, IN(T, table), IN(int, ids), WRITE(out)) { \
        PLACE \
        int id = AT1(ids, y); \
        HERE(out) = id < 0 ? 0 : read_##type(table, table_at + ALONG(table, x) + id * table_by.y); \
    }
GATHER(f32, float)
GATHER(f16, half)
GATHER(bf16, ushort)
GATHER(q8_0, uchar)
GATHER(q4_0, uchar)

// One work-item a column, so that rows with one id are added in their order.
kernel void scatter_add(long4 size, READ(a), IN(int, ids), WRITE(table), int rows) {
    PLACE
    for (int r = 0; r < rows; r++) {
        int id = AT1(ids, r);
        if (id >= 0) AT2(table, id, x) += AT2(a, r, x);
    }
}
