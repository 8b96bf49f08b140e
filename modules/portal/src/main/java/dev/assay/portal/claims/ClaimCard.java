package dev.assay.portal.claims;

import dev.assay.guidance.claims.Claim;
import dev.assay.guidance.claims.ClaimVerdict;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A claim as it stands now.
 *
 * @param verdict    with the runs of this portal; what arithmetic and sources say where no run speaks to it
 * @param parts      verdict by key of its parts
 * @param runs       pieces of evidence from runs
 * @param confirming combinations of model, scheme and device that confirm it
 * @param contrary   those that contradict it
 * @param found      what the runs say together; empty without decisive ones
 * @param checked    when a run was last held against it; null without runs
 */
public record ClaimCard(
        Claim claim,
        ClaimVerdict verdict,
        Map<String, ClaimVerdict> parts,
        int runs,
        int confirming,
        int contrary,
        String found,
        @Nullable Instant checked) {}
