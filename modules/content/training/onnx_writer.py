"""Writes an ONNX file with nothing but the standard library and numpy.

Only what these two models need: one graph, float and int64 initializers, float, int and ints attributes. Field numbers are
those of onnx.proto (IR version 8). Fields are written in ascending order, so the same weights give the same bytes.
"""

import struct

import numpy as np

FLOAT, INT64 = 1, 7  # TensorProto.DataType


def varint(value):
    value &= (1 << 64) - 1  # negative numbers are ten bytes long, as protobuf wants them
    out = bytearray()
    while True:
        low = value & 0x7F
        value >>= 7
        if value:
            out.append(low | 0x80)
        else:
            out.append(low)
            return bytes(out)


def integer(field, value):
    return varint(field << 3) + varint(value)


def message(field, body):
    body = body.encode() if isinstance(body, str) else body
    return varint(field << 3 | 2) + varint(len(body)) + body


def real(field, value):
    return varint(field << 3 | 5) + struct.pack("<f", value)


def tensor(name, array):
    kind = {"float32": FLOAT, "int64": INT64}[str(array.dtype)]
    dims = b"".join(integer(1, d) for d in array.shape)
    raw = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes()
    return dims + integer(2, kind) + message(8, name) + message(9, raw)


def attribute(name, value):
    head = message(1, name)
    if isinstance(value, float):
        return head + real(2, value) + integer(20, 1)
    if isinstance(value, int):
        return head + integer(3, value) + integer(20, 2)
    return head + b"".join(integer(8, v) for v in value) + integer(20, 7)


def node(op, inputs, outputs, name, **attributes):
    body = b"".join(message(1, i) for i in inputs) + b"".join(message(2, o) for o in outputs)
    body += message(3, name) + message(4, op)
    return body + b"".join(message(5, attribute(k, v)) for k, v in sorted(attributes.items()))


def value_info(name, dims):
    """A float tensor; a dimension given as text is symbolic."""
    shape = b"".join(message(1, message(2, d) if isinstance(d, str) else integer(1, d)) for d in dims)
    return message(1, name) + message(2, message(1, integer(1, FLOAT) + message(2, shape)))


def model(graph_name, nodes, initializers, inputs, outputs, doc, opset=17):
    graph = b"".join(message(1, n) for n in nodes) + message(2, graph_name)
    graph += b"".join(message(5, tensor(n, a)) for n, a in initializers)
    graph += b"".join(message(11, value_info(n, d)) for n, d in inputs)
    graph += b"".join(message(12, value_info(n, d)) for n, d in outputs)
    body = integer(1, 8) + message(2, "assay-training") + message(3, "1") + message(6, doc)
    return body + message(7, graph) + message(8, message(1, "") + integer(2, opset))
