package dev.assay.portal.queue;

import dev.assay.portal.Jsonb;
import dev.assay.protocol.FailureClass;

/** What people read when a run fails: what happened, that nothing else was lost, what to do. */
final class FailureSentences {
    private FailureSentences() {}

    /**
     * The sentences for a failure.
     *
     * @param code   of the protocol's list, or {@code POISON}, {@code EXPIRED}
     * @param device name of the device
     * @param detail what the agent said; shown as a quotation, may be empty
     */
    static String of(FailureClass failureClass, String code, String device, String detail) {
        String sentences = switch (code) {
            case "REJECTED" ->
                "ONNX Runtime refused the model on %s. The other runs are not affected; check the model with a current exporter.";
            case "OOM" ->
                "The model asked for more memory than a job on %s may use and was stopped. The other runs are not affected; choose smaller input shapes or a smaller scheme.";
            case "KILLED" ->
                "The run on %s was killed from outside: the system does that when memory runs out, and so may an administrator. The other runs are not affected; run it again, with smaller input shapes if it happens twice.";
            case "TIMEOUT" ->
                "The run on %s took longer than a job may and was stopped. The other runs are not affected; choose smaller input shapes or a shorter tier.";
            case "CRASH" ->
                "The model crashed its job process on %s. The device and the other runs are not affected; the run is not repeated there.";
            case "POISON" ->
                "The model with this scheme crashed the job process on two devices, the second time on %s. Its other waiting runs were stopped; the model itself needs a repair.";
            case "MESSAGE" ->
                "ONNX Runtime could not run the model on %s. The other runs are not affected; its own words follow.";
            case "OUTPUT" ->
                "What %s sent back cannot be a measurement, so it was not stored. The other runs are not affected; run it again, and look at the device if it stays so.";
            case "DISK" ->
                "The disk of %s is full or broken. Nothing that was measured is lost; free some space there and run it again.";
            case "NETWORK" ->
                "%s could not fetch the files of the run. Nothing that was measured is lost; check its connection and run it again.";
            case "SANDBOX" ->
                "%s could not set up the isolation that a run needs. Nothing that was measured is lost; look at its agent's log, then run it again.";
            case "DEVICE_LOST" ->
                "%s stopped answering during the run. Nothing that was measured is lost; run it again when the device is back.";
            case "EXPIRED" ->
                "The run waited 24 hours and %s did not take it. Nothing that was measured is lost; run it again or choose another device.";
            default ->
                failureClass == FailureClass.MODEL
                        ? "The model could not be run on %s. The other runs are not affected."
                        : "Something went wrong on %s that is not the model's fault. Nothing that was measured is lost; run it again.";
        };
        String said = Jsonb.line(detail, 400);
        return sentences.formatted(device) + (said.isEmpty() ? "" : " It said: \"" + said + "\"");
    }
}
