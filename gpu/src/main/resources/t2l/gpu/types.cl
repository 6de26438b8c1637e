// What all programs share: how a tensor is given, and how one number of each type is read.
//
// A tensor is a buffer, the place `_at` of its first element and its steps `_by` along up to four axes, the last axis
// first. Offsets are 64 bits wide: a weight may have more than 2^31 elements.

#define IN(T, p) global const T *restrict p, long p##_at, long4 p##_by
#define READ(p) global const float *p, long p##_at, long4 p##_by
#define WRITE(p) global float *p, long p##_at, long4 p##_by

// With UNIT all tensors are known to have their last axis end to end.
#ifdef UNIT
#define ALONG(p, i) (i)
#else
#define ALONG(p, i) ((i) * p##_by.x)
#endif

// Element (r, j) of a matrix, element j of a vector.
#define AT2(p, r, j) p[p##_at + ALONG(p, j) + (r) * p##_by.y]
#define AT1(p, j) p[p##_at + (j) * p##_by.x]

// Of kernels whose groups share a row: tells the compiler the size of a group, so that it keeps to the registers that
// so many work-items may have. Groups are counted along the first dimension: devices of CUDA have at most 65535 along the
// others, and a vocabulary has more rows.
#define IN_LANES __attribute__((reqd_work_group_size(LANES, 1, 1)))

// Number i of an array of each type; blocks are those of GGUF (ggml block_q8_0, block_q4_0). Functions are static: one
// that is only inline is defined nowhere if a compiler would rather call it (C99 6.7.4), and some drivers would.
static inline float read_f32(global const float *p, long i) {
    return p[i];
}

static inline float read_f16(global const half *p, long i) {
    return vload_half(i, p);
}

static inline float read_bf16(global const ushort *p, long i) {
    return as_float((uint) p[i] << 16);
}

static inline float read_q8_0(global const uchar *p, long i) {
    global const uchar *block = p + i / BLOCK * Q8_0_BYTES;
    return vload_half(0, (global const half *) block) * (float) (char) block[2 + i % BLOCK];
}

static inline float read_q4_0(global const uchar *p, long i) {
    global const uchar *block = p + i / BLOCK * Q4_0_BYTES;
    int j = i % BLOCK;
    int pair = block[2 + j % 16];
    return vload_half(0, (global const half *) block) * (float) ((j < 16 ? pair & 15 : pair >> 4) - 8);
}

// The sum, or the largest, of one number of each of the LANES work-items of a group, known to all of them. The order of
// additions is always the same.
static inline float sum_lanes(float v, local float *shared) {
    int lane = get_local_id(0);
    shared[lane] = v;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int half_way = LANES / 2; half_way > 0; half_way /= 2) {
        if (lane < half_way) shared[lane] += shared[lane + half_way];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    float sum = shared[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    return sum;
}

static inline float max_lanes(float v, local float *shared) {
    int lane = get_local_id(0);
    shared[lane] = v;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int half_way = LANES / 2; half_way > 0; half_way /= 2) {
        if (lane < half_way) shared[lane] = fmax(shared[lane], shared[lane + half_way]);
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    float most = shared[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    return most;
}

