#!/usr/bin/env python3
"""Golden values for comparisons of runs, made with scipy and numpy and no code of the product.

Writes proportions.csv (Wilson intervals), paired.csv (McNemar's exact test and Tango's score bounds), holm.csv, tost.csv
(one-sided tests on a ratio) and starts.csv (hierarchical bootstrap) into ../resources/golden. Run it in this directory;
scipy 1.17.1 and numpy 2 made the committed files.
"""
import csv
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.stats import binomtest, norm, t

GOLDEN = Path(__file__).parent.parent / "resources" / "golden"


def write(name, header, rows):
    with open(GOLDEN / name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def proportions():
    rows = []
    for k, n, c in [(0, 1, .95), (1, 1, .95), (0, 50, .95), (50, 50, .95), (445, 500, .95), (98, 100, .95),
                    (497, 500, .95), (1, 1000, .95), (500, 1000, .99), (199, 200, .9)]:
        ci = binomtest(k, n).proportion_ci(confidence_level=c, method="wilson")
        rows.append([k, n, c, repr(float(ci.low)), repr(float(ci.high))])
    write("proportions.csv", ["successes", "trials", "confidence", "low", "high"], rows)


def tango(lost, gained, n, delta):
    """The score statistic, its nuisance parameter by maximising the multinomial likelihood numerically."""
    def loglik(p21):
        p12 = p21 + delta
        rest = 1 - p12 - p21
        total = 0.0
        for count, p in ((lost, p12), (gained, p21), (n - lost - gained, rest)):
            if count:
                if p <= 0:
                    return -1e300
                total += count * np.log(p)
        return total
    low, high = max(0.0, -delta), (1 - delta) / 2
    for _ in range(300):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        if loglik(a) < loglik(b):
            low = a
        else:
            high = b
    q = (low + high) / 2
    variance = n * (2 * q + delta * (1 - delta))
    return (lost - gained - n * delta) / np.sqrt(variance)


def paired():
    rows = []
    z = norm.ppf(.95)
    for lost, gained, n in [(0, 0, 1000), (5, 5, 1000), (12, 4, 1000), (3, 9, 500), (30, 10, 2000), (1, 0, 100),
                            (60, 40, 10000), (7, 0, 300)]:
        p = binomtest(lost, lost + gained, .5).pvalue if lost + gained else 1.0
        d = (lost - gained) / n
        high = brentq(lambda x: tango(lost, gained, n, x) + z, d + 1e-9, .9)
        low = brentq(lambda x: tango(lost, gained, n, x) - z, -.9, d - 1e-9)
        rows.append([lost, gained, n, repr(float(p)), repr(float(low)), repr(float(high))])
    write("paired.csv", ["lost", "gained", "examples", "pEqual", "low", "high"], rows)


def holm():
    rng = np.random.default_rng(5)
    rows = []
    for case in range(6):
        p = np.round(rng.uniform(0, 1, case + 1) ** 3, 6)
        # Reject step by step at every level instead of by the running maximum.
        adjusted = []
        for i in range(len(p)):
            def rejected(level):
                left = sorted(range(len(p)), key=lambda j: p[j])
                for rank, j in enumerate(left):
                    if p[j] > level / (len(p) - rank):
                        return i in left[:rank]
                return True
            low, high = 0.0, 1.0
            if not rejected(1.0):
                low = 1.0
            for _ in range(60):
                mid = (low + high) / 2
                if rejected(mid):
                    high = mid
                else:
                    low = mid
            adjusted.append(high)
        rows.append([" ".join(repr(float(x)) for x in p), " ".join(repr(float(x)) for x in adjusted)])
    write("holm.csv", ["p", "adjusted"], rows)


def tost():
    rows = []
    for ratio, half, freedom, margin in [(1.0, .05, 8, .1), (1.08, .04, 4, .1), (0.95, .02, 6.5, .1), (1.3, .1, 8, .1),
                                         (0.7, .3, 4, .02)]:
        se = half / t.ppf(.975, freedom)
        upper = t.sf((np.log1p(margin) - np.log(ratio)) / se, freedom)  # H0: ratio >= 1 + margin
        lower = t.sf((np.log(ratio) + np.log1p(margin)) / se, freedom)  # H0: ratio <= 1 / (1 + margin)
        differs = 2 * t.sf(abs(np.log(ratio)) / se, freedom)
        rows.append([ratio, half, freedom, margin, repr(float(upper)), repr(float(lower)), repr(float(differs))])
    write("tost.csv", ["ratio", "halfWidth", "freedom", "margin", "pNotSlower", "pNotFaster", "pDiffers"], rows)


def lcg(state):
    while True:
        state = (1103515245 * state + 12345) % 2**31
        yield state / 2**31


def starts_of(seed, count, samples, base):
    """Latencies of several starts, each with a shift of its own; the same in any language."""
    draw = lcg(seed)
    out = []
    for _ in range(count):
        shift = 1 + 0.04 * (next(draw) - 0.5)
        out.append([int(base * shift * (1 + 0.2 * next(draw) ** 2)) for _ in range(samples)])
    return out


def hierarchical():
    rows = []
    for seed, count, samples in [(11, 5, 400), (23, 5, 100), (7, 8, 250), (3, 3, 300)]:
        first = starts_of(seed, count, samples, 1_300_000)
        second = starts_of(seed + 1000, count, samples, 1_000_000)
        rng = np.random.default_rng(seed)
        draws = 20000

        def side(data):
            data = np.array(data)
            k, n = data.shape
            block = max(1, round(n ** .5))
            per_start = []
            for row in data:
                begin = rng.integers(0, n - block + 1, size=(draws, -(-n // block)))
                index = (begin[:, :, None] + np.arange(block)).reshape(draws, -1)[:, :n]
                per_start.append(np.log(np.median(row[index], axis=1)))
            # A pool of block medians per start; a resample of starts takes a fresh one of each drawn start.
            per_start = np.array(per_start)
            which = rng.integers(0, k, size=(draws, k))
            pick = rng.integers(0, draws, size=(draws, k))
            medians = np.log(np.median(data, axis=1))
            return medians.mean(), medians.var(ddof=1) / k, per_start[which, pick].mean(axis=1)

        a, va, da = side(first)
        b, vb, db = side(second)
        difference = np.sort(da - db)
        center = a - b
        welch = (va + vb) ** 2 / (va ** 2 / (count - 1) + vb ** 2 / (count - 1))
        widening = t.ppf(.975, welch) / norm.ppf(.975) * (count / (count - 1)) ** .5
        low = center - widening * (center - np.quantile(difference, .025))
        high = center + widening * (np.quantile(difference, .975) - center)
        rows.append([seed, count, samples, repr(float(np.exp(center))), repr(float(np.exp(low))),
                     repr(float(np.exp(high))), repr(float(welch))])
    write("starts.csv", ["seed", "starts", "samples", "ratio", "low", "high", "freedom"], rows)


if __name__ == "__main__":
    proportions()
    paired()
    holm()
    tost()
    hierarchical()
