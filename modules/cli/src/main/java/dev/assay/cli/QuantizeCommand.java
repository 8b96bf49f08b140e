package dev.assay.cli;

import dev.assay.learning.BuiltInDataset;
import dev.assay.onnx.ModelFacts;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.RejectedModel;
import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.Failure;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Workload;
import dev.assay.quantization.QuantizationReport;
import dev.assay.quantization.Quantized;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnquantizableModel;
import dev.assay.quantization.search.AutoScheme;
import dev.assay.worker.JobFiles;
import dev.assay.worker.JobRunner;
import dev.assay.worker.Rewrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay quantize}. */
@Command(
        name = "quantize",
        description = {
            "Rewrite a model to a scheme and write the new .onnx file.",
            "A scheme's options follow its name: int8-dynamic:reduceRange=true.",
            "With --auto, schemes are tried on this machine and the best one that keeps the fidelity is taken."
        },
        mixinStandardHelpOptions = true)
final class QuantizeCommand implements Callable<Integer> {
    private static final long GIGABYTE = 1L << 30;

    /** Rewriting takes as long as it takes; the user has Ctrl+C. */
    private static final int MOST_SECONDS = 24 * 3_600;

    /** Enough to tell schemes apart, few enough to try dozens. */
    private static final int COMPARED_INPUTS = 32;

    private static final int SHOWN_REASONS = 3;

    private final Terminal terminal;

    @Parameters(paramLabel = "MODEL", description = "An .onnx file or the name of a built-in model.")
    private String model = "";

    @Option(
            names = "--scheme",
            paramLabel = "S",
            description = "fp16, bf16, int8-dynamic, int8-static, int8-weight-only, int4-weight-only or fp32.")
    private String scheme = "";

    @Option(names = "--auto", description = "Look for the scheme: measure several, exempt layers that lose too much.")
    private boolean auto;

    @Option(names = "--goal", description = "What --auto looks for: fastest (the default) or smallest.")
    private String goal = "fastest";

    @Option(
            names = "--min-fidelity",
            paramLabel = "0.99",
            description = "Smallest mean cosine with fp32 that --auto accepts (default: ${DEFAULT-VALUE}).")
    private double minFidelity = 0.99;

    @Mixin
    private CalibrationOptions calibration = new CalibrationOptions();

    @Option(names = "--seed", description = "Seed of the choice of examples (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--shape",
            paramLabel = "NAME=1x128",
            description = "Shape of an input, or size of a dynamic dimension, while calibrating; may be repeated.")
    private Map<String, String> shapes = new LinkedHashMap<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The file to write; NAME.SCHEME.onnx in the working directory when left out.")
    private @Nullable Path output;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    QuantizeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, JobFailed, IOException, InterruptedException, RejectedModel {
        if (auto == !scheme.isEmpty()) {
            throw new BadInput("Name a scheme with --scheme, or let one be looked for with --auto.");
        }
        ModelArgument argument = ModelArgument.find(model);
        if (auto) {
            return automatic(argument);
        }
        Scheme wanted = SchemeArguments.parseOne(scheme);
        Path target = target(argument, wanted.name());
        Rewrite.Done done;
        if (wanted.needsCalibration()) {
            argument.check();
            CalibrationArgument data = calibration.find(seed, argument, wanted.name());
            Rewrite rewrite = inJobProcess(argument, SchemeArguments.spec(wanted), data, null, target);
            if (!(rewrite instanceof Rewrite.Done rewritten)) {
                throw new JobFailed("The job process wrote nothing.");
            }
            done = rewritten;
        } else {
            calibration.tellUnused(terminal, "The scheme " + wanted.name() + " needs no calibration");
            return here(argument, wanted, target);
        }
        tell(argument.sha256(), Files.size(argument.file()), done, target);
        return ExitCode.DONE;
    }

    private void tell(String sourceSha256, long sourceBytes, Rewrite.Done done, Path target) {
        QuantizeReport report = QuantizeReport.of(sourceSha256, done, target.toString());
        if (json) {
            terminal.json(report);
        } else {
            report.lines(sourceBytes).forEach(terminal::line);
        }
    }

    /** Looks for the scheme; ends with 3 when nothing is better than the model itself. */
    private Integer automatic(ModelArgument argument)
            throws BadInput, JobFailed, IOException, InterruptedException, RejectedModel {
        SchemeSpec wish = SchemeArguments.specOf(AutoScheme.NAME + ":goal=" + goal + ":minFidelity=" + minFidelity);
        Path target = target(argument, AutoScheme.NAME);
        argument.check();
        BuiltInDataset own =
                argument.builtIn() == null ? null : argument.builtIn().dataset();
        CalibrationArgument data =
                !calibration.isGiven() && own == null ? null : calibration.find(seed, argument, AutoScheme.NAME);
        if (data == null) {
            terminal.note("Without --calibration the schemes are compared on made-up inputs, and those that have to"
                    + " see typical ones are left out.");
        }
        Rewrite rewrite = inJobProcess(
                argument, wish, data, data == null ? null : data.ref().dataset(), target);
        if (rewrite instanceof Rewrite.Done done) {
            tell(argument.sha256(), Files.size(argument.file()), done, target);
            return ExitCode.DONE;
        }
        if (rewrite instanceof Rewrite.Unchanged unchanged) {
            if (json) {
                terminal.json(Map.of("scheme", "fp32", "search", unchanged.search()));
            } else {
                QuantizeReport.tried(unchanged.search()).forEach(terminal::line);
                terminal.line("Nothing was written: the model as it is stays the best.");
            }
            return ExitCode.OBJECTIVES_NOT_MET;
        }
        throw new JobFailed("The job process wrote nothing.");
    }

    private Path target(ModelArgument argument, String wanted) throws BadInput, IOException {
        String name = argument.name();
        String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name;
        Path target = output == null ? Path.of(stem + "." + wanted + ".onnx") : output;
        if (Files.exists(target) && Files.isSameFile(target, argument.file())) {
            throw new BadInput("The output would replace the model itself; name another file with -o.");
        }
        Path parent = target.toAbsolutePath().getParent();
        if (Files.isDirectory(target) || parent == null || !Files.isDirectory(parent)) {
            throw new BadInput(
                    "The output " + target + " cannot be written: it is a directory, or its directory is missing.");
        }
        return target;
    }

    /** Pure Java on a model that has passed the gate. */
    private Integer here(ModelArgument argument, Scheme wanted, Path target)
            throws BadInput, JobFailed, IOException, RejectedModel {
        Map<String, Double> seconds = new LinkedHashMap<>();
        long start = System.nanoTime();
        terminal.progress("reading", -1);
        OnnxModel source = argument.read();
        start = lap(seconds, "read", start);
        terminal.progress("quantizing", -1);
        Quantized quantized;
        try {
            quantized = Quantizer.quantize(source, wanted);
        } catch (UnquantizableModel e) {
            throw new JobFailed(String.valueOf(e.getMessage()), e);
        }
        start = lap(seconds, "quantize", start);
        if (quantized.report().quantized() == 0 && !(wanted instanceof Scheme.Fp32)) {
            throw nothing(argument, quantized.report());
        }
        terminal.progress("writing", -1);
        quantized.model().write(target);
        String sha256 = quantized.model().sha256();
        lap(seconds, "write", start);
        terminal.clear();
        List<MeasurementDetails.Layer> layers = List.of();
        Rewrite.Done done = new Rewrite.Done(
                sha256,
                quantized.model().sizeBytes(),
                quantized.report(),
                layers,
                null,
                null,
                quantized.report().notes(),
                seconds,
                null);
        tell(source.sha256(), source.sizeBytes(), done, target);
        return ExitCode.DONE;
    }

    private static long lap(Map<String, Double> seconds, String phase, long start) {
        long now = System.nanoTime();
        seconds.put(phase, (now - start) / 1e9);
        return now;
    }

    /** Where ONNX Runtime has to run the model. */
    private Rewrite inJobProcess(
            ModelArgument argument,
            SchemeSpec wanted,
            @Nullable CalibrationArgument data,
            @Nullable DatasetRef compared,
            Path target)
            throws BadInput, JobFailed, IOException, InterruptedException, RejectedModel {
        ShapeArguments sizes = shapes.isEmpty()
                ? new ShapeArguments(argument.dimensions(), Map.of())
                : ShapeArguments.parse(
                        shapes,
                        argument.dimensions(),
                        ModelFacts.of(argument.file(), argument.dimensions()).inputs());
        terminal.progress("preparing", -1);
        JobRunner runner = JobRunner.open(Distribution.cache().resolve("jobs"));
        long bytes = Files.size(argument.file());
        JobSpec spec = new JobSpec(
                argument.name(),
                new ArtifactRef(argument.sha256(), bytes),
                wanted,
                new Workload(
                        "single-stream",
                        "rapid",
                        runner.capabilities().cores(),
                        seed,
                        sizes.dimensions(),
                        sizes.inputs(),
                        compared,
                        COMPARED_INPUTS),
                new JobLimits(MOST_SECONDS, MOST_SECONDS, 8 * GIGABYTE + 16 * bytes, JobLimits.DEFAULT.outputBytes()),
                data == null ? null : data.ref(),
                null);
        JobFiles files = compared == null || data == null
                ? JobFiles.of(argument.file())
                : new JobFiles(argument.file(), data.data(), data.tokenizer());
        try (InterruptibleJob job = InterruptibleJob.begin()) {
            Rewrite rewrite = runner.rewrite(
                    spec,
                    data == null ? files : data.addTo(files),
                    target,
                    progress -> terminal.progress(
                            progress.phase().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            progress.note(),
                            progress.progress()),
                    job.cancellation());
            terminal.clear();
            return switch (rewrite) {
                case Rewrite.Canceled canceled -> throw new JobFailed("Stopped; nothing was written.");
                case Rewrite.Failed failed -> throw refused(failed.failure());
                case Rewrite.Nothing nothing -> throw nothing(argument, nothing.report());
                default -> rewrite;
            };
        }
    }

    /** A copy under another name would pass for a quantized model. */
    private BadInput nothing(ModelArgument argument, QuantizationReport report) {
        terminal.clear();
        StringBuilder sentence = new StringBuilder("There is nothing in ")
                .append(argument.name())
                .append(" that ")
                .append(report.scheme())
                .append(" can rewrite, so nothing was written.");
        report.notes().stream()
                .filter(note -> note.startsWith("The model is quantized already"))
                .forEach(note -> sentence.append(' ').append(note));
        report.skipped().stream()
                .limit(SHOWN_REASONS)
                .forEach(node -> sentence.append(' ')
                        .append(node.node())
                        .append(" (")
                        .append(node.op())
                        .append("): ")
                        .append(node.reason())
                        .append('.'));
        if (report.skipped().size() > SHOWN_REASONS) {
            sentence.append(" Likewise ")
                    .append(report.skipped().size() - SHOWN_REASONS)
                    .append(" more nodes.");
        }
        return new BadInput(Text.visible(sentence.toString()));
    }

    private static JobFailed refused(Failure failure) {
        return new JobFailed(Text.visible(failure.message()));
    }
}
