package dev.assay.guidance.roofline;

import dev.assay.protocol.ProbeReport.Work;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that describe one device at one number of threads. Rates are in operations per nanosecond (10^9 per second),
 * bandwidths in bytes per nanosecond (GB/s), times in nanoseconds.
 */
public enum Parameter {
    /** Matrix products in single precision. */
    PRODUCT_FLOAT("matrix products, fp32", "Gop/s", 100),
    /** Convolutions in single precision. */
    CONVOLUTION_FLOAT("convolutions, fp32", "Gop/s", 100),
    /** Convolutions in groups in single precision. */
    GROUPED_FLOAT("grouped convolutions, fp32", "Gop/s", 60),
    /** Recurrent layers. */
    RECURRENT("recurrent layers", "Gop/s", 50),
    /** Normalisations over features. */
    NORMALIZATION("normalisations", "Gop/s", 5),
    /** Softmax and transcendental functions. */
    MATH("softmax and functions", "Gop/s", 6),
    /** Pools of pictures in blocks of channels, or of bytes. */
    POOL("pools", "Gop/s", 5),
    /** Pools of pictures as they stand in the file. */
    POOL_PLAIN("pools, plain layout", "Gop/s", 0.5),
    /** Everything that computes element by element. */
    ELEMENT("element by element", "Gop/s", 15),
    /** Conversion to integers. */
    QUANTIZE("conversion to int8", "G/s", 3),
    /** Conversion from integers with one scale. */
    DEQUANTIZE("conversion from int8", "G/s", 5),
    /** Conversion from integers with a scale for each channel. */
    DEQUANTIZE_CHANNELS("conversion from int8 by channel", "G/s", 0.7),
    /** Conversion of sums inside of integer kernels. */
    REQUANTIZE("conversion of sums", "G/s", 10),
    /** Copies of pieces before quantized convolutions. */
    WINDOW("pieces before convolutions", "G/s", 0.3),
    /** Elements that change their place. */
    MOVEMENT("values moved", "G/s", 3),
    /** Matrix products of bytes. */
    PRODUCT_INT8("matrix products, int8", "Gop/s", 400),
    /** Convolutions of bytes. */
    CONVOLUTION_INT8("convolutions, int8", "Gop/s", 400),
    /** Convolutions of bytes in groups. */
    GROUPED_INT8("grouped convolutions, int8", "Gop/s", 60),
    /** {@code ConvInteger}. */
    CONVOLUTION_PLAIN("convolutions, ConvInteger", "Gop/s", 5),
    /** Products with weights of four bits. */
    PRODUCT_BLOCKS4("matrix products, 4-bit weights", "Gop/s", 100),
    /** Products with weights of eight bits in blocks. */
    PRODUCT_BLOCKS8("matrix products, 8-bit blocks", "Gop/s", 100),
    /** Activations that fit into the near cache. */
    NEAR_BANDWIDTH("activations, near cache", "GB/s", 100),
    /** What activations cost beyond the first megabyte of a kernel. */
    FAR_BANDWIDTH("activations beyond 1 MB", "GB/s", 60),
    /** Weights of a model that stays in the last cache. */
    CACHE_BANDWIDTH("weights from cache", "GB/s", 100),
    /** Weights of a model that does not. */
    MEMORY_BANDWIDTH("weights from memory", "GB/s", 15),
    /** Call of a kernel. */
    DISPATCH("per kernel", "ns", 400),
    /** What the call of an integer kernel costs more. */
    INTEGER_DISPATCH("more per integer kernel", "ns", 600),
    /** Call of the model. */
    CALL("per inference", "ns", 1_000),
    /** How little computing and moving overlap; 1 is not at all, large is completely. */
    OVERLAP("overlap exponent", "", 0.85),
    /** Part of the last cache in which weights stay between inferences. */
    RESIDENT_SHARE("share of the cache that keeps weights", "", 0.75);

    private final String label;
    private final String unit;
    private final double start;

    Parameter(String label, String unit, double start) {
        this.label = label;
        this.unit = unit;
        this.start = start;
    }

    /** Its place in the arrays of a fit, which live no longer than the fit does. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    public String label() {
        return label;
    }

    public String unit() {
        return unit;
    }

    /** Where a fit begins, and where it stays for what no probe tells. */
    double start() {
        return start;
    }

    /** The rate of a kernel's arithmetic; null for kernels that compute nothing. */
    static @Nullable Parameter rateOf(Work work) {
        return switch (work.kind()) {
            case "PRODUCT" ->
                switch (work.arithmetic()) {
                    case "INT8", "PLAIN" -> PRODUCT_INT8;
                    case "BLOCKS4" -> PRODUCT_BLOCKS4;
                    case "BLOCKS8" -> PRODUCT_BLOCKS8;
                    default -> PRODUCT_FLOAT;
                };
            case "CONVOLUTION" ->
                switch (work.arithmetic()) {
                    case "INT8" -> CONVOLUTION_INT8;
                    case "PLAIN" -> CONVOLUTION_PLAIN;
                    default -> CONVOLUTION_FLOAT;
                };
            case "GROUPED" ->
                switch (work.arithmetic()) {
                    case "INT8" -> GROUPED_INT8;
                    case "PLAIN" -> CONVOLUTION_PLAIN;
                    default -> GROUPED_FLOAT;
                };
            case "RECURRENT" -> RECURRENT;
            case "NORMALIZATION" -> NORMALIZATION;
            case "MATH" -> MATH;
            case "POOL" -> work.arithmetic().equals("PLAIN") ? POOL_PLAIN : POOL;
            case "WINDOW" -> WINDOW;
            case "MOVEMENT" -> MOVEMENT;
            case "ELEMENT" -> ELEMENT;
            case "QUANTIZE" -> QUANTIZE;
            case "DEQUANTIZE" -> work.arithmetic().equals("PLAIN") ? DEQUANTIZE_CHANNELS : DEQUANTIZE;
            case "REQUANTIZE" -> REQUANTIZE;
            default -> null;
        };
    }

    /** Whether a kernel is one of those whose call prepares integers. */
    static boolean isIntegerCall(Work work) {
        return work.dispatched()
                && work.arithmetic().equals("INT8")
                && (work.kind().equals("PRODUCT")
                        || work.kind().equals("CONVOLUTION")
                        || work.kind().equals("GROUPED"));
    }
}
