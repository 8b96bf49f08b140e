"""Trains the Fashion-MNIST CNN and writes fashion-cnn.onnx and fashion-test.npz.

Three blocks of 3x3 convolution, batch normalization, ReLU and 2x2 max-pooling (16, 32, 64 channels), then 576-128-10. numpy only: a convolution is
im2col and one matrix product. Trained on the official 60,000 training images with random mirroring; the official test images are read only
after the last step, to report accuracy and to write the balanced test set of 1,000. Fixed schedule: no epoch is selected on them.
Activations are (n, height, width, channels) here and are exported as (n, channels, height, width).
"""

import argparse
import gzip
import hashlib
import pathlib
import time

import numpy as np

import npz_writer
import onnx_writer as onnx

SEED, BATCH, RATE, MOMENTUM, DECAY, BN_MOMENTUM, EPSILON = 20261120, 100, 0.1, 0.9, 5e-4, 0.1, 1e-5
CHANNELS = [1, 16, 32, 64]


def idx(path, header):
    with gzip.open(path) as stream:
        return np.frombuffer(stream.read(), np.uint8, offset=header)


def im2col(x):
    """(n,h,w,c) -> (n*h*w, 9*c), zero padding 1; columns are ordered ky, kx, c."""
    n, h, w, c = x.shape
    padded = np.zeros((n, h + 2, w + 2, c), np.float32)
    padded[:, 1:-1, 1:-1] = x
    columns = np.empty((n, h, w, 9, c), np.float32)
    for k in range(9):
        columns[:, :, :, k] = padded[:, k // 3 : k // 3 + h, k % 3 : k % 3 + w]
    return columns.reshape(n * h * w, 9 * c)


def conv_backward_input(d, weight, shape):
    """Gradient of the input: the same convolution with the kernel turned by 180 degrees and channels exchanged."""
    c = shape[3]
    turned = weight.reshape(9, c, -1)[::-1].transpose(0, 2, 1).reshape(-1, c)
    return (im2col(d) @ turned).reshape(shape)


def pool(x):
    """2x2 max-pooling, stride 2, odd edge dropped; returns the result and which of the four won."""
    n, h, w, c = x.shape
    cells = x[:, : h // 2 * 2, : w // 2 * 2].reshape(n, h // 2, 2, w // 2, 2, c).transpose(0, 1, 3, 2, 4, 5).reshape(n, h // 2, w // 2, 4, c)
    winner = cells.argmax(3)
    return np.take_along_axis(cells, winner[:, :, :, None], 3)[:, :, :, 0], winner


def pool_backward(d, winner, shape):
    n, h, w, c = shape
    cells = np.zeros((n, h // 2, w // 2, 4, c), np.float32)
    np.put_along_axis(cells, winner[:, :, :, None], d[:, :, :, None], 3)
    out = np.zeros(shape, np.float32)
    out[:, : h // 2 * 2, : w // 2 * 2] = (
        cells.reshape(n, h // 2, w // 2, 2, 2, c).transpose(0, 1, 3, 2, 4, 5).reshape(n, h // 2 * 2, w // 2 * 2, c)
    )
    return out


def start(rng):
    p = {}
    for i in range(3):
        fan_in = 9 * CHANNELS[i]
        p[f"conv{i + 1}.weight"] = rng.normal(0, np.sqrt(2 / fan_in), (fan_in, CHANNELS[i + 1]))
        p[f"bn{i + 1}.scale"], p[f"bn{i + 1}.bias"] = np.ones(CHANNELS[i + 1]), np.zeros(CHANNELS[i + 1])
    p["fc1.weight"], p["fc1.bias"] = rng.normal(0, np.sqrt(2 / 576), (576, 128)), np.zeros(128)
    p["fc2.weight"], p["fc2.bias"] = rng.normal(0, np.sqrt(2 / 128), (128, 10)), np.zeros(10)
    statistics = {}
    for i in range(3):
        statistics[f"bn{i + 1}.mean"] = np.zeros(CHANNELS[i + 1], np.float32)
        statistics[f"bn{i + 1}.var"] = np.ones(CHANNELS[i + 1], np.float32)
    return {k: v.astype(np.float32) for k, v in p.items()}, statistics


def gradients(p, statistics, x, y):
    """One forward and backward pass; x (n,28,28,1) in 0..1. Returns the mean loss and the gradient of every parameter."""
    saved, a = [], x
    for i in range(1, 4):
        columns = im2col(a)
        z = columns @ p[f"conv{i}.weight"]
        mean, var = z.mean(0), z.var(0)
        statistics[f"bn{i}.mean"] += BN_MOMENTUM * (mean - statistics[f"bn{i}.mean"])
        statistics[f"bn{i}.var"] += BN_MOMENTUM * (var * len(z) / (len(z) - 1) - statistics[f"bn{i}.var"])
        inverse = 1 / np.sqrt(var + EPSILON)
        normal = (z - mean) * inverse
        out = np.maximum(normal * p[f"bn{i}.scale"] + p[f"bn{i}.bias"], 0).reshape(*a.shape[:3], -1)
        pooled, winner = pool(out)
        saved.append((a.shape, columns, normal, inverse, out, winner))
        a = pooled
    flat = a.reshape(len(x), 576)
    h = np.maximum(flat @ p["fc1.weight"] + p["fc1.bias"], 0)
    logits = h @ p["fc2.weight"] + p["fc2.bias"]
    e = np.exp(logits - logits.max(1, keepdims=True))
    d = e / e.sum(1, keepdims=True)
    loss = -np.log(d[np.arange(len(y)), y] + 1e-12).mean()
    d[np.arange(len(y)), y] -= 1
    d /= len(y)
    g = {"fc2.weight": h.T @ d, "fc2.bias": d.sum(0)}
    d = (d @ p["fc2.weight"].T) * (h > 0)
    g["fc1.weight"], g["fc1.bias"] = flat.T @ d, d.sum(0)
    d = (d @ p["fc1.weight"].T).reshape(a.shape)
    for i in range(3, 0, -1):
        shape, columns, normal, inverse, out, winner = saved[i - 1]
        d = (pool_backward(d, winner, out.shape) * (out > 0)).reshape(-1, out.shape[3])
        g[f"bn{i}.scale"], g[f"bn{i}.bias"] = (d * normal).sum(0), d.sum(0)
        d = p[f"bn{i}.scale"] * inverse * (d - d.mean(0) - normal * (d * normal).mean(0))
        g[f"conv{i}.weight"] = columns.T @ d
        if i > 1:
            d = conv_backward_input(d.reshape(out.shape), p[f"conv{i}.weight"], shape)
    return loss, g


def predict(p, statistics, x):
    answers = []
    for begin in range(0, len(x), 500):
        a = x[begin : begin + 500]
        for i in range(1, 4):
            z = im2col(a) @ p[f"conv{i}.weight"]
            z = (z - statistics[f"bn{i}.mean"]) / np.sqrt(statistics[f"bn{i}.var"] + EPSILON) * p[f"bn{i}.scale"] + p[f"bn{i}.bias"]
            a = pool(np.maximum(z, 0).reshape(*a.shape[:3], -1))[0]
        h = np.maximum(a.reshape(len(a), 576) @ p["fc1.weight"] + p["fc1.bias"], 0)
        answers.append((h @ p["fc2.weight"] + p["fc2.bias"]).argmax(1))
    return np.concatenate(answers)


def export(p, statistics):
    nodes, initializers = [onnx.node("Mul", ["pixels", "scale"], ["scaled"], "/scale/Mul")], [("scale", np.array(1 / 255, np.float32))]
    a = "scaled"
    for i in range(1, 4):
        weight = p[f"conv{i}.weight"].reshape(3, 3, CHANNELS[i - 1], CHANNELS[i]).transpose(3, 2, 0, 1)
        initializers.append((f"conv{i}.weight", np.ascontiguousarray(weight)))
        for part in ("scale", "bias"):
            initializers.append((f"bn{i}.{part}", p[f"bn{i}.{part}"]))
        for part in ("mean", "var"):
            initializers.append((f"bn{i}.{part}", statistics[f"bn{i}.{part}"]))
        nodes.append(
            onnx.node("Conv", [a, f"conv{i}.weight"], [f"conv{i}"], f"/conv{i}/Conv", kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[1, 1])
        )
        parts = [f"bn{i}.{part}" for part in ("scale", "bias", "mean", "var")]
        nodes.append(onnx.node("BatchNormalization", [f"conv{i}", *parts], [f"bn{i}"], f"/bn{i}/BatchNormalization", epsilon=EPSILON))
        nodes.append(onnx.node("Relu", [f"bn{i}"], [f"relu{i}"], f"/relu{i}/Relu"))
        nodes.append(onnx.node("MaxPool", [f"relu{i}"], [f"pool{i}"], f"/pool{i}/MaxPool", kernel_shape=[2, 2], strides=[2, 2]))
        a = f"pool{i}"
    # the flattened order changes from (height, width, channel) to (channel, height, width)
    fc1 = p["fc1.weight"].reshape(3, 3, 64, 128).transpose(2, 0, 1, 3).reshape(576, 128)
    initializers += [
        ("fc1.weight", np.ascontiguousarray(fc1.T)),
        ("fc1.bias", p["fc1.bias"]),
        ("fc2.weight", np.ascontiguousarray(p["fc2.weight"].T)),
        ("fc2.bias", p["fc2.bias"]),
    ]
    nodes += [
        onnx.node("Flatten", [a], ["flat"], "/flatten/Flatten", axis=1),
        onnx.node("Gemm", ["flat", "fc1.weight", "fc1.bias"], ["fc1"], "/fc1/Gemm", transB=1),
        onnx.node("Relu", ["fc1"], ["hidden"], "/relu4/Relu"),
        onnx.node("Gemm", ["hidden", "fc2.weight", "fc2.bias"], ["logits"], "/fc2/Gemm", transB=1),
    ]
    return onnx.model(
        "fashion-cnn",
        nodes,
        initializers,
        [("pixels", ["batch_size", 1, 28, 28])],
        [("logits", ["batch_size", 10])],
        "Fashion-MNIST images, grey values of 0..255; one logit a class: T-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, boot",
    )


def check_gradients():
    """Central differences on the backward pass, before a long training is trusted to it."""
    rng = np.random.default_rng(1)
    p, statistics = start(rng)
    x, y = rng.random((8, 28, 28, 1), np.float32), rng.integers(0, 10, 8)
    _, g = gradients(p, statistics, x, y)
    worst = 0.0
    for name, value in p.items():
        direction = rng.normal(size=value.shape).astype(np.float32)
        direction /= np.linalg.norm(direction)
        step, kept = 2e-3, value.copy()
        p[name] = kept + step * direction
        up, _ = gradients(p, statistics, x, y)
        p[name] = kept - step * direction
        down, _ = gradients(p, statistics, x, y)
        p[name] = kept
        expected, numeric = float((g[name] * direction).sum()), float((up - down) / (2 * step))
        worst = max(worst, abs(expected - numeric) / max(0.02, abs(expected) + abs(numeric)))
    print(f"gradient check: worst relative difference {worst:.4f}", flush=True)
    if worst > 0.05:
        raise SystemExit("the backward pass is wrong")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=pathlib.Path, required=True, help="directory of the four Fashion-MNIST idx files")
    arguments.add_argument("--out", type=pathlib.Path, required=True)
    arguments.add_argument("--epochs", type=int, default=12)
    options = arguments.parse_args()
    check_gradients()
    x = idx(options.data / "train-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28, 1).astype(np.float32) / np.float32(255)
    y = idx(options.data / "train-labels-idx1-ubyte.gz", 8).astype(np.int64)
    rng = np.random.default_rng(SEED)
    p, statistics = start(rng)
    velocity = {k: np.zeros_like(v) for k, v in p.items()}
    steps, step, began = options.epochs * (len(x) // BATCH), 0, time.monotonic()
    for epoch in range(options.epochs):
        order, total = rng.permutation(len(x)), 0.0
        for begin in range(0, len(x), BATCH):
            chosen = order[begin : begin + BATCH]
            xb = x[chosen]
            mirrored = rng.random(len(xb)) < 0.5
            xb[mirrored] = xb[mirrored, :, ::-1]
            loss, g = gradients(p, statistics, xb, y[chosen])
            total += float(loss) * len(xb)
            # linear warm-up over the first 5 % of the steps, then a half cosine down to zero
            rate = RATE * min(1.0, step / (0.05 * steps)) * 0.5 * (1 + np.cos(np.pi * step / steps))
            step += 1
            for k in p:
                decay = DECAY if k.endswith("weight") else 0.0
                velocity[k] = np.float32(MOMENTUM) * velocity[k] - np.float32(rate) * (g[k] + np.float32(decay) * p[k])
                p[k] += velocity[k]
        print(f"epoch {epoch + 1} mean loss {total / len(x):.4f} after {time.monotonic() - began:.0f} s", flush=True)
    (options.out / "fashion-cnn.onnx").write_bytes(export(p, statistics))

    test_x = idx(options.data / "t10k-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28, 1)
    test_y = idx(options.data / "t10k-labels-idx1-ubyte.gz", 8).astype(np.int64)
    right = predict(p, statistics, test_x.astype(np.float32) / np.float32(255)) == test_y
    chooser = np.random.default_rng(SEED)
    chosen = chooser.permutation(np.concatenate([chooser.permutation(np.flatnonzero(test_y == c))[:100] for c in range(10)]))
    images = test_x[chosen].transpose(0, 3, 1, 2).astype(np.float32)
    npz_writer.save(options.out / "fashion-test.npz", pixels=images, labels=test_y[chosen])
    print(f"test accuracy {right.mean():.4f} of {len(right)}; of the chosen {len(chosen)}: {right[chosen].mean():.4f}")
    for name in ("fashion-cnn.onnx", "fashion-test.npz"):
        data = (options.out / name).read_bytes()
        print(name, len(data), hashlib.sha256(data).hexdigest())


if __name__ == "__main__":
    main()
