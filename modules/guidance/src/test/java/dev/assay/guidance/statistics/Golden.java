package dev.assay.guidance.statistics;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** Reads what src/test/oracle/statistics_oracle.py wrote, and makes the same samples as it does. */
final class Golden {
    private Golden() {}

    static List<CSVRecord> read(String name) throws IOException {
        try (var reader =
                new InputStreamReader(Golden.class.getResourceAsStream("/golden/" + name), StandardCharsets.UTF_8)) {
            return CSVFormat.DEFAULT
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get()
                    .parse(reader)
                    .getRecords();
        }
    }

    static List<Long> samples() {
        List<Long> samples = new ArrayList<>();
        long state = 12345;
        for (int i = 0; i < 1000; i++) {
            state = (1103515245 * state + 12345) % (1L << 31);
            samples.add(1_000_000 + (state * 3_000_000) / (1L << 31));
        }
        return samples;
    }
}
