package dev.assay.portal;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a list; {@code next} is the cursor of the page after it, or null when this is the last. */
public record Page<T>(List<T> items, @Nullable String next) {
    /** The most that one page holds. */
    public static final int LIMIT = 200;

    /**
     * Makes a page from rows that were fetched with one more than asked for.
     *
     * @param cursor the cursor that continues after a given row
     */
    public static <T> Page<T> of(List<T> fetched, int limit, Function<T, String> cursor) {
        if (fetched.size() <= limit) {
            return new Page<>(List.copyOf(fetched), null);
        }
        List<T> items = List.copyOf(fetched.subList(0, limit));
        return new Page<>(items, cursor.apply(items.getLast()));
    }

    /** A page size that a client asked for, brought into 1 to {@link #LIMIT}. */
    public static int size(int asked) {
        return Math.clamp(asked, 1, LIMIT);
    }

    /** A numeric cursor, or {@link Long#MAX_VALUE} for the first page. */
    public static long before(@Nullable String cursor) {
        if (cursor == null || cursor.isBlank()) {
            return Long.MAX_VALUE;
        }
        if (!cursor.matches("\\d{1,18}")) {
            throw Refusal.invalid(
                    "BAD_CURSOR", "The page cursor is not one that this portal gave out; start again without it.");
        }
        return Long.parseLong(cursor);
    }
}
