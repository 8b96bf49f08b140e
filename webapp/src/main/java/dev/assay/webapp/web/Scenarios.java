package dev.assay.webapp.web;

import java.util.List;

/** Scenarios and tiers in the words of the form. */
public final class Scenarios {
    /** How requests come. */
    public record Scenario(String name, String title, String text) {}

    /** How long is measured. */
    public record Tier(String name, String text, String time) {}

    static final List<Scenario> SCENARIOS = List.of(
            new Scenario(
                    "single-stream",
                    "One after another",
                    "How long does one user wait? The next request starts when the last one is answered."),
            new Scenario(
                    "multi-stream",
                    "Eight at once",
                    "A query brings 8 samples, like the pictures of several cameras; how long until all are answered?"),
            new Scenario(
                    "server",
                    "At random moments",
                    "Requests come when they come. How many per second, while 99 % stay within your bound?"),
            new Scenario(
                    "offline",
                    "All at hand",
                    "Everything is there from the start, like a night's batch. How many per second?"));

    static final List<Tier> TIERS = List.of(
            new Tier("rapid", "64 samples; enough for p50 and p90", "6 s"),
            new Tier("standard", "1,024 samples; enough for p99", "60 s"),
            new Tier(
                    "reference", "five process starts, so that it is known whether the figure repeats", "about 30 min"),
            new Tier("sustained", "a median for every minute: does the device slow down when it gets hot?", "30 min"));

    private Scenarios() {}

    /** The choice in half a line. */
    static String words(String scenario, String tier, String threads) {
        String how = SCENARIOS.stream()
                .filter(known -> known.name().equals(scenario))
                .map(known -> known.title().toLowerCase(java.util.Locale.ROOT))
                .findFirst()
                .orElse(scenario);
        String time = TIERS.stream()
                .filter(known -> known.name().equals(tier))
                .map(known -> known.name() + ", " + known.time() + " per run")
                .findFirst()
                .orElse(tier);
        return "requests " + how + "; " + time + "; "
                + (threads.isEmpty() ? "all cores but one" : threads + " threads");
    }
}
