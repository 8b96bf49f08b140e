package dev.assay.portal.accounts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Token buckets by key: {@code burst} tokens at first, one more every {@code refill}, never above {@code burst}. It
 * forgets the keys that were not used for longest, so that made-up keys cannot fill the memory. Safe for many threads.
 */
public final class TokenBuckets {
    private static final int MOST_KEYS = 20_000;

    private final InstantSource clock;
    private final int burst;
    private final Duration refill;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private record Bucket(double tokens, Instant at) {}

    public TokenBuckets(InstantSource clock, int burst, Duration refill) {
        this.clock = clock;
        this.burst = burst;
        this.refill = refill;
    }

    /** Takes a token; when there is none, answers how long it takes until there is one. */
    public synchronized Optional<Duration> take(String key) {
        Bucket now = filled(key);
        if (now.tokens() < 1) {
            buckets.put(key, now);
            return Optional.of(untilOne(now));
        }
        buckets.put(key, new Bucket(now.tokens() - 1, now.at()));
        return Optional.empty();
    }

    /** Like {@link #take}, but leaves the bucket as it is. */
    public synchronized Optional<Duration> look(String key) {
        Bucket now = filled(key);
        return now.tokens() < 1 ? Optional.of(untilOne(now)) : Optional.empty();
    }

    /** Fills a bucket up again. */
    public synchronized void reset(String key) {
        buckets.remove(key);
    }

    private Bucket filled(String key) {
        Instant now = clock.instant();
        Bucket last = buckets.get(key);
        if (last == null) {
            return new Bucket(burst, now);
        }
        double elapsed = Math.max(0, Duration.between(last.at(), now).toNanos());
        return new Bucket(Math.min(burst, last.tokens() + elapsed / refill.toNanos()), now);
    }

    private Duration untilOne(Bucket bucket) {
        return Duration.ofNanos((long) Math.ceil((1 - bucket.tokens()) * refill.toNanos()));
    }
}
