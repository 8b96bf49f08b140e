package dev.assay.portal.accounts;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The secrets and defaults that the environment of the portal brings.
 *
 * @param adminToken   opens {@code /welcome} until there is an administrator with a password ({@code ASSAY_ADMIN_TOKEN})
 * @param localToken   API token of the built-in account ({@code ASSAY_LOCAL_TOKEN})
 * @param registration until an administrator chooses otherwise ({@code ASSAY_REGISTRATION})
 */
public record Gatehouse(
        @Nullable String adminToken, @Nullable String localToken, Registration registration) {
    public static Gatehouse of(Map<String, String> environment) {
        return new Gatehouse(
                secret(environment.get("ASSAY_ADMIN_TOKEN")),
                secret(environment.get("ASSAY_LOCAL_TOKEN")),
                Registration.parse(environment.getOrDefault("ASSAY_REGISTRATION", "")));
    }

    private static @Nullable String secret(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    @Override
    public String toString() {
        return "Gatehouse[registration=" + registration + "]";
    }
}
