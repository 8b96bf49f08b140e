package dev.assay.worker;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The local files of one job, already verified against the hashes of its specification.
 *
 * @param model                the fp32 model
 * @param data                 the dataset's file, or null when inputs are generated
 * @param tokenizer            {@code tokenizer.json} of a text dataset, or null
 * @param calibration          file or directory of the calibration dataset, or null when there is none
 * @param calibrationTokenizer {@code tokenizer.json} of a text calibration dataset, or null
 * @param kept                 where the rewritten model of a calibrated scheme goes after success, or null to drop it;
 *                             whoever cannot calibrate cannot make it again
 */
public record JobFiles(
        Path model,
        @Nullable Path data,
        @Nullable Path tokenizer,
        @Nullable Path calibration,
        @Nullable Path calibrationTokenizer,
        @Nullable Path kept) {
    /** A job without calibration. */
    public JobFiles(Path model, @Nullable Path data, @Nullable Path tokenizer) {
        this(model, data, tokenizer, null, null, null);
    }

    /** A model alone; its inputs are generated from the workload's seed. */
    public static JobFiles of(Path model) {
        return new JobFiles(model, null, null);
    }

    /** The same files, and a place for the rewritten model of a calibrated scheme. */
    JobFiles keeping(Path place) {
        return new JobFiles(model, data, tokenizer, calibration, calibrationTokenizer, place);
    }

    /** The same files with calibration data. */
    public JobFiles withCalibration(Path dataset, @Nullable Path datasetTokenizer) {
        return new JobFiles(model, data, tokenizer, dataset, datasetTokenizer, kept);
    }
}
