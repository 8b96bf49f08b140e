package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeWordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Error code - ORT_FAIL - message: Load model from /var/jobs/8/model.onnx failed:Fatal error: Foo is not a registered function/op | Fatal error: Foo is not a registered function/op
            Error code - ORT_INVALID_ARGUMENT - message: Unexpected input data type. Actual: (tensor(float)) | Unexpected input data type. Actual: (tensor(float))
            The model /var/jobs/8/model.onnx is broken | The model the model is broken
            No words of the runtime | No words of the runtime
            """)
    void codesAndPathsGo(String said, String plain) {
        assertThat(RuntimeWords.plain(said, Path.of("/var/jobs/8/model.onnx"))).isEqualTo(plain);
    }

    @Test
    void sourceLinesGo() {
        assertThat(RuntimeWords.plain(
                        "Error code - ORT_FAIL - message: Load model from /x/m.onnx failed:"
                                + "/onnxruntime_src/onnxruntime/core/graph/model.cc:182 onnxruntime::Model::Model("
                                + "onnx::ModelProto&&, const PathString&) Unsupported model IR version: 99",
                        null))
                .doesNotContain("/onnxruntime")
                .contains("Unsupported model IR version: 99");
    }
}
