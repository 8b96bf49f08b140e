package dev.assay.cli;

import dev.assay.guidance.Replay;
import dev.assay.learning.BuiltInDataset;
import dev.assay.learning.BuiltInModel;
import dev.assay.learning.BuiltInModels;
import dev.assay.onnx.RejectedModel;
import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.CalibrationRef;
import dev.assay.protocol.Capsule;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.WireException;
import dev.assay.worker.JobFiles;
import dev.assay.worker.JobRunner;
import dev.assay.worker.inputs.Datasets;
import dev.assay.worker.inputs.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay replay}: runs the recipes of a capsule on this machine and holds the figures against those in it. */
@Command(
        name = "replay",
        description = {
            "Repeat the runs of a capsule here, without a portal, and say whether they are the same within x %%,",
            "or what differs. Ends with 3 unless all are the same."
        },
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 64 << 20;

    private final Terminal terminal;

    @Parameters(paramLabel = "CAPSULE", description = "A file .assay.json.gz, from an experiment's page or bench.")
    private Path file = Path.of("");

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "The model that was measured; needed unless it is a built-in one.")
    private @Nullable Path model;

    @Option(
            names = "--data",
            paramLabel = "DIR|FILE",
            description = "A dataset that the capsule names by its hash; may be repeated; built-in ones are found.")
    private List<Path> data = new ArrayList<>();

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "tokenizer.json of a dataset of plain text that is not built in.")
    private @Nullable Path tokenizer;

    @Option(names = "--device", description = "Which device of the capsule to repeat; the first when left out.")
    private @Nullable String device;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, IOException, InterruptedException, RejectedModel {
        Capsule capsule = capsule();
        List<Capsule.Run> runs = runs(capsule);
        Path subject = model(capsule);
        List<JobFiles> files = new ArrayList<>();
        for (Capsule.Run run : runs) {
            files.add(files(subject, run));
        }
        List<Replay> compared = new ArrayList<>();
        terminal.progress("preparing", -1);
        JobRunner runner = JobRunner.open(Distribution.cache().resolve("jobs"));
        try (InterruptibleJob job = InterruptibleJob.begin()) {
            for (int i = 0; i < runs.size() && !job.cancellation().isRequested(); i++) {
                Capsule.Run run = runs.get(i);
                String label = label(run);
                JobResult result = runner.run(
                        1,
                        run.spec(),
                        files.get(i),
                        progress -> terminal.progress(
                                label + ": "
                                        + progress.phase()
                                                .name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', ' '),
                                progress.progress()),
                        job.cancellation());
                terminal.clear();
                compared.add(compare(label, run, result));
            }
        }
        tell(capsule, runs.get(0).device(), compared);
        boolean same = compared.size() == runs.size()
                && compared.stream().allMatch(replay -> replay.outcome() == Replay.Outcome.SAME);
        return same ? ExitCode.DONE : ExitCode.OBJECTIVES_NOT_MET;
    }

    private Capsule capsule() throws BadInput, IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInput("There is no file " + Text.visible(file.toString()) + ".");
        }
        try {
            Capsule capsule = Capsule.read(Files.readAllBytes(file), MOST_BYTES);
            if (capsule.runs().isEmpty()) {
                throw new BadInput("The capsule holds no run; nothing was started.");
            }
            return capsule;
        } catch (WireException e) {
            throw new BadInput(Text.visible(String.valueOf(e.getMessage())) + " Nothing was started.", e);
        }
    }

    private List<Capsule.Run> runs(Capsule capsule) throws BadInput {
        String from = device == null ? capsule.runs().get(0).device() : device;
        List<Capsule.Run> runs =
                capsule.runs().stream().filter(run -> run.device().equals(from)).toList();
        if (runs.isEmpty()) {
            throw new BadInput("The capsule has no runs of " + Text.visible(from) + "; it has some of "
                    + capsule.runs().stream()
                            .map(run -> Text.visible(run.device()))
                            .distinct()
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        return runs;
    }

    private Path model(Capsule capsule) throws BadInput, IOException, RejectedModel {
        Path found = model;
        for (BuiltInModel builtIn : BuiltInModels.open(Distribution.zoo())) {
            if (found == null && builtIn.sha256().equals(capsule.modelSha256())) {
                found = builtIn.file();
            }
        }
        if (found == null || !Files.isRegularFile(found)) {
            throw new BadInput("The capsule measured the model " + Text.visible(capsule.model()) + " with SHA-256 "
                    + capsule.modelSha256() + ", which is not built in; name its file with --model.");
        }
        if (!Sha256.of(found).equals(capsule.modelSha256())) {
            throw new BadInput("The file " + found + " is another model than the capsule's, which has SHA-256 "
                    + capsule.modelSha256() + "; nothing was started.");
        }
        ModelArgument.find(found.toString()).check();
        return found;
    }

    private JobFiles files(Path subject, Capsule.Run run) throws BadInput, IOException {
        DatasetRef inputs = run.spec().workload().dataset();
        JobFiles files =
                inputs == null ? JobFiles.of(subject) : new JobFiles(subject, dataset(inputs), tokenizer(inputs));
        CalibrationRef calibration = run.spec().calibration();
        return calibration == null
                ? files
                : files.withCalibration(dataset(calibration.dataset()), tokenizer(calibration.dataset()));
    }

    private Path dataset(DatasetRef wanted) throws BadInput, IOException {
        String sha256 = wanted.data().sha256();
        for (BuiltInModel builtIn : BuiltInModels.open(Distribution.zoo())) {
            BuiltInDataset dataset = builtIn.dataset();
            if (dataset != null && dataset.sha256().equals(sha256)) {
                return dataset.data();
            }
        }
        for (Path named : data) {
            if (!Files.exists(named)) {
                throw new BadInput("There is no file or directory " + named + ".");
            }
            if (sha256.equals(hash(named))) {
                return named;
            }
        }
        throw new BadInput("The capsule was fed with the dataset " + Text.visible(wanted.name()) + " ("
                + wanted.format() + ", SHA-256 " + sha256 + "), which is not built in; name it with --data.");
    }

    private static String hash(Path dataset) throws BadInput, IOException {
        try {
            return Files.isDirectory(dataset) ? Datasets.sha256OfDirectory(dataset) : Sha256.of(dataset);
        } catch (InputException e) {
            throw new BadInput(String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable Path tokenizer(DatasetRef wanted) throws BadInput, IOException {
        ArtifactRef own = wanted.tokenizer();
        if (own == null) {
            return null;
        }
        for (BuiltInModel builtIn : BuiltInModels.open(Distribution.zoo())) {
            BuiltInDataset dataset = builtIn.dataset();
            if (dataset != null && dataset.tokenizer() != null && own.sha256().equals(dataset.tokenizerSha256())) {
                return dataset.tokenizer();
            }
        }
        if (tokenizer == null
                || !Files.isRegularFile(tokenizer)
                || !Sha256.of(tokenizer).equals(own.sha256())) {
            throw new BadInput("The texts of the capsule were read with the tokenizer of SHA-256 " + own.sha256()
                    + ", which is not built in; name its tokenizer.json with --tokenizer.");
        }
        return tokenizer;
    }

    private static Replay compare(String label, Capsule.Run first, JobResult again) {
        Measurement before = first.measurement();
        Measurement after = again.measurement();
        if (before != null && after != null) {
            return Replay.of(
                    label, Replay.Side.of(before, before.latencyNanos()), Replay.Side.of(after, after.latencyNanos()));
        }
        String now = again.failure() == null ? null : again.failure().code();
        String then = first.failure();
        boolean same = then != null && then.equals(now);
        String sentence = same
                ? label + " fails as it did in the first run (" + then + ")."
                : label + " has no two measurements to compare: the first run "
                        + (before != null ? "was measured" : "gave none" + (then == null ? "" : " (" + then + ")"))
                        + ", this one "
                        + (after != null
                                ? "was measured."
                                : again.failure() == null
                                        ? "was stopped."
                                        : "failed: " + again.failure().message());
        return new Replay(
                label,
                same ? Replay.Outcome.SAME : Replay.Outcome.NOT_COMPARABLE,
                null,
                null,
                List.of(),
                List.of(),
                sentence);
    }

    private void tell(Capsule capsule, String from, List<Replay> compared) {
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("capsule", capsule.sha256());
            document.put("experiment", capsule.experiment());
            document.put("model", capsule.model());
            document.put("device", from);
            document.put("runs", compared);
            terminal.json(document);
            return;
        }
        terminal.line("Capsule of " + Text.visible(capsule.model()) + ", measured on " + Text.visible(from) + ", "
                + capsule.exported() + ".");
        for (Replay replay : compared) {
            terminal.line(Text.visible(replay.sentence()));
            replay.notes().forEach(note -> terminal.line("  " + Text.visible(note)));
            replay.differences()
                    .forEach(field -> terminal.line("  " + Text.visible(field.name()) + ": "
                            + Text.visible(String.valueOf(field.first())) + " then, "
                            + Text.visible(String.valueOf(field.replay())) + " now"));
        }
    }

    private static String label(Capsule.Run run) {
        String options = new TreeMap<>(run.spec().scheme().options())
                .entrySet().stream()
                        .filter(option -> !option.getValue().isEmpty())
                        .map(option -> option.getKey() + "=" + option.getValue())
                        .collect(Collectors.joining(", "));
        return run.spec().scheme().name() + (options.isEmpty() ? "" : " (" + options + ")");
    }
}
