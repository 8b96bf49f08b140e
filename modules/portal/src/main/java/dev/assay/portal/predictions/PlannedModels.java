package dev.assay.portal.predictions;

import dev.assay.guidance.roofline.Works;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.kernels.Kernel;
import dev.assay.onnx.kernels.KernelPlan;
import dev.assay.onnx.outline.KnownShapes;
import dev.assay.portal.blobs.Blobs;
import dev.assay.protocol.ProbeReport.Work;
import dev.assay.protocol.SchemeSpec;
import dev.assay.quantization.Activations;
import dev.assay.quantization.ActivationsUnavailable;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import dev.assay.quantization.UnquantizableModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The kernels of stored models in a precision; a file never changes, so the newest few are kept. */
@ApplicationScoped
public class PlannedModels {
    private static final System.Logger LOG = System.getLogger(PlannedModels.class.getName());
    private static final int KEPT = 48;

    /** Options that look at inputs without changing which kernels there are. */
    private static final List<String> OF_VALUES = List.of("rounding", "smooth");

    /** One at a time: a model may take a few hundred megabytes while it is rewritten. */
    private final Semaphore one = new Semaphore(1);

    @Inject
    Blobs blobs;

    private record Key(String sha256, String scheme, Map<String, Long> dimensions, List<String> shapes) {}

    /** What was found; null where there is no plan. */
    private record Kept(@Nullable Planned planned) {}

    private final Map<Key, Kept> kept = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > KEPT;
        }
    };

    /**
     * A model's kernels.
     *
     * @param work the same kernels, as predictions take them
     */
    public record Planned(List<Kernel> kernels, List<Work> work) {}

    /**
     * Plans a stored model.
     *
     * @param dimensions sizes of dynamic dimensions by name
     * @param shapes     shapes of inputs as {@code name=1x128}; they win over the dimensions
     * @return empty when the model cannot be read, or the scheme cannot be applied without looking at inputs
     */
    public Optional<Planned> plan(String sha256, SchemeSpec scheme, Map<String, Long> dimensions, List<String> shapes) {
        Map<String, String> options = new TreeMap<>(scheme.options());
        options.keySet().removeAll(OF_VALUES);
        Key key = new Key(sha256, scheme.name() + options, new TreeMap<>(dimensions), List.copyOf(shapes));
        Kept known = known(key);
        if (known != null) {
            return Optional.ofNullable(known.planned());
        }
        one.acquireUninterruptibly();
        try {
            Optional<Planned> planned = planned(key, scheme.name(), options);
            synchronized (kept) {
                kept.put(key, new Kept(planned.orElse(null)));
            }
            return planned;
        } finally {
            one.release();
        }
    }

    private @Nullable Kept known(Key key) {
        synchronized (kept) {
            return kept.get(key);
        }
    }

    private Optional<Planned> planned(Key key, String name, Map<String, String> options) {
        Path file = blobs.file(key.sha256());
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            OnnxModel model = OnnxModel.read(file);
            Scheme scheme = Scheme.parse(name, options);
            OnnxModel rewritten =
                    Quantizer.quantize(model, scheme, new Typical()).model();
            Map<String, Long> sizes = new TreeMap<>(key.dimensions());
            sizes.putAll(KnownShapes.dimensions(model, key.shapes()));
            List<Kernel> kernels = KernelPlan.of(rewritten, sizes).kernels();
            return kernels.isEmpty() ? Optional.empty() : Optional.of(new Planned(kernels, Works.of(kernels)));
        } catch (UnknownScheme | UnquantizableModel | ActivationsUnavailable e) {
            LOG.log(System.Logger.Level.DEBUG, "No kernels are known for a scheme", e);
            return Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "A stored model could not be read for its kernels", e);
            return Optional.empty();
        }
    }

    /** Values between -1 and 1 for every tensor: ranges change the numbers of a quantized graph, not its kernels. */
    private static final class Typical implements Activations {
        @Override
        public int examples() {
            return 1;
        }

        @Override
        public void observe(OnnxModel model, List<String> tensors, Observer observer) {
            float[] values = {-1, 1};
            tensors.forEach(tensor -> observer.tensor(0, tensor, List.of(2L), values));
        }
    }
}
