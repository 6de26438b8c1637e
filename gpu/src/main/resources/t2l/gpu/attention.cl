// Scaled dot-product attention without the matrix of scores (Dao et al. 2022 keep it to tiles in the same way): a group
// of LANES work-items goes over the keys of a query LANES at a time, one key a work-item, and keeps the sum weighted by
// exp(score - largest so far), which is made smaller whenever a larger score turns up.
//
// q, y, dy, dq: [B,Tq,H*D]; k, v, dk, dv: [B,Tk,G*D]; lse: [B,Tq,H]; span: [B,2].

#define AT3(p, b, t, c) p[p##_at + (b) * p##_by.z + (t) * p##_by.y + (c) * p##_by.x]
#define ANY 0x7FFFFFFF

// Which keys query t of sequence b sees: t2l.tensor.Mask around its place, within the sequence's span.
#define SEEN \
    long place = keys - queries + t; \
    long first = AT2(span, b, 0), end = AT2(span, b, 1); \
    if (before != ANY) first = max(first, place - before); \
    if (after != ANY) end = min(end, place + 1 + after);

#define SCORE(result, t, j) \
    float result = 0; \
    for (int d = 0; d < width; d++) result += AT3(q, b, t, h * width + d) * AT3(k, b, j, g * width + d); \
    result *= scale; \
    if (cap != INFINITY) result = cap * tanh(result / cap);

kernel IN_LANES void attention(READ(q), READ(k), READ(v), IN(int, span), WRITE(y), WRITE(lse), int queries, int keys,
        int heads, int group, int width, float scale, float cap, int before, int after, local float *sums) {
    local float shared[LANES], weights[LANES];
    int lane = get_local_id(0), h = get_group_id(0) % heads, g = h / group;
    long t = get_group_id(0) / heads, b = get_global_id(1);
    SEEN
    for (int d = lane; d < width; d += LANES) sums[d] = 0;
    float most = -INFINITY, sum = 0;
    for (long from = first; from < end; from += LANES) {
        long j = from + lane;
        float s = -INFINITY;
        if (j < end) {
            SCORE(own, t, j)
            s = own;
        }
        float largest = fmax(most, max_lanes(s, shared));
        float shrink = exp(most - largest);
        float weight = j < end ? exp(s - largest) : 0;
        weights[lane] = weight;
        sum = sum * shrink + sum_lanes(weight, shared);
        most = largest;
        int count = min((long) LANES, end - from);
        for (int d = lane; d < width; d += LANES) {
            float mixed = sums[d] * shrink;
            for (int i = 0; i < count; i++) mixed += weights[i] * AT3(v, b, from + i, g * width + d);
            sums[d] = mixed;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    for (int d = lane; d < width; d += LANES) AT3(y, b, t, h * width + d) = first < end ? sums[d] / sum : 0;
    if (lane == 0) AT3(lse, b, t, h) = first < end ? most + log(sum) : 0;
}

// The weight of a key, and the slope of its score before the cap.
#define SLOPE(t, j) \
    SCORE(s, t, j) \
    float weight = exp(s - AT3(lse, b, t, h)); \
    float along = 0; \
    for (int d = 0; d < width; d++) along += AT3(dy, b, t, h * width + d) * AT3(v, b, j, g * width + d); \
    float bent = cap == INFINITY ? 0 : s / cap; \
    float ds = weight * (along - own) * (1 - bent * bent) * scale;

// dyDotY[B,Tq,H] = sum over d of dy*y.
kernel IN_LANES void attention_dots(READ(y), READ(dy), global float *dots, int queries, int heads, int width) {
    local float shared[LANES];
    int lane = get_local_id(0), h = get_group_id(0) % heads;
    long t = get_group_id(0) / heads, b = get_global_id(1);
    float sum = 0;
    for (int d = lane; d < width; d += LANES) sum += AT3(dy, b, t, h * width + d) * AT3(y, b, t, h * width + d);
    sum = sum_lanes(sum, shared);
    if (lane == 0) dots[(b * queries + t) * heads + h] = sum;
}

// One group a query: its keys LANES at a time.
kernel IN_LANES void attention_grad_q(READ(q), READ(k), READ(v), IN(int, span), READ(lse), READ(dy),
        global const float *dots, WRITE(dq), int queries, int keys, int heads, int group, int width, float scale, float cap,
        int before, int after) {
    local float slopes[LANES];
    int lane = get_local_id(0), h = get_group_id(0) % heads, g = h / group;
    long t = get_group_id(0) / heads, b = get_global_id(1);
    SEEN
    float own = dots[(b * queries + t) * heads + h];
    for (long from = first; from < end; from += LANES) {
        long j = from + lane;
        slopes[lane] = 0;
        if (j < end) {
            SLOPE(t, j)
            slopes[lane] = ds;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        int count = min((long) LANES, end - from);
        for (int d = lane; d < width; d += LANES) {
            float sum = 0;
            for (int i = 0; i < count; i++) sum += slopes[i] * AT3(k, b, from + i, g * width + d);
            AT3(dq, b, t, h * width + d) += sum;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

// One group a key: the queries of all heads that share it, LANES at a time.
kernel IN_LANES void attention_grad_kv(READ(q), READ(k), READ(v), IN(int, span), READ(lse), READ(dy),
        global const float *dots, WRITE(dk), WRITE(dv), int queries, int keys, int heads, int group, int width, float scale,
        float cap, int before, int after) {
    local float slopes[LANES], weights[LANES];
    int lane = get_local_id(0), g = get_group_id(0) % (heads / group);
    long j = get_group_id(0) / (heads / group), b = get_global_id(1);
    for (int h = g * group; h < (g + 1) * group; h++) {
        for (long from = 0; from < queries; from += LANES) {
            long t = from + lane;
            slopes[lane] = 0;
            weights[lane] = 0;
            if (t < queries) {
                SEEN
                if (first <= j && j < end) {
                    float own = dots[(b * queries + t) * heads + h];
                    SLOPE(t, j)
                    slopes[lane] = ds;
                    weights[lane] = weight;
                }
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            int count = min((long) LANES, queries - from);
            for (int d = lane; d < width; d += LANES) {
                float sum_k = 0, sum_v = 0;
                for (int i = 0; i < count; i++) {
                    sum_k += slopes[i] * AT3(q, b, from + i, h * width + d);
                    sum_v += weights[i] * AT3(dy, b, from + i, h * width + d);
                }
                AT3(dk, b, j, g * width + d) += sum_k;
                AT3(dv, b, j, g * width + d) += sum_v;
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
    }
}
