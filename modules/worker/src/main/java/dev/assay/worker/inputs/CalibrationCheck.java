package dev.assay.worker.inputs;

import dev.assay.runtime.Tensor;
import java.util.List;
import java.util.Map;

/** Refuses examples from which no scheme can learn a range. */
final class CalibrationCheck {
    private CalibrationCheck() {}

    /**
     * Checks all examples together.
     *
     * @throws InputException when a value is not finite, or when nothing differs from anything else
     */
    static void check(List<Map<String, Tensor>> examples) throws InputException {
        boolean floating = false;
        boolean varied = false;
        for (Map.Entry<String, Tensor> input : examples.get(0).entrySet()) {
            if (input.getValue().type().isFloating()) {
                floating = true;
                double first = input.getValue().at(0);
                for (Map<String, Tensor> example : examples) {
                    Tensor tensor = example.get(input.getKey());
                    varied |= tensor != null && isVaried(input.getKey(), tensor, first);
                }
            }
        }
        if (floating && !varied) {
            throw new InputException("Every value of the calibration examples is the same, so they show no range;"
                    + " nothing was changed, give real inputs.");
        }
        if (examples.size() > 1 && examples.stream().allMatch(examples.get(0)::equals)) {
            throw new InputException("All " + examples.size()
                    + " calibration examples are the same; nothing was changed," + " give different real inputs.");
        }
    }

    /** Whether some element differs from the first one of the first example; all must be finite. */
    private static boolean isVaried(String name, Tensor tensor, double first) throws InputException {
        boolean varied = false;
        for (int i = 0; i < tensor.size(); i++) {
            double value = tensor.at(i);
            if (!Double.isFinite(value)) {
                throw new InputException("The calibration examples hold a value of the input " + name
                        + " that is not a finite number; nothing was changed, clean the data.");
            }
            varied |= value != first;
        }
        return varied;
    }
}
