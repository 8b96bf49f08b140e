package dev.assay.guidance;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rules as data: what each says, what it rests on, its thresholds and its candidates. A rule that is not in the set does
 * not run.
 *
 * @param version       shown with every advice
 * @param effectiveFrom first day on which the set applies, ISO 8601
 * @param effectiveTo   last day, or null while it is current
 */
public record RuleSet(
        String version, String effectiveFrom, @Nullable String effectiveTo, List<Rule> rules) {

    /** When a rule runs; earlier stages win. */
    public enum Stage {
        /** Removes what cannot do it. */
        ELIMINATION,
        /** The tree's questions and rows. */
        CHOICE,
        /** What measurements have taught. */
        EVIDENCE
    }

    /**
     * One rule.
     *
     * @param id         {@code H1}..{@code H8}, {@code Q1}..{@code Q4}, {@code R4}..{@code R6}, {@code E1}..{@code E7}
     * @param title      the question or table row in a few words
     * @param condition  when it fires, in words
     * @param outcome    what follows
     * @param reason     why
     * @param source     where the rule comes from
     * @param claims     ids of the claims it rests on
     * @param thresholds its numbers by name, units in the name
     * @param candidates profile ids it points to, best first
     */
    public record Rule(
            String id,
            Stage stage,
            String title,
            String condition,
            String outcome,
            String reason,
            String source,
            List<String> claims,
            Map<String, Double> thresholds,
            List<String> candidates) {

        double threshold(String name) {
            Double value = thresholds.get(name);
            if (value == null) {
                throw new IllegalStateException("Rule " + id + " has no threshold " + name);
            }
            return value;
        }
    }

    /** The rules in force: the tree, corrected where a claim it rests on is contradicted. */
    public static RuleSet current() {
        return Rules.CURRENT;
    }

    /** The tree as the article prints it, with its constraint on place but no other check; for comparison. */
    public static RuleSet asPublished() {
        return Rules.PUBLISHED;
    }

    /** Every set there ever was, oldest first; a decision keeps the one it was made under. */
    public static List<RuleSet> all() {
        return Rules.ALL;
    }

    /**
     * The set that was in force on a day, ISO 8601; before the first set it is that one, because nothing else could have
     * been asked.
     *
     * @throws java.time.format.DateTimeParseException when it is no day
     */
    public static RuleSet on(String day) {
        LocalDate asked = LocalDate.parse(day);
        RuleSet chosen = Rules.ALL.getFirst();
        for (RuleSet set : Rules.ALL) {
            if (!LocalDate.parse(set.effectiveFrom()).isAfter(asked)) {
                chosen = set;
            }
        }
        return chosen;
    }

    /** The set of a version, empty when there is none. */
    public static Optional<RuleSet> version(String version) {
        return Rules.ALL.stream().filter(set -> set.version().equals(version)).findFirst();
    }

    /** The rule with an id, empty when the set leaves it out. */
    public Optional<Rule> find(String id) {
        return rules.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }
}
