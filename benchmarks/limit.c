/* The article's network in C, written for this one case: what a compiler can reach, our limit.

   Two inputs, H tanh units, a softmax over two classes, all samples at once, float64. The samples
   lie on the contiguous axis, four to a vector; forward and backward of a block are done while it
   lies in cache. What is special to the case is used:

   - of two scores only the difference counts: s = z_1 - z_0, p_1 = 1 / (1 + exp(-s)), and the
     errors at the output are d = p_1 - y and -d;
   - a unit's share in s is u = W2[h][1] - W2[h][0], the same for all samples, so its error
     u d (1 - a^2) is summed without u;
   - two units are done at a time, to read x, s and d half as often.

   A block is VECTORS vectors of each of its rows: x's two columns, y, and 1 for a sample, 0 for
   what fills the last one up. It keeps no losses. Build: gcc -O3 -march=native -ffast-math (see limit.py). */

#include <stdint.h>
#include <stdlib.h>

enum { LANES = 4, VECTORS = 25, BLOCK = LANES * VECTORS, ROWS = 4 };
typedef double v4 __attribute__((vector_size(32)));
typedef int64_t w4 __attribute__((vector_size(32)));

/* exp(x) - 1 for |x| <= 700: x = n ln 2 + r (Cody & Waite), a series for r, n into the exponent */
static inline void grow(v4 x, v4 *power, v4 *rest)
{
    const double shift = 6755399441055744.0 + 1023.0; /* 1.5 * 2^52 and the exponent's bias */
    /* the barrier (gcc 12) keeps -ffast-math from taking the shift out again */
    v4 shifted = __builtin_assoc_barrier(x * 1.4426950408889634 + shift);
    v4 n = shifted - shift;
    v4 r = x - n * 6.93147180369123816490e-01 - n * 1.90821492927058770002e-10;
    v4 p = r * (1 / 39916800.0) + 1 / 3628800.0;
    p = p * r + 1 / 362880.0;
    p = p * r + 1 / 40320.0;
    p = p * r + 1 / 5040.0;
    p = p * r + 1 / 720.0;
    p = p * r + 1 / 120.0;
    p = p * r + 1 / 24.0;
    p = p * r + 1 / 6.0;
    p = p * r + 0.5;
    *rest = r + r * r * p;
    *power = (v4)((w4)shifted << 52);
}

static inline v4 limited(v4 x, double bound)
{
    v4 inside;
    for (int i = 0; i < LANES; i++) {
        double low = x[i] < bound ? x[i] : bound;
        inside[i] = low > -bound ? low : -bound;
    }
    return inside;
}

/* tanh z = (e^2z - 1) / (e^2z + 1) */
static inline v4 bend(v4 z)
{
    v4 power, rest;
    grow(2 * limited(z, 20), &power, &rest);
    v4 less_one = power * rest + (power - 1);
    return less_one / (less_one + 2);
}

static inline v4 sigmoid(v4 s)
{
    v4 power, rest;
    grow(-limited(s, 700), &power, &rest);
    return 1 / (1 + power + power * rest);
}

static double total(v4 x) { return (x[0] + x[1]) + (x[2] + x[3]); }

/* a = tanh(x W1 + b1) of some units, and their share in s */
static inline __attribute__((always_inline)) void
ahead(int units, int H, const double *W1, const double *b1, const double *u, const v4 *x, v4 *a,
      v4 *s)
{
    for (int v = 0; v < VECTORS; v++) {
        v4 share = s[v];
        for (int k = 0; k < units; k++) {
            v4 bent = bend(x[v] * W1[k] + x[VECTORS + v] * W1[H + k] + b1[k]);
            a[k * VECTORS + v] = bent;
            share += u[k] * bent;
        }
        s[v] = share;
    }
}

/* add to the gradients of some units, a vector each: of W1's two rows and b1 without u, of W2 */
static inline __attribute__((always_inline)) void
back(int units, int H, const v4 *x, const v4 *a, const v4 *d, v4 *g)
{
    v4 row0[2] = {{0}}, row1[2] = {{0}}, bias[2] = {{0}}, out[2] = {{0}};
    for (int v = 0; v < VECTORS; v++)
        for (int k = 0; k < units; k++) {
            v4 bent = a[k * VECTORS + v], weighed = bent * d[v], error = d[v] - bent * weighed;
            out[k] += weighed;
            bias[k] += error;
            row0[k] += error * x[v];
            row1[k] += error * x[VECTORS + v];
        }
    for (int k = 0; k < units; k++) {
        g[k] += row0[k];
        g[H + k] += row1[k];
        g[2 * H + k] += bias[k];
        g[3 * H + k] += out[k];
    }
}

/* The samples in blocks, the last one filled up. */
static v4 *packed(const double *x, const double *y, int64_t n, int64_t blocks)
{
    v4 *data = aligned_alloc(32, sizeof(v4) * ROWS * VECTORS * blocks);
    for (int64_t i = 0; data && i < blocks * BLOCK; i++) {
        double *block = (double *)(data + i / BLOCK * ROWS * VECTORS) + i % BLOCK;
        block[0] = i < n ? x[i] : 0;
        block[BLOCK] = i < n ? x[n + i] : 0;
        block[2 * BLOCK] = i < n ? y[i] : 0;
        block[3 * BLOCK] = i < n;
    }
    return data;
}

/* d of a block from its s; add them up in off */
static void judge(const v4 *block, const v4 *s, v4 *d, v4 *off)
{
    for (int v = 0; v < VECTORS; v++) {
        d[v] = (sigmoid(s[v]) - block[2 * VECTORS + v]) * block[3 * VECTORS + v];
        *off += d[v];
    }
}

/* Train in place. x (2, n), y (n,) in 0 and 1, theta = W1 (2, H), b1 (H,), W2 (H, 2), b2 (2,).
   Return whether there was memory enough. */
int train(double *theta, const double *x, const double *y, int64_t n, int64_t H, int64_t passes,
          double eta, double lam)
{
    double *W1 = theta, *b1 = W1 + 2 * H, *W2 = b1 + H, *b2 = W2 + 2 * H;
    int64_t blocks = (n + BLOCK - 1) / BLOCK;
    v4 *data = packed(x, y, n, blocks), *a = aligned_alloc(32, sizeof(v4) * VECTORS * H);
    v4 *g = aligned_alloc(32, sizeof(v4) * 4 * H), s[VECTORS], d[VECTORS];
    double *u = malloc(sizeof(double) * H);
    int enough = data && a && g && u;
    eta /= n;
    for (int64_t pass = 0; enough && pass < passes; pass++) {
        v4 off = {0}, *block = data;
        for (int64_t h = 0; h < H; h++)
            u[h] = W2[2 * h + 1] - W2[2 * h];
        for (int64_t i = 0; i < 4 * H; i++)
            g[i] = (v4){0};
        for (int64_t b = 0; b < blocks; b++, block += ROWS * VECTORS) {
            int64_t h = 0;
            for (int v = 0; v < VECTORS; v++)
                s[v] = (v4){0} + (b2[1] - b2[0]);
            for (; h + 2 <= H; h += 2)
                ahead(2, H, W1 + h, b1 + h, u + h, block, a + h * VECTORS, s);
            if (h < H)
                ahead(1, H, W1 + h, b1 + h, u + h, block, a + h * VECTORS, s);
            judge(block, s, d, &off);
            for (h = 0; h + 2 <= H; h += 2)
                back(2, H, block, a + h * VECTORS, d, g + h);
            if (h < H)
                back(1, H, block, a + h * VECTORS, d, g + h);
        }
        for (int64_t h = 0; h < H; h++) {
            double out = total(g[3 * H + h]);
            W1[h] -= eta * (u[h] * total(g[h]) + lam * W1[h]);
            W1[H + h] -= eta * (u[h] * total(g[H + h]) + lam * W1[H + h]);
            b1[h] -= eta * u[h] * total(g[2 * H + h]);
            W2[2 * h] -= eta * (lam * W2[2 * h] - out);
            W2[2 * h + 1] -= eta * (lam * W2[2 * h + 1] + out);
        }
        b2[0] += eta * total(off);
        b2[1] -= eta * total(off);
    }
    free(data);
    free(a);
    free(g);
    free(u);
    return enough;
}
