"""Principal components by numpy's singular value decomposition, to compare the Java code with.

The points come from a small linear congruential generator, which the Java test repeats; the columns are stretched so that
variances differ. One line per case: points, dimensions, total variance, variances, and the first point on the first three
directions, each direction turned so that its largest part is positive.

Run in this folder:  python3 space.py > ../resources/dev/assay/learning/space/components.tsv
"""

import numpy as np


def lcg(count, seed):
    state = seed
    values = np.empty(count)
    for i in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        values[i] = (state >> 40) / (1 << 23) - 1.0
    return values


for points, dimensions in ((60, 12), (12, 40), (5, 5)):
    x = lcg(points * dimensions, points).reshape(points, dimensions) * (1 + np.arange(dimensions) % 7)
    x = x - x.mean(axis=0)
    _, singular, directions = np.linalg.svd(x, full_matrices=False)
    variances = singular**2 / (points - 1)
    for direction in directions:
        if direction[np.argmax(np.abs(direction))] < 0:
            direction *= -1
    numbers = lambda values: ",".join(repr(float(v)) for v in values)
    print(
        points,
        dimensions,
        repr(float(x.var(axis=0, ddof=1).sum())),
        numbers(variances[variances > 1e-10]),
        numbers(directions[:3] @ x[0]),
        sep="\t",
    )
