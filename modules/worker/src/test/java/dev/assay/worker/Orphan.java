package dev.assay.worker;

import java.nio.file.Path;

/** Starts a job that never ends, for a test that kills this process. */
public final class Orphan {
    private Orphan() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Path model = TestModels.write(directory, TestModels.loopsForEver());
        JobRunner runner = JobRunner.open(directory.resolve("runner"));
        runner.run(
                1,
                TestModels.spec(model, "fp32", 120),
                JobFiles.of(model),
                progress -> System.out.println(progress.phase()),
                new Cancellation());
    }
}
