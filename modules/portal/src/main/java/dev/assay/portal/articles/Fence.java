package dev.assay.portal.articles;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lines {@code key: value} of a fenced block that is data, not code. A key may come more than once; an indented line
 * continues the value before it.
 *
 * @param where what to call the block in a message
 */
record Fence(String where, List<Line> entries) {
    /** One line. */
    record Line(String key, String value) {}

    private static final Pattern WRITTEN = Pattern.compile("([a-z]+:|[-+]) (.*)");

    static Fence read(String where, String text) {
        List<Line> entries = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher matcher = WRITTEN.matcher(line);
            if (line.isBlank()) {
                continue;
            }
            if (!Character.isWhitespace(line.charAt(0)) && matcher.matches()) {
                entries.add(new Line(
                        matcher.group(1).replace(":", ""), matcher.group(2).strip()));
            } else if (Character.isWhitespace(line.charAt(0)) && !entries.isEmpty()) {
                Line last = entries.remove(entries.size() - 1);
                entries.add(new Line(last.key(), last.value() + " " + line.strip()));
            } else {
                throw new ArticleException(
                        where + " has the line '" + line + "', which is no 'key: value'; correct or indent it.");
            }
        }
        return new Fence(where, List.copyOf(entries));
    }

    List<String> all(String key) {
        return entries.stream()
                .filter(entry -> entry.key().equals(key))
                .map(Line::value)
                .toList();
    }

    @Nullable
    String optional(String key) {
        List<String> values = all(key);
        return values.isEmpty() ? null : values.get(0);
    }

    String or(String key, String otherwise) {
        String value = optional(key);
        return value == null ? otherwise : value;
    }

    String required(String key) {
        String value = optional(key);
        if (value == null) {
            throw new ArticleException(where + " has no " + key + "; add a line '" + key + ": ...'.");
        }
        return value;
    }

    /** Refuses keys that nobody reads. */
    void only(List<String> keys) {
        for (Line entry : entries) {
            if (!keys.contains(entry.key())) {
                throw new ArticleException(
                        where + " has the unknown key " + entry.key() + "; known are " + String.join(", ", keys) + ".");
            }
        }
    }
}
