package dev.assay.portal.accounts;

import dev.assay.portal.Refusal;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Password hashes: PBKDF2 with HMAC-SHA-512 and 210,000 rounds, the figure of the OWASP Password Storage Cheat Sheet
 * for that function.
 */
@ApplicationScoped
class Passwords {
    static final int SHORTEST = 10;
    static final int LONGEST = 200;
    private static final Map<String, String> PARAMETERS = Map.of(
            "Pbkdf2PasswordHash.Algorithm", "PBKDF2WithHmacSHA512",
            "Pbkdf2PasswordHash.Iterations", "210000",
            "Pbkdf2PasswordHash.SaltSizeBytes", "32",
            "Pbkdf2PasswordHash.KeySizeBytes", "64");

    @Inject
    Pbkdf2PasswordHash hash;

    /** What an unknown name is checked against, so that it takes as long as a known one. */
    private @Nullable String nobody;

    @PostConstruct
    void prepare() {
        hash.initialize(PARAMETERS);
    }

    /** The hash to store; refuses passwords that are too easy to guess. */
    String hashed(String name, String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw Refusal.invalid(
                    "WEAK_PASSWORD",
                    "A password has " + SHORTEST + " to " + LONGEST
                            + " characters; a few words in a row are easy to remember. Nothing was changed.");
        }
        if (password.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))
                || password.chars().distinct().count() < 4) {
            throw Refusal.invalid(
                    "WEAK_PASSWORD",
                    "This password is too easy to guess: it repeats your name or a few characters. Choose another.");
        }
        return hash.generate(characters(password));
    }

    /** Checks a password; without a stored hash it takes as long and says no. */
    boolean matches(String password, @Nullable String stored) {
        if (password.length() > LONGEST) {
            return false;
        }
        if (stored == null) {
            hash.verify(characters(password), dummy());
            return false;
        }
        return hash.verify(characters(password), stored);
    }

    private synchronized String dummy() {
        String known = nobody;
        if (known == null) {
            known = hash.generate("nobody has this password".toCharArray());
            nobody = known;
        }
        return known;
    }

    private static char[] characters(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC).toCharArray();
    }
}
