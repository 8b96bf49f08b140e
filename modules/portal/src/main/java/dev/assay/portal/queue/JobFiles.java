package dev.assay.portal.queue;

import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.CalibrationRef;
import dev.assay.protocol.DatasetRef;
import dev.assay.protocol.JobSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that a job may fetch: its model, and the data and tokenizers of its workload and calibration. */
final class JobFiles {
    private JobFiles() {}

    static List<ArtifactRef> of(JobSpec spec) {
        List<ArtifactRef> files = new ArrayList<>(List.of(spec.model()));
        add(spec.workload().dataset(), files);
        CalibrationRef calibration = spec.calibration();
        add(calibration == null ? null : calibration.dataset(), files);
        return files;
    }

    private static void add(@Nullable DatasetRef dataset, List<ArtifactRef> files) {
        if (dataset != null) {
            files.add(dataset.data());
            if (dataset.tokenizer() != null) {
                files.add(dataset.tokenizer());
            }
        }
    }
}
