package dev.assay.webapp.web;

import dev.assay.portal.experiments.RunView;
import dev.assay.protocol.SchemeSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run that a page of an experiment can be about; the address says which one is. */
public record RunPick(String id, String scheme, String label, boolean chosen) {

    /** The measured runs, with the chosen one marked. */
    static List<RunPick> of(List<RunView> runs, @Nullable RunView chosen) {
        boolean oneDevice = runs.stream().map(RunView::deviceId).distinct().count() == 1;
        return runs.stream()
                .filter(run -> run.measurement() != null)
                .map(run -> new RunPick(
                        run.id().toString(),
                        run.scheme().name(),
                        label(run.scheme(), oneDevice ? "" : run.device()),
                        chosen != null && chosen.id().equals(run.id())))
                .toList();
    }

    /** A scheme with the options that differ from its defaults, and the device unless that is empty. */
    static String label(SchemeSpec scheme, String device) {
        String variant = RunRow.variant(scheme);
        return scheme.name()
                + (variant.isEmpty() ? "" : " (" + variant + ")")
                + (device.isEmpty() ? "" : " on " + device);
    }

    /** The run that the address names; else the first that was measured. */
    static Optional<RunView> choose(List<RunView> runs, @Nullable String asked) {
        List<RunView> measured =
                runs.stream().filter(run -> run.measurement() != null).toList();
        return measured.stream()
                .filter(run -> run.id().toString().equals(asked))
                .findFirst()
                .or(() -> measured.stream().findFirst());
    }
}
