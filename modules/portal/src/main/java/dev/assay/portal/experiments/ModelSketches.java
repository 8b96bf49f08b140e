package dev.assay.portal.experiments;

import dev.assay.onnx.OnnxModel;
import dev.assay.portal.Refusal;
import dev.assay.portal.blobs.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Sketches of stored models; a file never changes, so the newest few are kept. */
@ApplicationScoped
class ModelSketches {
    private static final int KEPT = 24;

    /** One at a time: the file is in memory while it is read. */
    private final Semaphore one = new Semaphore(1);

    @Inject
    Blobs blobs;

    private record Key(String sha256, List<String> shapes) {}

    private final Map<Key, ModelSketch> kept = new LinkedHashMap<>(32, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ModelSketch> eldest) {
            return size() > KEPT;
        }
    };

    /** The sketch of a stored model for inputs of these shapes. */
    ModelSketch of(String sha256, List<String> shapes) {
        Key key = new Key(sha256, List.copyOf(shapes));
        ModelSketch known = known(key);
        if (known != null) {
            return known;
        }
        one.acquireUninterruptibly();
        try {
            ModelSketch meanwhile = known(key);
            if (meanwhile != null) {
                return meanwhile;
            }
            ModelSketch sketch = ModelSketch.of(OnnxModel.read(blobs.file(sha256)), key.shapes());
            synchronized (kept) {
                kept.put(key, sketch);
            }
            return sketch;
        } catch (IOException e) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "BLOB_MISSING",
                    "The original model cannot be read from the store; the measurement is not touched.",
                    e);
        } finally {
            one.release();
        }
    }

    private @Nullable ModelSketch known(Key key) {
        synchronized (kept) {
            return kept.get(key);
        }
    }
}
