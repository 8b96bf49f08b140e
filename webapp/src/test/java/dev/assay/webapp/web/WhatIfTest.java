package dev.assay.webapp.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.assay.webapp.web.WhatIf.Kind;
import dev.assay.webapp.web.WhatIf.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhatIfTest {
    private static final List<Slot> SLOTS = List.of(
            new Slot("watts", "Power", "W", "10", Kind.ABOVE_0, 1e6, ""),
            new Slot("u", "Utilisation", "0–1", "0.3", Kind.SHARE, 1, ""),
            new Slot("open", "Memory", "GB", "", Kind.FROM_0, 1e6, ""));

    private static WhatIf form(String... pairs) {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.put(pairs[i], new String[] {pairs[i + 1]});
        }
        return new WhatIf(parameters, SLOTS, List.of("device"));
    }

    @Test
    void whatWasLeftOpenTakesItsInitialValue() {
        WhatIf form = form("watts", "  ");
        assertEquals(10, form.number("watts"));
        assertEquals(0.3, form.number("u"));
        assertTrue(form.optional("open").isEmpty());
        assertTrue(form.sound());
        assertFalse(form.given("watts"));
    }

    @Test
    void whatMakesNoSenseStaysInItsFieldAndGetsASentence() {
        for (String wrong : List.of("15 W", "1,5", "abc", "1e", "--1", "NaN", "Infinity", "0x10", "1 000")) {
            WhatIf form = form("watts", wrong);
            form.number("watts");
            assertEquals(
                    List.of("Power: \"" + wrong
                            + "\" is no number. Write digits with a point, without spaces, commas or a unit; the field"
                            + " counts in W."),
                    form.getProblems());
            WhatIf.Field field = form.fields(List.of("watts")).getFirst();
            assertEquals(wrong, field.value());
            assertEquals(form.getProblems().getFirst(), field.error());
        }
    }

    @Test
    void zeroNegativeAndAbsurdFiguresAreNamedInTheUnitOfTheField() {
        for (String wrong : List.of("0", "-3", "1e300", "1e7")) {
            WhatIf form = form("watts", wrong, "u", "30");
            form.number("watts");
            form.number("u");
            assertEquals(2, form.getProblems().size(), wrong);
            assertTrue(
                    form.getProblems().getFirst().contains(" W"),
                    form.getProblems().getFirst());
            assertTrue(form.getProblems().getLast().contains("it is a share"));
        }
        assertEquals(1e5, form("watts", "1e5").number("watts"));
        assertEquals(0.5, form("watts", ".5").number("watts"));
    }

    @Test
    void addressesKeepWhatWasTypedAndChangeWhatIsAsked() {
        WhatIf form = form("watts", "15 W", "device", "a&b");
        assertEquals("/guide/x?device=a%26b&watts=15+W&u=1", form.with("/guide/x", Map.of("u", "1")));
        assertEquals("/guide/x?device=a%26b", form.with("/guide/x", Map.of("watts", "")));
        assertEquals("/guide/x", form().with("/guide/x", Map.of()));
    }

    @Test
    void aWordThatIsNoChoiceMarksTheFirst() {
        List<String[]> choices = List.of(new String[] {"a", "A"}, new String[] {"b", "B"});
        assertEquals(
                List.of(true, false),
                WhatIf.options("c", choices).stream().map(WhatIf.Option::chosen).toList());
        assertEquals(
                List.of(false, true),
                WhatIf.options("b", choices).stream().map(WhatIf.Option::chosen).toList());
    }

    @Test
    void longTextIsCut() {
        WhatIf form = form("watts", "9".repeat(5000));
        form.number("watts");
        assertTrue(form.fields(List.of("watts")).getFirst().value().length() < 100);
    }
}
