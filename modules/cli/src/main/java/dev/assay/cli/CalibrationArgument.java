package dev.assay.cli;

import dev.assay.learning.BuiltInDataset;
import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.CalibrationRef;
import dev.assay.protocol.DatasetRef;
import dev.assay.worker.JobFiles;
import dev.assay.worker.inputs.Datasets;
import dev.assay.worker.inputs.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Calibration data as named on the command line, or those that a built-in model brings along.
 *
 * @param ref       what the job is told
 * @param data      file or directory
 * @param tokenizer for texts, or null
 */
record CalibrationArgument(
        CalibrationRef ref, Path data, @Nullable Path tokenizer) {
    /** Examples when nobody says how many. */
    static final int USUAL_EXAMPLES = 128;

    /** What the options of several commands say about the data. */
    static final String FORMS =
            "a directory or .zip of .npy files (INPUT.npy with all examples of an input along its first axis, or"
                    + " INPUT_0.npy, INPUT_1.npy, ... with one each) or of images, an .npz, or a .txt with one example a line";

    /**
     * Finds the data: those named win over those of a built-in model.
     *
     * @param scheme named when data are missing
     * @throws BadInput when there are none, or when they are of no known form
     */
    static CalibrationArgument find(
            @Nullable Path named, @Nullable Path tokenizer, int examples, long seed, ModelArgument model, String scheme)
            throws BadInput, IOException {
        if (examples < 1) {
            throw new BadInput("--examples must be at least 1.");
        }
        BuiltInDataset builtIn =
                model.builtIn() == null ? null : model.builtIn().dataset();
        if (named == null && builtIn == null) {
            throw new BadInput("The scheme " + scheme
                    + " has to see typical inputs first; name them with --calibration (" + FORMS + ").");
        }
        if (named == null && builtIn != null) {
            Path own = builtIn.tokenizer();
            DatasetRef dataset = new DatasetRef(
                    builtIn.name(),
                    builtIn.format(),
                    new ArtifactRef(builtIn.sha256(), Files.size(builtIn.data())),
                    own == null ? null : ref(own),
                    null);
            return new CalibrationArgument(new CalibrationRef(dataset, examples, seed), builtIn.data(), own);
        }
        return named(named, tokenizer == null && builtIn != null ? builtIn.tokenizer() : tokenizer, examples, seed);
    }

    private static CalibrationArgument named(@Nullable Path path, @Nullable Path tokenizer, int examples, long seed)
            throws BadInput, IOException {
        if (path == null || !Files.exists(path)) {
            throw new BadInput("There is no file or directory " + path + ".");
        }
        if (tokenizer != null && !Files.isRegularFile(tokenizer)) {
            throw new BadInput("There is no file " + tokenizer + ".");
        }
        try {
            String format = Datasets.format(path);
            if (format.equals("text") && tokenizer == null) {
                throw new BadInput("Texts need the model's tokenizer; name its tokenizer.json with --tokenizer.");
            }
            ArtifactRef data =
                    Files.isDirectory(path) ? new ArtifactRef(Datasets.sha256OfDirectory(path), 0) : ref(path);
            boolean texts = format.equals("text");
            DatasetRef dataset = new DatasetRef(
                    String.valueOf(path.toAbsolutePath().normalize().getFileName()),
                    format,
                    data,
                    texts && tokenizer != null ? ref(tokenizer) : null,
                    null);
            return new CalibrationArgument(new CalibrationRef(dataset, examples, seed), path, texts ? tokenizer : null);
        } catch (InputException e) {
            throw new BadInput(String.valueOf(e.getMessage()), e);
        }
    }

    private static ArtifactRef ref(Path file) throws IOException {
        return new ArtifactRef(Sha256.of(file), Files.size(file));
    }

    /** The job's files with these. */
    JobFiles addTo(JobFiles files) {
        return files.withCalibration(data, tokenizer);
    }
}
