package dev.assay.cli;

import dev.assay.guidance.roofline.Calibration;
import dev.assay.guidance.roofline.Errors;
import dev.assay.guidance.roofline.Prediction;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.Failure;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.ProbeReport;
import dev.assay.protocol.ProbeReport.ProbeTime;
import dev.assay.protocol.ProbeSpec;
import dev.assay.protocol.Wire;
import dev.assay.protocol.WireException;
import dev.assay.worker.Cancellation;
import dev.assay.worker.JobFiles;
import dev.assay.worker.JobRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay calibrate}: the probes of a device, without a portal. */
@Command(
        name = "calibrate",
        description = {
            "Time small generated models on this machine and fit a model of it, for predicting latencies.",
            "Nothing else should run meanwhile. The errors are those of probes that the fit did not see."
        },
        mixinStandardHelpOptions = true)
final class CalibrateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--threads",
            paramLabel = "N,M",
            split = ",",
            description = "Numbers of intra-op threads; 1 and the physical cores when left out.")
    private List<Integer> threads = new ArrayList<>();

    @Option(names = "--seconds", description = "How long it may take (default: ${DEFAULT-VALUE}).")
    private int seconds = ProbeSpec.USUAL_SECONDS;

    @Option(names = "--save", paramLabel = "FILE", description = "Keep the times of the probes, to fit them again.")
    private @Nullable Path save;

    @Option(names = "--from", paramLabel = "FILE", description = "Fit kept times instead of measuring.")
    private @Nullable Path from;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "Predict the models of another such file and compare with their times.")
    private @Nullable Path check;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    CalibrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, JobFailed, IOException, InterruptedException {
        if (threads.stream().anyMatch(count -> count < 1) || seconds < 5) {
            throw new BadInput("--threads must be at least 1 and --seconds at least 5.");
        }
        ProbeReport report = from == null ? measured() : read(from);
        if (save != null) {
            Files.writeString(save, Wire.write(report));
        }
        List<Calibration> calibrations = Calibration.all(report);
        if (calibrations.isEmpty()) {
            throw new JobFailed("There are fewer than " + Calibration.LEAST_PROBES
                    + " probes with one number of threads, too few to fit; nothing was kept, measure again.");
        }
        List<Checked> checked = check == null ? List.of() : checked(calibrations, read(check));
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("report", report);
            document.put("calibrations", calibrations);
            if (check != null) {
                document.put("checked", checked);
            }
            terminal.json(document);
        } else {
            calibrations.forEach(this::print);
            print(checked);
        }
        return ExitCode.DONE;
    }

    private ProbeReport measured() throws JobFailed, IOException, InterruptedException {
        terminal.progress("preparing", -1);
        JobRunner runner = JobRunner.open(Distribution.cache().resolve("jobs"));
        Capabilities machine = runner.capabilities();
        List<Integer> counts = threads.isEmpty()
                ? new TreeSet<>(List.of(1, machine.cores())).stream().toList()
                : threads;
        JobSpec spec = JobSpec.ofProbes(new ProbeSpec(counts, seconds));
        JobResult result = runner.run(
                1,
                spec,
                JobFiles.of(Path.of("")),
                progress -> terminal.progress(progress.note(), progress.progress()),
                new Cancellation());
        terminal.clear();
        ProbeReport report = result.probes();
        Failure failure = result.failure();
        if (result.outcome() != Outcome.SUCCEEDED || report == null) {
            throw new JobFailed(failure == null ? "The calibration was stopped; nothing was kept." : failure.message());
        }
        return report;
    }

    private static ProbeReport read(Path file) throws BadInput, IOException {
        try {
            return Wire.read(Files.readString(file), ProbeReport.class);
        } catch (WireException e) {
            throw new BadInput("The file " + file + " holds no times of probes: " + e.getMessage() + ".", e);
        }
    }

    /** A model that was predicted and measured. */
    record Checked(
            String name,
            String scheme,
            int threads,
            double measuredMillis,
            Prediction prediction,
            Prediction.Outcome outcome) {}

    private static List<Checked> checked(List<Calibration> calibrations, ProbeReport models) {
        List<Checked> checked = new ArrayList<>();
        for (ProbeTime model : models.probes()) {
            for (Calibration calibration : calibrations) {
                if (calibration.threads() == model.threads()) {
                    Prediction prediction = calibration.predict(model.work());
                    double millis = model.medianNanos() / 1e6;
                    checked.add(new Checked(
                            model.name(),
                            model.scheme(),
                            model.threads(),
                            millis,
                            prediction,
                            prediction.outcome(millis)));
                }
            }
        }
        return checked;
    }

    private void print(Calibration calibration) {
        terminal.line(format(
                "%d threads, ONNX Runtime %s, %d probes",
                calibration.threads(),
                calibration.runtime(),
                calibration.points().size()));
        print("fp32", calibration.floats());
        print("int8, int4", calibration.integers());
        calibration
                .ceilings()
                .values()
                .forEach((parameter, value) ->
                        terminal.line(format("  %-38s %10.3f %s", parameter.label(), value, parameter.unit())));
        for (Calibration.Point point : calibration.points()) {
            terminal.line(format(
                    "  %-34s measured %10.1f us  left out %+6.1f %%",
                    point.name(),
                    point.measuredNanos() / 1e3,
                    100 * (point.heldOutNanos() / point.measuredNanos() - 1)));
        }
    }

    private void print(String what, Errors errors) {
        terminal.line(format(
                "  %-10s left-one-out error: median %.1f %%, mean %.1f %%, %.0f %% within 2x, interval x/÷ %.2f (%d probes)",
                what,
                100 * errors.median(),
                100 * errors.mean(),
                100 * errors.withinHalf(),
                errors.factor(),
                errors.probes()));
    }

    private void print(List<Checked> checked) {
        for (Checked model : checked) {
            double error = model.prediction().medianMillis() / model.measuredMillis() - 1;
            terminal.line(format(
                    "  %-34s t%d measured %9.3f ms  predicted %9.3f ms (%.3f to %.3f)  %+6.1f %%  %s%s",
                    model.name(),
                    model.threads(),
                    model.measuredMillis(),
                    model.prediction().medianMillis(),
                    model.prediction().lowMillis(),
                    model.prediction().highMillis(),
                    100 * error,
                    model.outcome().name().toLowerCase(Locale.ROOT),
                    model.prediction().extrapolated().isEmpty() ? "" : "  extrapolated"));
        }
    }

    // The annotation that would check the formats lives in a library that nothing else here needs.
    @SuppressWarnings("AnnotateFormatMethod")
    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
