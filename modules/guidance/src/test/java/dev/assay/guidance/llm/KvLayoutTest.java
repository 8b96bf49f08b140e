package dev.assay.guidance.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.assay.guidance.InvalidGuidanceInput;
import java.util.List;
import org.junit.jupiter.api.Test;

class KvLayoutTest {
    private static final double GIB = 1L << 30;

    private static KvLayout layout(String preset) {
        return LlmPreset.find(preset).orElseThrow().model().kv();
    }

    @Test
    void guidance3bQwen15bKeeps28672BytesPerToken() {
        assertEquals(28_672, layout("qwen2.5-1.5b").nextTokenBytes(500));
    }

    @Test
    void unsloth4757Gemma3At131072TokensIs10Point41GibAndTheNaiveFormula682PercentMore() {
        double bytes = layout("gemma-3-27b").bytes(131_072);
        assertEquals(10.41, bytes / GIB, 0.005);
        // The head size of the naive formula is the hidden size over the 32 query heads, and every layer sees
        // everything.
        double naive = new KvLayout.Grouped(62, 16, 5376 / 32, 2).bytes(131_072);
        assertEquals(81.38, naive / GIB, 0.005);
        assertEquals(6.82, naive / bytes - 1, 0.005);
    }

    @Test
    void unsloth4757DeepSeekV31At163840TokensIs10Point72GibAndTheNaiveFormula81PercentLess() {
        double bytes = layout("deepseek-v3.1").bytes(163_840);
        assertEquals(10.72, bytes / GIB, 0.005);
        double naive = new KvLayout.Grouped(61, 1, 7168 / 128, 2).bytes(163_840);
        assertEquals(2.08, naive / GIB, 0.006);
        assertEquals(-0.81, naive / bytes - 1, 0.005);
    }

    @Test
    void unsloth4757Qwen35KeepsACacheInOneLayerOfFour() {
        // 16 attention layers; the states of the others are counted as nothing there.
        KvLayout kv = new KvLayout.Stacked(List.of(new KvLayout.Grouped(16, 4, 256, 2), new KvLayout.Constant(48, 1)));
        assertEquals(16.00, kv.bytes(262_144) / GIB, 0.005);
        assertEquals(65_536, kv.nextTokenBytes(1000), 1e-6);
        double naive = new KvLayout.Grouped(64, 4, 5120 / 24, 2).bytes(262_144);
        assertEquals(53.25, naive / GIB, 0.005);
    }

    @Test
    void c33ThreeBitsAre5Point33TimesSmallerThanFp16And6TimesNeeds2Point67() {
        double fp16 = new KvLayout.Grouped(32, 8, 128, 2).bytes(4096);
        assertEquals(5.33, fp16 / new KvLayout.Grouped(32, 8, 128, 3 / 8.0).bytes(4096), 0.005);
        assertEquals(6, fp16 / new KvLayout.Grouped(32, 8, 128, 2.6667 / 8).bytes(4096), 0.001);
        assertEquals(10.7, 2 * fp16 / new KvLayout.Grouped(32, 8, 128, 3 / 8.0).bytes(4096), 0.05);
    }

    @Test
    void unequalWithEqualSizesIsGrouped() {
        assertEquals(
                new KvLayout.Grouped(27, 16, 128, 2).bytes(777), new KvLayout.Unequal(27, 16, 128, 128, 2).bytes(777));
        // ollama 17201: DeepSeek-V2-Lite keeps keys of 192 and values of 128 where the cache is not compressed.
        assertEquals(
                276_480.0 / 31_104,
                layout("deepseek-v2-lite-expanded").bytes(100)
                        / layout("deepseek-v2-lite").bytes(100),
                1e-9);
    }

    @Test
    void aWindowStopsTheGrowthOfItsLayers() {
        KvLayout.Windowed kv = new KvLayout.Windowed(1, 5, 100, 1, 1, 1);
        assertEquals(12, kv.nextTokenBytes(50));
        assertEquals(2, kv.nextTokenBytes(100));
    }

    @Test
    void neverShrinksAndStartsAtNothingButTheState() {
        for (LlmPreset preset : LlmPreset.ALL) {
            KvLayout kv = preset.model().kv();
            double before = kv.bytes(0);
            assertEquals(kv instanceof KvLayout.Constant ? 13_107_200 : 0, before, preset.id());
            for (int tokens = 1; tokens < 5000; tokens += 37) {
                double now = kv.bytes(tokens);
                assertTrue(now >= before, preset.id() + " at " + tokens);
                before = now;
            }
            assertTrue(!kv.formula().isEmpty());
        }
    }

    @Test
    void absurdShapesAreRefusedInSentences() {
        InvalidGuidanceInput wrong =
                assertThrows(InvalidGuidanceInput.class, () -> new KvLayout.Grouped(0, -2, 128, 16));
        assertEquals(
                List.of(
                        "The number of layers of 0 cannot be; give a number above 0.",
                        "The number of key heads of -2 cannot be; give a number above 0.",
                        "The size of an element of 16 bytes is beyond anything built; check the unit and give at most 8"
                                + " bytes."),
                wrong.problems().stream()
                        .map(InvalidGuidanceInput.Problem::sentence)
                        .toList());
        assertThrows(InvalidGuidanceInput.class, () -> new KvLayout.Unequal(1, 1, 0, 1, 2));
        assertThrows(InvalidGuidanceInput.class, () -> new KvLayout.Latent(1, 0, 0, 2));
        assertThrows(InvalidGuidanceInput.class, () -> new KvLayout.Windowed(-1, 1, 1, 1, 1, 2));
        assertThrows(InvalidGuidanceInput.class, () -> new KvLayout.Constant(1, Double.NaN));
        assertThrows(InvalidGuidanceInput.class, () -> new KvLayout.Stacked(List.of()));
        assertThrows(InvalidGuidanceInput.class, () -> layout("llama-3-8b").bytes(-1));
        assertThrows(InvalidGuidanceInput.class, () -> layout("mamba-2.8b").bytes(-1));
    }
}
