// Up to ROWS rows times the transpose of a weight, as a model that writes one token after the other needs them: what
// takes the time is to read the weight once. A group of LANES work-items goes along each row of the weight.

#define ROWS 4

// out = alpha * a * b, or += if add. a_by: k, rows, batches; b_by: columns, k, batches; out_by: columns, rows, batches.
#define FEW(type, T) \
    kernel IN_LANES void few_##type(READ(a), IN(T, b), WRITE(out), int m, int n, int k, float alpha, int add) { \
        local float shared[LANES]; \
        int lane = get_local_id(0); \
        long c = get_group_id(0), batch = get_global_id(1); \
        long at = b_at + batch * b_by.z + c * b_by.x; \
        a += a_at + batch * a_by.z; \
        out += out_at + batch * out_by.z + c * out_by.x; \
        float sum[ROWS] = {0, 0, 0, 0}; \
        for (long j = lane; j < k; j += LANES) { \
            float w = read_##type(b, at + j * b_by.y); \
            for (int i = 0; i < ROWS; i++) if (i < m) sum[i] += w * a[i * a_by.y + j * a_by.x]; \
        } \
        for (int i = 0; i < ROWS; i++) { \
            float all = sum_lanes(sum[i], shared); \
            if (lane == 0 && i < m) out[i * out_by.y] = (add ? out[i * out_by.y] : 0) + alpha * all; \
        } \
    }
FEW(f32, float)
FEW(f16, half)
FEW(bf16, ushort)
FEW(q8_0, uchar)
FEW(q4_0, uchar)
