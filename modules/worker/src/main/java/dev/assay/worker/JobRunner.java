package dev.assay.worker;

import dev.assay.benchmark.HostFacts;
import dev.assay.benchmark.Stopwatch;
import dev.assay.benchmark.Tier;
import dev.assay.onnx.GateLimits;
import dev.assay.onnx.ModelGate;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.RejectedModel;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.Failure;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.Phase;
import dev.assay.protocol.Wire;
import dev.assay.protocol.Workload;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import dev.assay.runtime.Natives;
import dev.assay.runtime.SessionSettings;
import dev.assay.worker.inputs.InputException;
import dev.assay.worker.inputs.InputMaker;
import dev.assay.worker.inputs.InputSet;
import dev.assay.worker.job.Frame;
import dev.assay.worker.job.JobOrder;
import dev.assay.worker.job.JobProcess;
import dev.assay.worker.sandbox.Sandbox;
import dev.assay.worker.sandbox.SandboxProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs jobs in child processes, in the strongest sandbox this machine has. Used by the agent and by {@code assay bench}:
 * there is one way to measure.
 *
 * <p>A job takes up to four processes: one applies the scheme and may write one directory, one measures, one weighs, one
 * looks into the session and may write a directory too. Those that measure and weigh can write nothing, and are as fresh
 * for fp32 as for any other scheme.
 */
public final class JobRunner implements JobMachine {
    private final JobDirectories directories;
    private final Sandbox sandbox;
    private final Capabilities capabilities;
    private final List<String> caveats;

    private JobRunner(JobDirectories directories, Sandbox sandbox, Capabilities capabilities, List<String> caveats) {
        this.directories = directories;
        this.sandbox = sandbox;
        this.capabilities = capabilities;
        this.caveats = caveats;
    }

    /**
     * Prepares a working directory: extracts the runtime's native libraries once and tries the sandbox for real.
     *
     * @param directory created if absent; holds natives, tokenizer libraries and the files of running jobs
     * @throws IOException when the disk refuses, or when no job process can be started at all
     */
    public static JobRunner open(Path directory) throws IOException, InterruptedException {
        Path root = directory.toAbsolutePath().normalize();
        JobDirectories directories = JobDirectories.open(root.resolve("jobs"));
        InputMaker.useCache(root.resolve("tokenizers"));
        Path natives = Natives.extract(root.resolve("natives"));
        Path javaHome = Path.of(System.getProperty("java.home")).toRealPath();
        SandboxProbe.Found found = SandboxProbe.find(
                javaHome,
                JobClassPath.entries(),
                natives,
                JobProcess.class.getName(),
                line -> line.startsWith("{\"kind\":\"" + Frame.Kind.PROBED + "\""));
        Frame.Probed probed =
                Wire.fromJson(Wire.read(found.answer(), Frame.class).body(), Frame.Probed.class);
        String version = JobRunner.class.getPackage().getImplementationVersion();
        Capabilities capabilities = HostFacts.read(new HostFacts.Software(
                probed.runtime(),
                probed.providers(),
                probed.java(),
                version == null ? "development" : version,
                found.sandbox().level()));
        return new JobRunner(directories, found.sandbox(), capabilities, found.caveats());
    }

    /** What this machine is and can do. */
    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    /** One sentence for each stronger sandbox level that does not work here; empty when the strongest does. */
    public List<String> sandboxCaveats() {
        return caveats;
    }

    /**
     * Runs one job to its end; whatever the model does, the answer is a result.
     *
     * @param epoch    copied into the result
     * @param progress called from one thread, a few times a second at most
     * @throws InterruptedException when the calling thread is interrupted; the job process is gone by then
     */
    @Override
    public JobResult run(
            long epoch, JobSpec spec, JobFiles files, Consumer<JobProgress> progress, Cancellation cancellation)
            throws InterruptedException {
        try (JobDirectories.JobDirectory directory = directories.create()) {
            Measurement measurement = measure(spec, files, directory.path(), progress, cancellation);
            return new JobResult(epoch, Outcome.SUCCEEDED, null, measurement);
        } catch (JobCanceled e) {
            return new JobResult(epoch, Outcome.CANCELED, null, null);
        } catch (JobFailed e) {
            return new JobResult(epoch, Outcome.FAILED, e.failure(), null);
        } catch (IOException e) {
            Failure failure = new Failure(
                    FailureClass.INFRA,
                    "DISK",
                    "This device could not read or write the job's files: " + e.getMessage()
                            + ". Nothing was lost; free some space and run it again.");
            return new JobResult(epoch, Outcome.FAILED, failure, null);
        }
    }

    private Measurement measure(
            JobSpec spec, JobFiles files, Path directory, Consumer<JobProgress> progress, Cancellation cancellation)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        progress.accept(new JobProgress(Phase.QUANTIZING, 0, "Preparing the inputs"));
        Workload workload = spec.workload();
        Scheme scheme = check(spec);
        InputSet inputs = inputs(files, workload);
        Path inputFile = directory.resolve("inputs.bin");
        String inputsSha256 = inputs.write(inputFile);
        Path order = directory.resolve("order.json");
        Files.writeString(
                order,
                Wire.write(new JobOrder(
                        spec.scheme(),
                        workload.tier(),
                        workload.threads(),
                        capabilities.threads(),
                        workload.seed(),
                        inputs.layout(),
                        inputs.labels(),
                        workload.dataset() == null ? null : workload.dataset().metric(),
                        workload.fidelityInputs())));
        Path source = files.model().toRealPath();
        JobPasses passes = new JobPasses(sandbox, spec, progress, cancellation);
        Path model = source;
        String sha256 = spec.model().sha256();
        Measurement.QuantizationSummary summary = null;
        if (!(scheme instanceof Scheme.Fp32)) {
            Path output = Files.createDirectory(directory.resolve("out"));
            model = output.resolve("model.onnx");
            Frame.Rewritten rewritten = passes.quantize(order, source, output, "model.onnx");
            sha256 = rewritten.sha256();
            summary = rewritten.summary();
        }
        Frame.Measured measured = passes.measure(order, inputFile, source, model);
        String fault = ResultCheck.fault(measured);
        if (fault != null) {
            throw new JobFailed(new Failure(
                    FailureClass.MODEL,
                    "OUTPUT",
                    "The job process gave a result that cannot be true (" + fault + "), so it was thrown away."));
        }
        Frame.Weighed weighed = passes.weigh(order, inputFile, model);
        MeasurementDetails details =
                Insight.into(MeasurementDetails.NONE, passes, order, inputFile, source, model, directory);
        return new Measurement(
                sha256,
                Files.size(model),
                summary,
                measured.loadMillis(),
                measured.firstRunMillis(),
                measured.warmUp(),
                measured.warmUpStable(),
                measured.latencyNanos(),
                measured.elapsedSeconds(),
                measured.validity(),
                new Measurement.MemoryUse(weighed.peakRssBytes(), weighed.baselineRssBytes()),
                measured.fidelity(),
                measured.accuracy(),
                new Measurement.Environment(
                        capabilities,
                        sandbox.level(),
                        workload.threads(),
                        SessionSettings.PROVIDER,
                        SessionSettings.OPTIMIZATION,
                        measured.conditions().mhzBefore(),
                        measured.conditions().mhzAfter(),
                        measured.conditions().celsiusBefore(),
                        measured.conditions().celsiusAfter(),
                        measured.conditions().foreignCores(),
                        measured.conditions().stealShare(),
                        inputsSha256,
                        inputs.shapes(),
                        workload.seed(),
                        Stopwatch.NAME),
                details);
    }

    private Scheme check(JobSpec spec) throws JobFailed {
        Workload workload = spec.workload();
        if (!workload.scenario().equals("single-stream")) {
            throw JobFailed.rejected("The scenario " + workload.scenario() + " is not known; use single-stream.");
        }
        if (Tier.of(workload.tier()).isEmpty()) {
            throw JobFailed.rejected("The tier " + workload.tier() + " is not known; use rapid or standard.");
        }
        if (workload.threads() < 1 || workload.threads() > capabilities.threads()) {
            throw JobFailed.rejected("The workload asks for " + workload.threads() + " threads; this device has "
                    + capabilities.threads() + ".");
        }
        try {
            return Scheme.parse(spec.scheme().name(), spec.scheme().options());
        } catch (UnknownScheme e) {
            throw JobFailed.rejected(String.valueOf(e.getMessage()));
        }
    }

    private static InputSet inputs(JobFiles files, Workload workload) throws JobFailed, IOException {
        try {
            ModelGate.check(files.model(), GateLimits.TRUSTED);
            return InputMaker.make(OnnxModel.read(files.model()), workload, files.data(), files.tokenizer());
        } catch (RejectedModel | InputException e) {
            throw JobFailed.rejected(String.valueOf(e.getMessage()));
        }
    }
}
