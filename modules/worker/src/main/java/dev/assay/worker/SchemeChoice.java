package dev.assay.worker;

import dev.assay.protocol.JobSpec;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Workload;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import dev.assay.quantization.search.AutoScheme;

/** What a job means by its schemes: the one to measure, one to look for, a second one to measure it against. */
final class SchemeChoice {
    private SchemeChoice() {}

    /** Refuses a job that cannot be meant or cannot be run on this many threads, before anything runs. */
    static void check(JobSpec spec, int threads) throws JobFailed {
        Workload workload = spec.workload();
        String contradiction = workload.contradiction(spec.versus() != null);
        if (contradiction != null) {
            throw JobFailed.rejected(contradiction);
        }
        if (workload.threads() < 1 || workload.threads() > threads) {
            throw JobFailed.rejected(
                    "The workload asks for " + workload.threads() + " threads; this device has " + threads + ".");
        }
        if (spec.versus() != null) {
            scheme(ofSecond(spec, spec.versus()));
        }
        if (!isAuto(spec)) {
            scheme(spec);
            return;
        }
        try {
            AutoScheme.of(spec.scheme().options());
        } catch (UnknownScheme e) {
            throw JobFailed.rejected(String.valueOf(e.getMessage()));
        }
    }

    static boolean isAuto(JobSpec spec) {
        return spec.scheme().name().equals(AutoScheme.NAME);
    }

    /** The job with the scheme that was found; it keeps its calibration only where that scheme looks at it. */
    static JobSpec resolved(JobSpec spec, SchemeSpec chosen) throws JobFailed {
        JobSpec plain = new JobSpec(
                spec.modelName(),
                spec.model(),
                chosen,
                spec.workload(),
                spec.limits(),
                spec.calibration(),
                spec.versus());
        return scheme(plain).needsCalibration()
                ? plain
                : new JobSpec(
                        spec.modelName(), spec.model(), chosen, spec.workload(), spec.limits(), null, spec.versus());
    }

    static JobSpec ofSecond(JobSpec spec, SchemeSpec scheme) {
        return new JobSpec(
                spec.modelName(), spec.model(), scheme, spec.workload(), spec.limits(), spec.calibration(), null);
    }

    static Scheme scheme(JobSpec spec) throws JobFailed {
        Scheme scheme;
        try {
            scheme = Scheme.parse(spec.scheme().name(), spec.scheme().options());
        } catch (UnknownScheme e) {
            throw JobFailed.rejected(String.valueOf(e.getMessage()));
        }
        if (scheme.needsCalibration() && spec.calibration() == null) {
            throw JobFailed.rejected("The scheme " + scheme.name() + " has to see typical inputs before the model is"
                    + " rewritten, and the job names none; nothing was run. Name a calibration dataset.");
        }
        return scheme;
    }
}
