package dev.assay.portal.accounts;

import java.time.Instant;
import java.util.UUID;

/**
 * An account as pages and REST show it.
 *
 * @param password whether it can sign in with a password
 * @param disabled whether an administrator closed it
 */
public record AccountView(UUID id, String name, Role role, boolean password, boolean disabled, Instant created) {}
