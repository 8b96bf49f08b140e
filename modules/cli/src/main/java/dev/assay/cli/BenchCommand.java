package dev.assay.cli;

import dev.assay.learning.BuiltInDataset;
import dev.assay.onnx.ModelFacts;
import dev.assay.onnx.RejectedModel;
import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.Capsule;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Outcome;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Workload;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.search.AutoScheme;
import dev.assay.worker.Cancellation;
import dev.assay.worker.JobFiles;
import dev.assay.worker.JobRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
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

/** {@code assay bench}: the same job process as on a device, without a portal. */
@Command(
        name = "bench",
        description = {
            "Measure a model on this machine: latency, fidelity with fp32, memory.",
            "Percentiles are upper bounds at 99 %% confidence; one without enough samples is not given.",
            "With objectives the command ends with 3 unless one scheme meets them all."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final int FIDELITY_INPUTS = 64;

    private final Terminal terminal;

    @Parameters(paramLabel = "MODEL", description = "An .onnx file or the name of a built-in model.")
    private String model = "";

    @Option(
            names = "--scheme",
            paramLabel = "S,S2",
            description = "Schemes to compare, fp32 when left out; options follow: int8-dynamic:reduceRange=true.")
    private String schemes = "fp32";

    @Option(
            names = "--tier",
            description = {
                "How long a measurement lasts: rapid (6 s, the default), standard (60 s),",
                "reference (360 s in each of five process starts) or sustained (30 minutes)."
            })
    private String tier = "rapid";

    @Option(
            names = "--scenario",
            description = {
                "single-stream (the default): one sample after the other; multi-stream: queries of 8 samples;",
                "server: queries arrive by themselves, the highest rate within --latency-bound is looked for;",
                "offline: all samples in one go."
            })
    private String scenario = "single-stream";

    @Option(
            names = "--latency-bound",
            paramLabel = "TIME",
            description = "What the 99th percentile must keep in the server scenario, such as 20ms.")
    private @Nullable String latencyBound;

    @Option(
            names = "--versus",
            paramLabel = "SCHEME",
            description =
                    "Measure each scheme in turns with this one (A B B A) and give their ratio with its interval.")
    private @Nullable String versus;

    @Option(names = "--threads", paramLabel = "N", description = "Intra-op threads; the physical cores when left out.")
    private @Nullable Integer threads;

    @Option(
            names = "--shape",
            paramLabel = "NAME=1x128",
            description = "Shape of an input, or size of a dynamic dimension; may be repeated.")
    private Map<String, String> shapes = new LinkedHashMap<>();

    @Option(names = "--seed", description = "Seed of the generated inputs (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Mixin
    private CalibrationOptions calibration = new CalibrationOptions();

    @Option(names = "--slo", paramLabel = "p95=20ms", description = "Latency objective; may be repeated.")
    private List<String> slos = new ArrayList<>();

    @Option(names = "--min-fidelity", paramLabel = "0.99", description = "Smallest acceptable cosine with fp32.")
    private @Nullable Double minFidelity;

    @Option(names = "--max-bytes", paramLabel = "N", description = "Largest acceptable file.")
    private @Nullable Long maxBytes;

    @Option(
            names = "--capsule",
            paramLabel = "FILE",
            description = "Also write a capsule that 'assay replay' and a portal can repeat (.assay.json.gz).")
    private @Nullable Path capsule;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, IOException, InterruptedException, RejectedModel {
        List<SchemeSpec> wanted = SchemeArguments.specs(schemes);
        BenchObjectives objectives = BenchObjectives.of(ObjectiveArguments.parse(slos, minFidelity, maxBytes));
        requireOneOf("--tier", tier, Workload.TIERS);
        requireOneOf("--scenario", scenario, Workload.SCENARIOS);
        Scheme other = versus == null ? null : SchemeArguments.parseOne(versus);
        if (other != null && wanted.contains(SchemeArguments.spec(other))) {
            throw new BadInput(
                    "--versus names a scheme that is also in --scheme; a scheme against itself shows nothing.");
        }
        Double boundMillis = latencyBound == null ? null : TimeArgument.millis("--latency-bound", latencyBound);
        Workload asked = new Workload(scenario, tier, 1, seed, Map.of(), Map.of(), null, FIDELITY_INPUTS, boundMillis);
        String contradiction = asked.contradiction(other != null);
        if (contradiction != null) {
            throw new BadInput(contradiction);
        }
        if (threads != null && threads < 1) {
            throw new BadInput("--threads must be at least 1.");
        }
        ModelArgument argument = ModelArgument.find(model);
        argument.check();
        ShapeArguments sizes = shapes.isEmpty()
                ? new ShapeArguments(argument.dimensions(), Map.of())
                : ShapeArguments.parse(
                        shapes,
                        argument.dimensions(),
                        ModelFacts.of(argument.file(), argument.dimensions()).inputs());
        JobFiles files = files(argument);
        List<SchemeSpec> measured = new ArrayList<>(wanted);
        if (other != null) {
            measured.add(SchemeArguments.spec(other));
        }
        CalibrationArgument data = calibration(measured, argument);
        List<RunDocument> runs = new ArrayList<>();
        terminal.progress("preparing", -1);
        JobRunner runner = JobRunner.open(Distribution.cache().resolve("jobs"));
        try (InterruptibleJob job = InterruptibleJob.begin()) {
            Cancellation cancellation = job.cancellation();
            for (SchemeSpec scheme : wanted) {
                if (cancellation.isRequested()) {
                    break;
                }
                boolean calibrated = looksAtInputs(scheme) || (other != null && other.needsCalibration());
                CalibrationArgument seen = calibrated ? data : null;
                JobSpec spec = spec(argument, sizes, scheme, other, boundMillis, seen, runner.capabilities());
                JobResult result = runner.run(
                        1,
                        spec,
                        seen == null ? files : seen.addTo(files),
                        progress -> terminal.progress(
                                scheme.name() + ": "
                                        + progress.phase()
                                                .name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', ' '),
                                progress.progress()),
                        cancellation);
                terminal.clear();
                runs.add(RunDocument.of(String.valueOf(runs.size() + 1), "this-machine", spec, result));
            }
        }
        if (capsule != null) {
            write(capsule, argument, runs);
        }
        List<RunDocument> explained = Explanations.of(runs, argument.file());
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("model", argument.name());
            document.put("runs", explained.stream().map(RunDocument::json).toList());
            if (!objectives.isEmpty()) {
                document.put("objectives", objectives.json(explained));
            }
            terminal.json(document);
        } else {
            RunTable.lines(explained).forEach(terminal::line);
            objectives.lines(explained).forEach(terminal::line);
        }
        if (!runs.stream().allMatch(run -> run.state().equals(Outcome.SUCCEEDED.name()))) {
            return ExitCode.FAILED;
        }
        return objectives.met(explained) ? ExitCode.DONE : ExitCode.OBJECTIVES_NOT_MET;
    }

    private static void write(Path capsule, ModelArgument argument, List<RunDocument> runs) throws IOException {
        byte[] bytes = Capsule.write(
                InstantSource.system().instant(),
                "bench",
                argument.name(),
                argument.sha256(),
                Files.size(argument.file()),
                runs.stream()
                        .map(run -> new Capsule.Run(
                                run.device(),
                                run.spec(),
                                run.measurement(),
                                run.failure() == null ? null : run.failure().code()))
                        .toList());
        Path part = capsule.resolveSibling(capsule.getFileName() + ".part");
        Files.write(part, bytes);
        Files.move(part, capsule, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void requireOneOf(String option, String value, List<String> allowed) throws BadInput {
        if (!allowed.contains(value)) {
            throw new BadInput(
                    option + " is one of " + String.join(", ", allowed) + ", not '" + Text.visible(value) + "'.");
        }
    }

    private static JobFiles files(ModelArgument argument) {
        BuiltInDataset dataset =
                argument.builtIn() == null ? null : argument.builtIn().dataset();
        return dataset == null
                ? JobFiles.of(argument.file())
                : new JobFiles(argument.file(), dataset.data(), dataset.tokenizer());
    }

    /** What the schemes that need it are calibrated with; null when none of them does. */
    private @Nullable CalibrationArgument calibration(List<SchemeSpec> measured, ModelArgument argument)
            throws BadInput, IOException {
        boolean own = argument.builtIn() != null && argument.builtIn().dataset() != null;
        for (SchemeSpec scheme : measured) {
            boolean optional = scheme.name().equals(AutoScheme.NAME) && !calibration.isGiven() && !own;
            if (looksAtInputs(scheme) && !optional) {
                return calibration.find(seed, argument, scheme.name());
            }
        }
        calibration.tellUnused(terminal, "No scheme here needs calibration");
        return null;
    }

    /** The search can do without, but finds more with them. */
    private static boolean looksAtInputs(SchemeSpec scheme) throws BadInput {
        return scheme.name().equals(AutoScheme.NAME)
                || SchemeArguments.parse(scheme).needsCalibration();
    }

    private JobSpec spec(
            ModelArgument argument,
            ShapeArguments sizes,
            SchemeSpec scheme,
            @Nullable Scheme other,
            @Nullable Double boundMillis,
            @Nullable CalibrationArgument data,
            Capabilities machine)
            throws IOException {
        BuiltInDataset dataset =
                argument.builtIn() == null ? null : argument.builtIn().dataset();
        Workload workload = new Workload(
                scenario,
                tier,
                threads == null ? machine.cores() : threads,
                seed,
                sizes.dimensions(),
                sizes.inputs(),
                dataset == null ? null : datasetRef(dataset),
                FIDELITY_INPUTS,
                boundMillis);
        return new JobSpec(
                argument.name(),
                ref(
                        argument.file(),
                        argument.builtIn() == null ? null : argument.builtIn().sha256()),
                scheme,
                workload,
                scheme.name().equals(AutoScheme.NAME)
                        ? JobLimits.of(workload, other != null).withSearch()
                        : JobLimits.of(workload, other != null),
                data == null ? null : data.ref(),
                other == null ? null : SchemeArguments.spec(other));
    }

    private static DatasetRef datasetRef(BuiltInDataset dataset) throws IOException {
        Path tokenizer = dataset.tokenizer();
        return new DatasetRef(
                dataset.name(),
                dataset.format(),
                ref(dataset.data(), dataset.sha256()),
                tokenizer == null ? null : ref(tokenizer, dataset.tokenizerSha256()),
                dataset.metric());
    }

    private static ArtifactRef ref(Path file, @Nullable String sha256) throws IOException {
        return new ArtifactRef(sha256 == null ? Sha256.of(file) : sha256, Files.size(file));
    }
}
