package dev.assay.onnx.kernels;

/**
 * One piece of work of an inference.
 *
 * @param node            name of the node it stands for; the one that does the arithmetic where several are fused
 * @param op              its operator
 * @param kind            what it does most of the time
 * @param arithmetic      the numbers it computes with
 * @param operations      additions and multiplications; elements where values are converted, pieces for
 *                        {@link Kind#WINDOW}
 * @param laneOperations  the same with the idle lanes of vectors counted: channels and columns come in blocks of
 *                        {@link #LANES}; elements where values only move
 * @param weightBytes     bytes of constants that it reads, at their stored type
 * @param activationBytes bytes of all other values that it reads and writes, fused ones left out
 * @param dispatched      whether the runtime calls it by itself; false for work inside of another kernel's call
 * @param nodes           how many nodes of the graph it covers
 */
public record Kernel(
        String node,
        String op,
        Kind kind,
        Arithmetic arithmetic,
        long operations,
        long laneOperations,
        long weightBytes,
        long activationBytes,
        boolean dispatched,
        int nodes) {

    /** Single-precision numbers of the widest vectors in common use. */
    public static final long LANES = 16;

    /** What a kernel does; kernels of one kind reach about the same speed on one machine. */
    public enum Kind {
        /** Matrix products. */
        PRODUCT,
        /** Recurrent layers: products of one step after the other. */
        RECURRENT,
        /** Convolutions in which every result sees several input channels. */
        CONVOLUTION,
        /** Convolutions in groups, depthwise ones most of all: little reuse of what was read. */
        GROUPED,
        /** Normalisations over the features of one position. */
        NORMALIZATION,
        /** Softmax and transcendental functions. */
        MATH,
        /** Windows of which the largest or the mean is taken. */
        POOL,
        /** Everything else that computes element by element, and reductions. */
        ELEMENT,
        /** Pieces of a picture that are copied side by side before a quantized convolution; operations are pieces. */
        WINDOW,
        /** Conversion to small integers. */
        QUANTIZE,
        /** Conversion from small integers. */
        DEQUANTIZE,
        /** Conversion of sums inside of a quantized kernel. */
        REQUANTIZE,
        /** Values that only change their place. */
        MOVEMENT,
        /** Nothing but a call: shapes, views, single numbers. */
        VIEW
    }

    /** The numbers of an inner loop. */
    public enum Arithmetic {
        /** Single precision. */
        FLOAT,
        /** Eight-bit integers with 32-bit sums, on kernels made for them. */
        INT8,
        /** Where the CPU provider has no fast kernel: {@code ConvInteger}, scales for each channel, pools of plain pictures. */
        PLAIN,
        /** Weights of four bits in blocks, expanded inside of the kernel. */
        BLOCKS4,
        /** Weights of eight bits in blocks. */
        BLOCKS8
    }

    /** Bytes it moves in all. */
    public long bytes() {
        return weightBytes + activationBytes;
    }

    /** Operations per byte; 0 for a kernel that moves none. */
    public double intensity() {
        return bytes() == 0 ? 0 : operations / (double) bytes();
    }
}
