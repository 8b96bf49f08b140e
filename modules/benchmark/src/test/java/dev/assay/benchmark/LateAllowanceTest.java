package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class LateAllowanceTest {
    @ParameterizedTest
    @CsvFileSource(resources = "late_allowance.csv")
    void agreesWithTheBinomialDistribution(long queries, long late) {
        assertThat(LateAllowance.late(0.99, queries)).isEqualTo(late);
    }

    @Test
    void theBoundIsTheLargestSampleThatIsNotDropped() {
        assertThat(LateAllowance.bound(0.99, LongStream.rangeClosed(1, 661).toArray()))
                .isNull();
        assertThat(LateAllowance.bound(0.99, LongStream.rangeClosed(1, 662).toArray()))
                .isEqualTo(662.0);
        assertThat(LateAllowance.bound(0.99, LongStream.rangeClosed(1, 10_000).toArray()))
                .isEqualTo(9_924.0);
    }
}
