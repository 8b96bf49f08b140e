package dev.assay.worker.inputs;

import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.Workload;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.Tensor;
import dev.assay.runtime.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * One input of a model, to be filled.
 *
 * @param shape    complete, with the sizes that the workload gives to open axes
 * @param declared as the model declares it; -1 for an open axis
 */
record InputSlot(String name, ElementType type, List<Long> shape, List<Long> declared) {
    InputSlot {
        shape = List.copyOf(shape);
        declared = List.copyOf(declared);
    }

    InputSlot with(List<Long> other) {
        return new InputSlot(name, type, other, declared);
    }

    /** Whether the model leaves an axis open. */
    boolean isOpen(int axis) {
        return declared.get(axis) < 0;
    }

    /** All inputs of a model; together they must not be too large to be fed. */
    static List<InputSlot> of(OnnxModel model, Workload workload) throws InputException {
        List<InputSlot> slots = new ArrayList<>();
        for (TensorSpec input : ModelInputs.of(model)) {
            slots.add(new InputSlot(input.name(), input.type(), ModelInputs.shape(input, workload), input.shape()));
        }
        long bytes = bytes(slots);
        if (bytes > InputMaker.MOST_BYTES) {
            throw new InputException("One set of inputs takes " + (bytes >> 20) + " MiB; at most "
                    + (InputMaker.MOST_BYTES >> 20) + " MiB can be fed. Choose smaller shapes.");
        }
        return slots;
    }

    /** Bytes of one example. */
    static long bytes(List<InputSlot> slots) throws InputException {
        long bytes = 0;
        for (InputSlot slot : slots) {
            try {
                bytes = Math.addExact(bytes, Tensor.byteSize(slot.type(), slot.shape()));
            } catch (ArithmeticException e) {
                throw new InputException("The input " + slot.name() + " would be larger than any memory.", e);
            }
        }
        return bytes;
    }

    /** The size of the batch axis: the first axis of the first input. */
    static int batch(List<InputSlot> slots) {
        return slots.isEmpty() || slots.get(0).shape().isEmpty()
                ? 1
                : Math.toIntExact(slots.get(0).shape().get(0));
    }
}
