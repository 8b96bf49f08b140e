package dev.assay.worker;

import dev.assay.protocol.Failure;
import dev.assay.protocol.FailureClass;
import dev.assay.protocol.JobLimits;
import dev.assay.protocol.Phase;
import dev.assay.worker.sandbox.ChildProcess;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says why a job process that gave no result ended. The exit code of a crashed JVM is 1 like that of many harmless ends,
 * so the missing final frame is what counts.
 */
final class JobEndings {
    private static final int SIGNAL_BASE = 128;
    private static final int KILLED = SIGNAL_BASE + 9;
    private static final int CPU_LIMIT = SIGNAL_BASE + 24;
    private static final Pattern SIGNAL = Pattern.compile("\\b(SIGFPE|SIGSEGV|SIGBUS|SIGILL|SIGABRT|SIGTRAP)\\b");
    private static final Pattern MEMORY = Pattern.compile(
            "bad_alloc|insufficient memory|cannot allocate memory|out of memory|outofmemoryerror",
            Pattern.CASE_INSENSITIVE);
    private static final int QUOTED_CHARS = 300;

    private JobEndings() {}

    /**
     * Explains an ending without a final frame.
     *
     * @param started whether the process had said that it runs
     * @param phase   where it was
     */
    static Failure explain(ChildProcess.Ending ending, boolean started, Phase phase, JobLimits limits) {
        String where = " while " + words(phase);
        switch (ending.cause()) {
            case WALL_CLOCK -> {
                return model(
                        "TIMEOUT",
                        "The job was stopped after " + limits.wallSeconds() + " s" + where
                                + "; the device is fine. Use a smaller model or workload, or allow more time.");
            }
            case TOO_MUCH_OUTPUT -> {
                return model(
                        "OUTPUT",
                        "The job was stopped because it wrote more than " + (limits.outputBytes() >> 20) + " MiB"
                                + where + ".");
            }
            case ENDED, CANCELLED -> {
                // told apart by what the process left behind
            }
        }
        if (!started) {
            return new Failure(
                    FailureClass.INFRA,
                    "SANDBOX",
                    "The job process did not start on this device (code " + ending.exitCode()
                            + "); nothing was lost and" + " the job can run elsewhere." + quoted(ending.errorText()));
        }
        if (ending.exitCode() == CPU_LIMIT) {
            return model(
                    "TIMEOUT",
                    "The job used up its " + limits.cpuSeconds() + " s of processor time" + where
                            + ". Use a smaller model or workload, or allow more time.");
        }
        if (ending.exitCode() == KILLED && !MEMORY.matcher(ending.errorText()).find()) {
            return model(
                    "KILLED",
                    "The job process was killed from outside" + where + ": the system does that when memory runs out,"
                            + " and so may an administrator; the device is fine. Run it again, with smaller shapes if"
                            + " it happens twice.");
        }
        if (MEMORY.matcher(ending.errorText()).find()) {
            return model(
                    "OOM",
                    "The model needed more memory than the " + (limits.addressSpaceBytes() >> 20) + " MiB a job may use"
                            + where + ". Use a smaller model or smaller shapes.");
        }
        Matcher signal = SIGNAL.matcher(ending.errorText());
        boolean named = signal.find();
        String how = named ? " with " + signal.group(1) : " with code " + ending.exitCode();
        return model(
                "CRASH",
                "The model ended its process" + how + where
                        + "; the portal and the device were not affected. Check the model's operators on these inputs."
                        + (named ? "" : quoted(ending.errorText())));
    }

    private static String words(Phase phase) {
        return switch (phase) {
            case DOWNLOADING -> "fetching its files";
            case CALIBRATING -> "calibrating";
            case QUANTIZING -> "quantizing";
            case SEARCHING -> "looking for the best scheme";
            case LOADING -> "loading the model";
            case WARMING_UP -> "warming up";
            case MEASURING -> "measuring";
            case FIDELITY -> "comparing with fp32";
            case MEMORY -> "measuring memory";
            case PROFILING -> "profiling";
            case ENERGY -> "measuring energy";
            case UPLOADING -> "handing in the result";
        };
    }

    private static String quoted(String errorText) {
        String text = errorText.strip().replaceAll("\\s+", " ");
        if (text.isEmpty()) {
            return "";
        }
        return String.format(
                Locale.ROOT, " It said: %s", text.length() > QUOTED_CHARS ? text.substring(0, QUOTED_CHARS) : text);
    }

    private static Failure model(String code, String message) {
        return new Failure(FailureClass.MODEL, code, message);
    }
}
