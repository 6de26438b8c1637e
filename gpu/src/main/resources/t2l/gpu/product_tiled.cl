// Matrix products for GPUs: a group of 16*16 work-items computes a tile of 64*64, going along k in steps of 16 whose
// operands all of them load together into local memory; each work-item keeps 4*4 of the results in registers.

#define TILE 64
#define DEPTH 16
#define OWN 4
#define GROUP (TILE / OWN)

// Neighbouring work-items load neighbours in memory: along k if those lie end to end, else along the tile's other axis.
#define LOAD_TILE(to, read, p, along_k, across, edge, first) \
    for (int i = item; i < TILE * DEPTH; i += GROUP * GROUP) { \
        int depth = (along_k) == 1 ? i % DEPTH : i / TILE; \
        int other = (along_k) == 1 ? i / DEPTH : i % TILE; \
        to[depth][other] = from + depth < k && (first) + other < (edge) \
                ? read(p, p##_first + (from + depth) * (along_k) + ((first) + other) * (across)) : 0; \
    }

// out = alpha * a * b, or += if add. a_by: k, rows, batches; b_by: columns, k, batches; out_by: columns, rows, batches.
#define PRODUCT(type, T) \
    kernel __attribute__((reqd_work_group_size(GROUP, GROUP, 1))) \
    void product_##type(READ(a), IN(T, b), WRITE(out), int m, int n, int k, float alpha, int add) { \
        local float as[DEPTH][TILE + 1], bs[DEPTH][TILE + 1]; \
        int lx = get_local_id(0), ly = get_local_id(1), item = ly * GROUP + lx; \
        long batch = get_global_id(2), column = get_group_id(0) * TILE, row = get_group_id(1) * TILE; \
        long a_first = a_at + batch * a_by.z, b_first = b_at + batch * b_by.z; \
        float sum[OWN][OWN]; \
        for (int i = 0; i < OWN; i++) for (int j = 0; j < OWN; j++) sum[i][j] = 0; \
        for (long from = 0; from < k; from += DEPTH) { \
            LOAD_TILE(as, read_f32, a, a_by.x, a_by.y, m, row) \
            LOAD_TILE(bs, read_##type, b, b_by.y, b_by.x, n, column) \
            barrier(CLK_LOCAL_MEM_FENCE); \
            for (int d = 0; d < DEPTH; d++) { \
                for (int i = 0; i < OWN; i++) { \
                    float x = as[d][ly + i * GROUP]; \
                    for (int j = 0; j < OWN; j++) sum[i][j] += x * bs[d][lx + j * GROUP]; \
                } \
            } \
            barrier(CLK_LOCAL_MEM_FENCE); \
        } \
        for (int i = 0; i < OWN; i++) { \
            for (int j = 0; j < OWN; j++) { \
                long r = row + ly + i * GROUP, c = column + lx + j * GROUP; \
                if (r < m && c < n) { \
                    long at = out_at + batch * out_by.z + r * out_by.y + c * out_by.x; \
                    out[at] = (add ? out[at] : 0) + alpha * sum[i][j]; \
                } \
            } \
        } \
    }
PRODUCT(f32, float)
PRODUCT(f16, half)
PRODUCT(bf16, ushort)
PRODUCT(q8_0, uchar)
PRODUCT(q4_0, uchar)
