package dev.assay.quantization;

import dev.assay.onnx.OnnxModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a model, quantizes all but the nodes that are named behind the two files, and writes it, in a process of its own;
 * prints the most memory that it had beside mapped files.
 */
final class QuantizingProcess {
    private QuantizingProcess() {}

    public static void main(String[] arguments) throws Exception {
        long[] most = {0};
        Thread watch = new Thread(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    most[0] = Math.max(most[0], ownBytes());
                    Thread.sleep(10);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        watch.start();
        OnnxModel model = OnnxModel.read(Path.of(arguments[0]));
        List<String> exclude = List.of(arguments).subList(2, arguments.length);
        Quantized quantized = Quantizer.quantize(model, new Scheme.Int8Dynamic(true, false, true, 0, exclude));
        quantized.model().write(Path.of(arguments[1]));
        watch.interrupt();
        watch.join();
        System.out.println(most[0] + " bytes beside mapped files; "
                + quantized.report().quantized() + " nodes; " + status("VmHWM"));
    }

    /** Anonymous and shared memory of this process; pages of files are not among it. */
    private static long ownBytes() {
        return 1024 * (kilobytes("RssAnon") + kilobytes("RssShmem"));
    }

    private static long kilobytes(String field) {
        return Long.parseLong(status(field).replaceAll("\\D", ""));
    }

    private static String status(String field) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(field + ":"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("Linux tells a process how much memory it has", e);
        }
    }
}
