package dev.assay.guidance.claims;

import dev.assay.guidance.Grade;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a text asserts, as a record that can be checked.
 *
 * @param id          {@code C01}; never reused
 * @param seed        the text: {@code 000} to {@code 004}, or {@code web} for what other pages say
 * @param section     key of the section of the article, or empty
 * @param title       a few words
 * @param says        what it asserts, in our own words
 * @param types       how it can be checked, the strongest first; at least one
 * @param formula     the formula in words and symbols; empty when there is none
 * @param computation name in {@link Computations}, or null when nothing is to be computed
 * @param expected    what the formula or a run should give; may be empty
 * @param margin      how far a measurement may be off, as a fraction; null when only arithmetic or sources speak
 * @param sources     what else was read, with grade and date
 * @param cited       what the sources say; null when arithmetic alone decides
 * @param finding     what we find, in one or two sentences
 * @param test        how a reader can test it, or null
 * @param untestable  why no experiment of this product tests it yet; empty for claims that one does, or none ever could
 * @param profiles    hardware profiles that it is about
 * @param parts       what runs decide one by one; empty when the claim is one thing
 */
public record Claim(
        String id,
        String seed,
        String section,
        String title,
        String says,
        List<ClaimType> types,
        String formula,
        @Nullable String computation,
        String expected,
        @Nullable Double margin,
        List<Source> sources,
        @Nullable ClaimVerdict cited,
        String finding,
        @Nullable Test test,
        String untestable,
        List<String> profiles,
        List<Part> parts) {

    /**
     * A document that speaks to a claim.
     *
     * @param asOf when it was published or read: a year, a month or a day
     * @param says what it contributes
     */
    public record Source(String name, Grade grade, String asOf, String says) {}

    /**
     * An experiment that tests the claim.
     *
     * @param query query string of the form of a new experiment
     * @param label what it does, for the button
     */
    public record Test(String query, String label) {}

    /**
     * One of several assertions of a claim.
     *
     * @param key      stable, lower case
     * @param expected what was found before any run of this portal
     * @param cited    the verdict that goes with it
     */
    public record Part(String key, String title, String expected, ClaimVerdict cited) {}

    /** Whether a run can decide it here. */
    public boolean measurable() {
        return test != null;
    }

    /** Whether it can be checked in a way. */
    public boolean is(ClaimType type) {
        return types.contains(type);
    }
}
