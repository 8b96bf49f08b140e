package dev.assay.guidance;

import static dev.assay.guidance.Prose.ms;
import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Advice.FlipPoint;
import dev.assay.guidance.DecisionInput.Cuda;
import dev.assay.guidance.DecisionInput.Task;
import dev.assay.guidance.RuleSet.Rule;
import java.util.ArrayList;
import java.util.List;

/** The conditions of Q1 to Q4 and R4 to R6 on one set of answers. One instance judges one rule. */
final class ChoiceRules extends RuleNotes {
    private final boolean edge;

    /** @param edge whether Q4 fired before */
    ChoiceRules(DecisionInput in, Rule rule, boolean edge) {
        super(in, rule);
        this.edge = edge;
    }

    Firing judge() {
        return switch (rule.id()) {
            case "Q4" -> place();
            case "R4" -> edge ? robotics() : notEdge();
            case "R5" -> edge ? lowPowerVision() : notEdge();
            case "R6" -> edge ? localLanguage(true) : notEdge();
            case "R6b" -> edge ? localLanguage(false) : notEdge();
            case "Q1" -> besideData();
            case "Q2" -> flexibility();
            case "Q3" -> volume();
            default -> throw new IllegalStateException("No condition is written for the rule " + rule.id());
        };
    }

    private Firing notEdge() {
        return no("It need not run on the device.");
    }

    private Firing place() {
        ask("onDevice", in.onDevice());
        ask("placement", in.placement());
        ask("offline", in.offline());
        if (in.placement() == Place.DEVICE || yes(in.onDevice()) || (yes(in.offline()) && in.placement() == null)) {
            List<String> candidates = new ArrayList<>(rule.candidates());
            if (in.task() != null && in.task() != Task.LLM) {
                candidates.remove("rpi5-hailo10h");
            }
            return chose("It has to run on the device: only edge hardware is considered.", candidates);
        }
        if (operands.isEmpty()) {
            return notAskedYet();
        }
        return no("It need not run on the device.");
    }

    private Firing robotics() {
        ask("cuda", in.cuda());
        ask("robotics", in.robotics());
        if (in.cuda() == null && in.robotics() == null) {
            return notAskedYet();
        }
        if (in.cuda() != Cuda.HARD && !yes(in.robotics())) {
            return no("Neither robotics nor irreplaceable CUDA.");
        }
        Double watts = in.powerWatts();
        ask("powerWatts", watts, "W");
        if (watts == null) {
            return notAskedYet();
        }
        double least = rule.threshold("minWatts");
        operands.add(Operand.threshold("least power", least, "W"));
        String need = in.cuda() == Cuda.HARD ? "CUDA cannot be replaced" : "It drives a robot";
        if (watts < least) {
            flips.add(new FlipPoint(
                    "powerWatts", least, "W", text("From %s W on, rule R4 would choose a Jetson.", number(least))));
            return no(text("%s, but %s W are below the %s W that this takes.", need, number(watts), number(least)));
        }
        double small = rule.threshold("smallWatts");
        Double weights = in.weights();
        if (watts <= small && weights != null && weights <= rule.threshold("smallBytes")) {
            return chose(
                    text("%s at %s W, and %s of weights fit the small one.", need, number(watts), Prose.bytes(weights)),
                    rule.candidates().reversed());
        }
        return chose(
                text("%s and %s W are allowed, at least the %s W it takes.", need, number(watts), number(least)),
                rule.candidates());
    }

    private Firing lowPowerVision() {
        ask("task", in.task());
        if (in.task() == null) {
            return notAskedYet();
        }
        if (in.task() != Task.VISION) {
            return no("The task is not vision.");
        }
        Double watts = in.powerWatts();
        ask("powerWatts", watts, "W");
        if (watts == null) {
            return notAskedYet();
        }
        double most = rule.threshold("lowEnergyWatts");
        double least = rule.threshold("maxWatts");
        operands.add(Operand.threshold("most power", most, "W"));
        String boundary = (in.powerBoundary() == null ? PowerBoundary.WALL : in.powerBoundary()).label();
        if (watts > most) {
            return no(text("%s W (%s) leave room for more than the smallest parts.", number(watts), boundary));
        }
        return watts <= least
                ? chose(
                        text(
                                "Vision on %s W (%s), at most the %s W of the smallest parts.",
                                number(watts), boundary, number(least)),
                        rule.candidates())
                : chose(
                        text(
                                "Vision on %s W (%s): the part with the least energy per image fits below %s W.",
                                number(watts), boundary, number(most)),
                        rule.candidates());
    }

    private Firing localLanguage(boolean reads) {
        ask("task", in.task());
        ask("parameters", in.parameters());
        ask("privacyOrCost", in.privacyOrCost());
        ask("promptTokens", in.promptTokens(), "tokens");
        ask("outputTokens", in.outputTokens(), "tokens");
        if (in.task() != null && in.task() != Task.LLM) {
            return no("The task is not a language model.");
        }
        if (in.task() == null
                || in.parameters() == null
                || in.privacyOrCost() == null
                || in.promptTokens() == null
                || in.outputTokens() == null) {
            return notAskedYet();
        }
        double most = rule.threshold("maxParameters");
        operands.add(Operand.threshold("most parameters", most, ""));
        if (in.parameters() > most) {
            return no(text(
                    "%s billion parameters are more than the %s billion that a small board serves.",
                    number(in.parameters() / 1e9), number(most / 1e9)));
        }
        if (!yes(in.privacyOrCost())) {
            return no("Neither privacy nor cost asks for a small board.");
        }
        double turn = rule.threshold("minPromptPerAnswer");
        double ratio = in.promptTokens() / Math.max(1, in.outputTokens());
        operands.add(Operand.computed("prompt over answer", ratio, ""));
        operands.add(Operand.threshold("turning point", turn, ""));
        boolean mostlyReads = ratio >= turn;
        if (mostlyReads != reads) {
            return no(text(
                    "A prompt %s times as long as the answer is %s the turning point of %s.",
                    number(ratio), mostlyReads ? "at or above" : "below", number(turn)));
        }
        flips.add(new FlipPoint(
                "promptTokens over outputTokens",
                turn,
                "",
                text(
                        "At %s prompt tokens per answered token the choice between reading and writing hardware flips.",
                        number(turn))));
        return chose(
                text(
                        "A private or cheap model of %s billion parameters whose prompt is %s times as long as its"
                                + " answer, %s the turning point of %s.",
                        number(in.parameters() / 1e9), number(ratio), reads ? "at or above" : "below", number(turn)),
                rule.candidates());
    }

    private Firing besideData() {
        ask("modelBesideData", in.modelBesideData());
        if (in.modelBesideData() == null && in.utilization() == null) {
            return notAskedYet();
        }
        if (in.utilization() != null && in.breakEvenUtilization() != null) {
            ask("utilization", in.utilization());
            ask("breakEvenUtilization", in.breakEvenUtilization());
            flips.add(new FlipPoint(
                    "utilization",
                    in.breakEvenUtilization(),
                    "",
                    text(
                            "Above a utilization of %s an accelerator is cheaper than the CPU.",
                            number(in.breakEvenUtilization()))));
            if (in.utilization() < in.breakEvenUtilization()) {
                return chose(
                        text(
                                "An accelerator would be busy %s of the time, below the break-even of %s.",
                                number(in.utilization()), number(in.breakEvenUtilization())),
                        rule.candidates());
            }
        }
        if (!yes(in.modelBesideData())) {
            return in.modelBesideData() == null ? notAskedYet() : no("The model does not live beside its data.");
        }
        Double cpu = in.cpuMs();
        ask("cpuMs", cpu, "ms");
        ask("roundTripMs", in.roundTripMs(), "ms");
        ask("acceleratorMs", in.acceleratorMs(), "ms");
        if (cpu == null || in.roundTripMs() == null || in.acceleratorMs() == null) {
            return chose(
                    "The model lives beside its data. By rule of thumb the CPU wins; give both latencies and the round"
                            + " trip to compute it.",
                    rule.candidates());
        }
        double rest = in.acceleratorMs() + orZero(in.acceleratorWaitMs()) + transferMs();
        double remote = in.roundTripMs() + rest;
        operands.add(Operand.computed("network plus accelerator", remote, "ms"));
        flips.add(new FlipPoint(
                "roundTripMs",
                Math.max(0, cpu - rest),
                "ms",
                cpu > rest
                        ? text("With a round trip below %s the accelerator answers sooner.", ms(cpu - rest))
                        : "The CPU answers sooner at any round trip."));
        return cpu <= remote
                ? chose(
                        text("Beside the data the CPU takes %s; network and accelerator take %s.", ms(cpu), ms(remote)),
                        rule.candidates())
                : no(text(
                        "Although it lives beside its data, the CPU takes %s and network plus accelerator only %s.",
                        ms(cpu), ms(remote)));
    }

    private double transferMs() {
        return in.payloadBytes() == null || in.networkBytesPerSecond() == null
                ? 0
                : 1e3 * in.payloadBytes() / in.networkBytesPerSecond();
    }

    private Firing flexibility() {
        ask("needsFlexibility", in.needsFlexibility());
        ask("cuda", in.cuda());
        ask("modelChangesPerYear", in.modelChangesPerYear());
        ask("rateVariation", in.rateVariation());
        ask("unsupportedOperators", in.unsupportedOperators());
        if (operands.isEmpty()) {
            return notAskedYet();
        }
        double many = rule.threshold("manyChangesPerYear");
        double high = rule.threshold("highVariation");
        List<String> reasons = new ArrayList<>();
        if (yes(in.needsFlexibility())) {
            reasons.add("flexibility is asked for");
        }
        if (in.cuda() == Cuda.HARD || in.cuda() == Cuda.SOFT) {
            reasons.add("the code depends on CUDA");
        }
        if (yes(in.unsupportedOperators())) {
            reasons.add("its operators are supported hardly anywhere else");
        }
        if (in.modelChangesPerYear() != null && in.modelChangesPerYear() >= many) {
            reasons.add(
                    text("%s model changes a year are at least %s", number(in.modelChangesPerYear()), number(many)));
        }
        if (in.rateVariation() != null && in.rateVariation() > high) {
            reasons.add(text("the rate varies by %s of its mean", number(in.rateVariation())));
        }
        operands.add(Operand.threshold("many model changes", many, "per year"));
        operands.add(Operand.threshold("high variation", high, ""));
        if (in.modelChangesPerYear() != null) {
            flips.add(new FlipPoint(
                    "modelChangesPerYear",
                    many,
                    "per year",
                    in.modelChangesPerYear() >= many
                            ? text("Below %s model changes a year rule Q2 would lose this reason.", number(many))
                            : text(
                                    "From %s model changes a year on, rule Q2 would choose an NVIDIA GPU.",
                                    number(many))));
        }
        if (reasons.isEmpty()) {
            return no("Neither flexibility nor CUDA nor frequent change is asked for.");
        }
        return chose(
                Prose.capital(Prose.list(reasons)) + ". Rent for no longer than you can forecast.", rule.candidates());
    }

    private Firing volume() {
        ask("predictableVolume", in.predictableVolume());
        ask("xlaAcceptable", in.xlaAcceptable());
        ask("modelChangesPerYear", in.modelChangesPerYear());
        ask("rateVariation", in.rateVariation());
        ask("migrationUsd", in.migrationUsd(), "USD");
        ask("monthlySavingUsd", in.monthlySavingUsd(), "USD");
        ask("horizonMonths", in.horizonMonths(), "months");
        if (in.predictableVolume() == null) {
            return notAskedYet();
        }
        if (!yes(in.predictableVolume())) {
            return no("The volume is not large and predictable.");
        }
        Double volume = in.requestsPerMonth();
        ask("requestsPerMonth", volume);
        double large = rule.threshold("largeRequestsPerMonth");
        if (volume != null && volume < large) {
            flips.add(new FlipPoint(
                    "requestsPerMonth",
                    large,
                    "",
                    text("From %s requests a month on, rule Q3 would count the volume as large.", number(large))));
            return no(text(
                    "The volume is predictable, but %s requests a month keep no rented accelerator busy; it takes about %s.",
                    number(volume), number(large)));
        }
        double few = rule.threshold("fewChangesPerYear");
        double low = rule.threshold("lowVariation");
        if (Boolean.FALSE.equals(in.xlaAcceptable())) {
            return no("The volume is predictable, but a move to XLA is not accepted.");
        }
        if (in.modelChangesPerYear() != null && in.modelChangesPerYear() > few) {
            flips.add(new FlipPoint(
                    "modelChangesPerYear",
                    few,
                    "per year",
                    text("With at most %s model changes a year rule Q3 would choose a TPU.", number(few))));
            return no(text(
                    "The volume is predictable, but %s model changes a year are more than %s.",
                    number(in.modelChangesPerYear()), number(few)));
        }
        if (in.rateVariation() != null && in.rateVariation() > low) {
            return no(text(
                    "The volume is large, but its hourly rate varies by %s of its mean, more than %s.",
                    number(in.rateVariation()), number(low)));
        }
        if (in.migrationUsd() == null || in.monthlySavingUsd() == null || in.horizonMonths() == null) {
            return chose(
                    "Large, predictable volume. Whether the migration pays is not computed: give its cost, your own"
                            + " monthly saving and the months you can forecast.",
                    rule.candidates());
        }
        double months = in.migrationUsd() / in.monthlySavingUsd();
        double most = rule.threshold("horizonShare") * in.horizonMonths();
        operands.add(Operand.computed("months to pay back", months, "months"));
        flips.add(new FlipPoint(
                "monthlySavingUsd",
                in.migrationUsd() / most,
                "USD",
                text(
                        "From a saving of %s USD a month on, the migration pays back within %s months.",
                        number(in.migrationUsd() / most), number(most))));
        return months < most
                ? chose(
                        text(
                                "Large, predictable volume, and the migration pays back in %s months, sooner than %s.",
                                number(months), number(most)),
                        rule.candidates())
                : no(text(
                        "The volume is predictable, but the migration pays back in %s months, not before %s.",
                        number(months), number(most)));
    }
}
