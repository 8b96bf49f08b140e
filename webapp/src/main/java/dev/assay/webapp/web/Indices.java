package dev.assay.webapp.web;

import java.util.ArrayList;
import java.util.List;

/** Numbers of examples as people write them: {@code 0–3, 7, 12–13}. */
final class Indices {
    private Indices() {}

    static String words(List<Integer> indices) {
        List<Integer> sorted = indices.stream().sorted().distinct().toList();
        List<String> parts = new ArrayList<>();
        int i = 0;
        while (i < sorted.size()) {
            int last = i;
            while (last + 1 < sorted.size() && sorted.get(last + 1) == sorted.get(last) + 1) {
                last++;
            }
            parts.add(last == i ? sorted.get(i).toString() : sorted.get(i) + "\u2013" + sorted.get(last));
            i = last + 1;
        }
        return String.join(", ", parts);
    }
}
