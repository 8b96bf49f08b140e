package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.guidance.ClaimRatio.Direction;
import dev.assay.guidance.ClaimRatio.Quantity;
import dev.assay.guidance.statistics.Interval;
import dev.assay.guidance.statistics.Likeness;
import dev.assay.guidance.statistics.RatioInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimRatioTest {
    @ParameterizedTest
    @CsvSource({
        "ABOUT,    2.0, 2.05, 1.95, 2.15, CONFIRMED",
        "ABOUT,    2.0, 2.5,  2.4,  2.6,  CONTRADICTED",
        "ABOUT,    2.0, 1.5,  1.4,  1.6,  CONTRADICTED",
        "ABOUT,    2.0, 2.15, 2.05, 2.25, INSUFFICIENT",
        "AT_LEAST, 3.0, 2.9,  2.75, 3.1,  CONFIRMED",
        "AT_LEAST, 3.0, 2.5,  2.4,  2.65, CONTRADICTED",
        "AT_LEAST, 3.0, 2.75, 2.6,  2.9,  INSUFFICIENT",
        "AT_LEAST, 3.0, 9.0,  8.0,  10.0, CONFIRMED",
        "AT_MOST,  3.0, 3.1,  3.0,  3.2,  CONFIRMED",
        "AT_MOST,  3.0, 3.6,  3.4,  3.8,  CONTRADICTED"
    })
    void theWholeIntervalDecides(
            Direction direction, double claimed, double value, double low, double high, Verdict expected) {
        ClaimRatio result =
                ClaimRatio.judge(new Interval(value, low, high), 5, claimed, direction, Quantity.LATENCY.margin());
        assertThat(result.verdict()).isEqualTo(expected);
        assertThat(result.moreSessions() != null).isEqualTo(expected == Verdict.INSUFFICIENT);
        assertThat(result.sentence()).contains("over 5 process starts").endsWith(".");
    }

    @Test
    void theNumberOfSessionsThatWouldDecideComesFromTheSquareRoot() {
        // The edge is at 2.2, 0.05 away; the half-width is 0.1, so four times as many sessions are needed.
        ClaimRatio open = ClaimRatio.judge(new Interval(2.15, 2.05, 2.25), 5, 2.0, Direction.ABOUT, 0.10);
        assertThat(open.moreSessions()).isEqualTo(15);
        assertThat(open.sentence()).contains("about 15 more process starts");
        ClaimRatio onTheEdge = ClaimRatio.judge(new Interval(2.2, 2.05, 2.3), 5, 2.0, Direction.ABOUT, 0.10);
        assertThat(onTheEdge.moreSessions()).isNull();
        assertThat(onTheEdge.sentence()).contains("no realistic number");
    }

    /** Claim C20 of the ledger, files of int8: 3.4 to 4.05 times smaller. A size has no spread. */
    @Test
    void aRangeMayBeClaimedAndAFigureWithoutSpreadIsAlwaysDecided() {
        assertThat(ClaimRatio.judge(new Interval(3.97, 3.97, 3.97), 1, 3.4, 4.05)
                        .verdict())
                .isEqualTo(Verdict.CONFIRMED);
        ClaimRatio small = ClaimRatio.judge(new Interval(2.9, 2.9, 2.9), 1, 3.4, 4.05);
        assertThat(small.verdict()).isEqualTo(Verdict.CONTRADICTED);
        assertThat(small.sentence())
                .isEqualTo("measured 2.9, outside of what the claim covers (between 3.4 and 4.05).");
    }

    @Test
    void aRatioOfOneStartSaysSo() {
        RatioInterval ratio = new RatioInterval(2.0, 1.95, 2.05, 0, 0, RatioInterval.ONE_START, 1, null);
        assertThat(ClaimRatio.judge(ratio, 2.0, Direction.ABOUT, 0.1).sentence())
                .contains("within one process start");
    }

    @Test
    void absurdClaimsAreRefused() {
        Interval any = new Interval(1, 1, 1);
        assertThatThrownBy(() -> ClaimRatio.judge(any, 1, 0, Direction.ABOUT, 0.1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClaimRatio.judge(any, 1, 1, Direction.ABOUT, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1.00, 0.95, 1.05, SAME,      equivalence",
        "1.30, 1.20, 1.40, SLOWER,    slower by more than 10 %",
        "0.50, 0.40, 0.60, FASTER,    faster by more than 10 %",
        "0.90, 0.80, 1.05, NO_SLOWER, non-inferiority",
        "1.05, 0.95, 1.20, NO_FASTER, no more than 10 % faster",
        "1.00, 0.80, 1.20, UNDECIDED, neither shown"
    })
    void aFindingIsCalledByItsName(double ratio, double low, double high, Likeness expected, String clause) {
        Likeness found = Likeness.of(new RatioInterval(ratio, low, high, 0, 0, "", 5, 8.0), 0.10);
        assertThat(found).isEqualTo(expected);
        assertThat(found.clause(0.10)).contains(clause);
    }
}
