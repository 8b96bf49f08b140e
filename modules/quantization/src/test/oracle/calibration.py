"""Independent arithmetic for the ranges of activations, to compare the Java code with.

Written with numpy and scipy after the calibrators of onnxruntime.quantization (calibrate.py): numpy.histogram over
(-threshold, threshold), ends of a percentile from the cumulated histogram, and the window of least Kullback-Leibler
divergence. The entropy is computed twice: "entropy" is the method as its authors describe it, which the product uses, and
"tool" is the same with the five departures of the tool (except that it is given 2048 bins too; with its own 128 it always
keeps everything). The last is there to be looked at, no test reads it.

Inputs are float32 numbers from the small linear congruential generator of rounding.py, split into seven examples.

Run in this folder:  python3 calibration.py > ../resources/dev/assay/quantization/calibration/calibration.tsv
"""

import hashlib

import numpy as np
from scipy.stats import entropy

from rounding import bits, lcg

BINS, LEVELS, EXAMPLES = 2048, 128, 7


def ends_of_percentile(counts, edges, low, high, percentile):
    if percentile == 100:
        return low, high  # the tool loses the last bin here, because the cumulated shares need not reach 1 before it
    cdf = np.cumsum(counts / counts.sum())
    cut = (100.0 - percentile) / 200.0
    return clipped(edges[np.searchsorted(cdf, cut)], edges[np.searchsorted(cdf, 1.0 - cut)], low, high)


def clipped(left, right, low, high):
    left, right = max(left, low), min(right, high)
    if left > right or not min(left, 0) < max(right, 0):
        return low, high
    return left, right


def smooth(values, dtype):
    zeros = values == 0
    if zeros.all():
        return None
    taken = 0.0001 * zeros.sum() / (~zeros).sum()
    return np.where(zeros, 0.0001, values - taken).astype(dtype)


def ends_of_entropy(counts, edges, low, high):
    centre = counts.size // 2
    divergences = []
    for half in range(LEVELS // 2, centre + 1):
        window = counts[centre - half : centre + half]
        p = window.astype(np.float64)
        p[0] += counts[: centre - half].sum()
        p[-1] += counts[centre + half :].sum()
        group = window.size // LEVELS
        starts = np.arange(LEVELS) * group
        mass = np.add.reduceat(window, starts)
        filled = np.add.reduceat((p != 0).astype(np.int64), starts)
        spread = np.divide(mass, filled, out=np.zeros(LEVELS), where=filled != 0)
        sizes = np.diff(np.append(starts, window.size))
        q = np.where(p != 0, np.repeat(spread, sizes), 0.0)
        p, q = smooth(p, np.float64), smooth(q, np.float64)
        divergences.append(np.inf if q is None else entropy(p, q))
    half = LEVELS // 2 + int(np.argmin(divergences))
    return clipped(edges[centre - half], edges[centre + half], low, high)


def ends_of_entropy_by_tool(counts, edges, low, high):
    centre = counts.size // 2
    divergences, ends = [], []
    for i in range(LEVELS // 2, centre + 1):
        start, end = centre - i, min(centre + i + 1, counts.size)
        ends.append((edges[start], edges[end]))
        window = counts[start:end]
        p = window.copy()
        p[0] += counts[:start].sum()
        p[-1] += counts[end:].sum()
        nonzero = (p != 0).astype(np.int64)
        group = window.size // LEVELS
        merged = np.array([window[k * group : (k + 1) * group].sum() for k in range(LEVELS)])
        merged[-1] += window[LEVELS * group :].sum()
        q = np.zeros(p.size, dtype=np.int64)
        for k in range(LEVELS):
            norm = nonzero[k * group : (k + 1) * group].sum()
            if norm != 0:
                q[k * group : (k + 1) * group] = float(merged[k]) / float(norm)
        p, q = smooth(p, np.float32), smooth(q, np.float32)
        divergences.append(np.inf if q is None else entropy(p, q))
    left, right = ends[int(np.argmin(divergences))]
    return max(left, low), min(right, high)


def moving_average(examples):
    low, high = examples[0].min(), examples[0].max()
    c = np.float32(0.01)
    for example in examples[1:]:
        low = low + c * (example.min() - low)
        high = high + c * (example.max() - high)
    return low, high


def pair(values):
    return ",".join(str(bits(v)) for v in values)


def case(name, values):
    low, high = values.min(), values.max()
    threshold = max(abs(low), abs(high))
    counts, edges = np.histogram(values, BINS, range=(-float(threshold), float(threshold)))
    edges = edges.astype(np.float32)
    if threshold == 0:
        cuts = [(low, high)] * 6
        digest = "-"
    else:
        cuts = [ends_of_percentile(counts, edges, low, high, p) for p in (90, 99.9, 99.99, 100)]
        cuts += [ends_of_entropy(counts, edges, low, high), ends_of_entropy_by_tool(counts, edges, low, high)]
        digest = hashlib.sha256(counts.astype("<i8").tobytes()).hexdigest()
    fields = [
        name,
        values.size,
        hashlib.sha256(values.astype("<f4").tobytes()).hexdigest(),
        pair((low, high)),
        pair(moving_average(np.array_split(values, EXAMPLES))),
        digest,
        *(pair(cut) for cut in cuts),
    ]
    return "\t".join(str(field) for field in fields)


def tensors():
    base = lcg(70_000, seed=1)
    yield "uniform", base
    yield "cubed", (base * base * base).astype(np.float32)
    yield "shifted", base + np.float32(0.75)
    yield "positive", np.maximum(base, np.float32(0))
    heavy = base
    for _ in range(3):
        heavy = (heavy * heavy * base).astype(np.float32)
    yield "heavy-tailed", heavy * np.float32(30)
    yield "few", base[:50].copy()
    yield "constant", np.full(700, 5, dtype=np.float32)
    yield "negative-constant", np.full(700, -0.1, dtype=np.float32)
    yield "zero", np.zeros(700, dtype=np.float32)
    sparse = np.zeros(70_000, dtype=np.float32)
    sparse[69_999] = 3
    yield "sparse", sparse
    outlier = base * np.float32(0.5)
    outlier[35_000] = 100
    yield "outlier", outlier
    yield "tiny", base[:7000] * np.float32(1e-30)
    yield "levels", np.round(base * np.float32(20))


if __name__ == "__main__":
    print(
        "name", "values", "input sha256", "min max", "average", "histogram sha256", "p90", "p99.9", "p99.99", "p100", "entropy",
        "tool", sep="\t"
    )
    for name, values in tensors():
        print(case(name, values))
