// Up to ROWS rows times the transpose of a weight on processors, where what takes the time is to read the weight once: a
// work-item goes along each of its rows, a block of 32 numbers after the other, with a register of sums for each row of a.
// ROWS is how many those are.

// Numbers i to i + 31 of an array of each type, in two registers; of a quantised one they are a block.
static inline void load_f32(global const float *p, long i, float16 *low, float16 *high) {
    *low = vload16(0, p + i);
    *high = vload16(1, p + i);
}

static inline void load_f16(global const half *p, long i, float16 *low, float16 *high) {
    *low = vload_half16(0, p + i);
    *high = vload_half16(1, p + i);
}

static inline void load_bf16(global const ushort *p, long i, float16 *low, float16 *high) {
    *low = as_float16(convert_uint16(vload16(0, p + i)) << 16);
    *high = as_float16(convert_uint16(vload16(1, p + i)) << 16);
}

static inline void load_q8_0(global const uchar *p, long i, float16 *low, float16 *high) {
    global const uchar *block = p + i / BLOCK * Q8_0_BYTES;
    float scale = vload_half(0, (global const half *) block);
    global const char *values = (global const char *) block + 2;
    *low = scale * convert_float16(vload16(0, values));
    *high = scale * convert_float16(vload16(1, values));
}

static inline void load_q4_0(global const uchar *p, long i, float16 *low, float16 *high) {
    global const uchar *block = p + i / BLOCK * Q4_0_BYTES;
    float scale = vload_half(0, (global const half *) block);
    uchar16 pairs = vload16(0, block + 2);
    *low = scale * (convert_float16(pairs & (uchar) 15) - 8);
    *high = scale * (convert_float16(pairs >> (uchar) 4) - 8);
}

static inline float sum16(float16 v) {
    float8 v8 = v.lo + v.hi;
    float4 v4 = v8.lo + v8.hi;
    return v4.x + v4.y + (v4.z + v4.w);
}

// out = alpha * a * b, or += if add. a_by: k, rows, batches; b_by: columns, k, batches; out_by: columns, rows, batches.
// Both operands lie end to end along k.
#define ALONG_ROWS(type, T) \
    kernel void along_##type(READ(a), IN(T, b), WRITE(out), int m, int n, int k, float alpha, int add) { \
        long c = get_global_id(0), batch = get_global_id(1); \
        if (c >= n) return; \
        long at = b_at + batch * b_by.z + c * b_by.x; \
        a += a_at + batch * a_by.z; \
        out += out_at + batch * out_by.z + c * out_by.x; \
        float16 sum[ROWS]; \
        for (int i = 0; i < ROWS; i++) sum[i] = 0; \
        int whole = k / BLOCK * BLOCK; \
        for (int j = 0; j < whole; j += BLOCK) { \
            float16 low, high; \
            load_##type(b, at + j, &low, &high); \
            for (int i = 0; i < ROWS; i++) { \
                global const float *row = a + i * a_by.y + j; \
                sum[i] += low * vload16(0, row); \
                sum[i] += high * vload16(1, row); \
            } \
        } \
        for (int i = 0; i < ROWS; i++) { \
            float all = sum16(sum[i]); \
            for (int j = whole; j < k; j++) all += read_##type(b, at + j) * a[i * a_by.y + j]; \
            out[i * out_by.y] = (add ? out[i * out_by.y] : 0) + alpha * all; \
        } \
    }
ALONG_ROWS(f32, float)
ALONG_ROWS(f16, half)
ALONG_ROWS(bf16, ushort)
ALONG_ROWS(q8_0, uchar)
ALONG_ROWS(q4_0, uchar)
