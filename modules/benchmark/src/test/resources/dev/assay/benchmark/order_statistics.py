"""Writes late_allowance.csv and sign_ranks.csv: order statistics by SciPy's binomial distribution.

late_allowance: queries,late with late + 1 = the largest t such that P(Bin(queries, 0.01) <= t) <= 0.01.
sign_ranks: pairs,rank with the largest rank such that P(Bin(pairs, 1/2) <= rank - 1) <= 0.025.
Run: python3 order_statistics.py
"""
from scipy.stats import binom

with open("late_allowance.csv", "w") as out:
    for n in [10, 100, 458, 459, 661, 662, 663, 870, 1000, 1324, 2000, 5000, 10000, 24576, 200000, 1500000]:
        t = int(binom.ppf(0.01, n, 0.01))
        while t > 0 and binom.cdf(t, n, 0.01) > 0.01:
            t -= 1
        while binom.cdf(t + 1, n, 0.01) <= 0.01:
            t += 1
        out.write(f"{n},{t - 1}\n")

with open("sign_ranks.csv", "w") as out:
    for n in [6, 7, 8, 12, 24, 25, 60, 100, 600, 1000, 1200]:
        r = 0
        while binom.cdf(r, n, 0.5) <= 0.025:
            r += 1
        out.write(f"{n},{r}\n")
