package dev.assay.webapp.web;

import dev.assay.guidance.statistics.RatioInterval;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.RunView;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.Measurement.Validity;
import dev.assay.protocol.MeasurementDetails.ProcessStart;
import dev.assay.protocol.MeasurementDetails.Profile;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two runs held against each other.
 *
 * @param sentence the latencies in words, with the interval of their ratio
 * @param caveat   why the sentence may not hold, or empty
 * @param nodes    kernels side by side, or null when one of the runs has no profile
 * @param inTurns  the form of an experiment that measures both in turns, or null when they cannot be
 * @param apart    why they cannot be measured in turns, or empty
 */
public record Pair(
        RunView a,
        RunView b,
        String sentence,
        String caveat,
        @Nullable NodeJoin nodes,
        @Nullable String inTurns,
        String apart) {
    /** Of the resampling: the same samples give the same interval. */
    private static final long SEED = 42;

    private static final int LEAST_SAMPLES = 8;

    static Pair of(
            RunView a, RunView b, List<Long> samplesA, List<Long> samplesB, ExperimentView ofA, ExperimentView ofB) {
        boolean sameModel = ofA.modelSha256().equals(ofB.modelSha256());
        boolean sameDevice = a.deviceId().equals(b.deviceId());
        boolean sameScheme = a.scheme().equals(b.scheme());
        String nameA = name(a, sameDevice, sameModel ? "" : ofA.modelName());
        String nameB = name(b, sameDevice, sameModel ? "" : ofB.modelName());
        if (nameA.equals(nameB)) {
            nameA += ", the first";
            nameB += ", the second";
        }
        String sentence;
        if (Math.min(samplesA.size(), samplesB.size()) < LEAST_SAMPLES) {
            sentence = "The samples are too few to compare " + nameB + " with " + nameA + "; measure longer.";
        } else {
            RatioInterval ratio = RatioInterval.of(starts(b, samplesB), starts(a, samplesA), SEED);
            sentence = Ratios.sentence(nameB, nameA, ratio.ratio(), ratio.low(), ratio.high());
        }
        String apart = !sameModel
                ? "They are of different models, so they cannot be measured in turns."
                : !sameDevice
                        ? "They ran on different devices, so they cannot be measured in turns."
                        : sameScheme ? "Both are the same scheme with the same options." : "";
        Profile profileA = measurement(a).details().profile();
        Profile profileB = measurement(b).details().profile();
        return new Pair(
                a,
                b,
                sentence,
                caveat(a, b),
                profileA == null || profileB == null || !sameModel ? null : NodeJoin.of(profileA, profileB),
                apart.isEmpty()
                        ? ExperimentLink.like(ofA)
                                .device(a)
                                .scheme(a.scheme())
                                .versus(b.scheme())
                                .href()
                        : null,
                apart);
    }

    private static String caveat(RunView a, RunView b) {
        Validity.Status worst = List.of(a, b).stream()
                .map(run -> measurement(run).validity().status())
                .max(Enum::compareTo)
                .orElse(Validity.Status.VALID);
        String turns = "The two were measured one after the other, so whatever changed on the device between them is in"
                + " this ratio too.";
        return worst == Validity.Status.VALID
                ? turns
                : "At least one of the measurements is " + worst + ", so this speaks of these samples only. " + turns;
    }

    private static List<List<Long>> starts(RunView run, List<Long> samples) {
        return RatioInterval.byStart(
                samples,
                measurement(run).details().starts().stream()
                        .map(ProcessStart::samples)
                        .toList());
    }

    private static Measurement measurement(RunView run) {
        return Objects.requireNonNull(run.measurement());
    }

    private static String name(RunView run, boolean sameDevice, String model) {
        String variant = RunRow.variant(run.scheme());
        return (model.isEmpty() ? "" : model + " as ")
                + run.scheme().name()
                + (variant.isEmpty() ? "" : " (" + variant + ")")
                + (sameDevice ? "" : " on " + run.device());
    }
}
