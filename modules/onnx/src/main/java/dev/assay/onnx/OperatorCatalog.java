package dev.assay.onnx;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The operators that models may use, by domain, from {@code operators.txt}: those of the ONNX specification and the
 * contributed ones of ONNX Runtime, without those that load compiled code or other files.
 */
final class OperatorCatalog {
    private static final Map<String, Set<String>> ALLOWED = new HashMap<>();
    private static final Map<String, Set<String>> FORBIDDEN = new HashMap<>();

    static {
        try (InputStream in = OperatorCatalog.class.getResourceAsStream("operators.txt")) {
            if (in == null) {
                throw new IllegalStateException("operators.txt is missing from the build");
            }
            read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("operators.txt cannot be read", e);
        }
    }

    private OperatorCatalog() {}

    static boolean hasDomain(String domain) {
        return ALLOWED.containsKey(domain);
    }

    static boolean knows(String domain, String op) {
        return ALLOWED.getOrDefault(domain, Set.of()).contains(op);
    }

    static boolean isForbidden(String domain, String op) {
        return FORBIDDEN.getOrDefault(domain, Set.of()).contains(op);
    }

    /** The spelling under which the default domain is looked up. */
    static String normalize(String domain) {
        return OnnxModel.isDefaultDomain(domain) ? "" : domain;
    }

    private static void read(BufferedReader lines) throws IOException {
        String domain = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("[")) {
                domain = normalize(line.substring(1, line.indexOf(']')));
            } else if (!line.startsWith("#") && !line.isBlank()) {
                for (String op : line.strip().split(" +", -1)) {
                    boolean forbidden = op.startsWith("!");
                    (forbidden ? FORBIDDEN : ALLOWED)
                            .computeIfAbsent(domain, d -> new HashSet<>())
                            .add(forbidden ? op.substring(1) : op);
                }
            }
        }
    }
}
