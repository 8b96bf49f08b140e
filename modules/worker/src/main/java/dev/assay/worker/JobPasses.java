package dev.assay.worker;

import dev.assay.benchmark.Stopwatch;
import dev.assay.protocol.Failure;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Phase;
import dev.assay.protocol.ProbeReport;
import dev.assay.protocol.Wire;
import dev.assay.protocol.WireException;
import dev.assay.worker.job.Frame;
import dev.assay.worker.job.JobProcess;
import dev.assay.worker.sandbox.ChildProcess;
import dev.assay.worker.sandbox.Launch;
import dev.assay.worker.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The child processes of one job, one after the other, all within the job's wall-clock time. */
final class JobPasses {
    private static final long MEGABYTE = 1L << 20;
    private static final long MEASURE_HEAP = 384 * MEGABYTE;
    private static final long WEIGH_HEAP = 96 * MEGABYTE;
    private static final long PROFILE_BYTES = 256 * MEGABYTE;
    private static final long REWRITE_HEAP = 512 * MEGABYTE;
    private static final long CALIBRATE_HEAP = 1_536 * MEGABYTE;
    private static final int MOST_NOISE = 4_096;
    private static final long SMALL_FILE = MEGABYTE;

    private final Sandbox sandbox;
    private final JobSpec spec;
    private final Consumer<JobProgress> progress;
    private final Cancellation cancellation;
    private final Stopwatch stopwatch = Stopwatch.system();
    private final long start = stopwatch.nanos();
    private int startNumber;
    private int starts = 1;
    private double reached;

    JobPasses(Sandbox sandbox, JobSpec spec, Consumer<JobProgress> progress, Cancellation cancellation) {
        this.sandbox = sandbox;
        this.spec = spec;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    Frame.Rewritten quantize(Rewriting rewriting, Path source, Path targetDirectory, String targetName)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        Path order = rewriting.order();
        long sourceBytes = Files.size(source);
        Launch launch = new Launch(
                JobProcess.class.getName(),
                List.of(
                        new Launch.Text("quantize"),
                        new Launch.File(order),
                        new Launch.File(source),
                        new Launch.File(targetDirectory.resolve(targetName)),
                        new Launch.File(rewriting.examples())),
                List.of(order, source, rewriting.examples()),
                targetDirectory,
                (rewriting.drawn() == null ? REWRITE_HEAP : CALIBRATE_HEAP) + 4 * sourceBytes,
                2 * sourceBytes + 16 * MEGABYTE,
                spec.limits());
        return run(launch, Phase.QUANTIZING, Frame.Kind.QUANTIZED, Frame.Rewritten.class);
    }

    /** Tries schemes, each in the scratch file, and names the best. */
    Frame.Searched search(Path order, Path inputs, Rewriting rewriting, Path source, Path scratch)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        long sourceBytes = Files.size(source);
        Launch launch = new Launch(
                JobProcess.class.getName(),
                List.of(
                        new Launch.Text("search"),
                        new Launch.File(order),
                        new Launch.File(inputs),
                        new Launch.File(rewriting.order()),
                        new Launch.File(rewriting.examples()),
                        new Launch.File(source),
                        new Launch.File(scratch.resolve("trial.onnx"))),
                List.of(order, inputs, rewriting.order(), rewriting.examples(), source),
                scratch,
                CALIBRATE_HEAP + 6 * sourceBytes,
                2 * sourceBytes + 16 * MEGABYTE,
                spec.limits());
        return run(launch, Phase.SEARCHING, Frame.Kind.SEARCHED, Frame.Searched.class);
    }

    /** Latency, fidelity and accuracy; with a second model both are timed in turns. */
    Frame.Measured measure(Path order, Path inputs, Path source, Path model, @Nullable Path second)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        List<Launch.Argument> arguments = new ArrayList<>(List.of(
                new Launch.Text("measure"),
                new Launch.File(order),
                new Launch.File(inputs),
                new Launch.File(source),
                new Launch.File(model)));
        if (second != null) {
            arguments.add(new Launch.File(second));
        }
        Set<Path> readable = new LinkedHashSet<>(List.of(order, inputs, source));
        readable.add(model);
        if (second != null) {
            readable.add(second);
        }
        Launch launch = new Launch(
                JobProcess.class.getName(),
                List.copyOf(arguments),
                List.copyOf(readable),
                null,
                MEASURE_HEAP,
                SMALL_FILE,
                spec.limits());
        return run(launch, Phase.LOADING, Frame.Kind.MEASURED, Frame.Measured.class);
    }

    /** Latency alone, in one more process. */
    Frame.Measured time(Path order, Path inputs, Path model)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        return run(
                readOnly("time", MEASURE_HEAP, order, inputs, model),
                Phase.LOADING,
                Frame.Kind.MEASURED,
                Frame.Measured.class);
    }

    /** Says which of several process starts comes next, so that the progress of all of them fills the bar once. */
    void start(int number, int of) {
        startNumber = number;
        starts = of;
    }

    Frame.Drawn draw(Path order, Path inputs, Path model)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        return run(
                readOnly("draw", MEASURE_HEAP, order, inputs, model),
                Phase.ENERGY,
                Frame.Kind.DRAWN,
                Frame.Drawn.class);
    }

    Frame.Weighed weigh(Path order, Path inputs, Path model)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        return run(
                readOnly("weigh", WEIGH_HEAP, order, inputs, model),
                Phase.MEMORY,
                Frame.Kind.WEIGHED,
                Frame.Weighed.class);
    }

    /** A process that is given an order, inputs and a model, and may write nothing. */
    private Launch readOnly(String mode, long heapBytes, Path order, Path inputs, Path model) {
        return new Launch(
                JobProcess.class.getName(),
                List.of(new Launch.Text(mode), new Launch.File(order), new Launch.File(inputs), new Launch.File(model)),
                List.of(order, inputs, model),
                null,
                heapBytes,
                SMALL_FILE,
                spec.limits());
    }

    Frame.Inspected inspect(Path order, Path inputs, Path source, Path model, Path scratch)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        long sourceBytes = Files.size(source);
        Launch launch = new Launch(
                JobProcess.class.getName(),
                List.of(
                        new Launch.Text("inspect"),
                        new Launch.File(order),
                        new Launch.File(inputs),
                        new Launch.File(source),
                        new Launch.File(model),
                        new Launch.File(scratch)),
                source.equals(model) ? List.of(order, inputs, source) : List.of(order, inputs, source, model),
                scratch,
                MEASURE_HEAP + 3 * sourceBytes,
                PROFILE_BYTES,
                spec.limits());
        return run(launch, Phase.PROFILING, Frame.Kind.INSPECTED, Frame.Inspected.class);
    }

    /** Makes the probes and times them. */
    ProbeReport calibrate(Path order, Path scratch) throws JobFailed, JobCanceled, IOException, InterruptedException {
        Launch launch = new Launch(
                JobProcess.class.getName(),
                List.of(new Launch.Text("calibrate"), new Launch.File(order), new Launch.File(scratch)),
                List.of(order),
                scratch,
                CALIBRATE_HEAP,
                PROFILE_BYTES,
                spec.limits());
        return run(launch, Phase.MEASURING, Frame.Kind.CALIBRATED, ProbeReport.class);
    }

    private <T> T run(Launch launch, Phase firstPhase, Frame.Kind expected, Class<T> body)
            throws JobFailed, JobCanceled, IOException, InterruptedException {
        Heard heard = new Heard(firstPhase);
        long left = spec.limits().wallSeconds() * 1_000L - (long) (stopwatch.secondsSince(start) * 1_000);
        ChildProcess.Terms terms =
                new ChildProcess.Terms(Math.max(0, left), spec.limits().outputBytes(), cancellation::isRequested);
        ChildProcess.Ending ending =
                ChildProcess.run(sandbox.command(launch), Sandbox.environment(), terms, line -> hear(line, heard));
        if (cancellation.isRequested()) {
            throw new JobCanceled();
        }
        Frame frame = heard.last;
        if (frame == null) {
            throw new JobFailed(JobEndings.explain(heard.with(ending), heard.started, heard.phase, spec.limits()));
        }
        try {
            if (frame.kind() == Frame.Kind.FAILED) {
                Frame.Failed failed = Wire.fromJson(frame.body(), Frame.Failed.class);
                throw new JobFailed(new Failure(
                        failed.byModel() ? FailureClass.MODEL : FailureClass.INFRA,
                        failed.code(),
                        sentence(failed.message())));
            }
            if (frame.kind() == expected) {
                return Wire.fromJson(frame.body(), body);
            }
        } catch (WireException e) {
            throw new JobFailed(unreadable(e.getMessage()));
        }
        throw new JobFailed(unreadable("it answered " + frame.kind()));
    }

    private void hear(String line, Heard heard) {
        Frame frame = frame(line);
        if (frame == null) {
            heard.noise(line); // a library that prints, or the JVM's words about a fatal signal
        } else if (heard.last == null) {
            switch (frame.kind()) {
                case STARTED -> heard.started = true;
                case PROGRESS -> {
                    try {
                        Frame.Progress told = Wire.fromJson(frame.body(), Frame.Progress.class);
                        heard.phase = told.phase();
                        report(told);
                    } catch (WireException e) {
                        heard.noise(line);
                    }
                }
                default -> heard.last = frame;
            }
        }
    }

    private static Failure unreadable(@Nullable String why) {
        return new Failure(
                FailureClass.MODEL,
                "OUTPUT",
                "The job process gave an answer that cannot be used (" + why + "); the device is fine.");
    }

    private static @Nullable Frame frame(String line) {
        if (!line.startsWith("{\"kind\":")) {
            return null;
        }
        try {
            return Wire.read(line, Frame.class);
        } catch (WireException e) {
            return null; // looks like a frame and is none: the missing final frame will tell
        }
    }

    private void report(Frame.Progress told) {
        Span span = span(told.phase());
        double at = span.from() + (span.to() - span.from()) * Math.clamp(told.share(), 0, 1);
        double timedFrom = span(Phase.LOADING).from();
        double timedTo = span(Phase.MEASURING).to();
        if (at >= timedFrom && at < timedTo) {
            at = timedFrom + (startNumber * (timedTo - timedFrom) + at - timedFrom) / starts;
        }
        reached = Math.max(reached, at);
        progress.accept(new JobProgress(told.phase(), reached, told.note()));
    }

    private record Span(double from, double to) {}

    /** The part of the bar that a phase takes, after the usual durations of a rapid run. */
    private static Span span(Phase phase) {
        return switch (phase) {
            case DOWNLOADING -> new Span(0, 0.02);
            case CALIBRATING -> new Span(0.02, 0.06);
            case QUANTIZING -> new Span(0.06, 0.08);
            case SEARCHING -> new Span(0.02, 0.9);
            case LOADING -> new Span(0.08, 0.12);
            case WARMING_UP -> new Span(0.12, 0.36);
            case MEASURING -> new Span(0.36, 0.82);
            case FIDELITY -> new Span(0.82, 0.92);
            case MEMORY -> new Span(0.92, 0.94);
            case PROFILING -> new Span(0.94, 0.96);
            case ENERGY -> new Span(0.96, 0.98);
            case UPLOADING -> new Span(0.98, 1);
        };
    }

    /** What the process has said so far; written by the thread that reads its output. */
    private static final class Heard {
        private volatile boolean started;
        private volatile Phase phase;
        private volatile @Nullable Frame last;

        private final StringBuilder noise = new StringBuilder();

        Heard(Phase phase) {
            this.phase = phase;
        }

        synchronized void noise(String line) {
            if (noise.length() < MOST_NOISE) {
                String text = ChildProcess.printable(line);
                noise.append(text, 0, Math.min(text.length(), MOST_NOISE)).append('\n');
            }
        }

        synchronized ChildProcess.Ending with(ChildProcess.Ending ending) {
            return new ChildProcess.Ending(ending.cause(), ending.exitCode(), noise + ending.errorText());
        }
    }

    private static String sentence(String message) {
        String text = message.replaceAll("\\p{Cntrl}+", " ").strip();
        return text.length() > 600 ? text.substring(0, 600) + " ..." : text;
    }
}
