package dev.assay.cli.serve;

import java.security.SecureRandom;
import java.util.Base64;

/** Secrets of 256 random bits, in letters that may stand in an address. */
final class Secrets {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    static String fresh() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
