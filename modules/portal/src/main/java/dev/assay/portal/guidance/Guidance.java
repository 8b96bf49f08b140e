package dev.assay.portal.guidance;

import dev.assay.guidance.Advice;
import dev.assay.guidance.Advisor;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.HardwareProfile;
import dev.assay.guidance.HardwareProfiles;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.RuleSet;
import dev.assay.guidance.RunFacts;
import dev.assay.onnx.ModelFacts;
import dev.assay.portal.Refusal;
import dev.assay.portal.models.ModelView;
import dev.assay.portal.models.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hardware guidance: profiles, rules and advice. Kept decisions are those of {@link Decisions}. */
@ApplicationScoped
public class Guidance {
    @Inject
    Models models;

    @Inject
    MeasuredRuns measured;

    @Inject
    InstantSource time;

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

    /** The rules in force today. */
    public RuleSet rules() {
        return RuleSet.on(time.instant().atZone(ZoneOffset.UTC).toLocalDate().toString());
    }

    /**
     * What the rules recommend for these answers; an answer left open only silences the rules that need it. A model that is
     * named brings its facts, where no answer says otherwise, and what was measured of it.
     *
     * @throws Refusal INVALID with one sentence per absurd answer
     */
    public Advice advise(DecisionInput input) {
        try {
            String ref = input.model();
            if (ref == null) {
                return Advisor.advise(input, all(), rules());
            }
            ModelView model = models.find(ref)
                    .orElseThrow(() -> Refusal.invalid(
                            "BAD_ANSWER",
                            "There is no model called " + ref + "; choose one of the list, or leave the model out."));
            List<RunFacts> runs = measured.of(model.card().sha256());
            return Advisor.advise(completed(input, model.facts()), all(), rules(), runs);
        } catch (InvalidGuidanceInput e) {
            throw new Refusal(Refusal.Kind.INVALID, "BAD_ANSWER", String.valueOf(e.getMessage()), e);
        }
    }

    /** The answers, with what a model's own file tells in the place of those left open. */
    static DecisionInput completed(DecisionInput input, ModelFacts facts) {
        Map<String, String> known = new LinkedHashMap<>(input.answers());
        complete(known, facts);
        return DecisionInput.parse(known);
    }

    /**
     * Adds what a model's own file tells to answers by name, where they are open. So few parameters or operations that a
     * person must have meant another unit are left out or counted up: they decide nothing, and they are no mistake.
     */
    public static void complete(Map<String, String> known, ModelFacts facts) {
        known.putIfAbsent("parameters", Long.toString(Math.max(100, facts.parameters())));
        if (facts.flops() >= 1_000) { // fewer were not counted, or decide nothing
            known.putIfAbsent("flops", Long.toString(facts.flops()));
        }
        known.putIfAbsent("weightBytes", Long.toString(Math.max(100, facts.sizeBytes())));
        if (facts.ops().containsKey("Conv")) {
            known.putIfAbsent("convolutional", "true");
        }
    }
}
