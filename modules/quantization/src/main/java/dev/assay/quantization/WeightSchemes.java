package dev.assay.quantization;

import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.Scheme.HalfForm;
import dev.assay.quantization.Scheme.WeightForm;
import dev.assay.quantization.blockwise.BlockFormat;
import dev.assay.quantization.blockwise.BlockMatrix;
import dev.assay.quantization.blockwise.BlockRounding;
import dev.assay.quantization.blockwise.RoundToNearest;
import dev.assay.quantization.blockwise.ShrinkSearch;
import dev.assay.quantization.half.SixteenBits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The schemes that change how weights are stored and leave activations alone. */
final class WeightSchemes {
    /** {@code Cast} takes its type as a number from here on. */
    private static final int CAST_OPSET = 6;

    /** {@code Clip}, {@code Resize} and their like have the inputs that this rewrite knows. */
    private static final int GRAPH_OPSET = 11;

    /** {@code Cast} knows bfloat16, and {@code DequantizeLinear} has an axis. */
    private static final int AXIS_OPSET = 13;

    /** {@code DequantizeLinear} has blocks and types of four bits. */
    private static final int BLOCK_OPSET = 21;

    /** The operators of ONNX Runtime's own domain stand beside any of the default ones. */
    private static final int ANY_OPSET = 7;

    private WeightSchemes() {}

    static Quantized fp16(OnnxModel model, Scheme.Fp16 scheme) throws UnquantizableModel {
        if (scheme.form() == HalfForm.GRAPH) {
            Ground ground = Ground.of(model, scheme, GRAPH_OPSET);
            return ground.finish(scheme, HalfGraph.rewrite(scheme, ground.base()), Ground.FREE_INITIALIZERS, false);
        }
        Ground ground = Ground.of(model, scheme, CAST_OPSET);
        return ground.finish(
                scheme,
                HalfStorage.rewrite(SixteenBits.FLOAT16, scheme.exclude(), ground.base()),
                Ground.FREE_INITIALIZERS,
                false);
    }

    static Quantized bf16(OnnxModel model, Scheme.Bf16 scheme) throws UnquantizableModel {
        Ground ground = Ground.of(model, scheme, AXIS_OPSET);
        return ground.finish(
                scheme,
                HalfStorage.rewrite(SixteenBits.BFLOAT16, scheme.exclude(), ground.base()),
                Ground.FREE_INITIALIZERS,
                false);
    }

    static Quantized int8(OnnxModel model, Scheme.Int8WeightOnly scheme) throws UnquantizableModel {
        boolean portable = scheme.form() == WeightForm.PORTABLE;
        Ground ground = Ground.of(model, scheme, portable ? AXIS_OPSET : ANY_OPSET);
        WeightForms forms = new ChannelForms();
        if (!portable) {
            BlockFormat format = new BlockFormat(8, scheme.block(), false);
            BlockRounding rounding = new RoundToNearest();
            forms = new BlockForms(
                    format,
                    scheme.form(),
                    scheme.accuracyLevel(),
                    layer -> BlockMatrix.round(layer.matrix(), format, rounding),
                    rounding);
        }
        return ground.finish(
                scheme,
                WeightOnlyRewrite.rewrite(forms, scheme.embeddings(), scheme.exclude(), ground.base()),
                Ground.FREE_INITIALIZERS,
                !portable);
    }

    static Quantized int4(OnnxModel model, Scheme.Int4WeightOnly scheme, @Nullable Activations activations)
            throws UnquantizableModel, ActivationsUnavailable {
        boolean portable = scheme.form() == WeightForm.PORTABLE;
        Ground ground = Ground.of(model, scheme, portable ? BLOCK_OPSET : ANY_OPSET);
        BlockFormat format = new BlockFormat(4, scheme.block(), scheme.symmetric());
        BlockRounding alone = scheme.rounding() == Scheme.Rounding.RTN ? new RoundToNearest() : new ShrinkSearch();
        GptqRounding corrected = new GptqRounding(format, new ShrinkSearch(), alone);
        boolean gptq = scheme.rounding() == Scheme.Rounding.GPTQ;
        if (gptq) {
            corrected.prepare(
                    OnnxModel.of(ground.base()),
                    scheme.exclude(),
                    Objects.requireNonNull(activations, "checked before"));
        }
        BlockForms.MatrixRounding matrices =
                gptq ? corrected : layer -> BlockMatrix.round(layer.matrix(), format, alone);
        Ground.Work work = WeightOnlyRewrite.rewrite(
                new BlockForms(format, scheme.form(), scheme.accuracyLevel(), matrices, alone),
                scheme.embeddings(),
                scheme.exclude(),
                ground.base());
        if (gptq && activations != null) {
            List<String> notes = new ArrayList<>(work.notes());
            notes.addAll(corrected.notes(activations.examples()));
            work = new Ground.Work(work.graph(), work.layers(), work.skipped(), notes);
        }
        boolean fourBitTypes = portable || scheme.embeddings();
        return ground.finish(scheme, work, fourBitTypes ? Ground.FOUR_BIT_TYPES : Ground.FREE_INITIALIZERS, !portable);
    }
}
