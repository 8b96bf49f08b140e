package dev.assay.webapp.web;

import dev.assay.guidance.Replay;
import dev.assay.portal.Refusal;
import dev.assay.portal.capsules.Capsules;
import dev.assay.portal.capsules.ReplayView;
import dev.assay.portal.experiments.ExperimentView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Files of an experiment to take away, and how far it agrees with the capsule that it repeats. */
@Named("capsulePage")
@RequestScoped
public class CapsulePage {
    @Inject
    ExperimentPage page;

    @Inject
    Capsules capsules;

    private @Nullable ReplayView replay;

    public void load() throws IOException {
        page.load();
        ExperimentView experiment = page.getExperiment();
        if (experiment == null) {
            return;
        }
        try {
            replay = capsules.compare(experiment.id());
        } catch (Refusal refusal) {
            // Most experiments repeat no capsule, and then there is nothing to hold them against.
            if (!refusal.code().equals("NO_CAPSULE")) {
                throw refusal;
            }
        }
    }

    /** The comparison with the capsule, or null when this experiment repeats none. */
    public @Nullable ReplayView getReplay() {
        return replay;
    }

    /** The chip of an outcome. */
    public String tone(Replay.Outcome outcome) {
        return switch (outcome) {
            case SAME -> "good";
            case DIFFERENT -> "bad";
            case UNDECIDED, NOT_COMPARABLE -> "warn";
        };
    }
}
