"""Vectors of ONNX's node tests of the operator Attention, one head each, to compare the Java code with.

The inputs are those of onnx/backend/test/case/node/attention.py: numpy's generator is seeded with 0 before each case and
the arrays are drawn in the order Q, K, V, mask (onnx/backend/test/case/base.py). The results are computed here, in float64
and from the definition of the operator (docs/Operators.md, opset 24), not with the package onnx.

Of each case the head number 1 of the batch item number 1 is written, one line per matrix:
  case, matrix, rows, columns, values by rows
and one line per case with its attributes. Run in this folder:
  python3 attention.py > ../resources/dev/assay/learning/attention/onnx-attention.tsv
"""

import numpy as np

BATCH, HEAD = 1, 1


def line(case, name, matrix):
    matrix = np.asarray(matrix, dtype=np.float64)
    values = ",".join(repr(float(v)) for v in matrix.reshape(-1))
    print(f"{case}\t{name}\t{matrix.shape[0]}\t{matrix.shape[1]}\t{values}")


def emit(case, value_size=8, mask_shape=None, boolean=False, scale=None, causal=False, softcap=0.0):
    np.random.seed(seed=0)
    q = np.random.rand(2, 3, 4, 8).astype(np.float32)
    k = np.random.rand(2, 3, 6, 8).astype(np.float32)
    v = np.random.rand(2, 3, 6, value_size).astype(np.float32)
    mask = None
    if mask_shape is not None:
        mask = np.random.rand(*mask_shape)
        mask = mask.astype(bool) if boolean else mask.astype(np.float32)
        mask = np.broadcast_to(mask, (2, 3, 4, 6))[BATCH, HEAD]
    q, k, v = (a[BATCH, HEAD].astype(np.float64) for a in (q, k, v))
    factor = 1 / np.sqrt(8) if scale is None else scale
    raw = q @ k.T * factor
    capped = np.tanh(raw / softcap) * softcap if softcap else raw
    bias = np.zeros((4, 6))
    if mask is not None:
        bias = np.where(mask, 0.0, -np.inf) if boolean else mask.astype(np.float64)
    if causal:
        bias = bias + np.where(np.arange(6)[None, :] > np.arange(4)[:, None], -np.inf, 0.0)
    biased = capped + bias
    exponentials = np.exp(biased - biased.max(axis=1, keepdims=True))
    weights = exponentials / exponentials.sum(axis=1, keepdims=True)
    print(f"{case}\tattributes\t{float(factor)!r}\t{int(causal)}\t{softcap!r}")
    for name, matrix in (("Q", q), ("K", k), ("V", v)):
        line(case, name, matrix)
    if mask is not None:
        line(case, "bias", np.where(mask, 0.0, -np.inf) if boolean else mask)
    for name, matrix in (("mode0", raw), ("mode1", capped), ("mode2", biased), ("mode3", weights), ("Y", weights @ v)):
        line(case, name, matrix)


emit("attention_4d")
emit("attention_4d_diff_heads_sizes", value_size=10)
emit("attention_4d_scaled", scale=1e-2)
emit("attention_4d_causal", causal=True)
emit("attention_4d_attn_mask", mask_shape=(4, 6))
emit("attention_4d_attn_mask_4d_causal", mask_shape=(2, 3, 4, 6), causal=True)
emit("attention_4d_attn_mask_bool", mask_shape=(4, 6), boolean=True)
emit("attention_4d_softcap", softcap=2.0)
