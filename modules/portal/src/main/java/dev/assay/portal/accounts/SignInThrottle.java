package dev.assay.portal.accounts;

import dev.assay.portal.Refusal;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Slows down guessing: ten tries and then one every 30 seconds for a name, a hundred and then one every 2 seconds for
 * an address, which a class room may share. A right password fills the name's bucket up again.
 */
@ApplicationScoped
class SignInThrottle {
    @Inject
    InstantSource clock;

    private TokenBuckets names;
    private TokenBuckets addresses;

    @PostConstruct
    void prepare() {
        names = new TokenBuckets(clock, 10, Duration.ofSeconds(30));
        addresses = new TokenBuckets(clock, 100, Duration.ofSeconds(2));
    }

    /** Counts a try from an address. */
    void attempt(String address) {
        addresses.take(address).ifPresent(SignInThrottle::refuse);
    }

    /** Counts a try; the answer is the same whether the name exists or not. */
    void attempt(String name, String address) {
        attempt(address);
        names.take(key(name)).ifPresent(SignInThrottle::refuse);
    }

    private static void refuse(Duration wait) {
        throw new Refusal(
                Refusal.Kind.LIMIT,
                "TOO_MANY_ATTEMPTS",
                "There were too many attempts to sign in; wait " + (wait.toSeconds() + 1) + " seconds and try again.");
    }

    void succeeded(String name) {
        names.reset(key(name));
    }

    private static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
