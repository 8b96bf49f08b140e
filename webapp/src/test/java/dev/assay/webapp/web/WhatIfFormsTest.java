package dev.assay.webapp.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.assay.guidance.HardwareProfile;
import dev.assay.guidance.HardwareProfiles;
import dev.assay.guidance.llm.LlmForecast;
import dev.assay.guidance.llm.LlmPreset;
import dev.assay.guidance.tco.Hosting;
import dev.assay.protocol.MeasurementDetails.Energy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WhatIfFormsTest {
    private static final HardwareProfiles PROFILES = HardwareProfiles.bundled();
    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000001");

    private static Map<String, String[]> asked(String... pairs) {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.put(pairs[i], new String[] {pairs[i + 1]});
        }
        return parameters;
    }

    private static LlmForm llm(String... pairs) {
        return new LlmForm(asked(pairs), PROFILES::find);
    }

    private static RunFigures run(Double rate, Energy energy) {
        return new RunFigures(ID, ID, "fp32 on here", "p90 at most 5 ms", rate, 5.0, "too few samples", energy);
    }

    @Test
    void thePageOpensWithTheRaspberryPiAndItsPublishedFigures() {
        LlmForecast forecast = llm().forecast;
        assertNotNull(forecast);
        assertEquals(321, forecast.prefill().seconds() * 1e3, 0.5);
        assertEquals(6.95, forecast.decode().tokensPerSecond(), 0.005);
        assertEquals(
                "The first token comes after 321 ms, then 6.95 tokens per second; memory bandwidth sets the pace.",
                forecast.sentence());
        LlmForecast over = llm("prompt", "97").forecast;
        assertNotNull(over);
        assertEquals(2 * forecast.prefill().seconds(), over.prefill().seconds(), 1e-12);
    }

    @Test
    void withoutMemoryOfItsOwnTheLinkSetsThePace() {
        LlmForm form = llm("streamed", "true", "link", "3x1");
        assertNotNull(form.forecast);
        assertEquals(0.6, form.forecast.decode().tokensPerSecond(), 0.005);
        assertTrue(form.forecast.sentence().contains("the link"));
        LlmForm hailo8 = llm("device", "hailo-8");
        assertNotNull(hailo8.forecast);
        assertTrue(hailo8.forecast.streamed());
    }

    @Test
    void everyProfileAndPresetHasAnAnswerOrASentence() {
        for (HardwareProfile profile : PROFILES.profiles()) {
            for (LlmPreset preset : LlmPreset.ALL) {
                LlmForm form = llm("device", profile.id(), "model", preset.id());
                if (form.forecast == null) {
                    assertTrue(!form.form.getProblems().isEmpty(), profile.id());
                } else {
                    assertTrue(form.form.getProblems().isEmpty(), profile.id());
                    assertTrue(form.forecast.answerSeconds() > 0, profile.id());
                }
            }
        }
    }

    @Test
    void aFigureThatNobodyPublishesIsAskedFor() {
        LlmForm form = llm("device", "axelera-metis-m2");
        assertNull(form.forecast);
        assertTrue(
                form.form.getProblems().getFirst().startsWith("Nobody publishes a figure for the memory bandwidth of"));
        assertNotNull(llm("device", "axelera-metis-m2", "bandwidth", "30").forecast);
    }

    @Test
    void nonsenseIsAnsweredInSentences() {
        LlmForm form = llm("device", "x", "model", "y", "prompt", "-1", "batch", "many", "tops", "0");
        assertNull(form.forecast);
        assertEquals(5, form.form.getProblems().size());
        assertNull(llm("link", "9x9").forecast);
        assertNull(llm("weightGb", "0").forecast);
    }

    @Test
    void costTakesItsThroughputFromARunAndSaysAtWhatItWasMeasured() {
        TcoForm form = new TcoForm(asked("run", ID.toString(), "hosting", "owned"), id -> run(200.0, null));
        assertNotNull(form.machine);
        assertEquals(200, form.machine.unitsPerSecond());
        assertEquals("p90 at most 5 ms", form.throughputFrom);
        assertEquals("typed: the run had no meter", form.wattsFrom);
        assertEquals(false, form.tokens);
    }

    @Test
    void costTakesTheWattsOfAMeterWithItsBoundary() {
        TcoForm form = new TcoForm(
                asked("run", ID.toString(), "hosting", "owned"),
                id -> run(200.0, new Energy("rapl", "package-0", 11, 47, 0.2, 100)));
        assertNotNull(form.machine);
        Hosting.Owned owned = (Hosting.Owned) form.machine.hosting();
        assertEquals(11, owned.idleWatts());
        assertEquals(47, owned.loadWatts());
        assertTrue(form.wattsFrom.contains("boundary package (package-0)"), form.wattsFrom);
    }

    @Test
    void costRefusesARunThatLendsNothing() {
        TcoForm gone = new TcoForm(asked("run", "nonsense"), id -> null);
        assertNull(gone.machine);
        assertTrue(gone.form.getProblems().getFirst().contains("lends no figures"));
        TcoForm few = new TcoForm(asked("run", ID.toString()), id -> run(null, null));
        assertNull(few.machine);
        assertEquals("too few samples", few.form.getProblems().getFirst());
    }

    @Test
    void costOpensWithTheGoldenCase() {
        TcoForm form = new TcoForm(asked("u", "0.1"), id -> null);
        assertNotNull(form.machine);
        assertEquals(9.92, form.machine.ownUsdPerMillion(), 0.005);
        assertNull(new TcoForm(asked("p10", "900"), id -> null).machine);
        assertNull(new TcoForm(asked("hosting", "owned", "pue", "0.5"), id -> null).machine);
        assertNull(new TcoForm(asked("hosting", "owned", "idleW", "50"), id -> null).machine);
    }

    @Test
    void energyWithoutAMeterIsNotMadeUp() {
        EnergyForm form = new EnergyForm(asked("run", ID.toString()), id -> run(200.0, null));
        assertNull(form.heat);
        assertTrue(form.form.getProblems().getFirst().startsWith("No meter:"));
        EnergyForm metered = new EnergyForm(
                asked("run", ID.toString()), id -> run(200.0, new Energy("rapl", "package-0", 11, 47, 0.18, 100)));
        assertNotNull(metered.heat);
        assertNotNull(metered.first);
        assertEquals(5e-3, metered.first.seconds(), 1e-9);
    }

    @Test
    void energyRefusesWhatCannotBe() {
        assertNull(new EnergyForm(asked("perSecond", "100000"), id -> null).heat);
        assertNull(new EnergyForm(asked("ambient", "298"), id -> null).heat);
        assertNull(new EnergyForm(asked("exponent", "0.1"), id -> null).heat);
        assertNull(new EnergyForm(asked("boundary", "somewhere"), id -> null).heat);
        assertNotNull(new EnergyForm(asked("ambient", "-20"), id -> null).heat);
    }

    /** A choice with an empty value loses its attribute on the page, and its words are sent instead. */
    @Test
    void noChoiceIsEmptyAndNoRunIsNoRun() {
        LlmForm form = llm();
        assertTrue(form.links().stream().noneMatch(choice -> choice.value().isEmpty()));
        assertEquals(
                "profile",
                form.links().stream()
                        .filter(WhatIf.Option::chosen)
                        .findFirst()
                        .orElseThrow()
                        .value());
        assertNotNull(llm("link", "profile").forecast);
        assertNotNull(new TcoForm(asked("run", "none"), id -> null).machine);
        assertNotNull(new EnergyForm(asked("run", "none"), id -> null).heat);
    }
}
