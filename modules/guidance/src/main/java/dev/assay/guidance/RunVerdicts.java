package dev.assay.guidance;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Judgement.ObjectiveResult;
import dev.assay.guidance.Judgement.Outcome;
import dev.assay.guidance.Judgement.RunJudgement;
import dev.assay.guidance.statistics.LatencyObjective;
import dev.assay.guidance.statistics.LatencySummary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run against each objective. */
final class RunVerdicts {
    /** What is said of a run that was disturbed. */
    static final String INVALID = " The measurement is invalid, so its latencies are not used.";

    private RunVerdicts() {}

    static RunJudgement judge(Objectives objectives, RunFacts run) {
        List<ObjectiveResult> results = new ArrayList<>();
        latency(results, "p50Ms", 0.5, objectives.p50Ms(), run);
        latency(results, "p90Ms", 0.9, objectives.p90Ms(), run);
        latency(results, "p95Ms", 0.95, objectives.p95Ms(), run);
        latency(results, "p99Ms", 0.99, objectives.p99Ms(), run);
        if (objectives.minFidelity() != null) {
            results.add(fidelity(objectives.minFidelity(), run));
        }
        if (objectives.maxBytes() != null) {
            results.add(bytes(objectives.maxBytes(), run));
        }
        if (objectives.powerWatts() != null) {
            results.add(watts(objectives.powerWatts(), run));
        }
        Outcome outcome = worst(results);
        return new RunJudgement(
                run.runId(), run.scheme(), run.device(), outcome, List.copyOf(results), sentence(run, results));
    }

    /** Failed when one fails, else undecided when one is open, else met; nothing when none was asked. */
    private static Outcome worst(List<ObjectiveResult> results) {
        if (results.isEmpty()) {
            return Outcome.NONE;
        }
        if (results.stream().anyMatch(result -> result.outcome() == Outcome.FAILED)) {
            return Outcome.FAILED;
        }
        return results.stream().anyMatch(result -> result.outcome() == Outcome.UNDECIDED)
                ? Outcome.UNDECIDED
                : Outcome.MET;
    }

    private static String sentence(RunFacts run, List<ObjectiveResult> results) {
        String trust = switch (run.outcome()) {
            case VALID -> "";
            case SUSPECT -> " The measurement itself is suspect.";
            case INVALID -> INVALID;
            case WRONG -> " Its outputs cannot be trusted, so none of its numbers is used.";
            case UNFINISHED -> " The run has no result.";
        };
        List<String> open = results.stream()
                .filter(result -> result.outcome() == Outcome.FAILED
                        || (result.outcome() == Outcome.UNDECIDED
                                && run.outcome().usable()))
                .map(ObjectiveResult::sentence)
                .toList();
        if (!run.outcome().outputsUsable()) {
            return trust.strip();
        }
        if (results.isEmpty()) {
            return "No objective was set." + trust;
        }
        if (results.stream().allMatch(result -> result.outcome() == Outcome.MET)) {
            return "Every objective is met." + trust;
        }
        if (run.outcome() == RunFacts.Outcome.INVALID) {
            // What load cannot spoil is said first: it holds whatever the latencies turn out to be.
            String kept = results.stream()
                    .filter(result -> result.outcome() != Outcome.UNDECIDED)
                    .map(ObjectiveResult::sentence)
                    .collect(Collectors.joining(" "));
            return (kept + trust).strip();
        }
        return (String.join(" ", open) + trust).strip();
    }

    private static void latency(
            List<ObjectiveResult> results, String name, double percentile, @Nullable Double limit, RunFacts run) {
        if (limit == null) {
            return;
        }
        LatencySummary summary = run.latency();
        if (summary == null || !run.outcome().usable()) {
            results.add(unusable(name, limit, "ms"));
            return;
        }
        LatencyObjective.Check check = new LatencyObjective(percentile, limit).check(summary, run.latencyNanos());
        results.add(new ObjectiveResult(
                name,
                Outcome.valueOf(check.outcome().name()),
                limit,
                check.boundMs(),
                "ms",
                check.moreSamples(),
                check.sentence()));
    }

    private static ObjectiveResult fidelity(double limit, RunFacts run) {
        if (!run.outcome().outputsUsable()) {
            return unusable("minFidelity", limit, "");
        }
        if (run.scheme().equals("fp32")) {
            return new ObjectiveResult(
                    "minFidelity", Outcome.MET, limit, 1.0, "", null, "fp32 is what fidelity is measured against.");
        }
        Double cosine = run.fidelity();
        if (cosine == null) {
            return new ObjectiveResult(
                    "minFidelity", Outcome.UNDECIDED, limit, null, "", null, "Undecided: fidelity was not measured.");
        }
        boolean met = cosine >= limit;
        return new ObjectiveResult(
                "minFidelity",
                met ? Outcome.MET : Outcome.FAILED,
                limit,
                cosine,
                "",
                null,
                text("Fidelity is %s, %s the %s asked.", cosine(cosine), met ? "not below" : "below", cosine(limit)));
    }

    private static ObjectiveResult bytes(long limit, RunFacts run) {
        Long bytes = run.bytes();
        if (bytes == null || !run.outcome().outputsUsable()) {
            return unusable("maxBytes", (double) limit, "B");
        }
        boolean met = bytes <= limit;
        return new ObjectiveResult(
                "maxBytes",
                met ? Outcome.MET : Outcome.FAILED,
                limit,
                (double) bytes,
                "B",
                null,
                text(
                        "The model takes %s, %s the %s allowed.",
                        Prose.bytes((double) bytes), met ? "not above" : "above", Prose.bytes((double) limit)));
    }

    private static ObjectiveResult watts(double limit, RunFacts run) {
        Double watts = run.watts();
        if (!run.outcome().usable()) {
            return unusable("powerWatts", limit, "W");
        }
        if (watts == null) {
            return new ObjectiveResult(
                    "powerWatts", Outcome.UNDECIDED, limit, null, "W", null, "Undecided: power was not measured.");
        }
        boolean met = watts <= limit;
        return new ObjectiveResult(
                "powerWatts",
                met ? Outcome.MET : Outcome.FAILED,
                limit,
                watts,
                "W",
                null,
                text("It draws %s W, %s the %s W allowed.", number(watts), met ? "not above" : "above", number(limit)));
    }

    private static ObjectiveResult unusable(String name, double limit, String unit) {
        return new ObjectiveResult(
                name, Outcome.UNDECIDED, limit, null, unit, null, "Undecided: there is no measurement to use.");
    }

    /** {@code P95 <= 20 ms (at most 14.2)}. */
    static String inWords(ObjectiveResult result) {
        double limit = result.limit();
        Double measured = result.measured();
        String shown = measured == null
                ? ""
                : switch (result.objective()) {
                    case "maxBytes" -> " (" + Prose.bytes(measured) + ")";
                    case "minFidelity" -> " (" + cosine(measured) + ")";
                    case "powerWatts" -> " (" + number(measured) + ")";
                    default -> " (at most " + number(measured) + ")";
                };
        return switch (result.objective()) {
                    case "maxBytes" -> "size <= " + Prose.bytes(limit);
                    case "minFidelity" -> "fidelity >= " + cosine(limit);
                    case "powerWatts" -> "power <= " + number(limit) + " W";
                    default -> Prose.capital(result.objective().substring(0, 3)) + " <= " + Prose.ms(limit);
                }
                + shown;
    }

    /** Cosines need their nines: four decimals, trailing zeros cut. */
    static String cosine(double value) {
        return text("%.4f", value).replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
