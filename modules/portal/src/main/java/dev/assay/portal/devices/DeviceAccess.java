package dev.assay.portal.devices;

import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import dev.assay.portal.Surroundings;
import dev.assay.protocol.AccessToken;
import dev.assay.protocol.AgentParameters;
import dev.assay.protocol.Challenge;
import dev.assay.protocol.Enrol;
import dev.assay.protocol.Enrolled;
import dev.assay.protocol.TokenRequest;
import dev.assay.protocol.VersionRange;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * How a machine becomes a device and proves who it is: an enrolment token once, an Ed25519 key for good, an opaque
 * access token for an hour. Every failed proof gets the same answer.
 */
@ApplicationScoped
@Transactional
public class DeviceAccess {
    @Inject
    Database database;

    @Inject
    Surroundings surroundings;

    /** A token that was checked: what it allows. */
    private record Grant(UUID token, boolean autoApprove) {}

    /** A device that already has this key. */
    private record Known(UUID id, boolean approved) {}

    /**
     * Makes the machine a device, or finds the device that it already is: a key enrolled before keeps its identity.
     *
     * @throws Refusal UNAUTHORIZED for a token that is unknown, expired or used up; OUTDATED for an agent that is too old
     */
    public Enrolled enrol(Enrol request) {
        if (!VersionRange.SUPPORTED.overlaps(request.protocol())) {
            throw new Refusal(
                    Refusal.Kind.OUTDATED,
                    "PROTOCOL_VERSION",
                    "This agent speaks versions " + request.protocol().min() + " to "
                            + request.protocol().max() + " of the protocol and the portal "
                            + VersionRange.SUPPORTED.min() + " to " + VersionRange.SUPPORTED.max()
                            + "; install the agent that belongs to the portal.");
        }
        byte[] key = publicKey(request.publicKey());
        byte[] hash = Secrets.hash(request.token());
        offerBootstrapToken(hash);
        String capabilities = Jsonb.of(request.capabilities());
        Optional<Known> known =
                database.first("""
                select d.id, d.approved_at is not null as approved from device d
                  join device_enrolment e on e.device_id = d.id join enrolment_token t on t.id = e.token_id
                 where d.public_key = ? and d.revoked_at is null and t.token_hash = ?
                """, row -> new Known(Database.uuid(row, "id"), row.getBoolean("approved")), key, hash);
        if (known.isPresent()) {
            database.update(
                    "update device set capabilities = ?::jsonb, capabilities_hash = '' where id = ?",
                    capabilities,
                    known.get().id());
            return enrolled(known.get().id(), known.get().approved());
        }
        if (database.first("select 1 from device where public_key = ? and revoked_at is not null", row -> 1, key)
                .isPresent()) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "REVOKED",
                    "An administrator removed this device; remove its key file, so that it enrols as a new one.");
        }
        Grant grant = database.first(
                        """
                        update enrolment_token set uses_left = uses_left - 1
                         where token_hash = ? and uses_left > 0 and expires_at > now() returning id, auto_approve
                        """, row -> new Grant(Database.uuid(row, "id"), row.getBoolean("auto_approve")), hash)
                .orElseThrow(Refusal::unauthorized);
        Optional<Known> sameKey = database.first(
                "select id, approved_at is not null as approved from device where public_key = ? and revoked_at is null",
                row -> new Known(Database.uuid(row, "id"), row.getBoolean("approved")),
                key);
        UUID device = sameKey.map(Known::id).orElseGet(() -> insert(request, key, capabilities));
        database.update("insert into device_enrolment (device_id, token_id) values (?, ?)", device, grant.token());
        boolean approved = grant.autoApprove() || sameKey.map(Known::approved).orElse(false);
        if (approved) {
            database.update("update device set approved_at = coalesce(approved_at, now()) where id = ?", device);
        }
        return enrolled(device, approved);
    }

    /** A nonce to sign. It is also given for an unknown device, so that nobody learns which ids exist. */
    public Challenge challenge(String deviceId) {
        String nonce = Secrets.fresh();
        database.update("delete from device_challenge where expires_at < now()");
        database.update("""
                insert into device_challenge (nonce_hash, device_id, expires_at)
                select ?, id, now() + interval '60 seconds' from device where id = ? and revoked_at is null
                """, Secrets.hash(nonce), id(deviceId));
        return new Challenge(nonce, now().plusSeconds(60));
    }

    /** Gives an access token for a signed nonce; each nonce works once. */
    public AccessToken token(TokenRequest request) {
        byte[] key = database.first(
                        """
                        with used as (delete from device_challenge
                                       where nonce_hash = ? and device_id = ? and expires_at > now() returning device_id)
                        select d.public_key from used join device d on d.id = used.device_id where d.revoked_at is null
                        """, row -> row.getBytes("public_key"), Secrets.hash(request.nonce()), id(request.deviceId()))
                .orElseThrow(Refusal::unauthorized);
        String signed = TokenRequest.signed(request.deviceId(), request.nonce());
        if (!verifies(key, signed, request.signature())) {
            throw Refusal.unauthorized();
        }
        String token = Secrets.fresh();
        database.update("delete from device_token where expires_at < now()");
        Instant expires = database.first(
                        """
                        insert into device_token (token_hash, device_id, expires_at)
                        values (?, ?, now() + interval '1 hour') returning expires_at
                        """,
                        row -> Database.requiredInstant(row, "expires_at"),
                        Secrets.hash(token),
                        id(request.deviceId()))
                .orElseThrow();
        return new AccessToken(token, expires, now());
    }

    /**
     * The device that an access token belongs to.
     *
     * @throws Refusal UNAUTHORIZED when the token is unknown, expired or its device revoked
     */
    public UUID authenticate(String accessToken) {
        return database.first("""
                        select d.id from device_token t join device d on d.id = t.device_id
                         where t.token_hash = ? and t.expires_at > now() and d.revoked_at is null
                        """, row -> Database.uuid(row, "id"), Secrets.hash(accessToken))
                .orElseThrow(Refusal::unauthorized);
    }

    /** The token of the local agent lives in the environment: known from the first time that it is used, for one key. */
    private void offerBootstrapToken(byte[] hash) {
        String bootstrap = surroundings.enrolmentToken();
        if (bootstrap != null
                && !bootstrap.isBlank()
                && java.security.MessageDigest.isEqual(hash, Secrets.hash(bootstrap))) {
            database.update("""
                    insert into enrolment_token (id, token_hash, expires_at, uses_left, auto_approve, note)
                    values (?, ?, 'infinity', 1, true, 'local agent') on conflict (token_hash) do nothing
                    """, UUID.randomUUID(), hash);
        }
    }

    private UUID insert(Enrol request, byte[] key, String capabilities) {
        UUID id = UUID.randomUUID();
        database.update("""
                insert into device (id, name, public_key, capabilities, capabilities_hash)
                values (?, ?, ?, ?::jsonb, '')
                """, id, freeName(request.name()), key, capabilities);
        return id;
    }

    /** A name that no other device has: what was asked for, with a number when it is taken. */
    private String freeName(String asked) {
        String clean = asked.replaceAll("\\p{Cntrl}", " ").strip();
        String base = clean.isEmpty() ? "device" : clean.substring(0, Math.min(70, clean.length()));
        String name = base;
        for (int n = 2; taken(name); n++) {
            name = base + " " + n;
        }
        return name;
    }

    private boolean taken(String name) {
        return database.first(
                        "select 1 from device where lower(name) = lower(?) and revoked_at is null",
                        row -> row.getInt(1),
                        name)
                .isPresent();
    }

    private Enrolled enrolled(UUID device, boolean approved) {
        return new Enrolled(device.toString(), approved, AgentParameters.DEFAULT, now());
    }

    private Instant now() {
        return database.first("select now() as now", row -> Database.requiredInstant(row, "now"))
                .orElseThrow();
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    Refusal.Kind.UNAUTHORIZED,
                    "UNAUTHORIZED",
                    Refusal.unauthorized().sentence(),
                    e);
        }
    }

    private static byte[] publicKey(String base64) {
        try {
            byte[] encoded = Base64.getDecoder().decode(base64);
            return decode(encoded).getEncoded();
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "BAD_KEY",
                    "The public key is not an Ed25519 key in X.509 form, Base64; the agent must send its own key.",
                    e);
        }
    }

    private static PublicKey decode(byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static boolean verifies(byte[] key, String signed, String signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(decode(key));
            verifier.update(signed.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new Refusal(
                    Refusal.Kind.UNAUTHORIZED,
                    "UNAUTHORIZED",
                    Refusal.unauthorized().sentence(),
                    e);
        }
    }
}
