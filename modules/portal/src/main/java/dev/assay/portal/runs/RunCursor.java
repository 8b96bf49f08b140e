package dev.assay.portal.runs;

import dev.assay.portal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The last run of a page: the next page begins after it, however many runs came or went meanwhile.
 *
 * @param value what it was sorted by, as text; null when it has none
 * @param seq   its number
 */
record RunCursor(RunOrder order, @Nullable String value, long seq) {
    /** As given out. */
    String write() {
        String text = order.word() + "\n" + seq + "\n" + (value == null ? "" : "=" + value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a cursor that belongs to an order.
     *
     * @throws Refusal BAD_CURSOR
     */
    static RunCursor read(String text, RunOrder order) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\n", 3);
            if (parts.length == 3 && parts[0].equals(order.word()) && parts[1].matches("\\d{1,18}")) {
                String value = parts[2].isEmpty() ? null : parts[2].substring(1);
                if (value == null || fits(value, order.column().type())) {
                    return new RunCursor(order, value, Long.parseLong(parts[1]));
                }
            }
        } catch (IllegalArgumentException e) {
            throw bad(e);
        }
        throw bad(null);
    }

    private static boolean fits(String value, String type) {
        return switch (type) {
            case "bigint" -> value.matches("-?\\d{1,18}");
            case "double precision" -> value.length() < 40 && value.matches("-?[0-9.]+(E-?\\d{1,3})?");
            default -> value.length() <= 400 && value.chars().noneMatch(c -> c < ' ');
        };
    }

    private static Refusal bad(@Nullable Throwable cause) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "BAD_CURSOR",
                "The page cursor is not one that this portal gave out for this order; start again without it.",
                cause);
    }
}
