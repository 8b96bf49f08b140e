package dev.assay.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class InterleavedTest {
    private static final long MILLI = 1_000_000;

    /** Two subjects on one clock. */
    private static final class Clock {
        private final List<Character> turns = new ArrayList<>();
        private long now;

        Stopwatch stopwatch() {
            return Stopwatch.of(() -> now);
        }

        Subject<RuntimeException> subject(char name, LongUnaryOperator nanosAt) {
            return new Subject<>() {
                @Override
                public int inputs() {
                    return 4;
                }

                @Override
                public void infer(int input) {
                    if (turns.isEmpty() || turns.get(turns.size() - 1) != name) {
                        turns.add(name);
                    }
                    now += nanosAt.applyAsLong(now);
                }

                @Override
                public boolean matchesReference(int input) {
                    return true;
                }
            };
        }
    }

    @Test
    void takesTurnsSoThatNeitherAlwaysComesFirst() {
        Clock clock = new Clock();
        Interleaved.Both both = Interleaved.run(
                clock.subject('A', now -> 10 * MILLI),
                clock.subject('B', now -> 12 * MILLI),
                new Extent(64, 6, 60, 6, 10_000, true),
                1,
                clock.stopwatch(),
                share -> {});
        assertThat(clock.turns.subList(0, 6)).containsExactly('A', 'B', 'A', 'B', 'A', 'B'); // A BB AA BB ...
        assertThat(both.blocks()).hasSizeGreaterThanOrEqualTo(20).containsOnly(List.of(10.0 * MILLI, 12.0 * MILLI));
        assertThat(both.first().latencyNanos()).hasSizeGreaterThanOrEqualTo(64).containsOnly(10 * MILLI);
        assertThat(both.second().latencyNanos()).hasSizeGreaterThanOrEqualTo(64).containsOnly(12 * MILLI);
        assertThat(both.first().elapsedSeconds()).isGreaterThanOrEqualTo(6);
        assertThat(both.second().elapsedSeconds()).isGreaterThanOrEqualTo(6);
    }

    /** Measured one after the other, this machine would make the second scheme look a third slower. */
    @Test
    void aMachineThatSlowsDownDoesNotFavourTheFirst() {
        Clock clock = new Clock();
        LongUnaryOperator slowing = now -> (long) (10 * MILLI * (1 + now / 30e9));
        Interleaved.Both both = Interleaved.run(
                clock.subject('A', slowing),
                clock.subject('B', slowing),
                new Extent(64, 6, 60, 6, 10_000, true),
                1,
                clock.stopwatch(),
                share -> {});
        PairedRatio ratio = PairedRatio.of(both.blocks());
        assertThat(ratio.ratio()).isCloseTo(1, within(0.01));
        assertThat(ratio.noDifferenceShown()).isTrue();
    }

    @Test
    void aRepeatedInputThatIsFasterIsNoticed() {
        Clock clock = new Clock();
        int[] last = {-1};
        Subject<RuntimeException> plain = clock.subject('A', now -> 10 * MILLI);
        Subject<RuntimeException> caching = new Subject<>() {
            @Override
            public int inputs() {
                return 16;
            }

            @Override
            public void infer(int input) {
                if (input == last[0]) {
                    clock.now += 2 * MILLI;
                } else {
                    plain.infer(0);
                }
                last[0] = input;
            }

            @Override
            public boolean matchesReference(int input) {
                return true;
            }
        };
        assertThat(CacheCheck.run(caching, 10 * MILLI, 1, clock.stopwatch()).ratio())
                .isCloseTo(0.2, within(0.05));
        assertThat(CacheCheck.run(plain, 10 * MILLI, 1, clock.stopwatch()).ratio())
                .isEqualTo(1);
    }
}
