package dev.assay.worker;

import dev.assay.protocol.Failure;
import dev.assay.protocol.FailureClass;

/** A job that cannot go on; ends up as the failure of its result. */
final class JobFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    JobFailed(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    static JobFailed rejected(String sentence) {
        return new JobFailed(new Failure(FailureClass.MODEL, "REJECTED", sentence));
    }

    Failure failure() {
        return failure;
    }
}
