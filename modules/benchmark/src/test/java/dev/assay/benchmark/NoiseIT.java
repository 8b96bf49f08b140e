package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.Measurement.Validity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The gates against real noise: busy processes on every processor while something is measured. */
class NoiseIT {
    private static final Extent RAPID = Tier.RAPID.extent();

    /** Some tens of microseconds of arithmetic, always the same. */
    private static final class Arithmetic implements Subject<RuntimeException> {
        private double result;

        @Override
        public int inputs() {
            return 1;
        }

        @Override
        public void infer(int input) {
            double x = 0.5;
            for (int i = 0; i < 200_000; i++) {
                x = 3.9 * x * (1 - x);
            }
            result = x;
        }

        @Override
        public boolean matchesReference(int input) {
            return result > 0;
        }
    }

    @Test
    void aRunAmongBusyProcessesIsNotValid() throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        List<Process> hogs = new ArrayList<>();
        try {
            for (int i = 0; i < processors; i++) {
                hogs.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
            Stopwatch stopwatch = Stopwatch.system();
            Arithmetic subject = new Arithmetic();
            HostCounters before = HostCounters.read(stopwatch);
            TimedRun run = SingleStream.run(subject, RAPID, 1, stopwatch, share -> {});
            Conditions conditions = Conditions.between(before, HostCounters.read(stopwatch));
            Validity validity = ValidityGates.judge(new ValidityGates.Evidence(
                    run.latencyNanos(),
                    run.queries(),
                    RAPID.queries(),
                    true,
                    true,
                    run.outputsDiffering(),
                    run.outputsChecked(),
                    1,
                    processors,
                    conditions,
                    null));
            assertThat(conditions.foreignCores()).isGreaterThan(0.5);
            assertThat(validity.status()).as("%s", validity.reasons()).isEqualTo(Validity.Status.INVALID);
            assertThat(validity.reasons()).anyMatch(reason -> reason.contains("Other programs"));
        } finally {
            hogs.forEach(Process::destroyForcibly);
        }
    }
}
