// Kernels that add along rows or along columns. A row belongs to a group of LANES work-items, each of which takes every
// LANES-th element; a column belongs to one work-item.

#define ROW \
    local float shared[LANES]; \
    int lane = get_local_id(0); \
    long r = get_group_id(0);

#define EACH(j) for (long j = lane; j < width; j += LANES)

kernel IN_LANES void rms_norm(long width, READ(x), READ(w), WRITE(y), WRITE(rstd), float eps) {
    ROW
    float squares = 0;
    EACH(j) squares += AT2(x, r, j) * AT2(x, r, j);
    float s = 1 / sqrt(sum_lanes(squares, shared) / width + eps);
    if (lane == 0) AT1(rstd, r) = s;
    EACH(j) AT2(y, r, j) = AT2(x, r, j) * s * AT1(w, j);
}

kernel IN_LANES void rms_norm_grad_add(long width, READ(x), READ(w), READ(rstd), READ(dy), WRITE(dx)) {
    ROW
    float dots = 0;
    EACH(j) dots += AT1(w, j) * AT2(dy, r, j) * AT2(x, r, j);
    float mean = sum_lanes(dots, shared) / width, s = AT1(rstd, r);
    EACH(j) AT2(dx, r, j) += s * (AT1(w, j) * AT2(dy, r, j) - AT2(x, r, j) * s * s * mean);
}

kernel IN_LANES void layer_norm(long width, READ(x), READ(w), READ(b), WRITE(y), WRITE(mean), WRITE(rstd), float eps) {
    ROW
    float sum = 0;
    EACH(j) sum += AT2(x, r, j);
    float m = sum_lanes(sum, shared) / width;
    float squares = 0;
    EACH(j) squares += (AT2(x, r, j) - m) * (AT2(x, r, j) - m);
    float s = 1 / sqrt(sum_lanes(squares, shared) / width + eps);
    if (lane == 0) {
        AT1(mean, r) = m;
        AT1(rstd, r) = s;
    }
    EACH(j) AT2(y, r, j) = (AT2(x, r, j) - m) * s * AT1(w, j) + AT1(b, j);
}

kernel IN_LANES void layer_norm_grad_add(long width, READ(x), READ(w), READ(mean), READ(rstd), READ(dy), WRITE(dx)) {
    ROW
    float m = AT1(mean, r), s = AT1(rstd, r);
    float sum = 0, dots = 0;
    EACH(j) {
        float g = AT1(w, j) * AT2(dy, r, j);
        sum += g;
        dots += g * (AT2(x, r, j) - m) * s;
    }
    float mean_g = sum_lanes(sum, shared) / width, mean_gx = sum_lanes(dots, shared) / width;
    EACH(j) AT2(dx, r, j) += s * (AT1(w, j) * AT2(dy, r, j) - mean_g - (AT2(x, r, j) - m) * s * mean_gx);
}

kernel IN_LANES void softmax(long width, READ(x), WRITE(y)) {
    ROW
    float most = -INFINITY;
    EACH(j) most = fmax(most, AT2(x, r, j));
    most = max_lanes(most, shared);
    float sum = 0;
    EACH(j) sum += exp(AT2(x, r, j) - most);
    float share = 1 / sum_lanes(sum, shared);
    EACH(j) AT2(y, r, j) = exp(AT2(x, r, j) - most) * share;
}

kernel IN_LANES void softmax_grad_add(long width, READ(y), READ(dy), WRITE(dx)) {
    ROW
    float dots = 0;
    EACH(j) dots += AT2(y, r, j) * AT2(dy, r, j);
    float mean = sum_lanes(dots, shared);
    EACH(j) AT2(dx, r, j) += AT2(y, r, j) * (AT2(dy, r, j) - mean);
}

kernel IN_LANES void cross_entropy(long width, READ(logits), IN(int, targets), WRITE(loss), WRITE(lse),
        float smoothing) {
    ROW
    float most = -INFINITY;
    EACH(j) most = fmax(most, AT2(logits, r, j));
    most = max_lanes(most, shared);
    float sum = 0, all = 0;
    EACH(j) {
        sum += exp(AT2(logits, r, j) - most);
        all += AT2(logits, r, j);
    }
    float log_sum = most + log(sum_lanes(sum, shared)), mean = sum_lanes(all, shared) / width;
    if (lane == 0) {
        int target = AT1(targets, r);
        AT1(lse, r) = log_sum;
        AT1(loss, r) = target == IGNORE
                ? 0 : log_sum - (1 - smoothing) * AT2(logits, r, target) - smoothing * mean;
    }
}

kernel IN_LANES void l1(long width, READ(x), READ(target), WRITE(loss)) {
    ROW
    float sum = 0;
    EACH(j) sum += fabs(AT2(x, r, j) - AT2(target, r, j));
    sum = sum_lanes(sum, shared);
    if (lane == 0) AT1(loss, r) = sum / width;
}

// Over all of two tensors: each group adds its part of the products, along the rows if those are long, else whole rows.
kernel IN_LANES void dot_parts(long4 size, READ(a), READ(b), global float *parts, int groups) {
    local float shared[LANES];
    int lane = get_local_id(0), group = get_group_id(0);
    bool along = size.x >= (long) groups * LANES;
    float sum = 0;
    for (long i = along ? 0 : group; i < size.y * size.z * size.w; i += along ? 1 : groups) {
        long y = i % size.y, z = i / size.y % size.z, w = i / (size.y * size.z);
        global const float *as = a + a_at + y * a_by.y + z * a_by.z + w * a_by.w;
        global const float *bs = b + b_at + y * b_by.y + z * b_by.z + w * b_by.w;
        for (long j = along ? group * LANES + lane : lane; j < size.x; j += along ? groups * LANES : LANES) {
            sum += as[ALONG(a, j)] * bs[ALONG(b, j)];
        }
    }
    sum = sum_lanes(sum, shared);
    if (lane == 0) parts[group] = sum;
}

kernel IN_LANES void dot_sum(global const float *parts, int groups, WRITE(out)) {
    local float shared[LANES];
    int lane = get_local_id(0);
    float sum = 0;
    for (int i = lane; i < groups; i += LANES) sum += parts[i];
    sum = sum_lanes(sum, shared);
    if (lane == 0) out[out_at] = sum;
}

#define COLUMN \
    long j = get_global_id(0); \
    if (j >= width) return;

kernel void sum_rows_add(long width, READ(x), WRITE(out), long rows) {
    COLUMN
    float sum = 0;
    for (long r = 0; r < rows; r++) sum += AT2(x, r, j);
    AT1(out, j) += sum;
}

kernel void rms_norm_weight_grad_add(long width, READ(x), READ(rstd), READ(dy), WRITE(dw), long rows) {
    COLUMN
    float sum = 0;
    for (long r = 0; r < rows; r++) sum += AT2(dy, r, j) * AT2(x, r, j) * AT1(rstd, r);
    AT1(dw, j) += sum;
}

kernel void layer_norm_weight_grad_add(long width, READ(x), READ(mean), READ(rstd), READ(dy), WRITE(dw), WRITE(db),
        long rows) {
    COLUMN
    float sum_w = 0, sum_b = 0;
    for (long r = 0; r < rows; r++) {
        sum_w += AT2(dy, r, j) * (AT2(x, r, j) - AT1(mean, r)) * AT1(rstd, r);
        sum_b += AT2(dy, r, j);
    }
    AT1(dw, j) += sum_w;
    AT1(db, j) += sum_b;
}
