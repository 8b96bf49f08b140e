package dev.assay.portal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.protocol.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunStateTest {
    @ParameterizedTest
    @EnumSource(RunState.class)
    void aStateIsWaitingHeldOrOver(RunState state) {
        long kinds = java.util.stream.Stream.of(state == RunState.QUEUED, state.held(), state.terminal())
                .filter(is -> is)
                .count();
        assertThat(kinds).isOne();
        assertThat(state.mayBecome(state)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(RunState.class)
    void whatIsOverStaysAsItIs(RunState next) {
        for (RunState state : RunState.values()) {
            if (state.terminal()) {
                assertThat(state.mayBecome(next)).isFalse();
            }
        }
    }

    @Test
    void everyStateButTheFirstCanBeReachedAndEveryHeldOneCanEnd() {
        for (RunState state : RunState.values()) {
            assertThat(state.before().isEmpty()).isEqualTo(false);
            if (state.held() && state != RunState.CANCELING) {
                assertThat(RunState.FAILED.before()).contains(state);
                assertThat(RunState.QUEUED.before()).contains(state);
            }
        }
        assertThat(RunState.LEASED.before()).containsExactly(RunState.QUEUED);
        assertThat(RunState.EXPIRED.before()).containsExactly(RunState.QUEUED);
    }

    @Test
    void aReportLeadsForwardOnly() {
        assertThat(RunState.LEASED.after(Phase.LOADING)).isEqualTo(RunState.PREPARING);
        assertThat(RunState.PREPARING.after(Phase.WARMING_UP)).isEqualTo(RunState.MEASURING);
        assertThat(RunState.MEASURING.after(Phase.LOADING)).isEqualTo(RunState.MEASURING);
        assertThat(RunState.UPLOADING.after(Phase.MEMORY)).isEqualTo(RunState.UPLOADING);
        assertThat(RunState.CANCELING.after(Phase.UPLOADING)).isEqualTo(RunState.CANCELING);
    }
}
