package dev.assay.portal.experiments;

import dev.assay.portal.Refusal;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import dev.assay.quantization.search.AutoScheme;
import java.util.Map;
import java.util.TreeMap;

/** Schemes as requests name them: those of the quantizer, and {@code auto}, which a job resolves by measuring. */
public final class SchemeChoice {
    /** The name that stands for "find one". */
    public static final String AUTO = AutoScheme.NAME;

    private SchemeChoice() {}

    /**
     * A scheme with every option at its value.
     *
     * @throws Refusal UNKNOWN_SCHEME with one sentence
     */
    public static SchemeSpec complete(SchemeSpec asked) {
        try {
            if (automatic(asked)) {
                return new SchemeSpec(AUTO, AutoScheme.of(asked.options()).options());
            }
            Scheme scheme = Scheme.parse(asked.name(), asked.options());
            return new SchemeSpec(scheme.name(), scheme.options());
        } catch (UnknownScheme e) {
            throw new Refusal(Refusal.Kind.INVALID, "UNKNOWN_SCHEME", String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether the scheme is still to be found. */
    public static boolean automatic(SchemeSpec spec) {
        return spec.name().strip().equalsIgnoreCase(AUTO);
    }

    /** Whether the rewrite has to see real inputs first; a search takes them where there are any. */
    public static boolean needsCalibration(SchemeSpec spec) {
        if (automatic(spec)) {
            return false;
        }
        try {
            return Scheme.parse(spec.name(), spec.options()).needsCalibration();
        } catch (UnknownScheme e) {
            throw new Refusal(Refusal.Kind.INVALID, "UNKNOWN_SCHEME", String.valueOf(e.getMessage()), e);
        }
    }

    /** The scheme's name, followed by the options that differ from its defaults. */
    public static String label(SchemeSpec spec) {
        Map<String, String> changed = new TreeMap<>(spec.options());
        Map<String, String> defaults = defaults(spec);
        changed.entrySet().removeIf(option -> option.getValue().equals(defaults.get(option.getKey())));
        return changed.isEmpty() ? spec.name() : spec.name() + changed;
    }

    private static Map<String, String> defaults(SchemeSpec spec) {
        try {
            if (automatic(spec)) {
                return AutoScheme.of(Map.of()).options();
            }
            return Scheme.parse(spec.name(), Map.of()).options();
        } catch (UnknownScheme e) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "UNKNOWN_SCHEME",
                    "This run used a scheme that this build no longer knows: " + spec.name() + ".",
                    e);
        }
    }
}
