#!/usr/bin/env python3
"""Golden values for dev.assay.guidance.statistics, made with scipy and no code of the product.

Writes ranks.csv (which order statistics bound a percentile), needed.csv (fewest samples) and summary.csv (figures of
one fixed set of latencies) into ../resources/golden. Run it in this directory; scipy 1.17.1 made the committed files.
"""
import csv
import math
from pathlib import Path

from scipy.special import betainc
from scipy.stats import binom

GOLDEN = Path(__file__).parent.parent / "resources" / "golden"
PERCENTILES = [0.5, 0.9, 0.95, 0.97, 0.99, 0.999]
SIZES = [1, 2, 5, 6, 10, 11, 12, 44, 63, 64, 65, 99, 100, 129, 130, 200, 218, 219, 500, 661, 662, 1000, 1024, 6635, 6636, 10000]
RISK = 0.01 * (1 + 1e-12)


def holds(p, n, t):
    """MLPerf early stopping, c = 0.99, d = 0: t of n may be late."""
    return betainc(n - t, t + 1, p) <= RISK


def upper_rank(p, n):
    t = 0
    while t + 1 < n and holds(p, n, t + 1):
        t += 1
    return n - (t - 1) if t else None


def lower_rank(p, n):
    r = 0
    while r < n and binom.cdf(r, n, p) <= RISK:
        r += 1
    return r or None


def interval_ranks(p, n):
    """95 %: the narrowest pair of ranks with at most 2.5 % on each side."""
    low = max((r for r in range(1, n + 1) if binom.cdf(r - 1, n, p) <= 0.025), default=None)
    high = min((r for r in range(1, n + 1) if binom.cdf(r - 1, n, p) >= 0.975), default=None)
    return (low, high) if low and high else (None, None)


def samples():
    """Reproducible in any language: a 31-bit linear congruential generator, latencies between 1 and 4 ms."""
    state, out = 12345, []
    for _ in range(1000):
        state = (1103515245 * state + 12345) % 2**31
        out.append(1_000_000 + (state * 3_000_000) // 2**31)
    return out


def main():
    with open(GOLDEN / "needed.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["percentile", "needed"])
        for p in PERCENTILES:
            n = 2
            while not holds(p, n, 1):
                n += 1
            out.writerow([p, n])
    with open(GOLDEN / "ranks.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["percentile", "samples", "upper", "lower", "low95", "high95"])
        for p in PERCENTILES:
            for n in SIZES:
                low, high = interval_ranks(p, n)
                out.writerow([p, n, upper_rank(p, n) or "", lower_rank(p, n) or "", low or "", high or ""])
    data = samples()
    ordered = sorted(data)
    n = len(data)
    mean = sum(data) / n
    low50, high50 = interval_ranks(0.5, n)
    low90, high90 = interval_ranks(0.9, n)
    with open(GOLDEN / "summary.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["name", "value"])
        for name, value in [
            ("medianMs", (ordered[n // 2 - 1] + ordered[n // 2]) / 2e6),
            ("medianLowMs", ordered[low50 - 1] / 1e6),
            ("medianHighMs", ordered[high50 - 1] / 1e6),
            ("p90Ms", ordered[math.floor(n * 0.9)] / 1e6),
            ("p90LowMs", ordered[low90 - 1] / 1e6),
            ("p90HighMs", ordered[high90 - 1] / 1e6),
            ("p99BoundMs", ordered[upper_rank(0.99, n) - 1] / 1e6),
            ("meanMs", mean / 1e6),
            ("variation", math.sqrt(sum((x - mean) ** 2 for x in data) / (n - 1)) / mean),
            ("throughputPerSecond", n / (sum(data) / 1e9)),
        ]:
            out.writerow([name, repr(value)])


main()
