package dev.assay.webapp.api;

import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.ClientAddress;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.TokenBuckets;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/** How often one account, or one address without an account, may do what costs the portal something. */
@ApplicationScoped
public class RateLimits {
    static final String WAIT = RateLimits.class.getName() + ".wait";

    /** What is limited: how much at once, and how long until one more. */
    public enum Limit {
        UPLOAD(20, Duration.ofSeconds(6)),
        EXPERIMENT(30, Duration.ofSeconds(4)),
        /** Enrolling, and proving to be a device. */
        AGENT_PROOF(60, Duration.ofSeconds(1)),
        REGENERATE(10, Duration.ofSeconds(5)),
        LIVE(40, Duration.ofSeconds(1));

        private final int burst;
        private final Duration refill;

        Limit(int burst, Duration refill) {
            this.burst = burst;
            this.refill = refill;
        }
    }

    @Inject
    InstantSource clock;

    @Inject
    CurrentAccount current;

    @Inject
    ClientAddress address;

    @Inject
    HttpServletRequest request;

    private Map<Limit, TokenBuckets> buckets;

    @PostConstruct
    void prepare() {
        buckets = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            buckets.put(limit, new TokenBuckets(clock, limit.burst, limit.refill));
        }
    }

    /**
     * Counts one use by whoever makes this request.
     *
     * @throws Refusal LIMIT when it is too much for now
     */
    public void take(Limit limit) {
        String key =
                current.account().map(account -> "account " + account.id()).orElseGet(() -> "address " + address.get());
        TokenBuckets bucket = buckets.get(limit);
        if (bucket == null) {
            throw new IllegalStateException("No bucket for " + limit);
        }
        bucket.take(key).ifPresent(wait -> {
            long seconds = wait.toSeconds() + 1;
            request.setAttribute(WAIT, seconds);
            throw new Refusal(
                    Refusal.Kind.LIMIT,
                    "TOO_MANY_REQUESTS",
                    "That was too much at once; nothing was changed. Try again in " + seconds + " seconds.");
        });
    }
}
