package dev.assay.guidance;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Advice.MeasuredPass;
import dev.assay.guidance.Advice.Recommendation;
import dev.assay.guidance.Advice.Standing;
import dev.assay.guidance.Advice.Step;
import dev.assay.guidance.Advice.StepVerdict;
import dev.assay.guidance.DecisionInput.Task;
import dev.assay.guidance.RuleSet.Rule;
import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.guidance.statistics.PercentileBound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** E1 to E7: what measurements have taught, as warnings and expectations; and runs that already meet the limit. */
final class Evidence {
    private final DecisionInput in;
    private final RuleSet rules;
    private final List<HardwareProfile> left;
    private final List<RunFacts> measured;

    Evidence(DecisionInput in, RuleSet rules, List<HardwareProfile> left, List<RunFacts> measured) {
        this.in = in;
        this.rules = rules;
        this.left = left;
        this.measured = measured;
    }

    /** Keeps the order of the rules but lets profiles whose own run meets the limit go first. */
    List<Choices.Chosen> measuredFirst(List<Choices.Chosen> chosen) {
        List<Choices.Chosen> ordered = new ArrayList<>(chosen);
        ordered.sort(Comparator.comparing(candidate -> measuredToPass(candidate.profile()) == null));
        return ordered;
    }

    /**
     * The fastest valid run on this profile whose bound of the asked percentile lies inside the latency limit, or null. When
     * the latency has to last (rule E6) only a sustained run counts, and only its last fifth.
     */
    @Nullable
    MeasuredPass measuredToPass(HardwareProfile profile) {
        Double slo = in.sloMs();
        if (slo == null) {
            return null;
        }
        double percentile = in.sloPercentile() == null ? 90 : in.sloPercentile();
        MeasuredPass best = null;
        for (RunFacts run : measured) {
            Double ms = profile.id().equals(run.profileId()) && run.outcome() == RunFacts.Outcome.VALID
                    ? boundMs(run, percentile / 100)
                    : null;
            if (ms != null && ms <= slo && (best == null || ms < best.boundMs())) {
                best = new MeasuredPass(run.runId(), run.device(), run.scheme(), percentile, ms, tier(run));
            }
        }
        return best;
    }

    private @Nullable Double boundMs(RunFacts run, double percentile) {
        if (!Boolean.TRUE.equals(in.sustained()) || rule("E6").isEmpty()) {
            return bound(run.latency(), percentile);
        }
        List<Long> nanos = run.latencyNanos();
        return tier(run).equals("sustained") && nanos.size() >= 5
                ? bound(LatencySummary.of(nanos.subList(nanos.size() - nanos.size() / 5, nanos.size())), percentile)
                : null;
    }

    /** The bound of the percentile, or of the next higher one that is kept. */
    private static @Nullable Double bound(@Nullable LatencySummary latency, double percentile) {
        if (latency == null) {
            return null;
        }
        for (PercentileBound bound :
                List.of(latency.p50(), latency.p90(), latency.p95(), latency.p99(), latency.p999())) {
            if (bound.percentile() >= percentile - 1e-9) {
                return bound.ms();
            }
        }
        return null;
    }

    private static String tier(RunFacts run) {
        String tier = run.conditions().tier();
        return tier == null ? "" : tier;
    }

    List<Step> steps(List<Recommendation> recommended) {
        List<Step> steps = new ArrayList<>();
        rule("E1").ifPresent(rule -> steps.add(dynamicConvolutions(rule)));
        rule("E2").ifPresent(rule -> steps.add(emulatedInt8(rule)));
        rule("E3").ifPresent(rule -> steps.add(bandwidth(rule)));
        rule("E4").ifPresent(rule -> steps.add(streamedWeights(rule)));
        rule("E5").ifPresent(rule -> steps.add(uncalibrated(rule, recommended)));
        rule("E6").ifPresent(rule -> steps.add(sustained(rule)));
        rule("E7").ifPresent(rule -> steps.add(tiny(rule)));
        return steps;
    }

    private Optional<Rule> rule(String id) {
        return rules.find(id);
    }

    private Step dynamicConvolutions(Rule rule) {
        if (in.scheme() == null || in.convolutional() == null) {
            return notAsked(rule, "the scheme and whether the model is mostly convolutions");
        }
        return in.scheme().equals("int8-dynamic") && in.convolutional()
                ? warned(
                        rule,
                        List.of(Operand.answer("scheme", in.scheme(), ""), Operand.answer("convolutional", true, "")),
                        "Do not run convolutions in int8-dynamic on a CPU: " + rule.reason() + ".")
                : quiet(rule, "The scheme is not dynamic int8 on convolutions.");
    }

    private Step emulatedInt8(Rule rule) {
        if (in.scheme() == null || in.cpuInt8() == null) {
            return notAsked(rule, "the scheme and whether the CPU has int8 instructions");
        }
        return in.scheme().startsWith("int8") && !in.cpuInt8()
                ? warned(
                        rule,
                        List.of(
                                Operand.answer("scheme", in.scheme(), ""),
                                Operand.threshold("expected speed-up", rule.threshold("expectedSpeedUp"), "")),
                        text(
                                "Expect int8 to be at most %s times as fast: without VNNI, AMX or I8MM %s.",
                                number(rule.threshold("expectedSpeedUp")), rule.reason()))
                : quiet(rule, "The CPU has int8 instructions, or the scheme is not int8.");
    }

    private Step bandwidth(Rule rule) {
        if (in.task() == null) {
            return notAsked(rule, "the task");
        }
        if (in.task() != Task.LLM) {
            return quiet(rule, "The task is not a language model.");
        }
        double factor = rule("H2").map(hard -> hard.threshold("vendorFactor")).orElse(1.0);
        record Ranked(HardwareProfile profile, double perWatt, Grade grade) {}
        List<Ranked> ranked = new ArrayList<>();
        for (HardwareProfile profile : left) {
            Figure bandwidth = profile.figure(FigureKind.MEMORY_BANDWIDTH);
            Double value = bandwidth.value();
            if (value != null) {
                LoadPower.of(profile, PowerBoundary.WALL, factor)
                        .ifPresent(load -> ranked.add(new Ranked(
                                profile, value / load.watts(), bandwidth.grade().weaker(load.grade()))));
            }
        }
        ranked.sort(Comparator.comparingDouble(Ranked::perWatt).reversed());
        if (ranked.isEmpty()) {
            return quiet(rule, "No remaining profile has both a bandwidth and a power figure.");
        }
        List<Ranked> best = ranked.subList(0, Math.min(3, ranked.size()));
        return warned(
                rule,
                best.stream()
                        .map(one -> new Operand(
                                "bandwidth per watt",
                                one.perWatt(),
                                "GB/s/W",
                                null,
                                one.profile().id(),
                                one.grade()))
                        .toList(),
                "Each token reads all weights, so rank by bandwidth per watt: "
                        + Prose.list(best.stream()
                                .map(one ->
                                        text("%s %s GB/s per W", one.profile().name(), number(one.perWatt())))
                                .toList())
                        + "." + perDollar() + readers());
    }

    /** The same by price, where one was observed. */
    private String perDollar() {
        return left.stream()
                .filter(profile -> profile.value(FigureKind.MEMORY_BANDWIDTH).isPresent()
                        && profile.price(PriceObservation.Kind.PURCHASE).isPresent())
                .max(Comparator.comparingDouble(Evidence::bandwidthPerDollar))
                .map(profile -> text(
                        " By price %s leads with %s GB/s per USD.",
                        profile.name(), number(bandwidthPerDollar(profile))))
                .orElse("");
    }

    private static double bandwidthPerDollar(HardwareProfile profile) {
        return profile.value(FigureKind.MEMORY_BANDWIDTH).orElse(0.0)
                / profile.price(PriceObservation.Kind.PURCHASE).orElseThrow().usd();
    }

    /** Reading a prompt is dense arithmetic, so long prompts are ranked by operations instead. */
    private String readers() {
        Double prompt = in.promptTokens();
        Double answer = in.outputTokens();
        if (prompt == null || answer == null || prompt < 10 * answer) {
            return "";
        }
        return left.stream()
                .filter(profile -> Physics.fastest(profile, in.precision()).isPresent())
                .max(Comparator.comparingDouble(this::peak))
                .map(profile -> text(
                        " Prompts this long are dense arithmetic, where %s leads with %s TOPS at its peak.",
                        profile.name(), number(peak(profile))))
                .orElse("");
    }

    private double peak(HardwareProfile profile) {
        Double value =
                Physics.fastest(profile, in.precision()).map(Figure::value).orElse(0.0);
        return value == null ? 0 : value;
    }

    private Step streamedWeights(Rule rule) {
        Double weights = in.weights();
        if (weights == null) {
            return notAsked(rule, "the bytes of the weights");
        }
        List<String> names = new ArrayList<>();
        List<Operand> operands = new ArrayList<>();
        for (HardwareProfile profile : left) {
            Figure link = profile.figure(FigureKind.HOST_LINK);
            if (profile.value(FigureKind.MEMORY).orElse(1.0) == 0
                    && link.value() != null
                    && weights > Physics.onChipBytes(profile)) {
                double ms =
                        (weights - profile.value(FigureKind.ON_CHIP_MEMORY).orElse(0.0) * 1e6) / (link.value() * 1e6);
                operands.add(Operand.of(profile, link));
                operands.add(Operand.computed("time on the link", ms, "ms"));
                names.add(text(
                        "%s needs %s on its link for the weights of one %s",
                        profile.name(),
                        Prose.ms(ms),
                        in.task() == Task.LLM
                                ? text("token, so at most %s tokens a second", number(1e3 / ms))
                                : "inference"));
            }
        }
        return names.isEmpty()
                ? quiet(rule, "No remaining device has to fetch its weights over the link.")
                : warned(rule, operands, Prose.capital(Prose.list(names)) + ": " + rule.reason() + ".");
    }

    private Step uncalibrated(Rule rule, List<Recommendation> recommended) {
        List<String> names = recommended.stream()
                .filter(recommendation -> recommendation.standing() == Standing.CANDIDATE)
                .map(Recommendation::name)
                .toList();
        return names.isEmpty()
                ? quiet(rule, "No choice rests on a prediction that the product cannot check.")
                : warned(
                        rule, List.of(), text("%s: %s, because %s.", Prose.list(names), rule.outcome(), rule.reason()));
    }

    private Step sustained(Rule rule) {
        if (in.sustained() == null) {
            return notAsked(rule, "whether the latency must last");
        }
        return in.sustained()
                ? warned(
                        rule,
                        List.of(Operand.answer("sustained", true, "")),
                        "The latency must last, so " + rule.outcome() + ": " + rule.reason() + ".")
                : quiet(rule, "The latency need not last.");
    }

    private Step tiny(Rule rule) {
        Double ms = in.measuredMs();
        if (ms == null) {
            return notAsked(rule, "a measured latency");
        }
        double limit = rule.threshold("tinyMs");
        return ms < limit
                ? warned(
                        rule,
                        List.of(Operand.answer("measuredMs", ms, "ms"), Operand.threshold("tiny", limit, "ms")),
                        text(
                                "%s is below %s: %s, because %s.",
                                Prose.ms(ms), Prose.ms(limit), rule.outcome(), rule.reason()))
                : quiet(rule, text("%s is not below %s.", Prose.ms(ms), Prose.ms(limit)));
    }

    private static Step warned(Rule rule, List<Operand> operands, String sentence) {
        return new Step(rule.id(), true, List.copyOf(operands), StepVerdict.WARNED, sentence);
    }

    private static Step quiet(Rule rule, String sentence) {
        return new Step(rule.id(), false, List.of(), StepVerdict.DID_NOT_FIRE, sentence);
    }

    private static Step notAsked(Rule rule, String what) {
        return new Step(
                rule.id(), false, List.of(), StepVerdict.NOT_ASKED, rule.title() + "? Not asked: " + what + ".");
    }
}
