package dev.assay.webapp.web;

import dev.assay.portal.queue.RunState;
import dev.assay.portal.runs.RunFilter;
import dev.assay.portal.runs.RunOrder;
import dev.assay.protocol.Measurement.Validity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Filters, order and place in the list of runs, as the address holds them. Words that name nothing are left out.
 *
 * @param values by the name in the address; never empty
 */
record RunQuery(Map<String, String> values) {
    /** The names of filters in the order of the form. */
    static final List<String> FILTERS =
            List.of("text", "model", "scheme", "device", "validity", "state", "scenario", "tier", "mine");

    RunQuery {
        values = Map.copyOf(values);
    }

    static RunQuery of(Map<String, String[]> parameters) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : FILTERS) {
            keep(parameters, name, values);
        }
        keep(parameters, "sort", values);
        keep(parameters, "cursor", values);
        return new RunQuery(values);
    }

    private static void keep(Map<String, String[]> parameters, String name, Map<String, String> values) {
        String[] given = parameters.get(name);
        if (given != null && given.length > 0 && !given[0].isBlank()) {
            values.put(name, given[0].strip());
        }
    }

    String value(String name) {
        return values.getOrDefault(name, "");
    }

    /** Whether a filter narrows the list. */
    boolean filtered() {
        return FILTERS.stream().anyMatch(values::containsKey);
    }

    /** {@code account} is used when the reader asked for their own runs. */
    RunFilter filter(@Nullable UUID account) {
        return new RunFilter(
                values.get("model"),
                values.get("scheme"),
                values.get("device"),
                constant(RunState.class, values.get("state")),
                constant(Validity.Status.class, values.get("validity")),
                values.get("tier"),
                values.get("scenario"),
                values.get("text"),
                null,
                null,
                values.containsKey("mine") ? account : null);
    }

    RunOrder order() {
        String sort = values.get("sort");
        return sort == null ? RunOrder.NEWEST : RunOrder.of(sort);
    }

    /** The address of the list sorted by a column; once more turns the direction. */
    String sorted(String column, boolean largestFirst) {
        String now = order().word();
        String asked = largestFirst ? "-" + column : column;
        String other = largestFirst ? column : "-" + column;
        return with("sort", now.equals(asked) ? other : asked, "cursor");
    }

    /** The address with one value changed, or taken out when it is null, and another one dropped. */
    String with(String name, @Nullable String value, String dropped) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.remove(dropped);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return "/runs" + query(changed);
    }

    /** The filters and the order alone. */
    String query() {
        Map<String, String> kept = new LinkedHashMap<>(values);
        kept.remove("cursor");
        return query(kept);
    }

    private static String query(Map<String, String> values) {
        String text = values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return text.isEmpty() ? "" : "?" + text;
    }

    private static <E extends Enum<E>> @Nullable E constant(Class<E> type, @Nullable String word) {
        return word == null
                ? null
                : Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.name().equals(word.toUpperCase(Locale.ROOT)))
                        .findFirst()
                        .orElse(null);
    }
}
