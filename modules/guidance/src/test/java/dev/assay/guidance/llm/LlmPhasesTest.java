package dev.assay.guidance.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.assay.guidance.InvalidGuidanceInput;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LlmPhasesTest {
    private static final LlmModel QWEN =
            LlmPreset.find("qwen2.5-1.5b").orElseThrow().model();
    private static final LlmModel LLAMA_8B =
            LlmPreset.find("llama-3-8b").orElseThrow().model();

    /** A device at its peaks. */
    private static LlmDevice device(double ops, double bytesPerSecond, int chunk) {
        return new LlmDevice("d", ops, 1, bytesPerSecond, 1, 64e9, chunk, 0, 0);
    }

    private static LlmModel dense(double parameters, double bytesPerWeight) {
        return new LlmModel("m", parameters, bytesPerWeight, null, new KvLayout.Grouped(1, 1, 1, 2), 1, 1);
    }

    @Test
    void guidance3bAiHubModelsPay32ChunksOf128For4096Tokens() {
        for (double[] pair : new double[][] {{160.28, 5128.89}, {95.37, 3051.93}}) {
            LlmModel model = dense(1e9, 1);
            // A device whose one chunk takes the shorter of the two published times.
            LlmDevice npu = device(2e9 * 128 / (pair[0] / 1e3), 1e15, 128);
            assertEquals(pair[0], Prefill.of(model, npu, 128).seconds() * 1e3, 1e-6);
            assertEquals(pair[0], Prefill.of(model, npu, 1).seconds() * 1e3, 1e-6);
            Prefill whole = Prefill.of(model, npu, 4096);
            assertEquals(32, whole.chunks());
            assertEquals(pair[1], whole.seconds() * 1e3, pair[1] * 1e-4);
        }
    }

    @Test
    void guidance3bOneTokenOverAChunkOf96CostsTwiceAsMuch() {
        LlmDevice npu = device(0.924e12, 1e15, 96);
        double at95 = Prefill.of(QWEN, npu, 95).seconds();
        double at96 = Prefill.of(QWEN, npu, 96).seconds();
        double at97 = Prefill.of(QWEN, npu, 97).seconds();
        assertEquals(at96, at95);
        assertEquals(2 * at96, at97, 1e-12);
        assertEquals(192, Prefill.of(QWEN, npu, 97).tokensComputed());
        // Without compiled chunks the edge is gone.
        LlmDevice any = device(0.924e12, 1e15, 0);
        assertEquals(
                97.0 / 96,
                Prefill.of(QWEN, any, 97).seconds() / Prefill.of(QWEN, any, 96).seconds(),
                1e-12);
    }

    @Test
    void c02NinetySixTokensAre296GopAnd2039MsAre24PercentOf614Gops() {
        double operations = Prefill.operations(QWEN, 96);
        assertEquals(296e9, operations, 0.5e9);
        assertEquals(145e9, operations / 2.039, 0.5e9);
        assertEquals(0.24, Achieved.ofCompute(operations, 2.039, 614e9), 0.005);
    }

    @Test
    void guidance3bHailo10hPrefillReaches092TopsOr23PercentOf40() {
        double operations = Prefill.operations(QWEN, 96);
        assertEquals(0.92e12, operations / 0.320, 0.005e12);
        assertEquals(0.023, Achieved.ofCompute(operations, 0.320, 40e12), 0.0005);
    }

    @Test
    void guidance3bLlama8bBf16OnXeon6ReadsAtMost526TokensPerSecondAnd383OnDdr5() {
        assertEquals(16.06e9, LLAMA_8B.weightBytes(), 1e6);
        assertEquals(52.6, Decode.of(LLAMA_8B, device(524e12, 844.8e9, 0), 0, 1).tokensPerSecond(), 0.05);
        assertEquals(
                38.3,
                Decode.of(LLAMA_8B, device(524e12, 12 * 8 * 6.4e9, 0), 0, 1).tokensPerSecond(),
                0.05);
    }

    @Test
    void guidance3bTheRidgeBatchOfAnH100InBf16Is295() {
        assertEquals(295, Decode.ridgeBatch(989e12, 3350e9, 2), 0.5);
        LlmDevice h100 = device(989e12, 3350e9, 0);
        LlmModel noCache = new LlmModel("m", 8.03e9, 2, null, new KvLayout.Constant(1, 1e-9), 1, 1);
        assertEquals(Limit.MEMORY, Decode.of(noCache, h100, 0, 295).limit());
        assertEquals(Limit.COMPUTE, Decode.of(noCache, h100, 0, 296).limit());
    }

    @Test
    void guidance3aRidgesOfTheProfiles() {
        assertEquals(206, Decode.ridgeBatch(989e12, 4800e9, 2), 0.5);
        assertEquals(281, Decode.ridgeBatch(2250e12, 8000e9, 2), 0.5);
        assertEquals(560, Decode.ridgeBatch(918e12, 1638e9, 2), 0.5);
        assertEquals(313, Decode.ridgeBatch(2307e12, 7370e9, 2), 0.5);
        // 36 operations per byte of int8 weights are 18 tokens of two operations each.
        assertEquals(36, 2 * Decode.ridgeBatch(0.614e12, 17.07e9, 1), 0.5);
    }

    @Test
    void c34UtilisationOfAnH100IsAtMost034PercentAlone4Point4At13() {
        assertEquals(0.0034, Decode.utilisationBound(1, 989e12, 3350e9, 2), 0.00005);
        assertEquals(0.044, Decode.utilisationBound(13, 989e12, 3350e9, 2), 0.0005);
        assertEquals(0.04, Decode.utilisationBound(12, 989e12, 3350e9, 2), 0.001);
        assertEquals(1, Decode.utilisationBound(1e6, 989e12, 3350e9, 2));
    }

    @Test
    void c35TheFloorDecidesWhetherAFrameOf16Point7MsCanBeKept() {
        assertEquals(16.7, 1e3 / 60, 0.05);
        LlmDevice pi = device(0.614e12, 17.07e9, 0);
        // 71 ms of arithmetic against a budget of 35 ms: twice the peak is needed, whatever the software.
        double floor = Achieved.floorSeconds(0.614e12 * 0.071, 1e6, pi);
        assertEquals(0.071, floor, 1e-12);
        assertTrue(floor > 0.035);
        assertEquals(1.64 / 17.07, Achieved.floorSeconds(1, 1.64e9, pi), 1e-9);
    }

    @Test
    void c24AnAnswerIsItsFirstTokenAndTheOthers() {
        LlmDevice device = device(1e12, 17.07e9, 0);
        Prefill prefill = Prefill.of(QWEN, device, 96);
        Decode decode = Decode.of(QWEN, device, 96, 1);
        assertEquals(prefill.seconds(), decode.answerSeconds(prefill, 1));
        assertEquals(prefill.seconds() + 63 * decode.secondsPerToken(), decode.answerSeconds(prefill, 64), 1e-12);
    }

    @Test
    void guidance13DecodeOfThePublishedDevicesUsesAHalfToTwoThirdsOfTheirBandwidth() {
        assertEquals(0.67, Achieved.ofBandwidth(6.95, 1.64e9, 17.07e9), 0.005);
        assertEquals(0.49, Achieved.ofBandwidth(2.67, 3.13e9, 17.07e9), 0.005);
        assertEquals(0.65, Achieved.ofBandwidth(5.55, 2.0e9, 17.07e9), 0.005);
    }

    @Test
    void guidance13ImageNetworksUse5To37PercentOfTheirPrintedPeak() {
        // ResNet-50 is 6.98 G operations in Hailo's zoo, 8.2 G in MLPerf's v1.5.
        assertEquals(0.368, Achieved.ofCompute(6.98e9, 1 / 1372.0, 26e12), 0.0005);
        assertEquals(0.11, Achieved.ofCompute(6.98e9, 1 / 316.0, 20e12), 0.005);
        assertEquals(0.35, Achieved.ofCompute(6.98e9, 1 / 1010.0, 20e12), 0.005);
        assertEquals(0.074, Achieved.ofCompute(6.98e9, 1 / 138.0, 13e12), 0.0005);
        assertEquals(0.27, Achieved.ofCompute(6.98e9, 1 / 503.0, 13e12), 0.005);
        assertEquals(0.19, Achieved.ofCompute(8.2e9, 0.846e-3, 50e12), 0.005);
        assertEquals(0.093, Achieved.ofCompute(8.2e9, 0.636e-3, 138e12), 0.0005);
        assertEquals(0.047, Achieved.ofCompute(8.2e9, 0.636e-3, 275e12), 0.0005);
        assertEquals(0.19, Achieved.ofCompute(8.2e9, 0.962e-3, 45e12), 0.005);
        assertEquals(28, 100 / 3.6, 0.5);
    }

    @Test
    void aMixtureReadsItsActiveExpertsAloneAndNearlyAllInABatch() {
        LlmModel mixtral = LlmPreset.find("mixtral-8x7b").orElseThrow().model();
        assertEquals(12.9e9, mixtral.activeParameters(), 0.05e9);
        assertEquals(mixtral.activeParameters() * 2, mixtral.bytesRead(1), 1);
        assertTrue(mixtral.bytesRead(16) > 0.98 * mixtral.weightBytes());
        assertTrue(mixtral.bytesRead(1000) <= mixtral.weightBytes());
        LlmModel v3 = LlmPreset.find("deepseek-v3.1").orElseThrow().model();
        assertEquals(37e9, v3.activeParameters(), 1e9);
    }

    @Test
    void timesGrowWithPromptContextAndBatchAndShrinkWithBandwidthAndPeak() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            LlmPreset preset = LlmPreset.ALL.get(random.nextInt(LlmPreset.ALL.size()));
            LlmModel model = preset.model();
            double ops = 1e11 * Math.pow(10, 4 * random.nextDouble());
            double bandwidth = 1e10 * Math.pow(10, 2 * random.nextDouble());
            LlmDevice device = device(ops, bandwidth, random.nextInt(3) * 96);
            int tokens = 1 + random.nextInt(5000);
            double batch = 1 + random.nextInt(64);
            assertTrue(Prefill.of(model, device, tokens + 1).seconds()
                    >= Prefill.of(model, device, tokens).seconds());
            Decode decode = Decode.of(model, device, tokens, batch);
            assertTrue(Decode.of(model, device, tokens + 1, batch).secondsPerToken() >= decode.secondsPerToken());
            assertTrue(Decode.of(model, device, tokens, batch + 1).secondsPerToken() >= decode.secondsPerToken());
            assertTrue(Decode.of(model, device, tokens, batch + 1).totalTokensPerSecond()
                            >= decode.totalTokensPerSecond() * (1 - 1e-12)
                    || model.kv().bytes(tokens) > 0);
            LlmDevice wider = device(ops, 2 * bandwidth, device.chunkTokens());
            assertTrue(Decode.of(model, wider, tokens, batch).secondsPerToken() <= decode.secondsPerToken());
            assertTrue(Prefill.of(model, wider, tokens).seconds()
                    <= Prefill.of(model, device, tokens).seconds());
            LlmDevice faster = device(3 * ops, bandwidth, device.chunkTokens());
            assertTrue(Prefill.of(model, faster, tokens).seconds()
                    <= Prefill.of(model, device, tokens).seconds());
            // Units: everything twice as fast is twice as fast.
            LlmDevice twice = device(2 * ops, 2 * bandwidth, device.chunkTokens());
            assertEquals(
                    decode.secondsPerToken() / 2,
                    Decode.of(model, twice, tokens, batch).secondsPerToken(),
                    1e-9);
        }
    }

    @Test
    void absurdDevicesAndQuestionsAreRefusedInSentences() {
        assertThrows(InvalidGuidanceInput.class, () -> device(0, 1e9, 0));
        assertThrows(InvalidGuidanceInput.class, () -> device(1e12, -1, 0));
        assertThrows(InvalidGuidanceInput.class, () -> device(1e12, Double.POSITIVE_INFINITY, 0));
        assertThrows(InvalidGuidanceInput.class, () -> device(1e12, 1e9, -96));
        InvalidGuidanceInput share =
                assertThrows(InvalidGuidanceInput.class, () -> new LlmDevice("d", 1e12, 15, 1e9, 0.6, 0, 0, 0, 0));
        assertEquals(
                "The share of the peak that is reached of 15 cannot be: it is a share; give a number above 0 and at most"
                        + " 1.",
                share.getMessage());
        LlmDevice good = device(1e12, 1e9, 0);
        assertThrows(InvalidGuidanceInput.class, () -> Prefill.of(QWEN, good, 0));
        assertThrows(InvalidGuidanceInput.class, () -> Decode.of(QWEN, good, -1, 1));
        assertThrows(InvalidGuidanceInput.class, () -> Decode.of(QWEN, good, 1, 0));
        assertThrows(InvalidGuidanceInput.class, () -> Decode.ridgeBatch(1, 0, 1));
        assertThrows(InvalidGuidanceInput.class, () -> dense(-1, 2));
        assertThrows(InvalidGuidanceInput.class, () -> dense(1e9, 0));
        assertThrows(InvalidGuidanceInput.class, () -> new LlmModel.Experts(1e9, 2, 3));
        assertThrows(InvalidGuidanceInput.class, () -> Achieved.ofCompute(1, 0, 1));
    }
}
