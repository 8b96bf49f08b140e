package dev.assay.worker.job;

import dev.assay.benchmark.Medians;
import dev.assay.benchmark.Stopwatch;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.kernels.KernelPlan;
import dev.assay.onnx.outline.KnownShapes;
import dev.assay.protocol.ProbeReport;
import dev.assay.protocol.ProbeReport.ProbeTime;
import dev.assay.protocol.Wire;
import dev.assay.protocol.Workload;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.OnnxRuntime;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import dev.assay.worker.inputs.InputMaker;
import dev.assay.worker.inputs.InputSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Times models as the calibration times its probes, and writes the same report: what predictions are checked against.
 * Not a test: it is run by hand (CONTRIBUTING.md has the command).
 */
public final class ModelTimes {
    private static double seconds = 1.2;

    private ModelTimes() {}

    /**
     * {@code LIST OUT SCRATCH [SECONDS]}; each line of the list is {@code NAME FILE SCHEMES THREADS [DIMENSION=SIZE|INPUT=1x128]...}.
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 3) {
            seconds = Double.parseDouble(arguments[3]);
        }
        List<ProbeTime> times = new ArrayList<>();
        Stopwatch stopwatch = Stopwatch.system();
        long start = stopwatch.nanos();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> words = Arrays.asList(line.strip().split(" +", -1));
            Map<String, Long> dimensions = new TreeMap<>();
            Map<String, List<Long>> shapes = new TreeMap<>();
            for (String word : words.subList(4, words.size())) {
                String[] pair = word.split("=", -1);
                if (pair[1].contains("x")) {
                    shapes.put(
                            pair[0],
                            Arrays.stream(pair[1].split("x", -1))
                                    .map(Long::valueOf)
                                    .toList());
                } else {
                    dimensions.put(pair[0], Long.valueOf(pair[1]));
                }
            }
            for (String threads : words.get(3).split(",", -1)) {
                Workload workload = new Workload(
                        "single-stream", "rapid", Integer.parseInt(threads), 1, dimensions, shapes, null, 1);
                for (String scheme : words.get(2).split(",", -1)) {
                    try {
                        times.add(time(words.get(0), Path.of(words.get(1)), scheme, workload, Path.of(arguments[2])));
                    } catch (Exception e) {
                        System.err.println(words.get(0) + " " + scheme + ": " + e.getMessage());
                    }
                }
            }
        }
        ProbeReport report = new ProbeReport(OnnxRuntime.version(), null, stopwatch.secondsSince(start), times);
        Files.writeString(Path.of(arguments[1]), Wire.write(report));
    }

    private static ProbeTime time(String name, Path file, String scheme, Workload workload, Path scratch)
            throws Exception {
        OnnxModel model = OnnxModel.read(file);
        InputSet inputs = InputMaker.make(model, workload, null, null);
        Map<String, Tensor> input = inputs.tensors().getFirst();
        Path made = scratch.resolve(file.getParent().getFileName() + "-" + file.getFileName() + "-" + scheme + "-"
                + String.join("-", inputs.shapes()).hashCode() + ".onnx");
        if (!Files.exists(made)) {
            Scheme parsed = Scheme.parse(scheme, Map.of());
            OnnxModel rewritten = parsed.needsCalibration()
                    ? Quantizer.quantize(
                                    model,
                                    parsed,
                                    new SessionActivations(
                                            List.of(input),
                                            1,
                                            scratch,
                                            SessionActivations.GROUP_BYTES,
                                            new ProbePass.Unwatched()))
                            .model()
                    : Quantizer.quantize(model, parsed).model();
            rewritten.write(made);
        }
        OnnxModel rewritten = OnnxModel.read(made);
        Map<String, Long> dimensions = new TreeMap<>(KnownShapes.dimensions(rewritten, inputs.shapes()));
        KernelPlan plan = KernelPlan.of(rewritten, dimensions);
        String label = name + ":" + scheme;
        if (!plan.notCounted().isEmpty()) {
            System.err.println(label + " not counted: " + plan.notCounted());
        }
        try (ModelSession session = ModelSession.open(made, SessionSettings.of(workload.threads()));
                ModelSession.Feed feed = session.feed(input)) {
            double[] nanos = ProbePass.samples(Stopwatch.system(), session, feed, seconds);
            System.err.printf("%s t%d %.3f ms%n", label, workload.threads(), Medians.of(nanos) / 1e6);
            return new ProbeTime(
                    label,
                    name.replaceAll("-[bs]?[0-9x]+$", ""),
                    scheme,
                    workload.threads(),
                    Medians.of(nanos),
                    nanos.length,
                    ProbePass.work(plan));
        }
    }
}
