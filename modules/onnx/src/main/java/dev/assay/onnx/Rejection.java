package dev.assay.onnx;

/** Why {@link ModelGate} refuses a file; the names are part of the interface of command line and REST. */
public enum Rejection {
    /** No bytes at all. */
    EMPTY,
    /** Some other format, or bytes that are no ONNX message. */
    NOT_ONNX,
    /** A valid beginning whose end is missing. */
    TRUNCATED,
    /** More bytes than the limit, in the file or declared by its tensors. */
    TOO_LARGE,
    /** Messages, or control-flow bodies, nested deeper than the limit. */
    TOO_DEEP,
    /** More nodes, initializers, attributes, names or functions than the limit. */
    TOO_MANY,
    /** A name that is too long, has control characters, or is not UTF-8. */
    BAD_NAME,
    /** IR version or operator-set version outside of the supported range. */
    UNSUPPORTED_VERSION,
    /** An operator from a domain that is neither built in nor defined in the file. */
    UNKNOWN_DOMAIN,
    /** An operator that its domain does not have, or that is not allowed here. */
    UNKNOWN_OP,
    /** Tensor data outside of the file. */
    EXTERNAL_DATA,
    /** Shape, type and data of a tensor contradict each other. */
    BAD_TENSOR,
    /** A function that calls itself, directly or through others. */
    RECURSIVE_FUNCTION,
    /** Functions that expand to more nodes than the limit. */
    FUNCTION_EXPANSION,
    /** The same function, or the same value name, defined twice. */
    DUPLICATE_NAME,
    /** Nodes that need each other's results. */
    CYCLIC_GRAPH,
    /** A node, or the graph, needs a value that nothing produces. */
    MISSING_INPUT,
    /** The file holds no graph. */
    NO_GRAPH,
    /** The graph returns nothing. */
    NO_OUTPUT
}
