"""Independent arithmetic for statically quantized weights, biases and activations, to compare the Java code with.

Written with numpy alone after onnxruntime.quantization 1.30 (compute_scale_zp, quantize_data, quantize_bias_static_impl,
_adjust_weight_scale_for_int32_bias). Two rules differ from the tool on purpose and are marked: a bias leaves room for the
sum of products beside it, and a channel of zero weights takes the scale that keeps its bias to 24 bits.

Run in this folder:  python3 static.py > ../resources/dev/assay/quantization/qdq/static.tsv
"""

import hashlib

import numpy as np

from rounding import bits, lcg, scale_and_zero_point

RANGES = {"u8": (0, 255), "s8": (-128, 127)}


def row(*fields):
    print("\t".join(str(field) for field in fields))


def joined(values, form=str):
    return ",".join(form(v) for v in values)


def weights(name, shape, axis, reduced):
    values = lcg(int(np.prod(shape)), seed=3).reshape(shape)
    if axis >= 0:
        index = [slice(None)] * len(shape)
        index[axis] = 1
        values[tuple(index)] *= np.float32(1e-4)
        index[axis] = 2
        values[tuple(index)] = 0
    q = 64 if reduced else 127
    channels = [values] if axis < 0 else np.moveaxis(values, axis, 0)
    scales = [scale_and_zero_point(c.min(), c.max(), -q, q, True)[0] for c in channels]
    spread = scales[0] if axis < 0 else np.array(scales).reshape([-1 if i == axis else 1 for i in range(len(shape))])
    integers = np.clip(np.round(values / spread), -q, q).astype(np.int8)
    row("weights", name, joined(shape), axis, reduced, joined(scales, lambda s: str(bits(s))), hashlib.sha256(integers.tobytes()).hexdigest())


def widened(input_scale, scale, bias, zero, products):
    largest = np.float64(np.abs(bias).max())
    if zero and largest > 0:
        return np.float32(largest / 2**23 / np.float64(input_scale))  # not the tool's rule
    unit = np.float64(input_scale) * np.float64(scale)
    by_tool = 1.0001 * (2.0 * largest) / (np.float64(2**31 - 1) - np.float64(-(2**31) + 1))
    room = max(2**31 - 1 - products * 255.0 * 127.0, 2**30)  # not the tool's rule
    least = max(by_tool, largest / room)
    return np.float32(np.float64(scale) * (least / unit)) if 0 < unit < least else scale


def bias(name, input_scale, scales, values, products, zero=()):
    """Output channel i belongs to scale i modulo their number."""
    input_scale, scales = np.float32(input_scale), np.array(scales, dtype=np.float32)
    values = np.array(values, dtype=np.float32)
    n = len(scales)
    wide = np.array([widened(input_scale, s, values[i::n], i in zero, products) for i, s in enumerate(scales)], np.float32)
    units = input_scale * wide
    spread = units[np.arange(len(values)) % n]
    integers = np.clip(np.round(values.astype(np.float64) / spread.astype(np.float64)), -(2**31), 2**31 - 1).astype(np.int64)
    word = lambda v: str(bits(v))
    row("bias", name, bits(input_scale), joined(scales, word), joined(values, word), products, joined(zero), joined(wide, word),
        joined(units, word), joined(integers))


def activation(low, high):
    low, high = np.float32(low), np.float32(high)
    for kind, (qmin, qmax) in RANGES.items():
        scale, zero = scale_and_zero_point(low, high, qmin, qmax, False)
        row("activation", kind, bits(low), bits(high), bits(scale), zero)


if __name__ == "__main__":
    for reduced in (False, True):
        weights("conv", (8, 3, 3, 3), 0, reduced)
        weights("conv-transpose", (3, 8, 2, 2), 1, reduced)
        weights("matmul", (24, 10), 1, reduced)
        weights("gemm-transposed", (10, 24), 0, reduced)
        weights("one-scale", (24, 10), -1, reduced)
    values = lcg(12, seed=4)
    bias("ordinary", 0.02, [0.01, 0.003, 0.5], values[:3], 576)
    bias("one scale", 0.02, [0.01], values[:5], 576)
    bias("groups", 0.02, [0.01, 0.003], values[:6], 576)
    bias("tiny weights, few products", 0.005, [1e-9, 1e-12, 1e-5], [5.0, -4.5, 1.0], 1)
    bias("tiny weights", 0.005, [1e-9, 1e-12, 1e-5], [5.0, -4.5, 1.0], 576)
    bias("tiny weights, very many products", 0.005, [1e-9], [5.0], 1 << 20)
    bias("zero weights", 0.02, [1.0, 0.01], [0.3, 0.3], 576, zero=(0,))
    bias("zero everything", 0.02, [1.0], [0.0], 576, zero=(0,))
    for low, high in [(-1, 1), (0, 6), (-0.17, 24.7), (2, 5), (-5, -2), (0, 0), (1e-40, 2e-40), (-3.3e38, 1e38), (-1e-30, 1e30),
                      (-0.001, 0.999), (-127.5, 127.5), (0, 1e-35)]:
        activation(low, high)
