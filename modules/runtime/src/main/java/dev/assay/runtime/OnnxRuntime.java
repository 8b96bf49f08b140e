package dev.assay.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The process-wide runtime. It is never closed: closing it would break every session of the process, and the process
 * ends soon anyway.
 */
public final class OnnxRuntime {
    /**
     * Set in the environment of every process that loads the runtime. Without it the library opens sockets and writes
     * files, and crashes where {@code /etc/machine-id} is missing.
     */
    public static final String TELEMETRY_SWITCH = "ORT_DISABLE_TELEMETRY";

    private OnnxRuntime() {}

    /** Loads the native libraries if that has not happened yet, and gives the version. */
    public static String version() {
        return environment().getVersion();
    }

    /** Names of the execution providers of this build, such as {@code CPU}. */
    public static List<String> providers() {
        environment();
        return OrtEnvironment.getAvailableProviders().stream().map(Enum::name).toList();
    }

    static OrtEnvironment environment() {
        requireTelemetryOff(System.getenv());
        return Holder.ENVIRONMENT;
    }

    static void requireTelemetryOff(Map<String, String> environment) {
        String value = environment.getOrDefault(TELEMETRY_SWITCH, "").toLowerCase(Locale.ROOT);
        if (!List.of("1", "true", "yes", "on").contains(value)) {
            throw new IllegalStateException("ONNX Runtime was not loaded because " + TELEMETRY_SWITCH
                    + "=1 is missing from the environment; start this process with it.");
        }
    }

    private static final class Holder {
        static final OrtEnvironment ENVIRONMENT =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "assay");
    }
}
