package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.QuantizationReport.Layer;
import dev.assay.quantization.half.SixteenBits;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts constants to sixteen bits and keeps account of what that changed. */
final class HalfWeights {
    private final SixteenBits format;
    private final List<Layer> layers = new ArrayList<>();
    private final List<String> notFinite = new ArrayList<>();
    private long clamped;

    HalfWeights(SixteenBits format) {
        this.format = format;
    }

    /**
     * The constant in sixteen bits, reported as the weights of its reader.
     *
     * @param name   of the new tensor
     * @param before name of the old one
     * @param reader first node that reads it
     */
    TensorProto convert(TensorProto tensor, String name, String before, @Nullable NodeProto reader) {
        FloatBuffer values = Tensors.floats(tensor);
        WeightLoss loss = new WeightLoss();
        for (int i = 0; i < values.remaining(); i++) {
            loss.add(values.get(i), format.toFloat(format.of(values.get(i))));
        }
        layers.add(new Layer(
                reader == null ? before : Names.label(reader),
                reader == null ? "Constant" : reader.getOpType(),
                Tensors.elements(tensor),
                loss.sqnrDb(),
                loss.cosine()));
        return convert(tensor, name);
    }

    /** Why a constant has no faithful form in sixteen bits, or null when all of its values are finite. */
    static @Nullable String obstacle(TensorProto tensor) {
        FloatBuffer values = Tensors.floats(tensor);
        long nan = 0;
        long infinite = 0;
        for (int i = 0; i < values.remaining(); i++) {
            float value = values.get(i);
            nan += Float.isNaN(value) ? 1 : 0;
            infinite += Float.isInfinite(value) ? 1 : 0;
        }
        return nan + infinite == 0
                ? null
                : "its weights " + tensor.getName() + " contain " + nan + " NaN and " + infinite
                        + " infinite values of " + values.remaining();
    }

    /** The constant in sixteen bits, too small to be reported. */
    TensorProto convert(TensorProto tensor, String name) {
        FloatBuffer values = Tensors.floats(tensor);
        for (int i = 0; i < values.remaining(); i++) {
            if (!Float.isFinite(values.get(i))) {
                notFinite.add(tensor.getName().isEmpty() ? "a constant without a name" : tensor.getName());
                break;
            }
        }
        clamped += format.clamped(values);
        return Tensors.ofRaw(name, format.type(), format.convert(values), Tensors.dims(tensor));
    }

    List<Layer> layers() {
        return layers;
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (clamped > 0) {
            notes.add(clamped + " weights were outside the range of "
                    + format.type().label() + " and were set to its nearest finite value other than zero.");
        }
        if (!notFinite.isEmpty()) {
            notes.add("NaN or infinite values in " + String.join(", ", notFinite) + " were kept as they are in "
                    + format.type().label() + "; check the export unless they are meant.");
        }
        return notes;
    }
}
