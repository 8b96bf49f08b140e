package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.guidance.Advice;
import dev.assay.guidance.Grade;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdviceListsTest {
    private final AdviceLists lists = new AdviceLists();

    @Test
    void aProfileThatTwoRulesRemoveIsOneProfile() {
        Advice advice = advice(List.of(), List.of(), gone("a", "H1"), gone("b", "H1"), gone("a", "H2"));

        assertThat(lists.ruledOut(advice))
                .extracting(AdviceLists.RuledOut::profileId)
                .containsExactly("a", "b");
        assertThat(lists.ruledOut(advice).get(0).reasons())
                .extracting(Advice.Elimination::rule)
                .containsExactly("H1", "H2");
    }

    @Test
    void whatIsRecommendedStandsFirstAmongWhatRemains() {
        Advice advice =
                advice(List.of(chosen("c"), chosen("b")), List.of(left("a", true), left("b", false), left("c", false)));

        assertThat(lists.remaining(advice))
                .extracting(Advice.Survivor::profileId)
                .containsExactly("c", "b", "a");
        assertThat(lists.recommended(advice, "b")).isTrue();
        assertThat(lists.recommended(advice, "a")).isFalse();
    }

    @Test
    void unbeatenIsSaidOnlyWhereItTellsProfilesApart() {
        assertThat(lists.distinguishes(advice(List.of(), List.of(left("a", true), left("b", false), left("c", false)))))
                .isTrue();
        assertThat(lists.distinguishes(advice(List.of(), List.of(left("a", true), left("b", true), left("c", false)))))
                .isFalse();
        assertThat(lists.distinguishes(advice(List.of(), List.of(left("a", false)))))
                .isFalse();
    }

    private static Advice advice(
            List<Advice.Recommendation> recommended, List<Advice.Survivor> survivors, Advice.Elimination... gone) {
        return new Advice(
                "1",
                "A sentence.",
                recommended,
                null,
                Stream.of(gone).toList(),
                survivors,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Advice.Elimination gone(String profile, String rule) {
        return new Advice.Elimination(profile, profile, rule, "Too slow.", List.of());
    }

    private static Advice.Recommendation chosen(String profile) {
        return new Advice.Recommendation(
                profile, profile, "R1", Advice.Standing.RECOMMENDED, "It fits.", Grade.B, null, null);
    }

    private static Advice.Survivor left(String profile, boolean pareto) {
        return new Advice.Survivor(profile, profile, null, null, null, null, pareto, null, null, null, null);
    }
}
