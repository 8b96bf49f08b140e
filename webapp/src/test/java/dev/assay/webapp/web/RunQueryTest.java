package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.portal.queue.RunState;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunQueryTest {
    private static final UUID ME = UUID.randomUUID();

    @Test
    void theAddressHoldsEveryFilterAndNothingElse() {
        RunQuery query = RunQuery.of(Map.of(
                "model", new String[] {" m "},
                "state", new String[] {"failed"},
                "validity", new String[] {"nonsense"},
                "tier", new String[] {""},
                "evil", new String[] {"x"}));
        assertThat(query.filtered()).isTrue();
        assertThat(query.filter(ME).model()).isEqualTo("m");
        assertThat(query.filter(ME).state()).isEqualTo(RunState.FAILED);
        assertThat(query.filter(ME).validity()).isNull();
        assertThat(query.filter(ME).tier()).isNull();
        assertThat(query.filter(ME).account()).isNull();
        assertThat(query.query()).isEqualTo("?model=m&state=failed&validity=nonsense");
    }

    @Test
    void onlyMineNeedsAnAccount() {
        assertThat(RunQuery.of(Map.of("mine", new String[] {"true"})).filter(ME).account())
                .isEqualTo(ME);
    }

    @Test
    void aHeadSortsAndOnceMoreTurnsAndAlwaysStartsAtTheFirstPage() {
        RunQuery query = RunQuery.of(Map.of("cursor", new String[] {"abc"}, "text", new String[] {"a b"}));
        assertThat(query.sorted("p50", false)).isEqualTo("/runs?sort=p50&text=a+b");
        RunQuery sorted = RunQuery.of(Map.of("sort", new String[] {"p50"}));
        assertThat(sorted.sorted("p50", false)).isEqualTo("/runs?sort=-p50");
        assertThat(sorted.sorted("cosine", true)).isEqualTo("/runs?sort=-cosine");
    }
}
