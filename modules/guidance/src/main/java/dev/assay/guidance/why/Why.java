package dev.assay.guidance.why;

import dev.assay.onnx.outline.ModelWork;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Explains results. */
public final class Why {
    /** More than this nobody reads. */
    static final int MOST = 5;

    private static final List<Function<Case, Optional<Reason>>> RULES = Stream.of(
                    GraphRules.ALL, SpeedRules.ALL, MachineRules.ALL, WeightRules.ALL)
            .flatMap(List::stream)
            .toList();

    private Why() {}

    /**
     * What explains a run, the most telling first; at most five reasons, none when nothing stands out.
     *
     * @param run  the run
     * @param fp32 the fp32 run on the same device under the same workload; null when there is none, or when this is it
     * @param work what the model asks for; null when it is not at hand
     */
    public static List<Reason> explain(ExplainedRun run, @Nullable ExplainedRun fp32, @Nullable ModelWork work) {
        Case subject = new Case(run, fp32, work);
        Optional<Reason> nothing = GraphRules.nothingChanged(subject);
        if (nothing.isPresent()) {
            return List.of(nothing.get()); // what holds for the scheme does not hold for this run
        }
        return RULES.stream()
                .flatMap(rule -> rule.apply(subject).stream())
                .sorted(Comparator.comparingDouble(Reason::weight).reversed())
                .limit(MOST)
                .toList();
    }
}
