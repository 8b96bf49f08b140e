package dev.assay.worker;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How an agent finds its portal and where it keeps its files.
 *
 * @param portal     base address of the portal, such as {@code http://127.0.0.1:8080/}
 * @param enrolToken needed for the first start only; afterwards the device key speaks for the device
 * @param name       the name people see
 * @param directory  device key, journal, spool, artifact cache, natives; mode 0700
 * @param cacheBytes most bytes that downloaded artifacts may take; the least recently used go first
 */
public record AgentConfig(URI portal, @Nullable String enrolToken, String name, Path directory, long cacheBytes) {
    /** Room for a few dozen small models. */
    public static final long DEFAULT_CACHE_BYTES = 4L << 30;
}
