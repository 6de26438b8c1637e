// What the device could do at most: multiply-adds in registers and nothing else. WIDTH floats of each sum lie side by
// side. All of them, in every work-item, begin with numbers of their own, and all are kept: what is alike, compilers
// compute once, and what is dropped, not at all.

#if WIDTH == 16
typedef float16 sums;
#define BEGIN (float16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
#elif WIDTH == 8
typedef float8 sums;
#define BEGIN (float8)(0, 1, 2, 3, 4, 5, 6, 7)
#elif WIDTH == 4
typedef float4 sums;
#define BEGIN (float4)(0, 1, 2, 3)
#else
typedef float sums;
#define BEGIN 0
#endif

// c = c*x + y in twelve sums, which goes towards y / (1 - x).
__kernel void multiply_adds(__global sums *out, int rounds, float factor) {
    sums x = factor, y = 1e-3f;
    sums c0 = BEGIN + (float) get_global_id(0), c1 = c0 + y, c2 = c1 + y, c3 = c2 + y, c4 = c3 + y, c5 = c4 + y;
    sums c6 = c5 + y, c7 = c6 + y, c8 = c7 + y, c9 = c8 + y, c10 = c9 + y, c11 = c10 + y;
    for (int i = 0; i < rounds; i++) {
        c0 = fma(c0, x, y); c1 = fma(c1, x, y); c2 = fma(c2, x, y); c3 = fma(c3, x, y);
        c4 = fma(c4, x, y); c5 = fma(c5, x, y); c6 = fma(c6, x, y); c7 = fma(c7, x, y);
        c8 = fma(c8, x, y); c9 = fma(c9, x, y); c10 = fma(c10, x, y); c11 = fma(c11, x, y);
    }
    out[get_global_id(0)] = c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11;
}
