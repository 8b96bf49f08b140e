package dev.assay.portal.experiments;

import dev.assay.guidance.ExperimentChange;
import java.util.List;
import java.util.UUID;

/**
 * What changed from one experiment to another.
 *
 * @param before the earlier one, by its place in the question
 * @param notes  what makes the two hard to compare as a whole, one sentence each
 */
public record ExperimentDiff(UUID before, UUID after, List<String> notes, List<ExperimentChange> changes) {
    /** How many cells changed in a way. */
    public long count(ExperimentChange.Kind kind) {
        return changes.stream().filter(change -> change.kind() == kind).count();
    }
}
