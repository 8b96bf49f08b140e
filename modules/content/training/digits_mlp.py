"""Trains the digits MLP (64-32-10) and writes digits-mlp.onnx and digits-test.npz.

Data: the 1,797 8x8 digits that scikit-learn carries (a copy of the UCI test set), as digits.csv.gz: 64 pixels of 0..16 and the label.
500 examples, 50 of each class, are held out by a fixed seed and never trained on. Fixed schedule: nothing is selected on them.
"""

import argparse
import gzip
import hashlib
import pathlib

import numpy as np

import npz_writer
import onnx_writer as onnx

SEED, HELD_OUT_PER_CLASS, HIDDEN, EPOCHS, BATCH, RATE, DECAY = 20261120, 50, 32, 120, 32, 0.01, 1e-3


def split(labels, rng):
    held = np.concatenate([rng.permutation(np.flatnonzero(labels == c))[:HELD_OUT_PER_CLASS] for c in range(10)])
    held = rng.permutation(held)
    return np.setdiff1d(np.arange(len(labels)), held), held


def train(x, y, rng):
    """Adam on the mean cross-entropy; x (n,64) in 0..16, y (n,). The input scale 1/16 is folded into the first weights at the end."""
    x = x / np.float32(16)
    p = [rng.normal(0, np.sqrt(2 / 64), (64, HIDDEN)), np.zeros(HIDDEN), rng.normal(0, np.sqrt(2 / HIDDEN), (HIDDEN, 10)), np.zeros(10)]
    p = [a.astype(np.float32) for a in p]
    m, v, step = [np.zeros_like(a) for a in p], [np.zeros_like(a) for a in p], 0
    batches = EPOCHS * (len(x) // BATCH)
    for _ in range(EPOCHS):
        order = rng.permutation(len(x))
        for start in range(0, len(x) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            xb, yb = x[chosen], y[chosen]
            h = np.maximum(xb @ p[0] + p[1], 0)
            z = h @ p[2] + p[3]
            e = np.exp(z - z.max(1, keepdims=True))
            d = e / e.sum(1, keepdims=True)
            d[np.arange(BATCH), yb] -= 1
            d /= BATCH
            dh = (d @ p[2].T) * (h > 0)
            gradients = [xb.T @ dh, dh.sum(0), h.T @ d, d.sum(0)]
            step += 1
            rate = RATE * 0.5 * (1 + np.cos(np.pi * step / batches))
            for i, g in enumerate(gradients):
                m[i] = 0.9 * m[i] + 0.1 * g
                v[i] = 0.999 * v[i] + 0.001 * g * g
                p[i] -= (rate * (m[i] / (1 - 0.9**step) / (np.sqrt(v[i] / (1 - 0.999**step)) + 1e-8) + (RATE * DECAY * p[i] if i % 2 == 0 else 0))).astype(np.float32)
    p[0] /= np.float32(16)
    return p


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=pathlib.Path, required=True, help="digits.csv.gz")
    arguments.add_argument("--out", type=pathlib.Path, required=True)
    options = arguments.parse_args()
    table = np.loadtxt(gzip.open(options.data, "rt"), delimiter=",", dtype=np.int64)
    x, y = table[:, :64].astype(np.float32), table[:, 64]
    rng = np.random.default_rng(SEED)
    training, held = split(y, rng)
    w1, b1, w2, b2 = train(x[training], y[training], rng)

    def accuracy(rows):
        return float((np.argmax(np.maximum(x[rows] @ w1 + b1, 0) @ w2 + b2, 1) == y[rows]).mean())

    body = onnx.model(
        "digits-mlp",
        [
            onnx.node("Gemm", ["pixels", "fc1.weight", "fc1.bias"], ["fc1"], "/fc1/Gemm", transB=1),
            onnx.node("Relu", ["fc1"], ["hidden"], "/relu/Relu"),
            onnx.node("Gemm", ["hidden", "fc2.weight", "fc2.bias"], ["logits"], "/fc2/Gemm", transB=1),
        ],
        [("fc1.weight", w1.T.copy()), ("fc1.bias", b1), ("fc2.weight", w2.T.copy()), ("fc2.bias", b2)],
        [("pixels", ["batch_size", 64])],
        [("logits", ["batch_size", 10])],
        "8x8 handwritten digits, pixels of 0..16, row by row; one logit a digit",
    )
    (options.out / "digits-mlp.onnx").write_bytes(body)
    npz_writer.save(options.out / "digits-test.npz", pixels=x[held], labels=y[held])
    print(f"training accuracy {accuracy(training):.4f} of {len(training)}, held-out accuracy {accuracy(held):.4f} of {len(held)}")
    for name in ("digits-mlp.onnx", "digits-test.npz"):
        data = (options.out / name).read_bytes()
        print(name, len(data), hashlib.sha256(data).hexdigest())


if __name__ == "__main__":
    main()
