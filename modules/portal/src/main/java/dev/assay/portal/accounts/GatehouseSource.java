package dev.assay.portal.accounts;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;

/** Reads the environment of the portal's process. */
@Dependent
class GatehouseSource {
    @Produces
    Gatehouse gatehouse() {
        return Gatehouse.of(System.getenv());
    }
}
