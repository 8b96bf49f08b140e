package dev.assay.portal.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.portal.Database;
import dev.assay.portal.Refusal;
import dev.assay.portal.Samples;
import dev.assay.portal.Surroundings;
import dev.assay.portal.TestDatabase;
import dev.assay.protocol.AccessToken;
import dev.assay.protocol.Challenge;
import dev.assay.protocol.Enrol;
import dev.assay.protocol.Enrolled;
import dev.assay.protocol.TokenRequest;
import dev.assay.protocol.VersionRange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceAccessIT {
    private TestDatabase transactions;
    private Database database;
    private Devices devices;
    private DeviceAccess access;
    private UUID admin;
    private KeyPair key;

    @BeforeEach
    void emptyFleet() throws GeneralSecurityException {
        transactions = TestDatabase.empty();
        database = transactions.database();
        devices = DevicesFixture.devices(database);
        access = DevicesFixture.access(
                database, Surroundings.of(Map.of("ASSAY_DATA", "target", "ASSAY_ENROL_TOKEN", "bootstrap")));
        admin = Samples.account(database, "admin");
        key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    @Test
    void aDeviceEnrolsWaitsForApprovalAndProvesItsKey() throws Exception {
        Enrolled enrolled = enrol(token(1, false), "board", key);
        assertThat(enrolled.approved()).isFalse();
        UUID id = UUID.fromString(enrolled.deviceId());
        assertThat(devices.find(id).orElseThrow().state()).isEqualTo(DeviceState.PENDING);
        devices.approve(id);
        assertThat(devices.find("BOARD").orElseThrow().state()).isEqualTo(DeviceState.OFFLINE);

        AccessToken token = prove(enrolled.deviceId(), key);
        assertThat(access.authenticate(token.token())).isEqualTo(id);
        assertThat(devices.find(id).orElseThrow().capabilities()).isEqualTo(Samples.CAPABILITIES);
        assertThat(database.first(
                        "select count(*) from device_token where token_hash = ?::bytea",
                        row -> row.getInt(1),
                        token.token().getBytes(StandardCharsets.UTF_8)))
                .contains(0);

        devices.revoke(id);
        unauthorized(() -> access.authenticate(token.token()));
        unauthorized(() -> prove(enrolled.deviceId(), key));
        String fresh = token(1, true);
        assertThatThrownBy(() -> enrol(fresh, "board", key))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("removed");
    }

    @Test
    void aTokenServesAsOftenAsItSaysAndNotLonger() throws Exception {
        String once = token(1, true);
        Enrolled first = enrol(once, "board", key);
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        unauthorized(() -> enrol(once, "second", other));
        // The same key with the same token is the same device, as after a lost answer.
        assertThat(enrol(once, "board", key).deviceId()).isEqualTo(first.deviceId());

        String late = token(5, true);
        database.update("update enrolment_token set expires_at = now() - interval '1 second' where uses_left = 5");
        unauthorized(() -> enrol(late, "second", other));
        unauthorized(() -> enrol("guess", "second", other));
        assertThat(devices.list()).hasSize(1);
    }

    @Test
    void theBootstrapTokenApprovesOneKey() throws Exception {
        Enrolled local = enrol("bootstrap", "this machine", key);
        assertThat(local.approved()).isTrue();
        assertThat(enrol("bootstrap", "this machine", key).deviceId()).isEqualTo(local.deviceId());
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        unauthorized(() -> enrol("bootstrap", "thief", other));
    }

    @Test
    void aNonceWorksOnceAndOnlyForItsDevice() throws Exception {
        Enrolled board = enrol(token(2, true), "board", key);
        Challenge challenge = access.challenge(board.deviceId());
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        unauthorized(() -> answer(board.deviceId(), challenge, other));
        unauthorized(() -> answer(board.deviceId(), challenge, key));
        Challenge second = access.challenge(board.deviceId());
        answer(board.deviceId(), second, key);
        unauthorized(() -> answer(board.deviceId(), second, key));
        unauthorized(() -> prove(UUID.randomUUID().toString(), key));
        unauthorized(() -> prove("not an id", key));
    }

    @Test
    void namesStayDistinctAndAnOldAgentIsToldToUpdate() throws Exception {
        String token = token(3, true);
        enrol(token, "board", key);
        enrol(token, "Board\n", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        assertThat(devices.list()).extracting(DeviceView::name).containsExactly("board", "Board 2");
        assertThatThrownBy(() -> access.enrol(
                        new Enrol(token, encoded(key), "new", new VersionRange(90, 99), Samples.CAPABILITIES)))
                .isInstanceOf(Refusal.class)
                .extracting(e -> ((Refusal) e).kind())
                .isEqualTo(Refusal.Kind.OUTDATED);
        assertThatThrownBy(() ->
                        access.enrol(new Enrol(token, "AAAA", "new", VersionRange.SUPPORTED, Samples.CAPABILITIES)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Ed25519");
    }

    private String token(int uses, boolean approve) {
        return devices.issueEnrolmentToken(admin, Duration.ofMinutes(10), uses, approve)
                .token();
    }

    private Enrolled enrol(String token, String name, KeyPair pair) {
        Enrol request = new Enrol(token, encoded(pair), name, VersionRange.SUPPORTED, Samples.CAPABILITIES);
        return transactions.in(() -> access.enrol(request));
    }

    private AccessToken prove(String device, KeyPair pair) throws GeneralSecurityException {
        return answer(device, access.challenge(device), pair);
    }

    private AccessToken answer(String device, Challenge challenge, KeyPair pair) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(TokenRequest.signed(device, challenge.nonce()).getBytes(StandardCharsets.UTF_8));
        String signature = Base64.getEncoder().encodeToString(signer.sign());
        return transactions.committing(() -> access.token(new TokenRequest(device, challenge.nonce(), signature)));
    }

    private static String encoded(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    private static void unauthorized(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(Refusal.class)
                .hasMessage(Refusal.unauthorized().sentence())
                .extracting(e -> ((Refusal) e).kind())
                .isEqualTo(Refusal.Kind.UNAUTHORIZED);
    }
}
