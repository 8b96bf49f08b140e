package dev.assay.portal;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.InstantSource;

/** The one place where the portal reads the clock of its machine. Leases use the clock of the database instead. */
@Dependent
class TimeSource {
    @Produces
    InstantSource instants() {
        return Clock.systemUTC();
    }
}
