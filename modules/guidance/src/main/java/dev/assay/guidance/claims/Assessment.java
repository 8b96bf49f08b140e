package dev.assay.guidance.claims;

import dev.assay.guidance.claims.Working.Sheet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a claim before any run of this portal.
 *
 * @param verdict what arithmetic and sources say together
 * @param sheet   the arithmetic, done anew; null when there is none
 */
public record Assessment(
        Claim claim, ClaimVerdict verdict, @Nullable Sheet sheet) {

    /**
     * Does the arithmetic of a claim and weighs it with what its sources say. Arithmetic that fails stands on its own;
     * where it agrees, or proves nothing, the sources have the word.
     */
    public static Assessment of(Claim claim) {
        Sheet sheet = Computations.sheet(claim.computation()).orElse(null);
        ClaimVerdict computed = sheet == null ? ClaimVerdict.UNVERIFIED : sheet.verdict();
        ClaimVerdict cited = claim.cited();
        boolean failed = computed != ClaimVerdict.CONFIRMED && computed != ClaimVerdict.UNVERIFIED;
        return new Assessment(claim, failed || cited == null ? computed : cited, sheet);
    }
}
