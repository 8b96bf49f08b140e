package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {
    @Test
    void extractsOnceAndLeavesNothingHalfDone(@TempDir Path cache) throws Exception {
        Path first = Natives.extract(cache);
        assertThat(first.getFileName().toString()).contains(Natives.version());
        assertThat(first.resolve("libonnxruntime.so")).isRegularFile();
        assertThat(first.resolve("libonnxruntime4j_jni.so")).isRegularFile();
        Files.delete(first.resolve("libonnxruntime.so"));
        assertThat(Natives.extract(cache)).isEqualTo(first);
        assertThat(first.resolve("libonnxruntime.so"))
                .as("the second call extracted nothing")
                .doesNotExist();
        assertThat(cache).isDirectoryNotContaining("glob:**/.natives-*");
    }

    @Test
    void knowsItsPlatforms() {
        assertThat(Natives.platform("Linux", "amd64")).contains("linux-x64");
        assertThat(Natives.platform("Linux", "aarch64")).contains("linux-aarch64");
        assertThat(Natives.platform("Linux", "riscv64")).isEmpty();
        assertThat(Natives.platform("Windows 11", "amd64")).isEmpty();
    }

    @Test
    void refusesToLoadWhileTheRuntimeCouldPhoneHome() {
        assertThatThrownBy(() -> OnnxRuntime.requireTelemetryOff(Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ORT_DISABLE_TELEMETRY=1");
        assertThatThrownBy(() -> OnnxRuntime.requireTelemetryOff(Map.of("ORT_DISABLE_TELEMETRY", "0")))
                .isInstanceOf(IllegalStateException.class);
        OnnxRuntime.requireTelemetryOff(Map.of("ORT_DISABLE_TELEMETRY", "1"));
    }
}
