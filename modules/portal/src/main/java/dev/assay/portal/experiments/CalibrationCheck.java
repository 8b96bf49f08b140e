package dev.assay.portal.experiments;

import dev.assay.onnx.ModelFacts;
import dev.assay.portal.Refusal;
import dev.assay.portal.datasets.DatasetFormat;
import dev.assay.portal.datasets.DatasetView;
import dev.assay.portal.datasets.Datasets;
import dev.assay.portal.models.ModelView;
import dev.assay.protocol.SchemeSpec;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the inputs that schemes look at before the model is rewritten, and says what is missing. */
@ApplicationScoped
class CalibrationCheck {
    private static final long DEFAULT_SEED = 42;

    @Inject
    Datasets datasets;

    /**
     * The calibration of an experiment; null when nothing was asked and no scheme can use one.
     *
     * @throws Refusal NEEDS_CALIBRATION, NEEDS_TOKENIZER, NOT_FOUND, BAD_EXAMPLES or DATASET_MISFIT
     */
    ExperimentPlan.@Nullable PlannedCalibration plan(
            @Nullable CalibrationChoice asked,
            ModelView model,
            List<SchemeSpec> schemes,
            @Nullable SchemeSpec versus,
            @Nullable UUID account) {
        List<SchemeSpec> all = new ArrayList<>(schemes);
        if (versus != null) {
            all.add(versus);
        }
        Optional<SchemeSpec> needs =
                all.stream().filter(SchemeChoice::needsCalibration).findFirst();
        boolean uses = needs.isPresent() || all.stream().anyMatch(SchemeChoice::automatic);
        String ref = asked == null ? null : asked.dataset();
        Optional<DatasetView> found = ref == null
                ? (uses || asked != null ? datasets.of(model) : Optional.empty())
                : Optional.of(datasets.find(ref, account).orElseThrow(() -> Datasets.noSuchDataset(ref)));
        if (found.isEmpty()) {
            if (needs.isPresent()) {
                throw Refusal.invalid(
                        "NEEDS_CALIBRATION",
                        "The scheme " + needs.get().name() + " has to see typical inputs first, and this model brings"
                                + " none; upload a dataset and name it as calibration, or choose another scheme.");
            }
            return null;
        }
        return new ExperimentPlan.PlannedCalibration(fitting(found.get(), model), examples(asked), seed(asked));
    }

    private static int examples(@Nullable CalibrationChoice asked) {
        Integer examples = asked == null ? null : asked.examples();
        if (examples == null) {
            return CalibrationChoice.EXAMPLES;
        }
        if (examples < 1 || examples > CalibrationChoice.MOST_EXAMPLES) {
            throw Refusal.invalid(
                    "BAD_EXAMPLES",
                    "A calibration looks at 1 to " + CalibrationChoice.MOST_EXAMPLES + " examples, not " + examples
                            + ".");
        }
        return examples;
    }

    private static long seed(@Nullable CalibrationChoice asked) {
        Long seed = asked == null ? null : asked.seed();
        return seed == null ? DEFAULT_SEED : seed;
    }

    private static DatasetView fitting(DatasetView dataset, ModelView model) {
        ModelFacts facts = model.facts();
        if (dataset.format().equals(DatasetFormat.TEXT.word()) && dataset.tokenizer() == null) {
            ModelView.Dataset own = model.dataset();
            if (own == null || own.tokenizer() == null) {
                throw Refusal.invalid(
                        "NEEDS_TOKENIZER",
                        "The text of " + dataset.name() + " needs a tokenizer and this model brings none; upload its"
                                + " tokenizer.json to the dataset.");
            }
            return dataset.withTokenizer(own.tokenizer());
        }
        if (dataset.format().equals(DatasetFormat.NPZ.word())
                && !dataset.arrays().isEmpty()) {
            facts.inputs().stream()
                    .filter(input -> !dataset.arrays().contains(input.name()))
                    .findFirst()
                    .ifPresent(input -> {
                        throw Refusal.invalid(
                                "DATASET_MISFIT",
                                "The dataset " + dataset.name() + " has no array for the input " + input.name()
                                        + " of the model; it has " + String.join(", ", dataset.arrays()) + ".");
                    });
        }
        return dataset;
    }
}
