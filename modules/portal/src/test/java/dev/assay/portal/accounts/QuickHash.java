package dev.assay.portal.accounts;

import dev.assay.portal.Secrets;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.util.HexFormat;

/** One round instead of 210,000: these tests are not about how long guessing takes. */
final class QuickHash implements Pbkdf2PasswordHash {
    @Override
    public String generate(char[] password) {
        return HexFormat.of().formatHex(Secrets.hash("salt" + String.valueOf(password)));
    }

    @Override
    public boolean verify(char[] password, String hash) {
        return generate(password).equals(hash);
    }
}
