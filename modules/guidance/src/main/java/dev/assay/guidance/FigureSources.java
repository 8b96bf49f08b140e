package dev.assay.guidance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;

/**
 * Which documents stand behind which number of a profile. The column {@code figure_sources} says it by place in the list
 * of sources, counted from 1: {@code *=1,2 price_usd=3}; a number that it does not name rests on those of {@code *}, or
 * on all.
 */
record FigureSources(List<String> all, Map<String, List<Integer>> places, String read) {
    private static final String REST = "*";
    private static final Pattern DATE = Pattern.compile("\\b(20[0-9]{2}-[0-9]{2}(-[0-9]{2})?)\\b");
    private static final Pattern MONTH = Pattern.compile("20[0-9]{2}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?");

    static FigureSources read(ProfileTable table, String id, CSVRecord row, Set<String> numbers) {
        List<String> all = Arrays.stream(row.get("sources").split(";", -1))
                .map(String::strip)
                .filter(source -> !source.isEmpty())
                .toList();
        Map<String, List<Integer>> places = new HashMap<>();
        for (String part : ProfileTable.words(row.get("figure_sources"))) {
            String[] pair = part.split("=", 2);
            if (pair.length < 2 || !(pair[0].equals(REST) || numbers.contains(pair[0]))) {
                table.report(
                        id,
                        "has '" + part
                                + "' in figure_sources; write a column with a number, '=' and places in sources");
                continue;
            }
            List<Integer> chosen = new ArrayList<>();
            for (String place : pair[1].split(",", -1)) {
                if (!place.matches("[1-9][0-9]?") || Integer.parseInt(place) > all.size()) {
                    table.report(id, "names source '" + place + "' for " + pair[0] + " but lists " + all.size());
                } else {
                    chosen.add(Integer.parseInt(place));
                }
            }
            places.put(pair[0], List.copyOf(chosen));
        }
        if (!MONTH.matcher(row.get("as_of")).matches()) {
            table.report(
                    id, "has '" + row.get("as_of") + "' in as_of; write the month in which it was read, as 2026-07");
        }
        return new FigureSources(all, Map.copyOf(places), row.get("as_of"));
    }

    /** The documents behind a number; none when it was recalled. */
    List<String> of(String column, Basis basis) {
        if (basis == Basis.MEMORY || basis == Basis.UNKNOWN) {
            return List.of();
        }
        List<Integer> chosen = places.getOrDefault(column, places.get(REST));
        return chosen == null
                ? all
                : chosen.stream().map(place -> all.get(place - 1)).toList();
    }

    /** The newest date that one of these documents carries, or the month in which they were read. */
    String asOf(String column, Basis basis) {
        return of(column, basis).stream()
                .flatMap(source -> DATE.matcher(source).results())
                .map(found -> found.group(1))
                .max(Comparator.naturalOrder())
                .orElse(read);
    }
}
