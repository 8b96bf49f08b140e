package dev.assay.guidance.roofline;

import dev.assay.onnx.kernels.Kernel;
import dev.assay.protocol.ProbeReport.Work;
import java.util.List;

/** The work of planned kernels, as calibrations store it. */
public final class Works {
    private Works() {}

    /** One entry per kernel, in the same order. */
    public static List<Work> of(List<Kernel> kernels) {
        return kernels.stream()
                .map(kernel -> new Work(
                        kernel.kind().name(),
                        kernel.arithmetic().name(),
                        kernel.operations(),
                        kernel.laneOperations(),
                        kernel.weightBytes(),
                        kernel.activationBytes(),
                        kernel.dispatched()))
                .toList();
    }
}
