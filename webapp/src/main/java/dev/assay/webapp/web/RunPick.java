package dev.assay.webapp.web;

import dev.assay.portal.experiments.RunView;
import dev.assay.protocol.Measurement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A run that a page of an experiment can be about; the address says which one is. */
public record RunPick(UUID id, String scheme, String label, boolean chosen) {

    /** The measured runs, with the chosen one marked. */
    static List<RunPick> of(List<RunView> runs, @Nullable RunView chosen) {
        boolean oneDevice = runs.stream().map(RunView::deviceId).distinct().count() == 1;
        return runs.stream()
                .filter(run -> run.measurement() != null)
                .map(run -> new RunPick(
                        run.id(),
                        run.scheme().name(),
                        label(run, oneDevice),
                        chosen != null && chosen.id().equals(run.id())))
                .toList();
    }

    private static String label(RunView run, boolean oneDevice) {
        String variant = RunRow.variant(run.scheme());
        return run.scheme().name()
                + (variant.isEmpty() ? "" : " (" + variant + ")")
                + (oneDevice ? "" : " on " + run.device());
    }

    /** The run that the address names; else the first with what the page shows; else the first that was measured. */
    @SafeVarargs
    static Optional<RunView> choose(List<RunView> runs, @Nullable String asked, Predicate<Measurement>... shows) {
        List<RunView> measured =
                runs.stream().filter(run -> run.measurement() != null).toList();
        Optional<RunView> named = measured.stream()
                .filter(run -> run.id().toString().equals(asked))
                .findFirst();
        for (Predicate<Measurement> wish : shows) {
            named = named.or(() -> measured.stream()
                    .filter(run -> {
                        Measurement measurement = run.measurement();
                        return measurement != null && wish.test(measurement);
                    })
                    .findFirst());
        }
        return named.or(() -> measured.stream().findFirst());
    }
}
