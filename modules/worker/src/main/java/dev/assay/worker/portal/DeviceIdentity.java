package dev.assay.worker.portal;

import dev.assay.protocol.Wire;
import dev.assay.protocol.WireException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The device's Ed25519 key, which never leaves this machine, and the id that the portal gave it. */
public final class DeviceIdentity {
    private record Stored(
            String privateKey, String publicKey, @Nullable String deviceId) {}

    private final Path file;
    private Stored stored;

    private DeviceIdentity(Path file, Stored stored) {
        this.file = file;
        this.stored = stored;
    }

    /** Reads the key of this machine, or makes one; the file is for its owner alone. */
    public static DeviceIdentity open(Path file) throws IOException {
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            try {
                return new DeviceIdentity(file, Wire.read(Files.readString(file), Stored.class));
            } catch (WireException e) {
                throw new IOException(
                        "The device key " + file + " is damaged; remove the file to enrol this machine anew.", e);
            }
        }
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Base64.Encoder base64 = Base64.getEncoder();
            Stored fresh = new Stored(
                    base64.encodeToString(pair.getPrivate().getEncoded()),
                    base64.encodeToString(pair.getPublic().getEncoded()),
                    null);
            DeviceIdentity identity = new DeviceIdentity(file, fresh);
            identity.save();
            return identity;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is part of every Java runtime", e);
        }
    }

    /** X.509 encoding in Base64. */
    public String publicKey() {
        return stored.publicKey();
    }

    /** The id that the portal gave, or null before enrolment. */
    public @Nullable String deviceId() {
        return stored.deviceId();
    }

    /** Remembers the id; null forgets it. */
    public void enrolled(@Nullable String deviceId) throws IOException {
        stored = new Stored(stored.privateKey(), stored.publicKey(), deviceId);
        save();
    }

    /** Ed25519 signature over the UTF-8 bytes, Base64. */
    public String sign(String text) {
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(stored.privateKey())));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The device key " + file + " cannot be used", e);
        }
    }

    private void save() throws IOException {
        DurableFile.write(file, Wire.write(stored).getBytes(StandardCharsets.UTF_8));
    }
}
