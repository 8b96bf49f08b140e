package dev.assay.webapp.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which of several points no other beats. */
final class Front {
    private Front() {}

    /**
     * A point with two costs, less being better in both.
     *
     * @param index its place in the list it comes from
     */
    record Cost(int index, double first, double second) {}

    /**
     * The places of the points that no other point beats: none is at least as good in both costs and better in one. In
     * the order of the first cost; of equal points all remain.
     */
    static List<Integer> of(List<Cost> points) {
        List<Cost> sorted = points.stream()
                .sorted(Comparator.comparingDouble(Cost::first).thenComparingDouble(Cost::second))
                .toList();
        List<Integer> front = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        Cost last = null;
        for (Cost point : sorted) {
            boolean same = last != null && last.first() == point.first() && last.second() == point.second();
            if (point.second() < least || same) {
                front.add(point.index());
                least = point.second();
                last = point;
            }
        }
        return front;
    }
}
