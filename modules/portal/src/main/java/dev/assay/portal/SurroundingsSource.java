package dev.assay.portal;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;

/** Reads the environment of the portal's process. */
@Dependent
class SurroundingsSource {
    @Produces
    Surroundings surroundings() {
        return Surroundings.of(System.getenv());
    }
}
