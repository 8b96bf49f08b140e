package dev.assay.portal.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private Instant now = Instant.parse("2026-11-20T00:00:00Z");
    private final TokenBuckets buckets = new TokenBuckets(() -> now, 3, Duration.ofSeconds(10));

    @Test
    void theBurstIsFreeAndThenOneTokenComesPerRefill() {
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("a")).isEmpty();
        }
        assertThat(buckets.take("a")).contains(Duration.ofSeconds(10));
        now = now.plusSeconds(4);
        assertThat(buckets.take("a")).contains(Duration.ofSeconds(6));
        now = now.plusSeconds(6);
        assertThat(buckets.take("a")).isEmpty();
        assertThat(buckets.take("a")).isPresent();
    }

    @Test
    void keysDoNotShareABucket() {
        for (int i = 0; i < 4; i++) {
            buckets.take("a");
        }
        assertThat(buckets.take("b")).isEmpty();
    }

    @Test
    void aLongPauseDoesNotGiveMoreThanTheBurst() {
        buckets.take("a");
        now = now.plus(Duration.ofDays(1));
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("a")).isEmpty();
        }
        assertThat(buckets.take("a")).isPresent();
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        for (int i = 0; i < 3; i++) {
            buckets.take("a");
        }
        now = now.minus(Duration.ofDays(1));
        assertThat(buckets.take("a")).isPresent();
    }

    @Test
    void aResetFillsTheBucketAgain() {
        for (int i = 0; i < 4; i++) {
            buckets.take("a");
        }
        buckets.reset("a");
        assertThat(buckets.take("a")).isEmpty();
    }
}
