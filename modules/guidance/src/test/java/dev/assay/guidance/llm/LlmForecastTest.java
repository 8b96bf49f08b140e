package dev.assay.guidance.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.assay.guidance.HardwareProfiles;
import dev.assay.guidance.llm.LinkShare.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class LlmForecastTest {
    private static final LlmModel QWEN =
            LlmPreset.find("qwen2.5-1.5b").orElseThrow().model();
    private static final LlmCeilings PI =
            LlmCeilings.of(HardwareProfiles.bundled().find("rpi5-hailo10h").orElseThrow());
    private static final LlmDevice HAILO = new LlmDevice(
            "Hailo", 20e12, PI.computeEfficiency(), 17.07e9, PI.bandwidthEfficiency(), 8e9, PI.chunkTokens(), 0, 0);
    private static final HostLink GEN3 = HostLink.pcie(3, 1);

    private static LlmForecast forecast(HostLink link, boolean streamed, double prompt) {
        LlmDevice device = streamed ? HAILO.streamingOver(link) : HAILO;
        return new LlmForecast(QWEN, device, link, streamed, prompt, 64, 1);
    }

    private static LlmForecast.Crossing logits(LlmForecast forecast) {
        return forecast.crossings().stream()
                .filter(crossing -> crossing.what().equals(LlmForecast.LOGITS))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thePublishedSharesGiveThePublishedTimesBack() {
        LlmForecast forecast = forecast(GEN3, false, 96);
        assertEquals(320, forecast.prefill().seconds() * 1e3, 2);
        assertEquals(6.95, forecast.decode().tokensPerSecond(), 0.01);
        Double load = forecast.loadSeconds();
        assertNotNull(load);
        assertEquals(1.67, load, 0.005);
    }

    @Test
    void guidance3bTheLinkTakesTwoThousandthsOfATokenAndLessThanFiveOverGen2() {
        assertEquals(0.002, logits(forecast(GEN3, false, 96)).share().share(), 0.0005);
        assertTrue(logits(forecast(HostLink.pcie(2, 1), false, 96)).share().share() < 0.005);
    }

    @Test
    void withMemoryEveryVerdictIsNegligibleAndWithoutTheLinkDecides() {
        assertTrue(forecast(GEN3, false, 96).crossings().stream()
                .allMatch(crossing -> crossing.share().verdict() == Verdict.NEGLIGIBLE));
        LlmForecast.Crossing weights = forecast(GEN3, true, 96).crossings().get(1);
        assertEquals("the weights, for every token", weights.what());
        assertEquals(Verdict.LINK_BOUND, weights.share().verdict());
        assertEquals(1, weights.share().share(), 0.01);
        assertTrue(forecast(GEN3, true, 96).sentence().contains("the link, over which the weights come"));
    }

    @Test
    void theEdgesOfAChunkAreAmongThePromptsShown() {
        assertEquals(
                List.of(95.0, 96.0, 97.0, 192.0, 193.0),
                forecast(GEN3, false, 96).edges().stream()
                        .map(LlmForecast.Edge::promptTokens)
                        .toList());
        assertTrue(forecast(GEN3, false, 5).edges().stream().anyMatch(edge -> edge.promptTokens() == 5));
    }

    @Test
    void theAnswerLiesBetweenThePeaksAndTheUsualShares() {
        LlmForecast forecast = forecast(GEN3, false, 500);
        assertTrue(forecast.prefillAtPeak().seconds() < forecast.prefill().seconds());
        assertTrue(forecast.decodeAtPeak().secondsPerToken() < forecast.decode().secondsPerToken());
        assertTrue(forecast.decodeAt(0.5).tokensPerSecond()
                < forecast.decodeAt(0.7).tokensPerSecond());
        assertEquals(564, forecast.contextTokens());
    }
}
