"""Independent arithmetic for eight-bit weights, to compare the Java code with.

Written with numpy alone after the definition of scale and zero point of ONNX Runtime's quantizer: the extent is a float32
difference, the division is done in float64, the scale is then rounded to float32; values are divided by the rounded scale
and rounded half to even. It parses nothing: the inputs are float32 matrices that it makes itself from a small linear
congruential generator, which the Java test repeats.

Run in this folder:  python3 rounding.py > ../resources/dev/assay/quantization/rounding.tsv
"""

import hashlib

import numpy as np


def lcg(count, seed):
    """Uniform float32 numbers in [-1, 1) with 24 random bits each."""
    state = seed
    values = np.empty(count, dtype=np.float32)
    for i in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        values[i] = np.float32((state >> 40) / (1 << 23) - 1.0)
    return values


def scale_and_zero_point(rmin, rmax, qmin, qmax, symmetric):
    rmin = np.minimum(rmin, np.float32(0))
    rmax = np.maximum(rmax, np.float32(0))
    if symmetric:
        absmax = np.maximum(np.abs(rmin), np.abs(rmax))
        rmin, rmax = -absmax, absmax
    scale = np.float64(rmax - rmin) / (np.float64(qmax) - np.float64(qmin))
    if scale < np.finfo(np.float32).tiny:
        return np.float32(1), 0
    zero = np.round((qmin + qmax) / 2.0) if symmetric else np.round(qmin - np.float64(rmin) / scale)
    return np.float32(scale), int(zero)


def quantize(column, qmin, qmax, symmetric):
    scale, zero = scale_and_zero_point(column.min(), column.max(), qmin, qmax, symmetric)
    integers = np.clip(np.round(column / scale) + zero, qmin, qmax).astype(np.int32)
    return scale, zero, integers


def bits(value):
    return int(np.float32(value).view(np.uint32))


def case(name, matrix, kind):
    qmin, qmax, symmetric, per_channel, dtype = {
        "int8-channel": (-127, 127, True, True, np.int8),
        "int8-tensor": (-127, 127, True, False, np.int8),
        "int8-channel-reduced": (-64, 64, True, True, np.int8),
        "uint8-tensor": (0, 255, False, False, np.uint8),
    }[kind]
    if per_channel:
        columns = [quantize(matrix[:, c], qmin, qmax, symmetric) for c in range(matrix.shape[1])]
        integers = np.stack([c[2] for c in columns], axis=1)
        scales, zeros = [c[0] for c in columns], [c[1] for c in columns]
    else:
        scale, zero, integers = quantize(matrix, qmin, qmax, symmetric)
        scales, zeros = [scale], [zero]
    raw = integers.astype(dtype).tobytes()
    fields = [
        name,
        kind,
        matrix.shape[0],
        matrix.shape[1],
        hashlib.sha256(matrix.astype("<f4").tobytes()).hexdigest(),
        ",".join(str(bits(s)) for s in scales),
        ",".join(str(z) for z in zeros),
        hashlib.sha256(raw).hexdigest(),
        ",".join(str(int(v)) for v in integers.flatten()[:8]),
    ]
    return "\t".join(str(field) for field in fields)


def matrices():
    base = lcg(96 * 40, 20261120).reshape(96, 40)
    yield "uniform", base
    yield "cubed", (base * base * base).astype(np.float32)
    yield "shifted", (base + np.float32(0.75)).astype(np.float32)
    yield "positive", np.abs(base)
    zero = base.copy()
    zero[:, 3] = 0
    zero[:, 7] = np.float32(0.5)
    zero[:, 11] = np.float32(-1e-30)
    yield "constant-columns", zero
    yield "all-zero", np.zeros((8, 5), dtype=np.float32)
    yield "subnormal", (base[:8, :5] * np.float32(1e-40)).astype(np.float32)
    yield "tiny", (base[:8, :5] * np.float32(1e-37)).astype(np.float32)
    yield "huge", (base[:8, :5] * np.float32(1.6e38)).astype(np.float32)
    ties = np.arange(-127, 128, dtype=np.float32).reshape(-1, 1) / np.float32(2)
    yield "ties", np.concatenate([ties, np.full((1, 1), 127, dtype=np.float32)])


if __name__ == "__main__":
    kinds = ["int8-channel", "int8-tensor", "int8-channel-reduced", "uint8-tensor"]
    print("name", "kind", "rows", "columns", "input sha256", "scale bits", "zero points", "sha256", "first", sep="\t")
    for name, matrix in matrices():
        for kind in kinds:
            print(case(name, matrix, kind))
