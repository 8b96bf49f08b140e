package dev.assay.webapp.web;

import dev.assay.guidance.Objectives;
import dev.assay.portal.experiments.CalibrationChoice;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.RunView;
import dev.assay.portal.experiments.WorkloadChoice;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Under which conditions a run was measured, as facts in reading order. */
public record Conditions(String run, String scheme, List<Fact> facts) {
    /** A name and what it is. */
    public record Fact(String name, String value) {}

    static Stream<Conditions> of(RunView run) {
        Measurement m = run.measurement();
        return m == null
                ? Stream.empty()
                : Stream.of(new Conditions(run.id().toString(), run.scheme().name() + " on " + run.device(), facts(m)));
    }

    private static List<Fact> facts(Measurement m) {
        Format format = new Format();
        Measurement.Environment e = m.environment();
        Capabilities d = e.device();
        List<Fact> facts = new ArrayList<>();
        add(facts, "Processor", d.cpuModel() + ", " + d.arch() + (d.emulated() ? ", emulated" : ""));
        add(facts, "Instruction sets", String.join(" ", d.cpuFlags()));
        add(facts, "Threads used", e.threads() + " of " + d.threads());
        add(facts, "Memory", format.bytes(d.ramBytes()));
        add(facts, "System", d.os() + " " + d.kernel());
        add(facts, "ONNX Runtime", d.runtime() + ", " + e.provider() + ", optimisation " + e.optimization());
        add(facts, "Java, agent", d.java() + ", " + d.agent());
        add(facts, "Isolation", format.words(e.sandbox()));
        add(facts, "Inputs", String.join(", ", e.inputShapes()) + ", seed " + e.seed());
        add(facts, "Hash of the inputs", e.inputsSha256());
        add(facts, "Hash of the model as it ran", m.modelSha256());
        add(facts, "Clock", beforeAfter(e.mhzBefore(), e.mhzAfter(), "MHz"));
        add(facts, "Temperature", beforeAfter(e.celsiusBefore(), e.celsiusAfter(), "°C"));
        add(facts, "Other load", e.foreignCpu() == null ? "" : format.percent(e.foreignCpu()) + " of one core");
        add(facts, "Stolen by the hypervisor", e.steal() == null ? "" : format.percent(e.steal()));
        add(facts, "Timer", e.clock());
        add(facts, "Cold load, first run", format.ms(m.loadMillis()) + " ms, " + format.ms(m.firstRunMillis()) + " ms");
        add(
                facts,
                "Warm-up",
                m.warmUp().stream().map(nanos -> format.ms(nanos / 1e6)).collect(Collectors.joining(", "))
                        + " ms, "
                        + (m.warmUpStable() ? "stable" : "not stable"));
        add(facts, "Timed part", format.fixed(m.elapsedSeconds(), 1) + " s");
        return facts;
    }

    private static String beforeAfter(@Nullable Double before, @Nullable Double after, String unit) {
        Format format = new Format();
        return before == null && after == null
                ? ""
                : format.plain(before) + " " + unit + " before, " + format.plain(after) + " " + unit + " after";
    }

    /** What an experiment asked for. */
    static List<Fact> asked(ExperimentView experiment) {
        Format format = new Format();
        List<Fact> facts = new ArrayList<>();
        Objectives o = experiment.objectives();
        add(facts, "p50 at most", o.p50Ms() == null ? "" : format.plain(o.p50Ms()) + " ms");
        add(facts, "p90 at most", o.p90Ms() == null ? "" : format.plain(o.p90Ms()) + " ms");
        add(facts, "p95 at most", o.p95Ms() == null ? "" : format.plain(o.p95Ms()) + " ms");
        add(facts, "p99 at most", o.p99Ms() == null ? "" : format.plain(o.p99Ms()) + " ms");
        add(facts, "Fidelity at least", o.minFidelity() == null ? "" : format.plain(o.minFidelity()));
        add(facts, "File at most", o.maxBytes() == null ? "" : format.bytes(o.maxBytes()));
        add(facts, "Power at most", o.powerWatts() == null ? "" : format.plain(o.powerWatts()) + " W");
        add(facts, "Target", experiment.target() == null ? "none" : experiment.target());
        add(facts, "Tier", experiment.workload().tier());
        Integer threads = experiment.workload().threads();
        add(facts, "Threads", threads == null ? "all cores of each device but one" : threads.toString());
        add(
                facts,
                "Dynamic dimensions",
                experiment.workload().dimensions().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey() + " = " + entry.getValue())
                        .collect(Collectors.joining(", ")));
        return facts;
    }

    /** The command that asks the same. */
    static String command(ExperimentView experiment) {
        StringBuilder command = new StringBuilder("assay submit ").append(experiment.modelRef());
        command.append(" --scheme ")
                .append(experiment.runs().stream()
                        .map(run -> written(run.scheme()))
                        .distinct()
                        .collect(Collectors.joining(",")));
        SchemeSpec second = experiment.versus();
        if (second != null) {
            command.append(" --versus ").append(written(second));
        }
        work(command, experiment);
        command.append(" --device ")
                .append(experiment.runs().stream()
                        .map(RunView::device)
                        .distinct()
                        .map(Conditions::quoted)
                        .collect(Collectors.joining(",")));
        if (experiment.target() != null) {
            command.append(" --target ").append(experiment.target());
        }
        Format format = new Format();
        Objectives o = experiment.objectives();
        limit(command, "p50", o.p50Ms(), format);
        limit(command, "p90", o.p90Ms(), format);
        limit(command, "p95", o.p95Ms(), format);
        limit(command, "p99", o.p99Ms(), format);
        if (o.minFidelity() != null) {
            command.append(" --min-fidelity ").append(o.minFidelity());
        }
        return command.append(" --wait").toString();
    }

    /** What of the workload and the calibration is not the command's own default. */
    private static void work(StringBuilder command, ExperimentView experiment) {
        WorkloadChoice workload = experiment.workload();
        if (!workload.tier().equals("rapid")) {
            command.append(" --tier ").append(workload.tier());
        }
        String scenario = workload.scenario();
        if (scenario != null && !scenario.equals("single-stream")) {
            command.append(" --scenario ").append(scenario);
        }
        if (workload.latencyBoundMs() != null) {
            command.append(" --latency-bound ")
                    .append(workload.latencyBoundMs())
                    .append("ms");
        }
        if (workload.threads() != null) {
            command.append(" --threads ").append(workload.threads());
        }
        CalibrationChoice calibration = experiment.calibration();
        if (calibration != null) {
            if (calibration.dataset() != null) {
                command.append(" --calibration ").append(quoted(calibration.dataset()));
            }
            if (calibration.examples() != null) {
                command.append(" --examples ").append(calibration.examples());
            }
        }
    }

    /** A scheme with the options that are not its own defaults, as the command line takes it. */
    static String written(SchemeSpec scheme) {
        Map<String, String> usual;
        try {
            usual = Scheme.parse(scheme.name(), Map.of()).options();
        } catch (UnknownScheme e) {
            usual = Map.of(); // auto and mixed have no plain form: every option is written
        }
        StringBuilder words = new StringBuilder(scheme.name());
        for (Map.Entry<String, String> option : new TreeMap<>(scheme.options()).entrySet()) {
            if (option.getValue().isEmpty() || option.getValue().equals(usual.get(option.getKey()))) {
                continue;
            }
            for (String value : option.getValue().split(",", -1)) {
                words.append(':').append(option.getKey()).append('=').append(value);
            }
        }
        return quoted(words.toString());
    }

    /** A word that a shell takes as it is. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9._:=/-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static void limit(StringBuilder command, String name, @Nullable Double ms, Format format) {
        if (ms != null) {
            command.append(" --slo ")
                    .append(name)
                    .append('=')
                    .append(format.plain(ms).replace(",", ""))
                    .append("ms");
        }
    }

    private static void add(List<Fact> facts, String name, String value) {
        if (!value.isBlank()) {
            facts.add(new Fact(name, value));
        }
    }
}
