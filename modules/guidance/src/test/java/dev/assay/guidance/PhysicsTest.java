package dev.assay.guidance;

import static dev.assay.guidance.HardwareProfilesTest.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.guidance.DecisionInput.Precision;
import dev.assay.guidance.Physics.Fit;
import dev.assay.guidance.Physics.Floor;
import org.junit.jupiter.api.Test;

class PhysicsTest {
    @Test
    void computeBoundsAConvolutionalNet() {
        // ResNet-50, 8.2 GOP at 0.614 TOPS; its 25.6 MB of weights cross memory in 1.5 ms.
        Floor floor = Physics.floor(profile("rpi5"), 8.2e9, 25.6e6, null, Precision.INT8)
                .orElseThrow();
        assertThat(floor.ms()).isCloseTo(8.2 / 0.614, within(0.01));
        assertThat(floor.limit()).isEqualTo("compute");
        assertThat(floor.grade()).isEqualTo(Grade.D);
    }

    /** 16.06 GB of Llama-3-8B over 844.8 GB/s: at most 52.6 tokens per second. */
    @Test
    void memoryBoundsTheDecodingOfALanguageModel() {
        Floor floor = Physics.floor(profile("xeon6-6980p"), 16e9, 16.06e9, null, Precision.FP16)
                .orElseThrow();
        assertThat(1000 / floor.ms()).isCloseTo(52.6, within(0.05));
        assertThat(floor.limit()).isEqualTo("memory");
        assertThat(floor.operands()).extracting(Operand::name).containsExactly("weights", "memory bandwidth");
    }

    /** Without memory of its own the device fetches 1.64 GB over one lane: 1.7 s per token. */
    @Test
    void theLinkBoundsADeviceWithoutMemory() {
        Floor floor =
                Physics.floor(profile("hailo-8l"), null, 1.64e9, null, null).orElseThrow();
        assertThat(floor.ms()).isCloseTo(1665, within(1.0));
        assertThat(floor.limit()).isEqualTo("link");
    }

    /** 151,936 logits of two bytes over one lane: 0.31 ms of a token's 144. */
    @Test
    void thePayloadCrossesTheLink() {
        Floor floor = Physics.floor(profile("rpi5-hailo10h"), null, null, 151_936 * 2.0, null)
                .orElseThrow();
        assertThat(floor.ms()).isCloseTo(0.31, within(0.005));
        assertThat(floor.limit()).isEqualTo("link");
    }

    @Test
    void weightsThatStayOnTheChipAreNotFetchedAgain() {
        assertThat(Physics.floor(profile("xeon6-6980p"), null, 90e6, null, null))
                .isEmpty();
        assertThat(Physics.floor(profile("h100-sxm"), null, 90e6, null, null)).isEmpty();
        assertThat(Physics.floor(profile("rpi5"), null, 90e6, null, null)).isPresent();
    }

    /** 8 of 25.6 MB stay on the chip; 17.6 MB cross USB at 0.5 GB/s. */
    @Test
    void aDeviceWithoutMemoryStreamsOnlyWhatDoesNotFit() {
        assertThat(Physics.floor(profile("coral-usb"), null, 25.6e6, null, null)
                        .orElseThrow()
                        .ms())
                .isCloseTo(35.2, within(0.01));
    }

    @Test
    void unknownFiguresLowerTheFloorInsteadOfInventingOne() {
        assertThat(Physics.floor(profile("imx500"), 1e9, null, null, null)).isEmpty();
        assertThat(Physics.floor(profile("rpi5"), null, null, null, null)).isEmpty();
        assertThat(Physics.floor(profile("apple-m4"), 1e9, null, null, Precision.FP32))
                .isEmpty();
    }

    @Test
    void narrowArithmeticNeverSpeedsUpWideNumbers() {
        HardwareProfile h100 = profile("h100-sxm");
        double fp32 = Physics.floor(h100, 1e12, null, null, Precision.FP32)
                .orElseThrow()
                .ms();
        double fp16 = Physics.floor(h100, 1e12, null, null, Precision.FP16)
                .orElseThrow()
                .ms();
        double fp8 = Physics.floor(h100, 1e12, null, null, Precision.FP8)
                .orElseThrow()
                .ms();
        assertThat(fp32).isCloseTo(1 / 0.4945, within(0.01));
        assertThat(fp16).isCloseTo(1 / 0.989, within(0.01));
        assertThat(fp8).isCloseTo(1 / 1.979, within(0.01));
        assertThat(Physics.floor(h100, 1e12, null, null, Precision.INT8)
                        .orElseThrow()
                        .ms())
                .isEqualTo(fp8);
        assertThat(Physics.floor(profile("rpi5-hailo10h"), 1e12, null, null, Precision.INT4)
                        .orElseThrow()
                        .ms())
                .isCloseTo(25, within(0.01));
    }

    @Test
    void memoryMustHoldWeightsAndState() {
        Fit fit = Physics.memoryFit(profile("rpi5"), 7e9, 0.3e9, 0.9).orElseThrow();
        assertThat(fit.fits()).isFalse();
        assertThat(fit.neededBytes()).isEqualTo(7.3e9);
        assertThat(fit.availableBytes()).isCloseTo(7.2e9, within(1.0));
        assertThat(Physics.memoryFit(profile("rpi5"), 7.2e9, null, 0.9)
                        .orElseThrow()
                        .fits())
                .isTrue();
    }

    @Test
    void aDeviceWithoutMemoryStreamsUnlessItHasNoHost() {
        assertThat(Physics.memoryFit(profile("hailo-8"), 1e9, null, 0.9)).isEmpty();
        Fit sensor = Physics.memoryFit(profile("imx500"), 10e6, null, 0.9).orElseThrow();
        assertThat(sensor.fits()).isFalse();
        assertThat(sensor.availableBytes()).isCloseTo(7.2e6, within(1.0));
    }
}
