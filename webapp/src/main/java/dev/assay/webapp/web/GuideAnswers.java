package dev.assay.webapp.web;

import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.InvalidGuidanceInput;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The answers that an address holds. One that cannot be read is named and left out, and the rest decides: a slip in one field
 * must not hide the answer to all others.
 *
 * @param given    everything that was answered, readable or not, as the form shows it again
 * @param input    what could be read
 * @param problems what could not, by the field beside which it is said; empty for a name that is no question
 */
record GuideAnswers(Map<String, String> given, DecisionInput input, List<InvalidGuidanceInput.Problem> problems) {
    /** Parameters of the page itself, which answer nothing. */
    private static final Set<String> OWN = Set.of("title", "follows", "cursor", "keep", "primefaces.nonce");

    static GuideAnswers of(Map<String, String[]> parameters) {
        Map<String, String> given = new LinkedHashMap<>();
        List<InvalidGuidanceInput.Problem> problems = new ArrayList<>();
        Set<String> fields = Set.copyOf(DecisionInput.fields());
        parameters.forEach((name, values) -> {
            String value = values.length == 0 ? "" : values[0].strip();
            if (fields.contains(name)) {
                if (!value.isEmpty()) {
                    given.put(name, Questions.answer(name, value));
                }
            } else if (!OWN.contains(name) && !name.startsWith("jakarta.faces.") && !name.startsWith("keep:")) {
                problems.add(new InvalidGuidanceInput.Problem(
                        "",
                        "The address asks for '" + shortened(name) + "', which is no question here; it was left out."));
            }
        });
        Map<String, String> readable = new LinkedHashMap<>(given);
        while (true) {
            try {
                return new GuideAnswers(
                        Map.copyOf(given),
                        DecisionInput.parse(readable),
                        problems.stream().distinct().toList());
            } catch (InvalidGuidanceInput e) {
                int before = readable.size();
                for (InvalidGuidanceInput.Problem problem : e.problems()) {
                    problems.add(new InvalidGuidanceInput.Problem(
                            problem.field(), named(problem) + " The answer below does without it."));
                    readable.remove(problem.field());
                }
                if (readable.size() == before) {
                    // Something is missing beside an answer that is there: without that answer, the rest still decides.
                    readable.keySet()
                            .removeAll(
                                    PAIRS.getOrDefault(e.problems().getFirst().field(), readable.keySet()));
                }
            }
        }
    }

    /** Answers that say nothing without the one they are filed under. */
    private static final Map<String, Set<String>> PAIRS = Map.of(
            "requiredHours", Set.of("batteryWattHours"),
            "kvBytesPerToken", Set.of("contextTokens"));

    /** The sentence with the question as the form calls it. */
    private static String named(InvalidGuidanceInput.Problem problem) {
        String label = Questions.label(problem.field());
        return problem.sentence()
                .replace("The answer to " + problem.field(), "The answer to \u201c" + label + "\u201d");
    }

    /** Whether some answer could not be read; words that are no question do not count. */
    boolean unreadable() {
        return problems.stream().anyMatch(problem -> !problem.field().isEmpty());
    }

    /** All answers as a query string. */
    String query() {
        return query(Set.of());
    }

    /** As {@link #query()}, without some fields. */
    String query(Set<String> without) {
        return given.entrySet().stream()
                .filter(entry -> !without.contains(entry.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String shortened(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "\u2026";
    }
}
