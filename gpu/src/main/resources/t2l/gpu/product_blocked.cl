// Matrix products for processors: a work-item keeps a tile of MR rows and two vectors of VEC columns in registers (Goto &
// van de Geijn 2008). Both operands are first packed into panels, so that the innermost loop reads memory from beginning
// to end whatever the views and types were.

#define NR (2 * VEC)
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#define FLOATS CAT(float, VEC)
#define LOAD CAT(vload, VEC)
#define STORE CAT(vstore, VEC)

// Places along k that a panel of b keeps in the innermost cache, and tiles that use it there one after the other.
#define CHUNK 256
#define TILES 8

// Places along k that a work-item packs.
#define PACKED 64

// Panels of `width` along x, the places along k one after the other: to[batch][panel][k][width], zeros beyond the end.
#define PACK(type, T) \
    kernel void pack_##type(IN(T, p), global float *restrict to, int count, int k, int width) { \
        long panel = get_global_id(0), batch = get_global_id(2); \
        int from = get_global_id(1) * PACKED, end = min(k, from + PACKED); \
        int used = min((long) width, count - panel * width); \
        long at = p_at + panel * width * p_by.x + batch * p_by.z; \
        to += ((batch * get_global_size(0) + panel) * k) * width; \
        if (p_by.x == 1) { \
            for (int j = from; j < end; j++) { \
                for (int i = 0; i < used; i++) to[(long) j * width + i] = read_##type(p, at + i + j * p_by.y); \
            } \
        } else { \
            for (int i = 0; i < used; i++) { \
                for (int j = from; j < end; j++) { \
                    to[(long) j * width + i] = read_##type(p, at + i * p_by.x + j * p_by.y); \
                } \
            } \
        } \
        for (int j = from; j < end; j++) { \
            for (int i = used; i < width; i++) to[(long) j * width + i] = 0; \
        } \
    }
PACK(f32, float)
PACK(f16, half)
PACK(bf16, ushort)
PACK(q8_0, uchar)
PACK(q4_0, uchar)

// out = alpha * a * b, or += if add; out_by: columns, rows, batches.
kernel void product(global const float *restrict a, global const float *restrict b, WRITE(out), int m, int n, int k,
        float alpha, int add) {
    int tiles = (m + MR - 1) / MR;
    int first = get_global_id(0) * TILES, last = min(tiles, first + TILES);
    long panel = get_global_id(1), batch = get_global_id(2);
    int columns = min((long) NR, n - panel * NR);
    a += batch * tiles * MR * k;
    b += (batch * get_global_size(1) + panel) * NR * k;
    out += out_at + batch * out_by.z + panel * NR * out_by.x;
    for (int from = 0; from < k; from += CHUNK) {
        int count = min(CHUNK, k - from);
        for (int tile = first; tile < last; tile++) {
            FLOATS sum[MR][2];
            #pragma unroll
            for (int i = 0; i < MR; i++) sum[i][0] = sum[i][1] = 0;
            global const float *restrict as = a + ((long) tile * k + from) * MR;
            global const float *restrict bs = b + (long) from * NR;
            for (int j = 0; j < count; j++) {
                FLOATS left = LOAD(0, bs), right = LOAD(1, bs);
                #pragma unroll
                for (int i = 0; i < MR; i++) {
                    sum[i][0] += as[i] * left;
                    sum[i][1] += as[i] * right;
                }
                as += MR;
                bs += NR;
            }
            bool over = add || from > 0;
            if (columns == NR && out_by.x == 1 && (tile + 1) * MR <= m) {
                #pragma unroll
                for (int i = 0; i < MR; i++) {
                    global float *to = out + (tile * MR + i) * out_by.y;
                    STORE((over ? LOAD(0, to) : 0) + alpha * sum[i][0], 0, to);
                    STORE((over ? LOAD(1, to) : 0) + alpha * sum[i][1], 1, to);
                }
            } else {
                float row[MR][NR];
                #pragma unroll
                for (int i = 0; i < MR; i++) {
                    STORE(sum[i][0], 0, row[i]);
                    STORE(sum[i][1], 1, row[i]);
                }
                for (int i = 0; i < min(MR, m - tile * MR); i++) {
                    for (int c = 0; c < columns; c++) {
                        global float *to = out + (tile * MR + i) * out_by.y + c * out_by.x;
                        *to = (over ? *to : 0) + alpha * row[i][c];
                    }
                }
            }
        }
    }
}
