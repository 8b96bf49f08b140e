package dev.assay.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** An experiment as the portal describes it; unknown members are passed on untouched. */
record ExperimentDocument(JsonObject json) {
    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELED", "EXPIRED");

    String id() {
        JsonValue id = json.getOrDefault("experiment", json.getOrDefault("id", JsonValue.NULL));
        return id instanceof JsonString text ? text.getString() : id.toString();
    }

    private List<JsonObject> runs() {
        JsonArray runs = json.getJsonArray("runs");
        return runs == null ? List.of() : runs.getValuesAs(JsonObject.class);
    }

    private static String state(JsonObject run) {
        return run.getString("state", "");
    }

    boolean hasEnded() {
        return !runs().isEmpty() && runs().stream().allMatch(run -> ENDED.contains(state(run)));
    }

    /** Whether the portal has compared the ended runs with the objectives and the guidance. */
    boolean isJudged() {
        return json.get("judged") instanceof JsonString;
    }

    String progressLabel() {
        long ended = runs().stream().filter(run -> ENDED.contains(state(run))).count();
        String now = runs().stream()
                .filter(run -> !ENDED.contains(state(run)) && !state(run).equals("QUEUED"))
                .findFirst()
                .map(run -> ", " + run.getString("scheme", "") + " "
                        + state(run).toLowerCase(Locale.ROOT).replace('_', ' '))
                .orElse(", queued");
        return ended + " of " + runs().size() + " runs ended" + Text.visible(now);
    }

    /** Share of the work that is done, counting a run under way by its own progress where the portal tells it. */
    double progressShare() {
        if (runs().isEmpty()) {
            return -1;
        }
        double sum = 0;
        for (JsonObject run : runs()) {
            sum += ENDED.contains(state(run)) ? 1 : number(run, "progress", 0);
        }
        return sum / runs().size();
    }

    private static double number(JsonObject object, String key, double otherwise) {
        return object.get(key) instanceof JsonNumber number ? number.doubleValue() : otherwise;
    }

    /** 1 when a run failed, 3 when the objectives are not met or not decided, 0 when they are met or none was set. */
    int exitCode() {
        if (runs().stream().anyMatch(run -> !state(run).equals("SUCCEEDED"))) {
            return ExitCode.FAILED;
        }
        JsonObject objectives = object(json, "objectives");
        return JsonValue.FALSE.equals(objectives.get("met")) ? ExitCode.OBJECTIVES_NOT_MET : ExitCode.DONE;
    }

    private static JsonObject object(JsonObject parent, String key) {
        return parent.get(key) instanceof JsonObject child ? child : JsonValue.EMPTY_JSON_OBJECT;
    }

    /** For people: a table of the runs, the judgement, the address of the page. */
    List<String> lines() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "SCHEME", "DEVICE", "STATE", "MEDIAN ms", "P50 ms <=", "P90 ms <=", "P95 ms <=", "FIDELITY", "SIZE"));
        List<String> remarks = new ArrayList<>();
        for (JsonObject run : runs()) {
            JsonObject latency = object(run, "latencyMs");
            JsonObject fidelity = object(run, "fidelity");
            rows.add(List.of(
                    Text.visible(run.getString("scheme", "")),
                    Text.visible(run.getString("device", "")),
                    state(run),
                    ms(latency, "median"),
                    ms(latency, "p50"),
                    ms(latency, "p90"),
                    ms(latency, "p95"),
                    fidelity.get("cosine") instanceof JsonNumber cosine
                            ? String.format(Locale.ROOT, "%.5f", cosine.doubleValue())
                            : "-",
                    run.get("sizeBytes") instanceof JsonNumber bytes ? Text.bytes(bytes.longValue()) : "-"));
            String message = object(run, "failure").getString("message", "");
            if (!message.isEmpty()) {
                remarks.add(Text.visible(run.getString("scheme", "") + ": " + message));
            }
        }
        List<String> lines = new ArrayList<>(Text.table(rows));
        lines.addAll(remarks);
        JsonObject guidance = object(json, "guidance");
        if (isJudged()) {
            lines.add(Text.visible(json.getString("sentence", "")));
            lines.add("Guidance: "
                    + Text.visible(guidance.getString("verdict", "") + recommendation(guidance) + ". "
                            + guidance.getString("sentence", "")));
            lines.add("Objectives: " + Text.visible(outcome(object(json, "objectives"))));
        }
        lines.add(Text.visible(json.getString("url", "")));
        return lines;
    }

    /** Met, not met or undecided, by which objectives, and in the last case why. */
    private String outcome(JsonObject objectives) {
        if (JsonValue.TRUE.equals(objectives.get("met"))) {
            return "met";
        }
        if (!JsonValue.FALSE.equals(objectives.get("met"))) {
            return "none were set";
        }
        String failed = words(objectives, "failed");
        String undecided = words(objectives, "undecided");
        if (failed.isEmpty() && !undecided.isEmpty()) {
            return "undecided" + undecided + reason();
        }
        return "not met" + failed + (undecided.isEmpty() ? "" : "; undecided" + undecided);
    }

    /** Why nothing could be decided: what spoilt a measurement, else what was concluded from a run. */
    private String reason() {
        for (JsonObject run : runs()) {
            JsonObject validity = object(run, "validity");
            if (validity.getString("status", "").equals("INVALID")) {
                return " (" + run.getString("scheme", "") + " is INVALID" + words(validity, "reasons") + ")";
            }
        }
        return runs().stream()
                .map(run -> words(run, "why"))
                .filter(why -> !why.isEmpty())
                .findFirst()
                .map(why -> " (" + why.substring(2) + ")")
                .orElse("");
    }

    private static String recommendation(JsonObject guidance) {
        String names = words(guidance, "recommended");
        return names.isEmpty() ? "" : " of" + names.substring(1);
    }

    /** The strings of a list after a colon, or nothing where it is empty. */
    private static String words(JsonObject object, String key) {
        if (!(object.get(key) instanceof JsonArray array) || array.isEmpty()) {
            return "";
        }
        List<String> words = new ArrayList<>();
        for (JsonValue value : array) {
            words.add(value instanceof JsonString text ? text.getString() : value.toString());
        }
        return ": " + String.join(", ", words);
    }

    private static String ms(JsonObject latency, String percentile) {
        return latency.get(percentile) instanceof JsonNumber number ? Text.digits(number.doubleValue()) : "-";
    }
}
