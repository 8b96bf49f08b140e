package dev.assay.cli;

import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.RejectedModel;
import dev.assay.quantization.QuantizationReport;
import dev.assay.quantization.Quantized;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnquantizableModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay quantize}. */
@Command(
        name = "quantize",
        description = {
            "Rewrite a model to a scheme and write the new .onnx file.",
            "A scheme's options follow its name: int8-dynamic:reduceRange=true."
        },
        mixinStandardHelpOptions = true)
final class QuantizeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "MODEL", description = "An .onnx file or the name of a built-in model.")
    private String model = "";

    @Option(names = "--scheme", required = true, paramLabel = "S", description = "fp32 or int8-dynamic.")
    private String scheme = "";

    @Option(
            names = "--calibration",
            paramLabel = "DIR|FILE",
            description = "Inputs for schemes that fix activation ranges in advance; no scheme here needs them yet.")
    private @Nullable Path calibration;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "tokenizer.json for a calibration file of plain text.")
    private @Nullable Path tokenizer;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The file to write; NAME.SCHEME.onnx in the working directory when left out.")
    private @Nullable Path output;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    QuantizeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws BadInput, JobFailed, IOException, RejectedModel {
        Scheme wanted = SchemeArguments.parseOne(scheme);
        for (Path needless : new @Nullable Path[] {calibration, tokenizer}) {
            if (needless != null) {
                if (!Files.exists(needless)) {
                    throw new BadInput("There is no file " + needless + ".");
                }
                terminal.note("The scheme " + wanted.name() + " needs no calibration; " + needless + " is not used.");
            }
        }
        ModelArgument argument = ModelArgument.find(model);
        Path target = output == null ? Path.of(stem(argument.name()) + "." + wanted.name() + ".onnx") : output;
        if (Files.exists(target) && Files.isSameFile(target, argument.file())) {
            throw new BadInput("The output would replace the model itself; name another file with -o.");
        }
        Path parent = target.toAbsolutePath().getParent();
        if (Files.isDirectory(target) || parent == null || !Files.isDirectory(parent)) {
            throw new BadInput(
                    "The output " + target + " cannot be written: it is a directory, or its directory is missing.");
        }
        long openedNanos = System.nanoTime();
        OnnxModel source = argument.read();
        long startedNanos = System.nanoTime();
        Quantized quantized;
        try {
            quantized = Quantizer.quantize(source, wanted);
        } catch (UnquantizableModel e) {
            throw new JobFailed(String.valueOf(e.getMessage()), e);
        }
        long quantizedNanos = System.nanoTime();
        quantized.model().write(target);
        Phases phases = new Phases(
                (startedNanos - openedNanos) / 1e9,
                (quantizedNanos - startedNanos) / 1e9,
                (System.nanoTime() - quantizedNanos) / 1e9);
        Report report = Report.of(source, quantized, phases, target);
        if (json) {
            terminal.json(report);
        } else {
            print(source, report);
        }
        return ExitCode.DONE;
    }

    private static String stem(String name) {
        return name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name;
    }

    private void print(OnnxModel source, Report report) {
        terminal.line("wrote     " + report.output());
        terminal.line("size      " + Text.bytes(source.sizeBytes()) + " -> " + Text.bytes(report.sizeBytes())
                + String.format(Locale.ROOT, " (%.0f %%)", 100.0 * report.sizeBytes() / source.sizeBytes()));
        terminal.line("nodes     " + report.nodes().quantized() + " quantized, "
                + report.nodes().skipped() + " left in floating point");
        report.skipped()
                .forEach(node -> terminal.line(
                        "  " + Text.visible(node.node()) + " (" + node.op() + "): " + Text.visible(node.reason())));
        report.layers().stream()
                .filter(layer -> layer.sqnrDb() != null)
                .min((a, b) -> Double.compare(orZero(a.sqnrDb()), orZero(b.sqnrDb())))
                .ifPresent(worst -> terminal.line("worst     " + Text.visible(worst.node()) + ": its weights keep "
                        + Text.digits(orZero(worst.sqnrDb())) + " dB over the rounding noise, cosine "
                        + String.format(Locale.ROOT, "%.6f", worst.cosine())));
        report.notes().forEach(note -> terminal.line("note      " + Text.visible(note)));
        terminal.line("sha256    " + report.sha256());
        terminal.line("seconds   " + Text.digits(report.seconds()));
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    /** Where the time went: reading includes the gate, writing includes the hash of the result. */
    private record Phases(double readSeconds, double quantizeSeconds, double writeSeconds) {}

    private record Counts(int quantized, int skipped) {}

    private record Report(
            String scheme,
            Map<String, String> options,
            String sourceSha256,
            String sha256,
            long sizeBytes,
            double seconds,
            Phases phases,
            Counts nodes,
            List<QuantizationReport.Skipped> skipped,
            List<QuantizationReport.Layer> layers,
            Map<String, Long> bytesByType,
            List<String> notes,
            String output) {
        static Report of(OnnxModel source, Quantized quantized, Phases phases, Path output) {
            QuantizationReport report = quantized.report();
            return new Report(
                    report.scheme(),
                    report.options(),
                    source.sha256(),
                    quantized.model().sha256(),
                    quantized.model().sizeBytes(),
                    phases.quantizeSeconds(),
                    phases,
                    new Counts(report.quantized(), report.skipped().size()),
                    report.skipped(),
                    report.layers(),
                    report.bytesByType(),
                    report.notes(),
                    output.toString());
        }
    }
}
