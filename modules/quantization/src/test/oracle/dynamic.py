"""Independent eight-bit weights of whole models, to compare the Java code with.

Reads an ONNX file with a few lines of protobuf wire format, walks the graph and the bodies below it, and rounds every
constant that the scheme int8-dynamic takes: weights of MatMul and Gemm (signed, symmetric, one scale per column) and
tables of Gather (unsigned, one scale). One line per rounded constant, sorted: kind, shape, SHA-256 of the integers, of the
float32 scales and of the zero points. The arithmetic is that of rounding.py.

Run in this folder, for each model:  python3 dynamic.py MODEL.onnx > ../resources/dev/assay/quantization/dynamic/NAME.tsv
"""

import hashlib
import struct
import sys

import numpy as np

from rounding import scale_and_zero_point


def fields(data):
    """Number and value of each field: an integer, or a view of its bytes."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        tag = varint()
        if tag & 7 == 0:
            yield tag >> 3, varint()
        else:
            size = {1: 8, 5: 4}.get(tag & 7) or (varint() if tag & 7 == 2 else None)
            size = size or 0
            yield tag >> 3, data[at : at + size]
            at += size


def text(view):
    return bytes(view).decode()


def tensor(data):
    dims, kind, raw, floats, name = [], 0, None, [], ""
    for number, value in fields(data):
        if number == 1:
            dims += [value] if isinstance(value, int) else list(packed(value))
        elif number == 2:
            kind = value
        elif number == 4:
            floats.append(bytes(value))
        elif number == 8:
            name = text(value)
        elif number == 9:
            raw = value
    values = None
    if kind == 1:
        values = np.frombuffer(raw if raw is not None else b"".join(floats), dtype="<f4")
        values = values.reshape(dims)
    return name, values


def packed(data):
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def attribute(data):
    name, found = "", {"graphs": []}
    for number, value in fields(data):
        if number == 1:
            name = text(value)
        elif number == 2:
            found["f"] = struct.unpack("<f", value)[0]
        elif number == 3:
            found["i"] = value
        elif number == 5:
            found["t"] = tensor(value)[1]
        elif number in (6, 11):
            found["graphs"].append(value)
    return name, found


def node(data):
    result = {"in": [], "out": [], "op": "", "domain": "", "attributes": {}}
    for number, value in fields(data):
        if number in (1, 2):
            result["in" if number == 1 else "out"].append(text(value))
        elif number == 4:
            result["op"] = text(value)
        elif number == 5:
            name, found = attribute(value)
            result["attributes"][name] = found
        elif number == 7:
            result["domain"] = text(value)
    return result


def digest(array):
    return hashlib.sha256(array.tobytes()).hexdigest()


def matrix(values):
    scales = np.array(
        [scale_and_zero_point(c.min(), c.max(), -127, 127, True)[0] for c in values.T], dtype="<f4"
    )
    integers = np.clip(np.round(values / scales), -127, 127).astype(np.int8)
    return "int8", values.shape, integers, scales, np.zeros(len(scales), np.int8)


def table(values):
    scale, zero = scale_and_zero_point(values.min(), values.max(), 0, 255, False)
    integers = np.clip(np.round(values / scale) + zero, 0, 255).astype(np.uint8)
    return "uint8", values.shape, integers, np.array([scale], "<f4"), np.array([zero], np.uint8)


def walk(data, outer, done):
    constants, computed, nodes = {}, set(), []
    for number, value in fields(data):
        if number == 1:
            nodes.append(node(value))
        elif number == 5:
            name, values = tensor(value)
            constants[name] = values
        elif number == 11:
            computed.add(text(next(v for n, v in fields(value) if n == 1)))
    replaceable = computed & constants.keys()
    for each in nodes:
        value = each["attributes"].get("value", {}).get("t")
        if each["op"] == "Constant" and value is not None:
            constants[each["out"][0]] = value
        elif each["op"] != "Constant":
            computed.update(each["out"])
    scopes = [(constants, computed - constants.keys(), replaceable)] + outer

    def constant(name):
        for scope in scopes:
            if name in scope[0]:
                return scope, None if name in scope[2] else scope[0][name]
            if name in scope[1]:
                break
        return None, None

    for each in nodes:
        if each["domain"] in ("", "ai.onnx") and each["op"] in ("MatMul", "Gemm", "Gather"):
            place = 0 if each["op"] == "Gather" else 1
            scope, values = constant(each["in"][place])
            of = each["attributes"]
            if values is not None and values.size > 0:
                turned = of.get("transB", {}).get("i", 0) if each["op"] == "Gemm" else 0
                factor = of.get("alpha", {}).get("f", 1.0) if each["op"] == "Gemm" else 1.0
                key = (id(scope[0]), each["in"][place], each["op"] == "Gather", turned, factor)
                if each["op"] == "Gather":
                    done[key] = table(values)
                elif values.ndim == 2 and not of.get("transA", {}).get("i", 0):
                    done[key] = matrix((values.T if turned else values) * np.float32(factor))
        for found in each["attributes"].values():
            for body in found["graphs"]:
                walk(body, scopes, done)
    done.setdefault("keep", []).append(scopes)  # so that no identity is used twice


def main(file):
    with open(file, "rb") as stream:
        data = memoryview(stream.read())
    done = {}
    walk(next(value for number, value in fields(data) if number == 7), [], done)
    del done["keep"]
    lines = [
        "\t".join([kind, "x".join(map(str, shape)), digest(integers), digest(scales), digest(zeros)])
        for kind, shape, integers, scales, zeros in done.values()
    ]
    print("\n".join(sorted(lines)))


main(sys.argv[1])
