package dev.assay.protocol;

import java.util.Map;

/**
 * A scheme by its name and options, as written in requests and results.
 *
 * @param name    {@code fp32}, {@code int8-dynamic}, ...
 * @param options such as {@code perChannel=true}, {@code reduceRange=false}; absent means the scheme's default
 */
public record SchemeSpec(String name, Map<String, String> options) {
    public static SchemeSpec of(String name) {
        return new SchemeSpec(name, Map.of());
    }
}
