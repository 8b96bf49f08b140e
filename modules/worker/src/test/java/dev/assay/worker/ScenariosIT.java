package dev.assay.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.benchmark.Extent;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.MeasurementDetails.ScenarioResult;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Wire;
import dev.assay.protocol.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios and tiers on a real session, with timed parts of a fraction of a second. */
class ScenariosIT {
    @TempDir
    static Path directory;

    static JobRunner runner;
    static Path model;

    @BeforeAll
    static void open() throws Exception {
        runner = JobRunner.open(directory.resolve("runner"))
                .lasting(extent -> new Extent(64, 0.3, 10, 0.3, 5_000, true));
        model = TestModels.write(directory, TestModels.perceptron(0));
    }

    private static JobSpec spec(String scenario, String tier, Double boundMillis, SchemeSpec versus) {
        Workload workload = new Workload(scenario, tier, 1, 42, Map.of(), Map.of(), null, 4, boundMillis);
        return new JobSpec(
                "test",
                TestModels.artifact(model),
                SchemeSpec.of("fp32"),
                workload,
                JobLimits.of(workload, versus != null),
                null,
                versus);
    }

    private static Measurement measure(JobSpec spec) throws InterruptedException {
        JobResult result = runner.run(1, spec, JobFiles.of(model), progress -> {}, new Cancellation());
        assertThat(result.outcome()).as("%s", result.failure()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(Wire.read(Wire.write(result), JobResult.class)).isEqualTo(result);
        return result.measurement();
    }

    @Test
    void multiStreamAnswersEightSamplesAQuery() throws Exception {
        Measurement measurement = measure(spec("multi-stream", "rapid", null, null));
        ScenarioResult scenario = measurement.details().scenario();
        assertThat(scenario.scenario()).isEqualTo("multi-stream");
        assertThat(scenario.samplesPerQuery()).isEqualTo(8);
        assertThat(scenario.queries()).isGreaterThanOrEqualTo(662);
        assertThat(scenario.samplesPerSecond())
                .isCloseTo(8 * scenario.queries() / measurement.elapsedSeconds(), within(1e-6));
        assertThat(scenario.batch()).isIn(1, 8); // the first axis can grow, so both ways were tried
        assertThat(scenario.note()).isNotBlank();
    }

    @Test
    void offlineAnswersAllSamplesInOneGo() throws Exception {
        Measurement measurement = measure(spec("offline", "rapid", null, null));
        ScenarioResult scenario = measurement.details().scenario();
        assertThat(scenario.queries()).isEqualTo(1);
        assertThat(scenario.samplesPerQuery()).isGreaterThanOrEqualTo(64);
        assertThat(scenario.batch())
                .isGreaterThan(1); // 16 x 32 multiplications: one call costs more than the arithmetic
        assertThat(scenario.note()).contains("batches of " + scenario.batch());
        assertThat(scenario.samplesPerSecond())
                .isCloseTo(scenario.samplesPerQuery() / measurement.elapsedSeconds(), within(1e-3));
    }

    @Test
    void serverFindsARateAndKeepsAllThatWereTried() throws Exception {
        Measurement measurement = measure(spec("server", "rapid", 20.0, null));
        ScenarioResult scenario = measurement.details().scenario();
        assertThat(scenario.boundMillis()).isEqualTo(20);
        assertThat(scenario.rates()).hasSizeGreaterThanOrEqualTo(2);
        // Whether some rate keeps the bound depends on what else this machine does; the result must say which.
        boolean kept = scenario.rates().get(scenario.rates().size() - 1).kept();
        assertThat(scenario.samplesPerSecond() > 0).isEqualTo(kept);
        assertThat(measurement.validity().reasons().stream().anyMatch(reason -> reason.startsWith("No rate")))
                .isNotEqualTo(kept);
    }

    @Test
    void serverWithoutABoundIsRefused() throws Exception {
        JobResult result =
                runner.run(1, spec("server", "rapid", null, null), JobFiles.of(model), told -> {}, new Cancellation());
        assertThat(result.failure().failureClass()).isEqualTo(FailureClass.MODEL);
        assertThat(result.failure().message()).contains("give that bound in milliseconds");
    }

    @Test
    void referenceTakesFiveProcessStarts() throws Exception {
        List<JobProgress> told = new ArrayList<>();
        JobResult result = runner.run(
                1, spec("single-stream", "reference", null, null), JobFiles.of(model), told::add, new Cancellation());
        Measurement measurement = result.measurement();
        assertThat(measurement.details().starts()).hasSize(5).allSatisfy(start -> {
            assertThat(start.loadMillis()).isPositive();
            assertThat(start.medianNanos()).isPositive();
            assertThat(start.samples()).isGreaterThanOrEqualTo(64);
        });
        assertThat(measurement.latencyNanos())
                .hasSize(measurement.details().starts().stream()
                        .mapToInt(MeasurementDetails.ProcessStart::samples)
                        .sum());
        assertThat(told).isSortedAccordingTo((a, b) -> Double.compare(a.progress(), b.progress()));
    }

    @Test
    void twoSchemesAreTimedInTurnsAndTheCostOfTheLoopAndTheStagesOfTheLoadAreTold() throws Exception {
        Measurement measurement = measure(spec("single-stream", "rapid", null, SchemeSpec.of("int8-dynamic")));
        MeasurementDetails.Versus versus = measurement.details().versus();
        assertThat(versus.scheme()).isEqualTo(SchemeSpec.of("int8-dynamic"));
        assertThat(versus.modelBytes()).isPositive().isNotEqualTo(measurement.modelBytes());
        assertThat(versus.blocks()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(versus.latencyNanos()).hasSizeGreaterThanOrEqualTo(64);
        assertThat(versus.ratio()).isBetween(versus.low(), versus.high());
        MeasurementDetails.Second second = versus.second();
        assertThat(second.modelSha256()).isNotEqualTo(measurement.modelSha256());
        assertThat(second.quantization().quantized()).isPositive();
        assertThat(second.fidelity().cosine()).isBetween(0.9, 1.0);
        assertThat(measurement.fidelity()).isNull();
        assertThat(second.layers()).hasSize(second.quantization().quantized());
        assertThat(second.graph().ops()).containsKey("com.microsoft.DynamicQuantizeMatMul");
        assertThat(second.profile().nodes()).anyMatch(node -> node.precision().equals("int8"));
        assertThat(measurement.modelSha256())
                .isEqualTo(TestModels.artifact(model).sha256());
        MeasurementDetails details = measurement.details();
        assertThat(details.harness().perCallNanos()).isPositive();
        assertThat(details.harness().share()).isPositive();
        MeasurementDetails.Stages stages = details.stages();
        assertThat(stages.coldLoadMillis()).isPositive();
        assertThat(stages.warmLoadMillis()).isPositive();
        assertThat(stages.coldLoadPeakBytes()).isPositive();
        assertThat(stages.firstRunPeakBytes()).isPositive();
        assertThat(stages.steadyMedianMillis()).isPositive();
        assertThat(stages.steadyPeakBytes()).isPositive();
    }

    /** Injected noise: one busy process per processor, started and ended here. */
    @Test
    void aRunAmongBusyProcessesSaysSo() throws Exception {
        List<Process> hogs = new ArrayList<>();
        Measurement measurement;
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                hogs.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
            measurement = measure(spec("single-stream", "rapid", null, null));
        } finally {
            hogs.forEach(Process::destroyForcibly);
        }
        assertThat(measurement.validity().status()).isNotEqualTo(Measurement.Validity.Status.VALID);
        assertThat(measurement.validity().reasons()).anyMatch(reason -> reason.startsWith("Other programs used"));
        assertThat(measurement.environment().foreignCpu()).isGreaterThan(0.5);
    }
}
