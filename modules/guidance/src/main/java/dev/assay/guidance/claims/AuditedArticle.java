package dev.assay.guidance.claims;

import dev.assay.protocol.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The argument of an article, section by section in our own words, with the claims that each step makes.
 *
 * @param title     of the article
 * @param published when, in words
 */
public record AuditedArticle(String title, String author, String published, List<Section> sections) {
    private static final String RESOURCE = "/assay/claims/article-002.json";

    /** A part of the argument; {@code key} is that of {@link Claim#section}. */
    public record Section(String key, String title, List<Paragraph> paragraphs) {}

    /** One step, with the ids of the claims that it makes. */
    public record Paragraph(String text, List<String> claims) {}

    /**
     * Reads the article on hardware.
     *
     * @throws IllegalStateException when the content module is not on the class path
     */
    public static AuditedArticle bundled() {
        try (var stream = AuditedArticle.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(
                        "The article " + RESOURCE + " is missing from the class path; add the content module.");
            }
            return Wire.read(new String(stream.readAllBytes(), StandardCharsets.UTF_8), AuditedArticle.class);
        } catch (IOException e) {
            throw new UncheckedIOException("The article cannot be read.", e);
        }
    }
}
