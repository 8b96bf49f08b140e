package dev.assay.guidance.tco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.tco.Hosting.Owned;
import dev.assay.guidance.tco.Hosting.Rented;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TcoTest {
    private static final Rented RENTED = new Rented(2.5, 0);
    private static final Owned OWNED = new Owned(25_000, 0.1, 4, 100, 700, 1.54, 0.12, 200, 150);

    private static TcoCase rentedAt(double utilisation) {
        return new TcoCase(RENTED, 700, utilisation, 10);
    }

    @Test
    void guidance3cAndDreamingPressTwoFiftyAnHourAt700TokensAre099AMillion() {
        assertEquals(0.99, rentedAt(1).ownUsdPerMillion(), 0.005);
    }

    @Test
    void guidance3cTheSameAtATenthAre992AMillion() {
        assertEquals(9.92, rentedAt(0.1).ownUsdPerMillion(), 0.005);
        assertEquals(10, rentedAt(0.1).ownUsdPerMillion() / rentedAt(1).ownUsdPerMillion(), 1e-12);
    }

    @Test
    void c06TwoPointOneMillionTo700ThousandIs66Point7PercentAnd65WouldBe735Thousand() {
        Saving bill = new Saving(2.1e6, 0.7e6);
        assertEquals(0.667, bill.share(), 0.0005);
        assertEquals(3.0, bill.ratio(), 1e-9);
        assertEquals(16.8e6, bill.amount() * 12, 1e-3);
        assertEquals(735e3, bill.afterFor(0.65), 1e-3);
        assertEquals(1.7, 100 * (bill.share() - 0.65), 0.05);
    }

    @Test
    void c07ElevenDaysImplyThatTheMigrationCostHalfAMillion() {
        assertEquals(0.51e6, Migration.impliedCostUsd(11, 16.8e6), 0.005e6);
        Migration back = new Migration(Migration.impliedCostUsd(11, 16.8e6), 0, 0, 1.4e6);
        assertEquals(11, back.paybackDays().orElseThrow(), 1e-9);
    }

    @Test
    void c11EightToTenDollarsTo299Is63To70PercentAnd75Needs1196() {
        assertEquals(0.626, new Saving(8, 2.99).share(), 0.0005);
        assertEquals(0.701, new Saving(10, 2.99).share(), 0.0005);
        assertEquals(11.96, new Saving(10, 2.99).beforeFor(0.75), 1e-9);
    }

    @Test
    void c12MoreThanTripleIsTrueFrom897Up() {
        assertEquals(2.68, new Saving(8, 2.99).ratio(), 0.005);
        assertEquals(3.34, new Saving(10, 2.99).ratio(), 0.005);
        assertEquals(8.97, new Saving(8, 2.99).beforeFor(2.0 / 3), 0.005);
    }

    @Test
    void c14IdleFourFifthsOfTheTimeCostsFiveTimesAsMuch() {
        assertEquals(5, rentedAt(0.2).ownUsdPerMillion() / rentedAt(1).ownUsdPerMillion(), 1e-9);
    }

    @Test
    void c32ABreakEvenAt90PercentMeansNineTimesAtATenthAndSixTimesMeans60Percent() {
        TcoCase atBreakEven = rentedAt(0.9);
        double price = atBreakEven.ownUsdPerMillion();
        assertEquals(9, new TcoCase(RENTED, 700, 0.1, price).ratio(), 1e-9);
        assertEquals(
                0.9, new TcoCase(RENTED, 700, 0.1, price).breakEvenUtilisation().orElseThrow(), 1e-12);
        double six = rentedAt(0.1).ownUsdPerMillion() / 6;
        assertEquals(
                0.6, new TcoCase(RENTED, 700, 0.1, six).breakEvenUtilisation().orElseThrow(), 1e-12);
    }

    @Test
    void c32BothHoldOnlyWith37Point5PercentPerToken() {
        SplitCost split = SplitCost.through(0.9, 6, 0.1);
        assertEquals(0.5625, split.fixed(), 1e-12);
        assertEquals(0.375, split.variable(), 1e-12);
        assertEquals(6, split.ratio(0.1), 1e-12);
        assertEquals(1, split.ratio(0.9), 1e-12);
        assertEquals(0.9, split.breakEven(), 1e-12);
    }

    @Test
    void c44ABoardAndItsModuleOverThreeYearsAreCheapOnlyWhenBusy() {
        Owned board = new Owned(130 + 80, 0, 3, 3, 10, 1, 0.15, 0, 0);
        TcoCase busy = new TcoCase(board, 6.95, 1, 0.6);
        TcoCase idle = new TcoCase(board, 6.95, 0.02, 0.6);
        // Capital alone: 210 / (8760 * 3) dollars an hour over 25,020 tokens an hour.
        assertEquals(0.319, 210 / (8760.0 * 3) / (3600 * 6.95) * 1e6, 0.0005);
        assertEquals(0.379, busy.ownUsdPerMillion(), 0.0005);
        assertTrue(busy.ratio() < 1);
        assertTrue(idle.ratio() > 10);
        assertEquals(1, new TcoCase(board, 6.95, busy.breakEvenUtilisation().orElseThrow(), 0.6).ratio(), 1e-12);
    }

    @Test
    void guidance3cEightAcceleratorsCostAboutThirtyFiveThousandAMonthWhateverTheyServe() {
        double month = 8 * new Rented(6, 0).hour(0).usd() * Hosting.HOURS_PER_MONTH;
        assertEquals(35e3, month, 100);
        TcoCase box = new TcoCase(new Rented(48, 0), 8 * 2000, 0.5, 2);
        // 34,000 dollars of tokens: no utilisation of the box makes it pay.
        Volume.Month small = new Volume(1, 1.7e10, 1.8e10).months(box, 1).get(1);
        assertEquals(34e3, small.apiUsd(), 1e-6);
        assertEquals(1, small.machines());
        assertFalse(small.machinesPay());
        assertTrue(new Volume(1, 1, 1.8e10).months(box, 1).get(2).machinesPay());
    }

    @Test
    void anOwnedHourHasItsParts() {
        Hosting.Hour hour = OWNED.hour(0.5);
        assertEquals(25_000 * 0.9 / (8760 * 4), hour.capitalUsd(), 1e-12);
        assertEquals(400 * 1.54 * 0.12 / 1000, hour.energyUsd(), 1e-12);
        assertEquals(350 / 730.0, hour.operationsUsd(), 1e-12);
        assertEquals(hour.usd(), hour.capitalUsd() + hour.energyUsd() + hour.operationsUsd());
        assertEquals(2.5 * 1.4, new Rented(2.5, 0.4).hour(1).usd(), 1e-12);
    }

    @Test
    void anInterfaceIsPricedPerRequest() {
        ApiPrice api = new ApiPrice(0.3, 1.2);
        assertEquals((1000 * 0.3 + 200 * 1.2) / 1e6, api.requestUsd(1000, 200), 1e-15);
        assertEquals(1.2 + 5 * 0.3, api.usdPerMillionOutput(1000, 200), 1e-12);
        // C39: 0.30 a million.
        assertEquals(0.3, new ApiPrice(0.3, 0).requestUsd(1e6, 0), 1e-12);
    }

    @Test
    void aChangePaysBackOrNever() {
        Migration change = new Migration(120_000, 6, 10_000, 12_000);
        assertEquals(15, change.breakEvenMonths().orElseThrow(), 1e-12);
        assertEquals(180_000 / (12_000 * 12 / 365.0), change.paybackDays().orElseThrow(), 1e-9);
        assertEquals(-180_000 + 30 * 12_000, change.netPresentUsd(0, 36), 1e-6);
        assertTrue(change.netPresentUsd(0.1, 36) < change.netPresentUsd(0, 36));
        assertTrue(new Migration(1, 0, 0, 0).breakEvenMonths().isEmpty());
        assertTrue(new Migration(1, 0, 0, -5).paybackDays().isEmpty());
    }

    @Test
    void machinesComeWholeAndAreBusierTheMoreIsAsked() {
        TcoCase machine = new TcoCase(OWNED, 100, 0.5, 2);
        double capacity = machine.unitsPerMonth();
        List<Volume.Month> months = new Volume(capacity * 0.1, capacity * 0.7, capacity * 2.5).months(machine, 0.8);
        assertEquals(
                List.of(1L, 1L, 4L), months.stream().map(Volume.Month::machines).toList());
        assertEquals(0.1, months.get(0).utilisation(), 1e-12);
        assertEquals(2.5 / 4, months.get(2).utilisation(), 1e-12);
        assertTrue(months.stream().allMatch(month -> month.utilisation() <= 0.8));
    }

    @Test
    void everyFlipPointIsWhereBothCostTheSame() {
        Random random = new Random(11);
        int found = 0;
        for (int i = 0; i < 300; i++) {
            Hosting hosting = random.nextBoolean()
                    ? new Rented(0.1 + 20 * random.nextDouble(), random.nextDouble())
                    : new Owned(
                            500 + 50_000 * random.nextDouble(),
                            random.nextDouble() * 0.5,
                            1 + 6 * random.nextDouble(),
                            random.nextDouble() * 100,
                            100 + 900 * random.nextDouble(),
                            1 + random.nextDouble(),
                            random.nextDouble() * 0.4,
                            random.nextDouble() * 1000,
                            random.nextDouble() * 300);
            TcoCase machine = new TcoCase(
                    hosting,
                    1 + 5000 * random.nextDouble(),
                    0.01 + 0.99 * random.nextDouble(),
                    random.nextDouble() * 20 + 0.01);
            for (Sensitivity.Flip flip : Sensitivity.flips(machine)) {
                assertEquals(1, flip.factor().with(machine, flip.value()).ratio(), 1e-9, flip.sentence());
                found++;
            }
            machine.breakEvenUtilisation().ifPresent(u -> {
                assertEquals(1, Factor.UTILISATION.with(machine, u).ratio(), 1e-9);
                assertEquals(
                        u,
                        Sensitivity.flip(machine, Factor.UTILISATION)
                                .orElseThrow()
                                .value(),
                        u * 1e-9);
            });
        }
        assertTrue(found > 1000, "found " + found);
    }

    @Test
    void theTornadoMovesOneFigureAtATimeWidestFirst() {
        TcoCase machine = new TcoCase(OWNED, 700, 0.3, 5);
        List<Sensitivity.Bar> bars = Sensitivity.tornado(machine, 0.3);
        assertEquals(8, bars.size());
        for (int i = 1; i < bars.size(); i++) {
            assertTrue(bars.get(i - 1).width() >= bars.get(i).width());
        }
        for (Sensitivity.Bar bar : bars) {
            boolean growing = List.of(Factor.PURCHASE, Factor.ELECTRICITY, Factor.PUE, Factor.OPERATIONS)
                    .contains(bar.factor());
            assertEquals(growing, bar.highRatio() > bar.lowRatio(), bar.factor().label());
        }
        Sensitivity.Bar throughput = bars.stream()
                .filter(bar -> bar.factor() == Factor.THROUGHPUT)
                .findFirst()
                .orElseThrow();
        assertEquals(machine.ratio() * 1.3, throughput.lowRatio(), 1e-9);
        assertEquals(machine.ratio() / 1.3, throughput.highRatio(), 1e-9);
        // A utilisation cannot go above 1.
        assertEquals(
                1,
                Sensitivity.tornado(rentedAt(0.9), 0.3).stream()
                        .filter(bar -> bar.factor() == Factor.UTILISATION)
                        .findFirst()
                        .orElseThrow()
                        .high());
        assertEquals(
                List.of(Factor.UTILISATION, Factor.THROUGHPUT, Factor.ALTERNATIVE, Factor.RENT, Factor.EXTRAS),
                Factor.of(rentedAt(0.5)));
    }

    @Test
    void costFallsWithUseAndThroughputAndRisesWithEveryPrice() {
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            double u = 0.01 + 0.89 * random.nextDouble();
            TcoCase machine = new TcoCase(OWNED, 1 + 900 * random.nextDouble(), u, 3);
            assertTrue(Factor.UTILISATION.with(machine, u * 1.1).ownUsdPerMillion() < machine.ownUsdPerMillion());
            assertTrue(Factor.ELECTRICITY.with(machine, 0.13).ownUsdPerMillion() > machine.ownUsdPerMillion());
            assertTrue(Factor.PUE.with(machine, 1.6).ownUsdPerMillion() > machine.ownUsdPerMillion());
            assertTrue(Factor.LIFE.with(machine, 5).ownUsdPerMillion() < machine.ownUsdPerMillion());
        }
    }

    @Test
    void aMachineThatPaysForNothingHasNoBreakEven() {
        // Its electricity alone costs more than the interface asks.
        Owned hungry = new Owned(1, 0, 10, 0, 5000, 2, 0.5, 0, 0);
        TcoCase machine = new TcoCase(hungry, 1, 0.5, 1);
        assertTrue(machine.breakEvenUtilisation().isEmpty());
        assertTrue(Sensitivity.flip(machine, Factor.UTILISATION).isEmpty());
        assertTrue(new TcoCase(RENTED, 700, 0.5, 0.5).breakEvenUtilisation().isEmpty());
    }

    @Test
    void absurdFiguresAreRefusedInSentences() {
        assertThrows(InvalidGuidanceInput.class, () -> new Rented(0, 0));
        assertThrows(InvalidGuidanceInput.class, () -> new Rented(1, -0.1));
        assertThrows(InvalidGuidanceInput.class, () -> new TcoCase(RENTED, 0, 0.5, 1));
        assertThrows(InvalidGuidanceInput.class, () -> new TcoCase(RENTED, 1, 34, 1));
        assertThrows(InvalidGuidanceInput.class, () -> new TcoCase(RENTED, 1, 0.5, Double.NaN));
        InvalidGuidanceInput owned = assertThrows(
                InvalidGuidanceInput.class, () -> new Owned(-1, 1, 0, 10, 5, 0.5, -1, -1, Double.POSITIVE_INFINITY));
        assertEquals(8, owned.problems().size());
        assertThrows(InvalidGuidanceInput.class, () -> new ApiPrice(0, 0));
        assertThrows(InvalidGuidanceInput.class, () -> new ApiPrice(1, 1).usdPerMillionOutput(1, 0));
        assertThrows(InvalidGuidanceInput.class, () -> SplitCost.through(0.5, 0.1, 0.1));
        assertThrows(InvalidGuidanceInput.class, () -> SplitCost.through(0.5, 2, 0.5));
        assertThrows(InvalidGuidanceInput.class, () -> new Volume(3, 2, 1));
        assertThrows(InvalidGuidanceInput.class, () -> new Saving(0, 1));
        assertThrows(InvalidGuidanceInput.class, () -> new Saving(2, 1).beforeFor(1));
        assertThrows(InvalidGuidanceInput.class, () -> new Migration(-1, 0, 0, 1));
        assertThrows(InvalidGuidanceInput.class, () -> new Migration(1, 0, 0, 1).netPresentUsd(-2, 12));
        assertThrows(InvalidGuidanceInput.class, () -> Sensitivity.tornado(rentedAt(0.5), 0));
        assertThrows(IllegalArgumentException.class, () -> Factor.PUE.valueIn(rentedAt(0.5)));
    }
}
