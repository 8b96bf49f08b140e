package dev.assay.worker.job;

import dev.assay.protocol.Phase;
import dev.assay.protocol.Wire;
import dev.assay.quantization.ActivationsUnavailable;
import dev.assay.quantization.UnknownScheme;
import dev.assay.quantization.UnquantizableModel;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.OnnxRuntime;
import dev.assay.runtime.Tensor;
import dev.assay.worker.inputs.CalibrationSet;
import dev.assay.worker.inputs.InputSet;
import dev.assay.worker.insight.SessionInspection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Entry point of the child JVM. It does one thing and ends:
 *
 * <ul>
 *   <li>{@code probe}: load the runtime and tell its version
 *   <li>{@code quantize ORDER MODEL OUT EXAMPLES}: calibrate and apply the scheme
 *   <li>{@code search ORDER INPUTS REWRITE EXAMPLES MODEL SCRATCH}: try schemes and name the best
 *   <li>{@code measure ORDER INPUTS FP32 MODEL [SECOND]}: latency, fidelity and accuracy; with a second model in turns
 *   <li>{@code time ORDER INPUTS MODEL}: latency alone, for one more process start
 *   <li>{@code draw ORDER INPUTS MODEL}: run without pause while a power meter is read
 *   <li>{@code weigh ORDER INPUTS MODEL}: memory
 *   <li>{@code calibrate ORDER SCRATCH}: make the probes and time them
 *   <li>{@code inspect ORDER INPUTS FP32 MODEL SCRATCH}: the optimised graph and time by node
 * </ul>
 *
 * It writes {@link Frame}s to standard output. When standard input closes, its parent is gone and so is it; the line
 * {@code cancel} asks it to stop.
 */
public final class JobProcess {
    private static final double RAPID_PROFILE_SECONDS = 0.3;
    private static final double PROFILE_SECONDS = 1;

    private JobProcess() {}

    public static void main(String[] arguments) {
        FrameWriter frames = FrameWriter.takeStandardOutput();
        ParentWatch watch = ParentWatch.start();
        try {
            frames.send(Frame.Kind.STARTED, new Frame.Started(Runtime.version().toString()));
            switch (arguments[0]) {
                case "probe" ->
                    frames.send(
                            Frame.Kind.PROBED,
                            new Frame.Probed(
                                    OnnxRuntime.version(),
                                    OnnxRuntime.providers(),
                                    Runtime.version().toString()));
                case "quantize" -> {
                    RewriteOrder order = Wire.read(Files.readString(Path.of(arguments[1])), RewriteOrder.class);
                    List<InputSet.Layout> layouts = new ArrayList<>(order.calibration());
                    layouts.addAll(order.comparison());
                    List<Map<String, Tensor>> examples = CalibrationSet.read(Path.of(arguments[4]), layouts);
                    RewritePass pass = new RewritePass(
                            order, Path.of(arguments[2]), Path.of(arguments[3]), examples, frames, watch);
                    frames.send(Frame.Kind.QUANTIZED, pass.run());
                }
                case "search" -> {
                    JobOrder order = order(arguments[1]);
                    RewriteOrder rewrite = Wire.read(Files.readString(Path.of(arguments[3])), RewriteOrder.class);
                    List<Map<String, Tensor>> calibration =
                            CalibrationSet.read(Path.of(arguments[4]), rewrite.calibration());
                    frames.send(
                            Frame.Kind.SEARCHED,
                            SearchPass.run(
                                    order,
                                    inputs(order, arguments[2]),
                                    Path.of(arguments[5]),
                                    calibration,
                                    Path.of(arguments[6]),
                                    frames,
                                    watch));
                }
                case "measure" -> {
                    MeasurePass pass = measuring(frames, watch, arguments[1], arguments[2], arguments[4]);
                    Path second = arguments.length > 5 ? Path.of(arguments[5]) : null;
                    frames.send(Frame.Kind.MEASURED, pass.run(Path.of(arguments[3]), second));
                }
                case "time" ->
                    frames.send(
                            Frame.Kind.MEASURED,
                            measuring(frames, watch, arguments[1], arguments[2], arguments[3])
                                    .run(null, null));
                case "weigh" -> {
                    JobOrder order = order(arguments[1]);
                    WeighPass pass = new WeighPass(order, inputs(order, arguments[2]), frames);
                    frames.send(Frame.Kind.WEIGHED, pass.run(Path.of(arguments[3])));
                }
                case "draw" -> {
                    JobOrder order = order(arguments[1]);
                    DrawPass pass = new DrawPass(order, inputs(order, arguments[2]), frames, watch);
                    frames.send(Frame.Kind.DRAWN, pass.run(Path.of(arguments[3])));
                }
                case "calibrate" -> {
                    ProbeOrder order = Wire.read(Files.readString(Path.of(arguments[1])), ProbeOrder.class);
                    ProbePass pass = new ProbePass(order, Path.of(arguments[2]), frames, watch);
                    frames.send(Frame.Kind.CALIBRATED, pass.run());
                }
                case "inspect" -> inspect(frames, watch, order(arguments[1]), arguments);
                default -> throw new IllegalArgumentException("Unknown mode " + arguments[0]);
            }
        } catch (InferenceException e) {
            refused(frames, e);
        } catch (ActivationsUnavailable e) {
            if (e.getCause() instanceof InferenceException cause && cause.kind() != InferenceException.Kind.REFUSED) {
                refused(frames, cause);
            } else {
                fail(frames, true, "REJECTED", "", e);
            }
        } catch (SessionTrial.Stopped e) {
            if (e.getCause() instanceof InferenceException cause) {
                refused(frames, cause);
            } else {
                fail(frames, false, "DISK", "The job process could not read or write its files: ", e);
            }
        } catch (UnquantizableModel | UnknownScheme e) {
            fail(frames, true, "REJECTED", "", e);
        } catch (OutOfMemoryError e) {
            fail(frames, true, "OOM", "The job process ran out of Java memory: ", e);
        } catch (IOException e) {
            fail(frames, false, "DISK", "The job process could not read or write its files: ", e);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            e.printStackTrace();
            boolean byModel = arguments[0].equals("quantize");
            fail(frames, byModel, byModel ? "REJECTED" : "INTERNAL", "The job process failed unexpectedly: ", e);
        }
        // The runtime's own threads and the parent watch are of no use any more.
        Runtime.getRuntime().halt(0);
    }

    private static void refused(FrameWriter frames, InferenceException e) {
        switch (e.kind()) {
            case OUT_OF_MEMORY -> fail(frames, true, "OOM", "The model asked for more memory than a job may use: ", e);
            case TERMINATED -> fail(frames, true, "MESSAGE", "The model was stopped: ", e);
            case REFUSED -> fail(frames, true, "MESSAGE", "ONNX Runtime refused the model: ", e);
        }
    }

    private static JobOrder order(String file) throws IOException {
        return Wire.read(Files.readString(Path.of(file)), JobOrder.class);
    }

    private static void fail(FrameWriter frames, boolean byModel, String code, String prefix, Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        frames.send(Frame.Kind.FAILED, new Frame.Failed(byModel, code, prefix + message));
    }

    private static void inspect(FrameWriter frames, ParentWatch watch, JobOrder order, String... arguments)
            throws IOException, InferenceException {
        frames.progress(Phase.PROFILING, 0, "Looking at the optimised graph");
        SessionInspection.Watched watched = new SessionInspection.Watched() {
            @Override
            public void opened(ModelSession session) throws InferenceException {
                watch.guard(session);
            }

            @Override
            public void ran(double share) {
                frames.progress(Phase.PROFILING, share, "Profiling kernels");
            }
        };
        SessionInspection inspection = new SessionInspection(
                InputSet.read(Path.of(arguments[2]), order.layout()),
                order.threads(),
                order.tier().equals("rapid") ? RAPID_PROFILE_SECONDS : PROFILE_SECONDS,
                watched);
        SessionInspection.Found found =
                inspection.inspect(Path.of(arguments[3]), Path.of(arguments[4]), Path.of(arguments[5]));
        frames.send(Frame.Kind.INSPECTED, new Frame.Inspected(found.graph(), found.profile()));
    }

    private static MeasurePass measuring(
            FrameWriter frames, ParentWatch watch, String orderFile, String inputFile, String model)
            throws IOException {
        JobOrder order = order(orderFile);
        return new MeasurePass(order, inputs(order, inputFile), Path.of(model), frames, watch);
    }

    private static List<Map<String, Tensor>> inputs(JobOrder order, String file) throws IOException {
        return InputSet.read(Path.of(file), order.layout());
    }
}
