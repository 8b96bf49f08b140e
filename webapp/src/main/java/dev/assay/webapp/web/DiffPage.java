package dev.assay.webapp.web;

import dev.assay.guidance.ExperimentChange;
import dev.assay.guidance.ExperimentChange.Kind;
import dev.assay.portal.Refusal;
import dev.assay.portal.experiments.ExperimentCard;
import dev.assay.portal.experiments.ExperimentDiff;
import dev.assay.portal.experiments.ExperimentDiffs;
import dev.assay.portal.experiments.ExperimentFilter;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.Experiments;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What changed from one experiment to another; the address names both. */
@Named("diffPage")
@RequestScoped
public class DiffPage {
    private static final int NEWEST = 50;

    private static final Map<Kind, String> TITLES = Map.ofEntries(
            Map.entry(Kind.NOW_FAILS, "Worked before, fails now"),
            Map.entry(Kind.REGRESSION, "Worse"),
            Map.entry(Kind.MIXED, "Better in one respect, worse in another"),
            Map.entry(Kind.NOW_WORKS, "Failed before, works now"),
            Map.entry(Kind.IMPROVEMENT, "Better"),
            Map.entry(Kind.NO_DIFFERENCE, "No difference shown"),
            Map.entry(Kind.NOT_COMPARABLE, "Not comparable"),
            Map.entry(Kind.NEW, "New"),
            Map.entry(Kind.MISSING, "Missing"),
            Map.entry(Kind.STILL_FAILS, "Still fails"),
            Map.entry(Kind.UNFINISHED, "Not ended"));

    /** Cells that changed in the same way. */
    public record Group(String title, String tone, List<ExperimentChange> changes) {}

    @Inject
    Experiments experiments;

    @Inject
    ExperimentDiffs diffs;

    private @Nullable String a;
    private @Nullable String b;
    private @Nullable String problem;
    private @Nullable ExperimentDiff diff;
    private @Nullable ExperimentView before;
    private @Nullable ExperimentView after;
    private List<ExperimentCard> choices = List.of();

    public void load() {
        Optional<UUID> first = Answers.uuid(Objects.requireNonNullElse(a, ""));
        Optional<UUID> second = Answers.uuid(Objects.requireNonNullElse(b, ""));
        if (first.isEmpty() || second.isEmpty()) {
            boolean named = Stream.of(a, b).anyMatch(word -> word != null && !word.isBlank());
            problem = named ? "Choose both experiments; an id in the address is missing or is none." : null;
            choices = experiments.list(ExperimentFilter.ALL, null, NEWEST).items();
            return;
        }
        try {
            diff = diffs.between(first.get(), second.get());
            before = experiments.find(first.get()).orElse(null);
            after = experiments.find(second.get()).orElse(null);
        } catch (Refusal refusal) {
            problem = refusal.sentence();
            choices = experiments.list(ExperimentFilter.ALL, null, NEWEST).items();
        }
    }

    /** The sentence that opens the page. */
    public String getSentence() {
        ExperimentDiff known = diff;
        if (known == null) {
            return "What changed from one experiment to another?";
        }
        long worse = known.count(Kind.NOW_FAILS) + known.count(Kind.REGRESSION);
        long better = known.count(Kind.NOW_WORKS) + known.count(Kind.IMPROVEMENT);
        Format format = new Format();
        if (worse == 0 && better == 0 && known.count(Kind.MIXED) == 0) {
            return known.count(Kind.NO_DIFFERENCE) > 0
                    ? "No difference shown in " + format.plural(known.count(Kind.NO_DIFFERENCE), "run") + "."
                    : "Nothing in the two can be compared.";
        }
        return format.plural(worse, "run") + (worse == 1 ? " is" : " are") + " worse, " + better
                + (better == 1 ? " is" : " are") + " better, out of "
                + format.plural(known.changes().size(), "run") + ".";
    }

    /** The changes by kind, the worst first. */
    public List<Group> getGroups() {
        ExperimentDiff known = diff;
        return known == null
                ? List.of()
                : Stream.of(Kind.values())
                        .map(kind -> new Group(
                                TITLES.getOrDefault(kind, kind.name()),
                                tone(kind),
                                known.changes().stream()
                                        .filter(change -> change.kind() == kind)
                                        .toList()))
                        .filter(group -> !group.changes().isEmpty())
                        .toList();
    }

    private static String tone(Kind kind) {
        return switch (kind) {
            case NOW_FAILS, REGRESSION, STILL_FAILS -> "bad";
            case NOW_WORKS, IMPROVEMENT -> "good";
            case MIXED, NOT_COMPARABLE, MISSING, UNFINISHED -> "warn";
            case NO_DIFFERENCE, NEW -> "plain";
        };
    }

    /** The name of the scheme alone, for its colour. */
    public String scheme(String label) {
        int options = label.indexOf('{');
        return options < 0 ? label : label.substring(0, options);
    }

    public @Nullable ExperimentDiff getDiff() {
        return diff;
    }

    public @Nullable ExperimentView getBefore() {
        return before;
    }

    public @Nullable ExperimentView getAfter() {
        return after;
    }

    public List<ExperimentCard> getChoices() {
        return choices;
    }

    public @Nullable String getProblem() {
        return problem;
    }

    public @Nullable String getA() {
        return a;
    }

    public void setA(@Nullable String a) {
        this.a = a;
    }

    public @Nullable String getB() {
        return b;
    }

    public void setB(@Nullable String b) {
        this.b = b;
    }
}
