package dev.assay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.benchmark.Extent;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails.Point;
import dev.assay.protocol.MeasurementDetails.Search;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that has to find its scheme, in the real job process. */
class AutoSchemeIT {
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

    private static JobSpec spec(String goal, String minFidelity) {
        Workload workload = new Workload("single-stream", "rapid", 1, 42, Map.of(), Map.of(), null, 4);
        return new JobSpec(
                "test",
                TestModels.artifact(model),
                new SchemeSpec("auto", Map.of("goal", goal, "minFidelity", minFidelity)),
                workload,
                JobLimits.of(workload, false).withSearch());
    }

    @Test
    void theSmallestThatKeepsTheFidelityIsMeasuredAsAnyOther() throws Exception {
        JobResult result =
                runner.run(1, spec("smallest", "0.98"), JobFiles.of(model), progress -> {}, new Cancellation());

        assertThat(result.outcome()).as("%s", result.failure()).isEqualTo(Outcome.SUCCEEDED);
        Measurement measurement = result.measurement();
        Search search = measurement.details().search();
        assertThat(search.points().get(0).scheme()).isEqualTo(SchemeSpec.of("fp32"));
        List<Point> chosen = search.points().stream().filter(Point::chosen).toList();
        assertThat(chosen).hasSize(1);
        Point point = chosen.get(0);
        assertThat(point.cosine()).isGreaterThanOrEqualTo(0.98);
        assertThat(search.points())
                .filteredOn(other -> other.cosine() >= 0.98)
                .allSatisfy(other -> assertThat(other.bytes()).isGreaterThanOrEqualTo(point.bytes()));
        assertThat(measurement.modelBytes()).isEqualTo(point.bytes()).isLessThan(Files.size(model));
        assertThat(search.note()).contains("smallest");
    }

    @Test
    void aWishThatCannotBeMeantIsRefusedBeforeAnythingRuns() throws Exception {
        JobResult result = runner.run(1, spec("best", "0.98"), JobFiles.of(model), progress -> {}, new Cancellation());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure().failureClass()).isEqualTo(FailureClass.MODEL);
        assertThat(result.failure().message()).contains("fastest or smallest");
    }
}
