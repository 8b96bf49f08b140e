package dev.assay.portal.articles;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.front.matter.YamlFrontMatterVisitor;
import org.commonmark.node.Node;
import org.jspecify.annotations.Nullable;

/** The keys above a text, and what they must be. */
record FrontMatter(String slug, Map<String, List<String>> data) {
    private static final Pattern CONSTANT = Pattern.compile("([A-Za-z][A-Za-z0-9_]*)\\s*=\\s*([^#]+?)\\s*(?:#.*)?");

    static FrontMatter of(String slug, Node document) {
        YamlFrontMatterVisitor visitor = new YamlFrontMatterVisitor();
        document.accept(visitor);
        return new FrontMatter(slug, visitor.getData());
    }

    @Nullable
    String optional(String key) {
        List<String> values = data.get(key);
        return values == null || values.isEmpty() || values.get(0).isBlank() ? null : values.get(0);
    }

    /** The values of a list; a key without values is an empty list. */
    List<String> list(String key) {
        return data.getOrDefault(key, List.of()).stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    String required(String key) {
        String value = optional(key);
        if (value == null) {
            throw new ArticleException("The article " + slug + " has no " + key
                    + " in its front matter and cannot be listed; add a line '" + key + ": ...' at its top.");
        }
        return value;
    }

    int number(String key) {
        String value = required(key);
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw unusable(key, "a whole number");
        }
    }

    @Nullable
    LocalDate date(String key) {
        String value = optional(key);
        try {
            return value == null ? null : LocalDate.parse(value.strip());
        } catch (DateTimeParseException e) {
            throw unusable(key, "a date such as 2026-11-20");
        }
    }

    /** The named values of {@code constants}, each computed from those before it. */
    Map<String, Double> constants() {
        Map<String, Double> named = new LinkedHashMap<>();
        for (String line : list("constants")) {
            Matcher matcher = CONSTANT.matcher(line);
            if (!matcher.matches()) {
                throw unusable("constants", "lines such as '- width = 768' instead of '" + line + "'");
            }
            try {
                double value = Arithmetic.evaluate(matcher.group(2), named);
                if (named.putIfAbsent(matcher.group(1), value) != null) {
                    throw unusable("constants", "the name " + matcher.group(1) + " only once");
                }
            } catch (IllegalArgumentException e) {
                throw new ArticleException(
                        "The article " + slug + " cannot be rendered: " + e.getMessage() + " Correct its constants.",
                        e);
            }
        }
        return named;
    }

    ArticleException unusable(String key, String expected) {
        return new ArticleException("The article " + slug + " has an unusable " + key
                + " in its front matter and cannot be listed; write " + expected + ".");
    }
}
