package dev.assay.worker.job;

import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.SessionSettings;
import java.nio.file.Path;

/** Opens the model as it was given, and says so when the runtime will not have it: then no scheme is to blame. */
final class Original {
    private Original() {}

    static ModelSession open(Path model, SessionSettings settings) throws InferenceException {
        try {
            return ModelSession.open(model, settings);
        } catch (InferenceException e) {
            if (e.kind() != InferenceException.Kind.REFUSED) {
                throw e;
            }
            throw new InferenceException(
                    e.kind(),
                    "already as it was given, before any scheme, it does not load. Check it with a current exporter."
                            + " The runtime's words: " + e.getMessage());
        }
    }
}
