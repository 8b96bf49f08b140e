package dev.assay.portal.runs;

import java.util.Map;

/** How many runs a filter leaves, altogether and by value of each field; runs without a validity count under none. */
public record RunCounts(
        long total,
        Map<String, Long> models,
        Map<String, Long> schemes,
        Map<String, Long> devices,
        Map<String, Long> states,
        Map<String, Long> validities,
        Map<String, Long> tiers,
        Map<String, Long> scenarios) {}
