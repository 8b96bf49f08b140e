package dev.assay.guidance.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.llm.LinkShare.Verdict;
import org.junit.jupiter.api.Test;

class LinkAndFitTest {
    private static final LlmModel QWEN =
            LlmPreset.find("qwen2.5-1.5b").orElseThrow().model();
    private static final HostLink GEN3 = HostLink.pcie(3, 1);
    private static final HostLink GEN2 = HostLink.pcie(2, 1);

    @Test
    void c05Gen3OneLaneCarries0985AndGen2Carries05GigabytesPerSecond() {
        assertEquals(0.985e9, GEN3.bytesPerSecond(), 0.0005e9);
        assertEquals(0.5e9, GEN2.bytesPerSecond());
        assertEquals(3.94e9, HostLink.pcie(3, 4).bytesPerSecond(), 0.005e9);
        assertEquals(31.5e9, HostLink.pcie(4, 16).bytesPerSecond(), 0.05e9);
        assertEquals(63e9, HostLink.pcie(5, 16).bytesPerSecond(), 0.05e9);
    }

    @Test
    void guidance3bLogitsOfATokenTake031MsOf144WhichIs02Percent() {
        double bytes = QWEN.vocabulary() * 2.0;
        assertEquals(0.30e6, bytes, 0.005e6);
        LinkShare share = new LinkShare(GEN3.seconds(1, bytes), 1 / 6.95);
        assertEquals(0.31, share.linkSeconds() * 1e3, 0.005);
        assertEquals(144, share.totalSeconds() * 1e3, 0.5);
        assertEquals(0.002, share.share(), 0.0005);
        assertEquals(Verdict.NEGLIGIBLE, share.verdict());
        assertEquals("0.309 ms of 144 ms (0.214 %) is the link: it does not matter.", share.sentence());
    }

    @Test
    void guidance3bGen2DoublesEveryTermAndTheShareStaysBelowHalfAPercent() {
        double bytes = QWEN.vocabulary() * 2.0;
        assertEquals(1.97, GEN2.seconds(1, bytes) / GEN3.seconds(1, bytes), 0.005);
        assertTrue(new LinkShare(GEN2.seconds(1, bytes), 1 / 6.95).share() < 0.005);
    }

    @Test
    void guidance3bAColdLoadOf164GigabytesTakes17Of845Seconds() {
        LinkShare load = new LinkShare(GEN3.seconds(1, QWEN.weightBytes()), 8.45);
        assertEquals(1.7, load.linkSeconds(), 0.05);
        assertEquals(Verdict.NOTABLE, load.verdict());
    }

    @Test
    void c03WithoutDramATokenTakes17SecondsAnd06PassPerSecond() {
        LlmDevice hailo8 = new LlmDevice("no DRAM", 26e12, 1, 17.07e9, 1, 8e9, 0, 0, 0).streamingOver(GEN3);
        Decode decode = Decode.of(QWEN, hailo8, 0, 1);
        assertEquals(1.7, decode.secondsPerToken(), 0.05);
        assertEquals(0.6, decode.tokensPerSecond(), 0.05);
        LinkShare share = new LinkShare(GEN3.seconds(1, QWEN.weightBytes()), decode.secondsPerToken());
        assertEquals(Verdict.LINK_BOUND, share.verdict());
    }

    @Test
    void c04TheCacheOf96TokensIs275MegabytesAndCrossesIn28Ms() {
        double bytes = QWEN.kv().bytes(96);
        assertEquals(2.75e6, bytes, 0.005e6);
        assertEquals(2.8, GEN3.seconds(1, bytes) * 1e3, 0.05);
    }

    @Test
    void guidance3bThirtyFramesOf1080pAre187MegabytesPerSecond19PercentOfGen3And37OfGen2() {
        assertEquals(187e6, GEN3.frameShare(1920, 1080, 3, 30) * GEN3.bytesPerSecond(), 0.5e6);
        assertEquals(0.19, GEN3.frameShare(1920, 1080, 3, 30), 0.005);
        assertEquals(0.37, GEN2.frameShare(1920, 1080, 3, 30), 0.005);
    }

    @Test
    void theVerdictChangesAboveATenthAndAboveAHalf() {
        assertEquals(Verdict.NEGLIGIBLE, new LinkShare(1, 10).verdict());
        assertEquals(Verdict.NOTABLE, new LinkShare(1.001, 10).verdict());
        assertEquals(Verdict.NOTABLE, new LinkShare(5, 10).verdict());
        assertEquals(Verdict.LINK_BOUND, new LinkShare(5.001, 10).verdict());
    }

    @Test
    void transfersAndBytesAddUp() {
        HostLink slow = new HostLink("usb", 1e8, 0.5, 1e-3);
        assertEquals(3e-3 + 2, slow.seconds(3, 1e8), 1e-12);
        assertEquals(2 * slow.seconds(1, 5e6), slow.seconds(2, 1e7), 1e-12);
    }

    @Test
    void c31FifteenTo25TokensOfAThreeBillionModelNeed47To78GigabytesPerSecondOf17() {
        PlausibilityGate low = new PlausibilityGate(15, 3.13e9, 17.07e9);
        PlausibilityGate high = new PlausibilityGate(25, 3.13e9, 17.07e9);
        assertEquals(47e9, low.neededBytesPerSecond(), 0.5e9);
        assertEquals(78e9, high.neededBytesPerSecond(), 0.5e9);
        assertEquals(PlausibilityGate.Verdict.IMPLAUSIBLE, low.verdict());
        assertEquals(PlausibilityGate.Verdict.IMPLAUSIBLE, high.verdict());
        // Not even a bus twice as wide would do.
        assertEquals(PlausibilityGate.Verdict.IMPLAUSIBLE, new PlausibilityGate(15, 3.13e9, 34.1e9).verdict());
        assertEquals(PlausibilityGate.Verdict.PLAUSIBLE, new PlausibilityGate(2.67, 3.13e9, 17.07e9).verdict());
        assertTrue(low.sentence()
                .startsWith("Not possible: 15 tokens per second at 3.13 GB per token need 47 GB/s; the"
                        + " device has 17.1 GB/s, enough for 5.45."));
        assertEquals(PlausibilityGate.Verdict.DOUBTFUL, new PlausibilityGate(0.95, 10, 10).verdict());
    }

    @Test
    void c39OneMillionTokensFitOrNotByTheArchitecture() {
        LlmModel llama = LlmPreset.find("llama-3-8b").orElseThrow().model();
        LlmModel mamba = LlmPreset.find("mamba-2.8b").orElseThrow().model();
        MemoryFit.Overhead none = MemoryFit.Overhead.NONE;
        assertFalse(MemoryFit.of(llama, 80e9, 1e6, 1, none).fits());
        assertTrue(MemoryFit.of(mamba, 80e9, 1e6, 1, none).fits());
        MemoryFit lite =
                MemoryFit.of(LlmPreset.find("deepseek-v2-lite").orElseThrow().model(), 80e9, 1e6, 1, none);
        assertTrue(lite.fits());
        assertEquals(31.1e9, lite.kvBytes(), 0.05e9);
    }

    @Test
    void theLongestContextIsTheLastThatFits() {
        LlmModel llama = LlmPreset.find("llama-3-8b").orElseThrow().model();
        MemoryFit.Overhead overhead = new MemoryFit.Overhead(0.2e9, 2.4e9, 0.5e9);
        double longest = (double) MemoryFit.longestContext(llama, 24e9, 1, overhead, 1_000_000);
        assertTrue(MemoryFit.of(llama, 24e9, longest, 1, overhead).fits());
        assertFalse(MemoryFit.of(llama, 24e9, longest + 1, 1, overhead).fits());
        assertEquals(0, MemoryFit.longestContext(llama, 16e9, 1, overhead, 1_000_000));
        assertEquals(1_000_000, MemoryFit.longestContext(llama, 1e12, 1, overhead, 1_000_000));
        // ollama 17201: what fits without the compute buffer need not fit with it.
        assertTrue(MemoryFit.longestContext(llama, 24e9, 1, MemoryFit.Overhead.NONE, 1_000_000) > longest);
    }

    @Test
    void aFitNamesWhatIsTooMuch() {
        assertEquals(
                "It does not fit: 16.1 GB of the 14.4 GB that may be planned for, 1.66 GB too many.",
                new MemoryFit(16.06e9, 0, 0, 0, 0, 16e9).sentence());
        assertEquals(
                "It fits: 1.64 GB of the 7.2 GB that may be planned for.",
                new MemoryFit(1.64e9, 0, 0, 0, 0, 8e9).sentence());
    }

    @Test
    void c38FetchingACachePaysWhereThePrefillIsSlowerThanTheLink() {
        LlmDevice pi = new LlmDevice("cpu", 0.614e12, 0.24, 17.07e9, 0.65, 8e9, 0, 0, 0);
        KvReuse slow = KvReuse.of(QWEN, pi, GEN3, 2000);
        assertTrue(slow.fetchPays());
        LlmDevice h100 = new LlmDevice("gpu", 989e12, 0.6, 3350e9, 0.7, 80e9, 0, 0, 0);
        assertFalse(KvReuse.of(LlmPreset.find("llama-3-8b").orElseThrow().model(), h100, GEN2, 2000)
                .fetchPays());
    }

    @Test
    void absurdLinksAreRefusedInSentences() {
        assertThrows(InvalidGuidanceInput.class, () -> HostLink.pcie(9, 1));
        assertThrows(InvalidGuidanceInput.class, () -> HostLink.pcie(3, 3));
        assertThrows(InvalidGuidanceInput.class, () -> new HostLink("x", 0, 1, 0));
        assertThrows(InvalidGuidanceInput.class, () -> GEN3.seconds(-1, 1));
        assertThrows(InvalidGuidanceInput.class, () -> GEN3.frameShare(0, 1, 1, 1));
        assertThrows(InvalidGuidanceInput.class, () -> new LinkShare(1, 0));
        assertThrows(InvalidGuidanceInput.class, () -> new PlausibilityGate(-5, 1, 1));
        assertThrows(InvalidGuidanceInput.class, () -> new MemoryFit(0, 0, 0, 0, 0, 1));
        assertThrows(InvalidGuidanceInput.class, () -> MemoryFit.of(QWEN, 8e9, 1, 0, MemoryFit.Overhead.NONE));
    }
}
