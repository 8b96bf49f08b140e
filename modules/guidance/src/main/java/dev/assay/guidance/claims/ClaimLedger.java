package dev.assay.guidance.claims;

import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.InvalidGuidanceInput.Problem;
import dev.assay.protocol.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All claims in the order of their ids.
 *
 * @param claims with distinct ids
 */
public record ClaimLedger(List<Claim> claims) {
    /** One file per text, on the class path when the content module is present. */
    public static final List<String> RESOURCES = List.of(
            "/assay/claims/000.json",
            "/assay/claims/001.json",
            "/assay/claims/002.json",
            "/assay/claims/002-tables.json",
            "/assay/claims/003.json",
            "/assay/claims/004.json",
            "/assay/claims/web.json");

    /** The members of a file of claims. */
    private record File(List<Claim> claims) {}

    /**
     * Checks the claims together.
     *
     * @throws InvalidGuidanceInput with one sentence per claim that cannot stand as it is
     */
    public ClaimLedger {
        List<Problem> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Claim claim : claims) {
            for (String sentence : problems(claim)) {
                problems.add(new Problem(claim.id(), "The claim " + claim.id() + " " + sentence + "."));
            }
            if (!seen.add(claim.id())) {
                problems.add(new Problem(claim.id(), "The claim " + claim.id() + " appears twice."));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidGuidanceInput(problems);
        }
        claims = claims.stream().sorted(Comparator.comparing(Claim::id)).toList();
    }

    /**
     * Reads the files at {@link #RESOURCES}.
     *
     * @throws IllegalStateException when the content module is not on the class path
     */
    public static ClaimLedger bundled() {
        List<Claim> all = new ArrayList<>();
        for (String resource : RESOURCES) {
            try (var stream = ClaimLedger.class.getResourceAsStream(resource)) {
                if (stream == null) {
                    throw new IllegalStateException(
                            "The claims " + resource + " are missing from the class path; add the content module.");
                }
                all.addAll(read(new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException("The claims " + resource + " cannot be read.", e);
            }
        }
        return new ClaimLedger(all);
    }

    /** Reads the claims of one file: {@code {"claims": [...]}}. */
    public static List<Claim> read(String json) {
        return Wire.read(json, File.class).claims();
    }

    /** The claim with an id, empty when there is none. */
    public Optional<Claim> find(String id) {
        return claims.stream().filter(claim -> claim.id().equals(id)).findFirst();
    }

    private static List<String> problems(Claim claim) {
        List<String> found = new ArrayList<>();
        if (claim.types().isEmpty()) {
            found.add("says not how it can be checked");
        }
        if (claim.says().isBlank() || claim.title().isBlank() || claim.finding().isBlank()) {
            found.add("needs a title, what is said and what we find");
        }
        if (claim.computation() != null && !Computations.names().contains(claim.computation())) {
            found.add("names the computation '" + claim.computation() + "', which nobody wrote");
        }
        if (claim.is(ClaimType.ARITHMETIC) && claim.computation() == null) {
            found.add("is said to be arithmetic but names no computation");
        }
        if (claim.computation() == null && claim.cited() == null) {
            found.add("has neither a computation nor a verdict of its sources");
        }
        if (claim.cited() != null
                && claim.cited() != ClaimVerdict.UNVERIFIED
                && claim.sources().isEmpty()) {
            found.add("has a verdict of its sources but no source");
        }
        if (claim.is(ClaimType.MEASURABLE)
                && claim.test() == null
                && claim.untestable().isBlank()) {
            found.add("could be measured, but names neither an experiment nor why there is none yet");
        }
        return found;
    }
}
