// A low-rank update: h = x * a, y += alpha * h * b. Several groups for each row: each computes all of h, which costs little,
// and some columns of y.

#define RANK 64

// x_by: k, rows, batches; a_by: rank, k, batches; b_by: columns, rank, batches; h_by: rank, rows, batches; y_by: columns,
// rows, batches.
kernel IN_LANES void lora(READ(x), READ(a), READ(b), WRITE(h), WRITE(y), int rows, int columns, int k, int rank, int parts,
        float alpha) {
    local float sums[RANK * LANES], down[RANK];
    int lane = get_local_id(0);
    long group = get_group_id(0), part = group % parts, row = group / parts % rows, batch = group / parts / rows;
    x += x_at + batch * x_by.z + row * x_by.y;
    a += a_at + batch * a_by.z;
    b += b_at + batch * b_by.z;
    h += h_at + batch * h_by.z + row * h_by.y;
    y += y_at + batch * y_by.z + row * y_by.y;
    for (int q = 0; q < rank; q++) {
        float sum = 0;
        for (long j = lane; j < k; j += LANES) sum += x[j * x_by.x] * a[j * a_by.y + q * a_by.x];
        sums[q * LANES + lane] = sum;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < rank) {
        float sum = 0;
        for (int i = 0; i < LANES; i++) sum += sums[lane * LANES + i];
        down[lane] = sum;
        if (part == 0) h[lane * h_by.x] = sum;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (long c = part * LANES + lane; c < columns; c += parts * LANES) {
        float sum = 0;
        for (int q = 0; q < rank; q++) sum += down[q] * b[q * b_by.y + c * b_by.x];
        y[c * y_by.x] += alpha * sum;
    }
}
