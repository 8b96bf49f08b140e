package dev.assay.worker;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.MessageLite;
import dev.assay.benchmark.SingleStream;
import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.Wire;
import dev.assay.quantization.Quantizer;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.Natives;
import dev.assay.worker.job.JobProcess;
import jakarta.json.Json;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The jars that a job process needs and no more: it starts faster, and less lies within reach of a hostile model. */
final class JobClassPath {
    private JobClassPath() {}

    static List<Path> entries() throws IOException {
        Set<Path> entries = new LinkedHashSet<>();
        for (Class<?> type : List.of(
                JobProcess.class,
                SingleStream.class,
                ModelSession.class,
                Natives.runtimeClass(),
                Quantizer.class,
                OnnxModel.class,
                OnnxMl.class,
                MessageLite.class,
                Wire.class,
                Json.class,
                Nullable.class,
                JsonProvider.provider().getClass())) {
            CodeSource source = type.getProtectionDomain().getCodeSource();
            if (source == null || source.getLocation() == null) {
                throw new IOException("The class " + type.getName() + " does not come from a file");
            }
            try {
                entries.add(Path.of(source.getLocation().toURI()).toRealPath());
            } catch (URISyntaxException e) {
                throw new IOException("The class " + type.getName() + " comes from " + source.getLocation(), e);
            }
        }
        return List.copyOf(entries);
    }
}
