package dev.assay.guidance.claims;

import dev.assay.guidance.claims.Working.Sheet;
import java.util.Map;
import java.util.function.Supplier;

/** Bills, rents, paybacks and utilisation. */
final class MoneyArithmetic {
    private static final String ARTICLE = "the article";
    private static final String NOTE = "the author's note";

    static final Map<String, Supplier<Sheet>> ALL = Map.ofEntries(
            Map.entry("monthly-saving", MoneyArithmetic::monthlySaving),
            Map.entry("payback", MoneyArithmetic::payback),
            Map.entry("price-performance", MoneyArithmetic::pricePerformance),
            Map.entry("inference-against-training", MoneyArithmetic::inferenceAgainstTraining),
            Map.entry("fall-of-rents", MoneyArithmetic::fallOfRents),
            Map.entry("peak-contracts", MoneyArithmetic::peakContracts),
            Map.entry("rents-after-publication", MoneyArithmetic::rentsAfterPublication),
            Map.entry("idle-accelerator", MoneyArithmetic::idleAccelerator),
            Map.entry("utilisation", MoneyArithmetic::utilisation));

    private MoneyArithmetic() {}

    private static Sheet monthlySaving() {
        Working w = new Working();
        Quantity before = w.given("Bill before", 2.1, "MUSD/month", ARTICLE);
        Quantity after = w.given("Bill after, at most", 0.7, "MUSD/month", ARTICLE);
        Quantity year = w.given("A year", 12, "month", "calendar");
        Quantity saved = w.step("Saved per month", before.minus(after), "MUSD/month");
        Quantity share = w.step("Share saved", saved.over(before), "%");
        w.step("Bill before over bill after", before.over(after), "x");
        w.step("Bill after, were 65 % saved", before.times(0.35), "kUSD/month");
        Quantity annual = w.step("Saved per year", saved.times(year), "MUSD");
        w.stated("Share saved", 65, "%", share, 0.5);
        w.stated("Saved per year", 16.8, "MUSD", annual, 0.05);
        return w.sheet();
    }

    private static Sheet payback() {
        Working w = new Working();
        Quantity saved = w.given("Saved per year", 16.8, "MUSD", ARTICLE);
        Quantity days = w.given("Payback", 11, "day", ARTICLE);
        Quantity year = w.given("A year", 365, "day", "calendar");
        w.step(
                "Cost of the migration that this implies, at most",
                saved.times(days).over(year),
                "MUSD");
        return w.sheet();
    }

    private static Sheet pricePerformance() {
        Working w = new Working();
        Quantity before = w.given("Bill before", 2.1, "MUSD/month", ARTICLE);
        Quantity after = w.given("Bill after", 0.7, "MUSD/month", ARTICLE);
        Quantity efficiency =
                w.given("Energy efficiency against the generation before", 1.67, "x", "vendor's announcement");
        Quantity ratio = w.step("Bill before over bill after", before.over(after), "x");
        Quantity energy = w.step(
                "Energy saved at that efficiency",
                Quantity.of(1, "x").minus(Quantity.of(1, "x").over(efficiency)),
                "%");
        w.stated("Price-performance", 4.7, "x", ratio, 0.05);
        w.stated("Energy saved", 67, "%", energy, 0.5);
        return w.sheet();
    }

    private static Sheet inferenceAgainstTraining() {
        Working w = new Working();
        Quantity serving = w.given(
                "Projected serving, one family of models", 2300, "MUSD", "bank projection, quoted by enspiring.ai");
        Quantity training = w.given("Its training", 150, "MUSD", "bank projection, quoted by enspiring.ai");
        Quantity industry =
                w.given("Industry-wide in 2026, same note", 3, "x", "bank projection, quoted by enspiring.ai");
        Quantity perTraining =
                w.given("Operations per parameter and token, training", 6, "op/token", "forward and backward pass");
        Quantity perServing = w.given("Operations per parameter and token, serving", 2, "op/token", "forward pass");
        Quantity ratio = w.step("Ratio of that one family", serving.over(training), "x");
        w.step(
                "Tokens served per token trained on, for 15x the operations",
                Quantity.of(15, "x").times(perTraining).over(perServing),
                "x");
        w.step(
                "Tokens served per token trained on, for 20x the operations",
                Quantity.of(20, "x").times(perTraining).over(perServing),
                "x");
        w.stated("One family, against 15x to 20x", 17.5, "x", ratio, 2.5);
        w.stated("The industry, against 15x to 20x", 17.5, "x", industry, 2.5);
        return w.sheet();
    }

    private static Sheet fallOfRents() {
        Working w = new Working();
        Quantity low = w.given("Rent at the peak, low", 8, "USD/h", ARTICLE);
        Quantity high = w.given("Rent at the peak, high", 10, "USD/h", ARTICLE);
        Quantity now = w.given("Rent now", 2.99, "USD/h", ARTICLE);
        Quantity least = w.step("Fall from the low end", low.minus(now).over(low), "%");
        Quantity most = w.step("Fall from the high end", high.minus(now).over(high), "%");
        w.step("Rent at the peak that a fall of 75 % needs", now.over(0.25), "USD/h");
        w.stated("Smallest fall", 64, "%", least, 0.5);
        w.stated("Largest fall", 75, "%", most, 0.5);
        return w.sheet();
    }

    private static Sheet peakContracts() {
        Working w = new Working();
        Quantity low = w.given("Rent at the peak, low", 8, "USD/h", ARTICLE);
        Quantity high = w.given("Rent at the peak, high", 10, "USD/h", ARTICLE);
        Quantity now = w.given("Rent now", 2.99, "USD/h", ARTICLE);
        Quantity least = w.step("Paid over the market, low end", low.over(now), "x");
        Quantity most = w.step("Paid over the market, high end", high.over(now), "x");
        w.step("Rent from which it is triple", now.times(3), "USD/h");
        w.atLeast("Low end", 3, "x", least);
        w.atLeast("High end", 3, "x", most);
        return w.sheet();
    }

    private static Sheet rentsAfterPublication() {
        Working w = new Working();
        Quantity before = w.given(
                "One-year contract, October 2025", 1.70, "USD/h", "SemiAnalysis, cited by compux and techreaderdaily");
        Quantity after = w.given(
                "One-year contract, March 2026", 2.35, "USD/h", "SemiAnalysis, cited by compux and techreaderdaily");
        Quantity change = w.step("Change in five months", after.minus(before).over(before), "%");
        // "Prices fall" says that this is not above zero.
        Working.Check rising = new Working.Check(
                "Prices fall",
                0.0,
                change.value(),
                0,
                "%",
                change.value() > 0 ? ClaimVerdict.STALE : ClaimVerdict.CONFIRMED,
                true,
                "Prices fall: when the article appeared they had risen by " + change.text() + " in five months.");
        Sheet sheet = w.sheet();
        return new Sheet(sheet.inputs(), sheet.steps(), java.util.List.of(rising));
    }

    private static Sheet idleAccelerator() {
        Working w = new Working();
        Quantity idle = w.given("Share of the time idle", 80, "%", ARTICLE);
        Quantity rent = w.given("Rent of an H100", 2.95, "USD/h", "median of on-demand offers, May and June 2026");
        Quantity busy = w.step("Share of the time busy", Quantity.of(100, "%").minus(idle), "%");
        w.step("Cost of a unit of work, against a busy one", Quantity.of(1, "x").over(busy), "x");
        w.step("Rent per hour of work", rent.over(busy), "USD/h");
        return w.sheet();
    }

    private static Sheet utilisation() {
        Working w = new Working();
        Quantity even = w.given("Utilisation from which it pays", 90, "%", NOTE);
        Quantity low = w.given("Utilisation of the example", 10, "%", NOTE);
        Quantity multiple = w.given("Cost at that utilisation, against the interface", 6, "x", NOTE);
        Quantity ratio = w.step("Cost at 10 %, if it breaks even at 90 %", even.over(low), "x");
        w.step("Break-even, if it costs 6x at 10 %", multiple.times(low), "%");
        Quantity fixed = w.step(
                "Fixed part that reconciles both",
                multiple.minus(Quantity.of(1, "x"))
                        .over(Quantity.of(1, "x")
                                .over(low)
                                .minus(Quantity.of(1, "x").over(even))),
                "x");
        w.step("Part per token that reconciles both", Quantity.of(1, "x").minus(fixed.over(even)), "x");
        w.stated("Cost at 10 %", 6, "x", ratio, 0.5);
        return w.sheet();
    }
}
