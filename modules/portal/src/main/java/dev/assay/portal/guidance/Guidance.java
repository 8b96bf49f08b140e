package dev.assay.portal.guidance;

import dev.assay.guidance.Advice;
import dev.assay.guidance.Advisor;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.HardwareProfile;
import dev.assay.guidance.HardwareProfiles;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.RuleSet;
import dev.assay.portal.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hardware guidance: profiles and advice. Nothing is stored here. */
@ApplicationScoped
public class Guidance {
    private @Nullable HardwareProfiles loaded;

    /** All hardware profiles, read once. */
    public synchronized HardwareProfiles all() {
        if (loaded == null) {
            loaded = HardwareProfiles.bundled();
        }
        return loaded;
    }

    public List<HardwareProfile> profiles() {
        return all().profiles();
    }

    public Optional<HardwareProfile> profile(String id) {
        return all().find(id);
    }

    /** The rules in force. */
    public RuleSet rules() {
        return RuleSet.current();
    }

    /**
     * What the rules recommend for these answers; an answer left open only silences the rules that need it.
     *
     * @throws Refusal INVALID with one sentence per absurd answer
     */
    public Advice advise(DecisionInput input) {
        try {
            return Advisor.advise(input, all(), rules());
        } catch (InvalidGuidanceInput e) {
            throw new Refusal(Refusal.Kind.INVALID, "BAD_ANSWER", String.valueOf(e.getMessage()), e);
        }
    }
}
