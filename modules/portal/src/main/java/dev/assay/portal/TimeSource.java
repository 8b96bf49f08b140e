package dev.assay.portal;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;

/** The one place where the portal reads the clock of its machine. Leases use the clock of the database instead. */
@Dependent
class TimeSource {
    @Produces
    InstantSource instants() {
        // Microseconds, as PostgreSQL keeps them: what is stored is what was given out.
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }
}
