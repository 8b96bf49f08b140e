package dev.assay.worker;

import dev.assay.benchmark.Extent;
import dev.assay.benchmark.HostFacts;
import dev.assay.benchmark.Stopwatch;
import dev.assay.benchmark.Tier;
import dev.assay.benchmark.energy.EnergyMeters;
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
import dev.assay.protocol.MeasurementDetails.Search;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.Phase;
import dev.assay.protocol.ProbeSpec;
import dev.assay.protocol.Wire;
import dev.assay.protocol.Workload;
import dev.assay.quantization.Scheme;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Runs jobs in child processes, in the strongest sandbox this machine has. Used by the agent and by {@code assay bench}:
 * there is one way to measure.
 *
 * <p>A job takes up to four processes: one applies the scheme and may write one directory, one measures, one weighs, one
 * looks into the session and may write a directory too. Those that measure and weigh can write nothing, and are as fresh
 * for fp32 as for any other scheme.
 */
public final class JobRunner implements JobMachine {
    private static final String REWRITTEN = "model.onnx";

    private final JobDirectories directories;
    private final Sandbox sandbox;
    private final Capabilities capabilities;
    private final List<String> caveats;

    private final EnergyMeters meters;
    private final UnaryOperator<Extent> extent;

    private JobRunner(
            JobDirectories directories,
            Sandbox sandbox,
            Capabilities capabilities,
            List<String> caveats,
            EnergyMeters meters,
            UnaryOperator<Extent> extent) {
        this.directories = directories;
        this.sandbox = sandbox;
        this.capabilities = capabilities;
        this.caveats = caveats;
        this.meters = meters;
        this.extent = extent;
    }

    /** The same runner with timed parts of another length, for tests. */
    JobRunner lasting(UnaryOperator<Extent> other) {
        return new JobRunner(directories, sandbox, capabilities, caveats, meters, other);
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
        return new JobRunner(
                directories,
                found.sandbox(),
                capabilities,
                found.caveats(),
                EnergyMeters.of(Path.of("/")),
                UnaryOperator.identity());
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
            ProbeSpec probes = spec.probes();
            if (probes != null) {
                JobPasses passes = new JobPasses(sandbox, spec, progress, cancellation);
                return Probing.run(epoch, probes, capabilities, directory.path(), passes);
            }
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
            JobSpec wanted, JobFiles files, Path directory, Consumer<JobProgress> progress, Cancellation cancellation)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        progress.accept(new JobProgress(Phase.QUANTIZING, 0, "Preparing the inputs"));
        Workload workload = wanted.workload();
        SchemeChoice.check(wanted, capabilities.threads());
        OnnxModel read = read(files);
        InputSet inputs = inputs(read, files, workload);
        Path inputFile = directory.resolve("inputs.bin");
        String inputsSha256 = inputs.write(inputFile);
        Path source = files.model().toRealPath();
        JobPasses passes = new JobPasses(sandbox, wanted, progress, cancellation);
        MeasurementDetails details = MeasurementDetails.NONE;
        JobSpec spec = wanted;
        if (SchemeChoice.isAuto(wanted)) {
            Frame.Searched searched = search(wanted, files, read, inputs, inputFile, passes, source, directory);
            details = details.withSearch(searched.search());
            spec = SchemeChoice.resolved(wanted, searched.chosen());
        }
        Scheme scheme = SchemeChoice.scheme(spec);
        Path order = directory.resolve("order.json");
        Files.writeString(order, Wire.write(order(spec, inputs)));
        Path model = source;
        String sha256 = spec.model().sha256();
        Measurement.QuantizationSummary summary = null;
        if (!(scheme instanceof Scheme.Fp32)) {
            Path output = Files.createDirectory(directory.resolve("out"));
            model = output.resolve(REWRITTEN);
            Rewriting rewriting = Rewriting.prepare(spec, files, read, inputs, directory);
            Frame.Rewritten rewritten = passes.quantize(rewriting, source, output, REWRITTEN);
            sha256 = rewritten.sha256();
            summary = rewriting.summary(rewritten);
            details = details.withRewrite(rewriting.calibration(rewritten), rewritten.layers());
        }
        SecondScheme second = SecondScheme.prepare(spec, files, read, inputs, passes, source, directory);
        List<Frame.Measured> starts = new ArrayList<>();
        int processes = second == null ? tier(workload).starts() : 1;
        for (int start = 0; start < processes; start++) {
            passes.start(start, processes);
            boolean last = start == processes - 1;
            starts.add(checked(
                    last
                            ? passes.measure(order, inputFile, source, model, second == null ? null : second.model())
                            : passes.time(order, inputFile, model),
                    workload));
        }
        Frame.Measured measured = starts.get(processes - 1);
        Frame.Timing timing = Starts.join(starts);
        Frame.Weighed weighed = passes.weigh(order, inputFile, model);
        details = details.withTiming(
                        timing.scenario(),
                        processes > 1 ? Starts.list(starts) : List.of(),
                        timing.minutes(),
                        timing.harness(),
                        timing.versus())
                .withStages(weighed.stages());
        Frame.Inspected found = Insight.of(passes, order, inputFile, source, model, directory.resolve("insight"));
        if (found != null) {
            details = details.withInsight(found.graph(), found.profile());
        }
        if (second != null) {
            Path scratch = directory.resolve("insight-second");
            Frame.Inspected other = Insight.of(passes, order, inputFile, source, second.model(), scratch);
            details = details.withSecond(second.found(measured.second(), other));
        }
        details = Energy.into(details, meters, passes, order, inputFile, model);
        Measurement measurement = new Measurement(
                sha256,
                Files.size(model),
                summary,
                starts.get(0).loadMillis(),
                timing.firstRunMillis(),
                timing.warmUp(),
                timing.warmUpStable(),
                timing.latencyNanos(),
                timing.elapsedSeconds(),
                timing.validity(),
                new Measurement.MemoryUse(weighed.peakRssBytes(), weighed.baselineRssBytes()),
                measured.fidelity(),
                measured.accuracy(),
                new Measurement.Environment(
                        capabilities,
                        sandbox.level(),
                        workload.threads(),
                        SessionSettings.PROVIDER,
                        SessionSettings.OPTIMIZATION,
                        timing.conditions().mhzBefore(),
                        timing.conditions().mhzAfter(),
                        timing.conditions().celsiusBefore(),
                        timing.conditions().celsiusAfter(),
                        timing.conditions().foreignCores(),
                        timing.conditions().stealShare(),
                        inputsSha256,
                        inputs.shapes(),
                        workload.seed(),
                        Stopwatch.NAME),
                details);
        Path kept = files.kept();
        if (kept != null && details.calibration() != null) {
            WholeFile.move(model, kept);
        }
        return measurement;
    }

    /**
     * Applies a scheme and keeps the new file; nothing is measured. The file appears whole or not at all.
     *
     * @param target where the new file goes; an old one is replaced
     * @throws IOException          when files cannot be read or written
     * @throws InterruptedException when the calling thread is interrupted; the job process is gone by then
     */
    public Rewrite rewrite(
            JobSpec wanted, JobFiles files, Path target, Consumer<JobProgress> progress, Cancellation cancellation)
            throws IOException, InterruptedException {
        try (JobDirectories.JobDirectory directory = directories.create()) {
            progress.accept(new JobProgress(Phase.QUANTIZING, 0, "Preparing the inputs"));
            SchemeChoice.check(wanted, capabilities.threads());
            JobPasses passes = new JobPasses(sandbox, wanted, progress, cancellation);
            OnnxModel model = read(files);
            JobSpec spec = wanted;
            Search search = null;
            if (SchemeChoice.isAuto(wanted)) {
                InputSet inputs = inputs(model, files, wanted.workload());
                Path inputFile = directory.path().resolve("inputs.bin");
                inputs.write(inputFile);
                Frame.Searched searched = search(
                        wanted,
                        files,
                        model,
                        inputs,
                        inputFile,
                        passes,
                        files.model().toRealPath(),
                        directory.path());
                search = searched.search();
                spec = SchemeChoice.resolved(wanted, searched.chosen());
            }
            if (search != null && SchemeChoice.scheme(spec) instanceof Scheme.Fp32) {
                return new Rewrite.Unchanged(search);
            }
            Rewriting rewriting = Rewriting.prepare(spec, files, model, null, directory.path());
            Path output = Files.createDirectory(directory.path().resolve("out"));
            Frame.Rewritten rewritten = passes.quantize(rewriting, files.model().toRealPath(), output, REWRITTEN);
            if (rewritten.report().quantized() == 0) {
                return new Rewrite.Nothing(rewritten.report());
            }
            WholeFile.move(output.resolve(REWRITTEN), target);
            return rewriting.done(rewritten, search);
        } catch (JobFailed e) {
            return new Rewrite.Failed(e.failure());
        } catch (JobCanceled e) {
            return new Rewrite.Canceled();
        }
    }

    private JobOrder order(JobSpec spec, InputSet inputs) {
        Workload workload = spec.workload();
        return new JobOrder(
                spec.scheme(),
                workload.scenario(),
                workload.tier(),
                extent.apply(tier(workload).extent()),
                workload.latencyBoundMillis(),
                spec.versus(),
                workload.threads(),
                capabilities.threads(),
                workload.seed(),
                inputs.layout(),
                inputs.labels(),
                workload.dataset() == null ? null : workload.dataset().metric(),
                workload.fidelityInputs());
    }

    /** Looks for the scheme that the job is to have. */
    private Frame.Searched search(
            JobSpec spec,
            JobFiles files,
            OnnxModel model,
            InputSet inputs,
            Path inputFile,
            JobPasses passes,
            Path source,
            Path directory)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        Path place = Files.createDirectory(directory.resolve("search"));
        Path order = place.resolve("order.json");
        Files.writeString(order, Wire.write(order(spec, inputs)));
        return passes.search(
                order,
                inputFile,
                Rewriting.prepare(spec, files, model, inputs, place),
                source,
                Files.createDirectory(place.resolve("out")));
    }

    private static Tier tier(Workload workload) {
        return Tier.of(workload.tier()).orElseThrow(() -> new IllegalArgumentException("No tier " + workload.tier()));
    }

    private static Frame.Measured checked(Frame.Measured measured, Workload workload) throws JobFailed {
        String fault = ResultCheck.fault(measured, workload.scenario());
        if (fault != null) {
            throw new JobFailed(new Failure(
                    FailureClass.MODEL,
                    "OUTPUT",
                    "The job process gave a result that cannot be true (" + fault + "), so it was thrown away."));
        }
        return measured;
    }

    private static OnnxModel read(JobFiles files) throws JobFailed, IOException {
        try {
            ModelGate.check(files.model(), GateLimits.TRUSTED);
            return OnnxModel.read(files.model());
        } catch (RejectedModel e) {
            throw JobFailed.rejected(String.valueOf(e.getMessage()));
        }
    }

    private static InputSet inputs(OnnxModel model, JobFiles files, Workload workload) throws JobFailed, IOException {
        try {
            return InputMaker.make(model, workload, files.data(), files.tokenizer());
        } catch (InputException e) {
            throw JobFailed.rejected(String.valueOf(e.getMessage()));
        }
    }
}
