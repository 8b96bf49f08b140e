package dev.assay.webapp.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.Wire;
import org.junit.jupiter.api.Test;

class ExperimentTablesTest {
    private static final ExperimentDocument DOCUMENT = Wire.read("""
        {"experiment": "00000000-0000-0000-0000-000000000001", "url": "http://x/experiments/1", "state": "DONE",
         "progress": 1, "model": "=cmd|'/c'!A1", "modelSha256": "a", "account": "ada",
         "created": "2026-01-01T00:00:00Z", "workload": {"tier": "rapid", "scenario": "single-stream"},
         "sentence": "int8 | [wins](x) <b>",
         "runs": [{"id": "00000000-0000-0000-0000-000000000002", "experiment": "00000000-0000-0000-0000-000000000001",
                   "scheme": "int8-dynamic", "options": {"perChannel": "true", "exclude": ""}, "device": "a|b, \\"c\\"",
                   "state": "SUCCEEDED", "progress": 1, "samples": 100, "sizeBytes": 2500000,
                   "latencyMs": {"p50": 1.5, "p90": 2.25, "median": 1.25}, "peakRssBytes": 100000000,
                   "fidelity": {"cosine": -0.5, "maxAbs": 1, "inputs": 4, "finite": true}}],
         "guidance": {"advice": "", "ruleSet": ""}, "objectives": {"asked": {}}}
        """, ExperimentDocument.class);

    @Test
    void aRunIsARowAndNoCellIsAFormula() {
        String[] rows = ExperimentTables.csv(DOCUMENT).split("\r\n", -1);
        assertThat(rows).hasSize(3);
        String[] names = rows[0].split(",", -1);
        assertThat(rows[1])
                .contains(",'=cmd|'/c'!A1,rapid,single-stream,", ",perChannel=true,\"a|b, \"\"c\"\"\",SUCCEEDED,");
        assertThat(rows[1]).contains(",-0.5,").doesNotContain("'-0.5");
        String[] cells = rows[1].replace("\"a|b, \"\"c\"\"\"", "device").split(",", -1);
        assertThat(cells).hasSameSizeAs(names);
        assertThat(cells[java.util.Arrays.asList(names).indexOf("median_ms")]).isEqualTo("1.25");
        assertThat(cells[java.util.Arrays.asList(names).indexOf("p99_bound_ms")])
                .isEmpty();
    }

    @Test
    void nothingInATextIsMarkup() {
        String text = ExperimentTables.markdown(DOCUMENT);
        assertThat(text).contains("int8 \\| \\[wins\\](x) &lt;b\\>", "| int8-dynamic | a\\|b, \"c\" | SUCCEEDED |");
        assertThat(text).contains("| 1.250 | 2.250 | 2.50 | -0.50000 | 100.0 |");
        assertThat(ExperimentTables.escaped("a\nb`c`*d*")).isEqualTo("a b\\`c\\`\\*d\\*");
    }
}
