package dev.assay.tests.models;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.onnx.GateLimits;
import dev.assay.onnx.ModelGate;
import dev.assay.onnx.RejectedModel;
import dev.assay.onnx.Rejection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that the end-to-end tests send are what they claim to be: some fail at the gate, some only when run. */
class HostileModelsTest {
    @TempDir
    Path directory;

    static Stream<Arguments> rejected() {
        return Stream.of(
                Arguments.of(HostileModels.readsAnotherFile(), Rejection.EXTERNAL_DATA),
                Arguments.of(HostileModels.usesAnUnknownOperator(), Rejection.UNKNOWN_OP),
                Arguments.of(HostileModels.recursesForever(), Rejection.RECURSIVE_FUNCTION),
                Arguments.of(HostileModels.namesALineBreak(), Rejection.BAD_NAME),
                Arguments.of(HostileModels.tooLarge(65 << 20), Rejection.TOO_LARGE));
    }

    static Stream<byte[]> admitted() {
        return Stream.of(
                HostileModels.harmless(1),
                HostileModels.dividesByMinusOne(),
                HostileModels.allocatesEightyGigabytes(),
                HostileModels.hangsWhileLoading());
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void theGateNamesTheFault(byte[] model, Rejection reason) throws IOException {
        Path file = Files.write(directory.resolve("model.onnx"), model);
        assertThatExceptionOfType(RejectedModel.class)
                .isThrownBy(() -> ModelGate.check(file, GateLimits.UPLOAD))
                .extracting(RejectedModel::code, InstanceOfAssertFactories.type(Rejection.class))
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @MethodSource("admitted")
    void theGateCannotSeeIt(byte[] model) throws IOException {
        Path file = Files.write(directory.resolve("model.onnx"), model);
        assertThatCode(() -> ModelGate.check(file, GateLimits.UPLOAD)).doesNotThrowAnyException();
    }
}
