package dev.assay.guidance.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.OptionalInt;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlyStoppingTest {
    @ParameterizedTest
    @CsvSource({"0.5, 11", "0.9, 64", "0.95, 130", "0.97, 219", "0.99, 662", "0.999, 6636"})
    void needsTheSamplesThatMlperfPublishes(double percentile, int needed) {
        assertThat(EarlyStopping.samplesNeeded(percentile)).isEqualTo(needed);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 0.9, 98",
        "200, 0.9, 191",
        "662, 0.9, 615",
        "1000, 0.9, 923",
        "10000, 0.9, 9071",
        "200, 0.95, 198",
        "662, 0.95, 643",
        "1000, 0.95, 967",
        "10000, 0.95, 9552",
        "662, 0.99, 662",
        "1000, 0.99, 999",
        "10000, 0.99, 9924"
    })
    void reportsTheRankThatLoadGenReports(int samples, double percentile, int rank) {
        assertThat(EarlyStopping.upperRank(percentile, samples)).hasValue(rank);
    }

    @Test
    void agreesWithTheIncompleteBetaFunctionOfScipy() throws IOException {
        for (CSVRecord row : Golden.read("needed.csv")) {
            assertThat(EarlyStopping.samplesNeeded(Double.parseDouble(row.get("percentile"))))
                    .isEqualTo(Integer.parseInt(row.get("needed")));
        }
        for (CSVRecord row : Golden.read("ranks.csv")) {
            double percentile = Double.parseDouble(row.get("percentile"));
            int samples = Integer.parseInt(row.get("samples"));
            assertThat(EarlyStopping.upperRank(percentile, samples))
                    .as("upper %s of %s", percentile, samples)
                    .isEqualTo(rank(row.get("upper")));
            assertThat(EarlyStopping.lowerRank(percentile, samples))
                    .as("lower %s of %s", percentile, samples)
                    .isEqualTo(rank(row.get("lower")));
        }
    }

    @Test
    void aPercentileOutsideTheOpenUnitIntervalIsRefused() {
        assertThatThrownBy(() -> EarlyStopping.samplesNeeded(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> EarlyStopping.lowerRank(Double.NaN, 10)).isInstanceOf(IllegalArgumentException.class);
    }

    private static OptionalInt rank(String text) {
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
    }
}
