package dev.assay.quantization;

import java.util.List;
import java.util.Map;

/** The precision that a graph is rewritten to. */
public sealed interface Scheme
        permits Scheme.Fp32,
                Scheme.Fp16,
                Scheme.Bf16,
                Scheme.Int8Dynamic,
                Scheme.Int8Static,
                Scheme.Int8WeightOnly,
                Scheme.Int4WeightOnly,
                Scheme.Mixed {

    /** The name in commands, requests and results. */
    String name();

    /** Every option with its value, defaults included, in alphabetical order. */
    Map<String, String> options();

    /** What the scheme does, in one line. */
    String description();

    /** Whether the rewrite has to see real inputs first. */
    default boolean needsCalibration() {
        return false;
    }

    /** The same scheme with these nodes left in floating point too. */
    default Scheme excluding(List<String> nodes) {
        return Exclusions.add(this, nodes);
    }

    /** How a graph carries half-precision weights. */
    enum HalfForm {
        /** Half the bytes on disk, a {@code Cast} before each use: computed in fp32 as before. */
        STORAGE,
        /** The operators themselves compute in half precision. */
        GRAPH
    }

    /** How weights without quantized activations are written. */
    enum WeightForm {
        /** {@code com.microsoft.MatMulNBits}. */
        NBITS,
        /** {@code DequantizeLinear} before the operator: standard operators only. */
        PORTABLE
    }

    /** Type of quantized activations. */
    enum ActivationType {
        U8,
        S8
    }

    /** How the range of an activation is found. */
    enum RangeMethod {
        MIN_MAX,
        MOVING_AVERAGE,
        PERCENTILE,
        ENTROPY
    }

    /** How weights are rounded to four bits. */
    enum Rounding {
        /** Round to nearest. */
        RTN,
        /** The scale with the least squared error of the block. */
        MSE,
        /** Errors corrected by the weights that follow, after the inputs' second moments. */
        GPTQ
    }

    /** The graph as it is; the reference for fidelity. */
    record Fp32() implements Scheme {
        @Override
        public String name() {
            return "fp32";
        }

        @Override
        public Map<String, String> options() {
            return Map.of();
        }

        @Override
        public String description() {
            return "The model as it was given; every other scheme is compared with it.";
        }
    }

    /**
     * Half-precision weights, or a half-precision graph.
     *
     * @param form    where half precision ends
     * @param keepIo  graph form only: inputs and outputs keep their types
     * @param exclude names of nodes to leave in single precision
     */
    record Fp16(HalfForm form, boolean keepIo, List<String> exclude) implements Scheme {
        public static final Fp16 DEFAULT = new Fp16(HalfForm.STORAGE, true, List.of());

        public Fp16 {
            exclude = List.copyOf(exclude);
        }

        @Override
        public String name() {
            return "fp16";
        }

        @Override
        public Map<String, String> options() {
            return SchemeOptions.describe("form", form, "keepIo", keepIo, "exclude", exclude);
        }

        @Override
        public String description() {
            return "16-bit weights, half the file: computed in fp32, or in 16 bits where the hardware can.";
        }
    }

    /**
     * Weights stored as bfloat16, computed in fp32.
     *
     * @param exclude names of nodes whose weights stay in single precision
     */
    record Bf16(List<String> exclude) implements Scheme {
        public static final Bf16 DEFAULT = new Bf16(List.of());

        public Bf16 {
            exclude = List.copyOf(exclude);
        }

        @Override
        public String name() {
            return "bf16";
        }

        @Override
        public Map<String, String> options() {
            return SchemeOptions.describe("exclude", exclude);
        }

        @Override
        public String description() {
            return "bfloat16 weights: half the file, the range of fp32 with 8 bits of precision; computed in fp32.";
        }
    }

    /**
     * Eight-bit weights, activations quantized while the model runs. No calibration data needed, unless outliers are
     * smoothed.
     *
     * @param perChannel  one weight scale per output column instead of one per tensor
     * @param reduceRange weights within [-64, 64], for CPUs whose 8-bit kernels may saturate (x86 without VNNI)
     * @param embeddings  also store tables read by {@code Gather} in 8 bits
     * @param smooth      share of the activations' outliers that is moved into the weights first (SmoothQuant's alpha);
     *                    0 moves nothing
     * @param exclude     names of nodes to leave in floating point
     */
    record Int8Dynamic(boolean perChannel, boolean reduceRange, boolean embeddings, double smooth, List<String> exclude)
            implements Scheme {
        public static final Int8Dynamic DEFAULT = new Int8Dynamic(true, false, true, 0, List.of());

        public Int8Dynamic {
            exclude = List.copyOf(exclude);
        }

        @Override
        public String name() {
            return "int8-dynamic";
        }

        @Override
        public Map<String, String> options() {
            return SchemeOptions.describe(
                    "embeddings", embeddings,
                    "exclude", exclude,
                    "perChannel", perChannel,
                    "reduceRange", reduceRange,
                    "smooth", smooth);
        }

        @Override
        public String description() {
            return "8-bit weights for MatMul, Gemm and embeddings; activations are quantized on the fly,"
                    + " so no calibration data is needed.";
        }

        @Override
        public boolean needsCalibration() {
            return smooth > 0;
        }
    }

    /**
     * Eight-bit weights and activations with ranges fixed in advance, written as quantize and dequantize pairs.
     *
     * @param activations type of quantized activations: u8 for x86, s8 where the kernels like it
     * @param method      how ranges are found
     * @param percentile  for {@link RangeMethod#PERCENTILE}: share of values kept, in per cent
     * @param perChannel  one weight scale per output channel
     * @param reduceRange weights within [-64, 64]
     * @param smooth      as in {@link Int8Dynamic}
     * @param ops         operators to quantize; empty for all that the scheme knows
     * @param exclude     names of nodes to leave in floating point
     */
    record Int8Static(
            ActivationType activations,
            RangeMethod method,
            double percentile,
            boolean perChannel,
            boolean reduceRange,
            double smooth,
            List<String> ops,
            List<String> exclude)
            implements Scheme {
        public static final Int8Static DEFAULT =
                new Int8Static(ActivationType.U8, RangeMethod.PERCENTILE, 99.99, true, false, 0, List.of(), List.of());

        public Int8Static {
            ops = List.copyOf(ops);
            exclude = List.copyOf(exclude);
        }

        @Override
        public String name() {
            return "int8-static";
        }

        @Override
        public Map<String, String> options() {
            return SchemeOptions.describe(
                    "activations", activations,
                    "exclude", exclude,
                    "method", method,
                    "ops", ops,
                    "perChannel", perChannel,
                    "percentile", percentile,
                    "reduceRange", reduceRange,
                    "smooth", smooth);
        }

        @Override
        public String description() {
            return "8-bit weights and activations with ranges learnt from calibration data: the scheme for CNNs and for"
                    + " hardware that only computes in integers.";
        }

        @Override
        public boolean needsCalibration() {
            return true;
        }
    }

    /**
     * Eight-bit weights, computed in floating point.
     *
     * @param form          how the weights are written; {@link WeightForm#PORTABLE} has one scale per column
     * @param block         {@link WeightForm#NBITS} only: weights that share a scale, a power of two from 16 to 256
     * @param accuracyLevel {@link WeightForm#NBITS} only: 0 leaves the arithmetic to the runtime, 4 allows 8-bit activations
     * @param embeddings    also store tables read by {@code Gather} in 8 bits
     * @param exclude       names of nodes to leave in floating point
     */
    record Int8WeightOnly(WeightForm form, int block, int accuracyLevel, boolean embeddings, List<String> exclude)
            implements Scheme {
        public static final Int8WeightOnly DEFAULT = new Int8WeightOnly(WeightForm.PORTABLE, 32, 4, true, List.of());

        public Int8WeightOnly {
            exclude = List.copyOf(exclude);
        }

        @Override
        public String name() {
            return "int8-weight-only";
        }

        @Override
        public Map<String, String> options() {
            return SchemeOptions.describe(
                    "accuracyLevel", accuracyLevel,
                    "block", block,
                    "embeddings", embeddings,
                    "exclude", exclude,
                    "form", form);
        }

        @Override
        public String description() {
            return "8-bit weights, activations untouched: nearly the fidelity of fp32 in a quarter of the bytes.";
        }
    }

    /**
     * Four-bit weights in blocks, computed in floating point or with 8-bit activations.
     *
     * @param rounding      how the weights are rounded
     * @param block         weights that share a scale, a power of two from 16 to 256
     * @param symmetric     no zero points
     * @param accuracyLevel 0 leaves the arithmetic to the runtime, 4 allows 8-bit activations
     * @param form          how the weights are written
     * @param embeddings    also store tables read by {@code Gather} in 4 bits
     * @param exclude       names of nodes to leave in floating point
     */
    record Int4WeightOnly(
            Rounding rounding,
            int block,
            boolean symmetric,
            int accuracyLevel,
            WeightForm form,
            boolean embeddings,
            List<String> exclude)
            implements Scheme {
        public static final Int4WeightOnly DEFAULT =
                new Int4WeightOnly(Rounding.MSE, 32, false, 4, WeightForm.NBITS, false, List.of());

        public Int4WeightOnly {
            exclude = List.copyOf(exclude);
        }

        @Override
        public String name() {
            return "int4-weight-only";
        }

        @Override
        public Map<String, String> options() {
            return SchemeOptions.describe(
                    "accuracyLevel", accuracyLevel,
                    "block", block,
                    "embeddings", embeddings,
                    "exclude", exclude,
                    "form", form,
                    "rounding", rounding,
                    "symmetric", symmetric);
        }

        @Override
        public String description() {
            return "4-bit weights in blocks, activations untouched: for models whose time goes into reading weights.";
        }

        @Override
        public boolean needsCalibration() {
            return rounding == Rounding.GPTQ;
        }
    }

    /**
     * Two schemes for different nodes of one model.
     *
     * @param first for the named nodes
     * @param nodes names of nodes, at least one
     * @param rest  for all other nodes
     */
    record Mixed(Scheme first, List<String> nodes, Scheme rest) implements Scheme {
        static final String NAME = "mixed";

        /** @throws IllegalArgumentException without nodes, or when a part is mixed itself */
        public Mixed {
            nodes = SchemeParser.nodesOf(first, nodes, rest);
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Map<String, String> options() {
            return SchemeOptions.describe(first, nodes, rest);
        }

        @Override
        public String description() {
            return "One scheme for the nodes named, another one for the rest.";
        }

        @Override
        public boolean needsCalibration() {
            return first.needsCalibration() || rest.needsCalibration();
        }
    }

    /** One of each scheme that fits any model, with default options. */
    static List<Scheme> all() {
        return SchemeParser.USUAL;
    }

    /**
     * The scheme of that name with these options; an absent option has its default.
     *
     * @throws UnknownScheme if the name, an option or a value does not exist
     */
    static Scheme parse(String name, Map<String, String> options) throws UnknownScheme {
        return SchemeParser.parse(name, options);
    }
}
