"""Independent arithmetic for weights rounded in blocks, to compare the Java code with.

Written with numpy alone: scales and zero points after ONNX Runtime's packer (float32 throughout, halves of zero points away
from 0), integers by division and rounding half to even, the search for the least squared error as the Java documentation
describes it, and GPTQ as the paper does (arXiv 2210.17323), one weight at a time, with the inverse of the Hessian formed by
numpy.linalg.inv and factored by numpy.linalg.cholesky: another way than the one the Java code takes. Sums of the search are
done in a loop, since numpy adds in another order. Inputs come from the generator of rounding.py, which the Java test repeats.

Run in this folder:  python3 blocks.py > ../resources/dev/assay/quantization/blockwise/blocks.tsv
"""

import hashlib

import numpy as np

from rounding import bits, lcg

F32 = np.float32


def covering(block, levels, symmetric):
    middle = levels // 2
    low, high = block.min(), block.max()
    if symmetric:
        largest = high if abs(high) > abs(low) else low
        return F32(-largest / F32(middle)), middle
    low, high = min(low, F32(0)), max(high, F32(0))
    scale = F32(F32(high - low) / F32(levels - 1))
    zero = F32(0) if scale == 0 else F32(F32(0) - F32(low / scale))
    return scale, int(np.clip(np.floor(np.float64(zero) + 0.5), 0, levels - 1))


def integers(block, scale, zero, levels):
    if scale == 0:
        return np.full(len(block), zero)
    return np.clip(np.round(block.astype(np.float64) / np.float64(scale)) + zero, 0, levels - 1).astype(int)


def squares(block, scale, zero, levels):
    error = 0.0
    q = integers(block, scale, zero, levels)
    for weight, integer in zip(block.astype(np.float64), q):
        difference = weight - (integer - zero) * np.float64(scale)
        error += difference * difference
    return error


def searched(block, levels, symmetric):
    covered, zero = covering(block.astype(F32), levels, symmetric)
    if covered == 0:
        return covered, zero
    best = (np.inf, covered, zero)
    for i in range(13):
        for shift in [1, -1] if symmetric else [0, -1, 1, -2, 2]:
            factor = np.float64(covered) * (1 - i * 0.025)
            scale = F32(factor * shift) if symmetric else F32(factor)
            candidate = zero if symmetric else zero + shift
            if 0 <= candidate < levels and scale != 0:
                error = squares(block, scale, candidate, levels)
                if error < best[0]:
                    best = (error, scale, candidate)
    for _ in range(3):
        least, scale, zero = best
        level = integers(block, scale, zero, levels) - zero
        product, square = 0.0, 0.0
        for weight, l in zip(block.astype(np.float64), level):
            product += weight * l
            square += float(l * l)
        fitted = F32(product / square) if square else F32(0)
        error = squares(block, fitted, zero, levels) if fitted != 0 else np.inf
        if error >= least:
            break
        best = (error, fitted, zero)
    return best[1], best[2]


def choose(block, levels, symmetric, search):
    return searched(block, levels, symmetric) if search else covering(block.astype(F32), levels, symmetric)


def plain(weights, levels, block, symmetric, search):
    rows, columns = weights.shape
    blocks = -(-rows // block)
    q = np.zeros((rows, columns), dtype=int)
    scales, zeros = np.zeros((columns, blocks), dtype=F32), np.zeros((columns, blocks), dtype=int)
    for c in range(columns):
        for b in range(blocks):
            part = slice(b * block, min(rows, (b + 1) * block))
            scale, zero = choose(weights[part, c], levels, symmetric, search)
            scales[c, b], zeros[c, b] = scale, zero
            q[part, c] = integers(weights[part, c], scale, zero, levels)
    return q, scales, zeros


def gptq(weights, inputs, levels, block, symmetric, search):
    rows, columns = weights.shape
    hessian = inputs.astype(np.float64).T @ inputs.astype(np.float64)
    hessian += 0.01 * np.mean(np.diag(hessian)) * np.eye(rows)
    factor = np.linalg.cholesky(np.linalg.inv(hessian))
    current = weights.astype(np.float64)
    q = np.zeros((rows, columns), dtype=int)
    blocks = -(-rows // block)
    scales, zeros = np.zeros((columns, blocks), dtype=F32), np.zeros((columns, blocks), dtype=int)
    for k in range(rows):
        b = k // block
        for c in range(columns):
            if k % block == 0:
                scales[c, b], zeros[c, b] = choose(current[k : (b + 1) * block, c], levels, symmetric, search)
            scale, zero = scales[c, b], zeros[c, b]
            q[k, c] = integers(current[k : k + 1, c], scale, zero, levels)[0]
            error = (current[k, c] - np.float64(F32(q[k, c] - zero) * scale)) / factor[k, k]
            current[k + 1 :, c] -= factor[k + 1 :, k] * error
    return q, scales, zeros


def packed(values, nbits):
    """Rows of integers as bytes, the first of a byte in its low bits, each row beginning with a new byte."""
    values = values.astype(np.uint8)
    if nbits == 8:
        return values.tobytes()
    if values.shape[1] % 2:
        values = np.pad(values, ((0, 0), (0, 1)))
    return (values[:, ::2] | (values[:, 1::2] << 4)).astype(np.uint8).tobytes()


def output_error(weights, inputs, q, scales, zeros, block):
    rows = weights.shape[0]
    at = np.arange(rows) // block
    rounded = (q - zeros.T[at]) * scales.T[at].astype(np.float64)
    return float(np.sum((inputs.astype(np.float64) @ (weights.astype(np.float64) - rounded)) ** 2))


def sha(data):
    return hashlib.sha256(data).hexdigest()


def line(name, weights, inputs, method, nbits, block, symmetric):
    levels = 1 << nbits
    search = method in ("mse", "gptq-mse")
    if method.startswith("gptq"):
        q, scales, zeros = gptq(weights, inputs, levels, block, symmetric, search)
    else:
        q, scales, zeros = plain(weights, levels, block, symmetric, search)
    padded = np.zeros((weights.shape[1], scales.shape[1] * block), dtype=int)
    padded[:, : weights.shape[0]] = q.T
    error = output_error(weights, inputs, q, scales, zeros, block) if inputs is not None else ""
    return "\t".join(
        str(field)
        for field in [
            name,
            method,
            nbits,
            block,
            symmetric,
            weights.shape[0],
            weights.shape[1],
            sha(weights.astype("<f4").tobytes()),
            ",".join(str(bits(s)) for s in scales.flatten()),
            ",".join(str(z) for z in zeros.flatten()),
            sha(packed(padded, nbits)),
            sha(packed(zeros, nbits)),
            ",".join(str(v) for v in q.T.flatten()[:8]),
            error,
        ]
    )


def matrices():
    base = lcg(144 * 6, 20261120).reshape(144, 6)
    yield "uniform", base
    yield "cubed", (base * base * base).astype(F32)
    yield "shifted", (base + F32(0.75)).astype(F32)
    yield "short", base[:24].copy()
    yield "odd", base[:37].copy()
    zero = base.copy()
    zero[:, 2] = 0
    zero[32:64, 4] = 0
    zero[:, 5] = F32(0.5)
    yield "zeros", zero
    yield "tiny", (base[:48] * F32(1e-38)).astype(F32)
    yield "huge", (base[:48] * F32(1.6e38)).astype(F32)


def correlated(rows, columns):
    """Inputs in which each element resembles the one before, all in float32."""
    inputs = lcg(rows * columns, 7).reshape(rows, columns)
    for i in range(1, columns):
        inputs[:, i] = (F32(0.8) * inputs[:, i - 1]).astype(F32) + inputs[:, i]
    return inputs


if __name__ == "__main__":
    print(
        *"name method bits block symmetric rows columns input scales zeros packed packed-zeros first output-error".split(),
        sep="\t",
    )
    for name, weights in matrices():
        for nbits, block, symmetric in [(4, 32, False), (4, 32, True), (4, 16, False), (4, 128, True), (8, 64, False)]:
            for method in ["rtn", "mse"]:
                print(line(name, weights, None, method, nbits, block, symmetric))
    base = lcg(144 * 6, 20261120).reshape(144, 6)
    for rows, block, symmetric in [(144, 32, False), (144, 16, True), (100, 64, False), (24, 32, False)]:
        for method in ["rtn", "gptq", "gptq-mse"]:
            print(line("uniform", base[:rows].copy(), correlated(96, rows), method, 4, block, symmetric))
