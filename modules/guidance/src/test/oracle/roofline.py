"""Golden values of the additive roofline, from its formula in numpy. Writes roofline-golden.json beside the tests.

Run: python3 modules/guidance/src/test/oracle/roofline.py
"""
import json
import os
import numpy as np

PARAMETERS = [
    "PRODUCT_FLOAT", "CONVOLUTION_FLOAT", "GROUPED_FLOAT", "RECURRENT", "NORMALIZATION", "MATH", "POOL", "POOL_PLAIN",
    "ELEMENT", "QUANTIZE", "DEQUANTIZE", "DEQUANTIZE_CHANNELS", "REQUANTIZE", "WINDOW", "MOVEMENT", "PRODUCT_INT8",
    "CONVOLUTION_INT8", "GROUPED_INT8", "CONVOLUTION_PLAIN", "PRODUCT_BLOCKS4", "PRODUCT_BLOCKS8"]
RATE = {("PRODUCT", "FLOAT"): "PRODUCT_FLOAT", ("PRODUCT", "INT8"): "PRODUCT_INT8", ("PRODUCT", "BLOCKS4"): "PRODUCT_BLOCKS4",
        ("CONVOLUTION", "FLOAT"): "CONVOLUTION_FLOAT", ("CONVOLUTION", "INT8"): "CONVOLUTION_INT8",
        ("CONVOLUTION", "PLAIN"): "CONVOLUTION_PLAIN", ("GROUPED", "FLOAT"): "GROUPED_FLOAT",
        ("DEQUANTIZE", "PLAIN"): "DEQUANTIZE_CHANNELS", ("POOL", "PLAIN"): "POOL_PLAIN"}
PLAIN = {"NORMALIZATION", "MATH", "ELEMENT", "QUANTIZE", "DEQUANTIZE", "REQUANTIZE", "WINDOW", "MOVEMENT", "POOL"}

rng = np.random.default_rng(7)
values = {name: float(np.round(np.exp(rng.uniform(np.log(0.5), np.log(400))), 3)) for name in PARAMETERS}
values |= {"NEAR_BANDWIDTH": 90.0, "FAR_BANDWIDTH": 40.0, "CACHE_BANDWIDTH": 80.0, "MEMORY_BANDWIDTH": 14.0, "DISPATCH": 350.0,
           "INTEGER_DISPATCH": 700.0, "CALL": 1100.0, "OVERLAP": 0.82, "RESIDENT_SHARE": 0.7}
CACHE = 33_554_432
kinds = [("PRODUCT", "FLOAT"), ("PRODUCT", "INT8"), ("PRODUCT", "BLOCKS4"), ("CONVOLUTION", "FLOAT"), ("CONVOLUTION", "INT8"),
         ("CONVOLUTION", "PLAIN"), ("GROUPED", "FLOAT"), ("NORMALIZATION", "FLOAT"), ("MATH", "FLOAT"), ("ELEMENT", "FLOAT"),
         ("QUANTIZE", "INT8"), ("DEQUANTIZE", "INT8"), ("DEQUANTIZE", "PLAIN"), ("POOL", "PLAIN"), ("WINDOW", "INT8"),
         ("MOVEMENT", "FLOAT"), ("VIEW", "FLOAT")]


def kernel():
    kind, arithmetic = kinds[rng.integers(len(kinds))]
    ops = 0 if kind == "VIEW" else int(10 ** rng.uniform(2, 8))
    return dict(kind=kind, arithmetic=arithmetic, operations=ops, laneOperations=int(ops * rng.choice([1, 1, 1.25])),
                weightBytes=0 if kind == "VIEW" else int(rng.choice([0, 10 ** rng.uniform(2, 7)])),
                activationBytes=0 if kind == "VIEW" else int(10 ** rng.uniform(2, 6.8)),
                dispatched=bool(kind not in ("WINDOW",)))


def nanos(work):
    total = sum(w["weightBytes"] for w in work)
    x = (total / (CACHE * values["RESIDENT_SHARE"])) ** 2
    share = x / (1 + x)
    cost = (1 - share) / values["CACHE_BANDWIDTH"] + share / values["MEMORY_BANDWIDTH"]
    q = values["OVERLAP"]
    t = values["CALL"]
    for w in work:
        key = (w["kind"], w["arithmetic"])
        name = RATE.get(key) or (w["kind"] if w["kind"] in PLAIN else None)
        compute = w["laneOperations"] / values[name] if name else 0.0
        memory = w["weightBytes"] * cost + w["activationBytes"] / values["NEAR_BANDWIDTH"] \
            + max(0.0, w["activationBytes"] - 1e6) / values["FAR_BANDWIDTH"]
        t += (compute ** q + memory ** q) ** (1 / q) if compute + memory > 0 else 0.0
        t += values["DISPATCH"] if w["dispatched"] else 0.0
        integer = w["dispatched"] and w["arithmetic"] == "INT8" and w["kind"] in ("PRODUCT", "CONVOLUTION", "GROUPED")
        t += values["INTEGER_DISPATCH"] if integer else 0.0
    return t


models = []
for i in range(12):
    work = [kernel() for _ in range(rng.integers(1, 12))]
    if i >= 9:
        work[0] |= dict(kind="PRODUCT", arithmetic="FLOAT", weightBytes=40_000_000 * (i - 8))
    t = nanos(work)
    models.append(dict(name=f"m{i}", family="golden", scheme="fp32", threads=1, medianNanos=t * float(rng.uniform(0.8, 1.25)),
                       samples=11, work=work, predictedNanos=t))
objective = float(np.mean([abs(np.log(m["predictedNanos"] / m["medianNanos"])) for m in models]))
out = os.path.join(os.path.dirname(__file__), "../resources/dev/assay/guidance/roofline/roofline-golden.json")
json.dump(dict(cacheBytes=CACHE, values=values, objective=objective, models=models), open(out, "w"), indent=1)
print(objective, [round(m["predictedNanos"]) for m in models])
