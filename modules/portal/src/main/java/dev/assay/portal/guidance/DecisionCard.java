package dev.assay.portal.guidance;

import java.time.Instant;
import java.util.UUID;

/** A stored decision in a list. */
public record DecisionCard(
        UUID id, String title, String author, String sentence, String rulesetVersion, Instant decided) {}
