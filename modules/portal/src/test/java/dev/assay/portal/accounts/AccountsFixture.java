package dev.assay.portal.accounts;

import dev.assay.portal.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** The boundaries of this package outside of a container, for one visitor. */
@SuppressWarnings("UnnecessaryAssignment") // there is no container that would inject
final class AccountsFixture {
    static final String LINK = "the-link";
    static final String LOCAL_TOKEN = "the-local-token";
    private static final InstantSource CLOCK = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));

    final CurrentAccount current = new CurrentAccount();
    final AuditTrail audit = new AuditTrail();
    final Accounts accounts = new Accounts();
    final Members members = new Members();
    final ApiTokens tokens = new ApiTokens();

    AccountsFixture(TestDatabase transactions) {
        ClientAddress address = new ClientAddress();
        address.set("192.0.2.1");
        Passwords passwords = new Passwords();
        passwords.hash = new QuickHash();
        SignInThrottle throttle = new SignInThrottle();
        throttle.clock = CLOCK;
        throttle.prepare();
        audit.entities = transactions.entities();
        audit.current = current;
        audit.address = address;
        accounts.entities = audit.entities;
        accounts.clock = CLOCK;
        accounts.gatehouse = Gatehouse.of(Map.of("ASSAY_ADMIN_TOKEN", LINK, "ASSAY_LOCAL_TOKEN", LOCAL_TOKEN));
        accounts.passwords = passwords;
        accounts.throttle = throttle;
        accounts.current = current;
        accounts.address = address;
        accounts.audit = audit;
        members.entities = audit.entities;
        members.clock = CLOCK;
        members.accounts = accounts;
        members.current = current;
        members.audit = audit;
        tokens.entities = audit.entities;
        tokens.clock = CLOCK;
        tokens.current = current;
        tokens.accounts = accounts;
        tokens.audit = audit;
    }
}
