package dev.assay.webapp.it;

import dev.assay.protocol.AccessToken;
import dev.assay.protocol.Capabilities;
import dev.assay.protocol.Challenge;
import dev.assay.protocol.ChallengeRequest;
import dev.assay.protocol.Enrol;
import dev.assay.protocol.Enrolled;
import dev.assay.protocol.JobResult;
import dev.assay.protocol.Phase;
import dev.assay.protocol.Poll;
import dev.assay.protocol.PollReply;
import dev.assay.protocol.Renew;
import dev.assay.protocol.SandboxLevel;
import dev.assay.protocol.TokenRequest;
import dev.assay.protocol.VersionRange;
import dev.assay.protocol.Wire;
import dev.assay.webapp.it.Http.Answer;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Speaks the protocol of the agents without measuring anything. */
final class FakeAgent {
    static final Capabilities CAPABILITIES = new Capabilities(
            "Linux",
            "6.1",
            "amd64",
            "Test CPU",
            2,
            2,
            null,
            List.of("avx2"),
            4L << 30,
            null,
            null,
            "1.29.0",
            List.of("CPU"),
            "25",
            "test",
            SandboxLevel.LIMITS,
            "none",
            false);

    private final URI base;
    private final KeyPair keys;
    private final String session = UUID.randomUUID().toString();
    private Http http;
    private String device = "";

    FakeAgent(URI base) throws GeneralSecurityException {
        this.base = base;
        this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        this.http = Http.anonymous(base);
    }

    Answer enrol(String token, String name, VersionRange versions) {
        String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
        return Http.anonymous(base).postJson("/agent/v1/enroll", new Enrol(token, key, name, versions, CAPABILITIES));
    }

    /** Enrols and gets an access token. */
    FakeAgent connect(String enrolmentToken, String name) throws GeneralSecurityException {
        device = enrol(enrolmentToken, name, VersionRange.SUPPORTED)
                .as(Enrolled.class)
                .deviceId();
        http = Http.withToken(base, proof(challenge()).as(AccessToken.class).token());
        return this;
    }

    String challenge() {
        return Http.anonymous(base)
                .postJson("/agent/v1/challenge", new ChallengeRequest(device))
                .as(Challenge.class)
                .nonce();
    }

    Answer proof(String nonce) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(keys.getPrivate());
        signer.update(TokenRequest.signed(device, nonce).getBytes(StandardCharsets.UTF_8));
        String signature = Base64.getEncoder().encodeToString(signer.sign());
        return Http.anonymous(base).postJson("/agent/v1/token", new TokenRequest(device, nonce, signature));
    }

    Answer poll(String otherSession) {
        return http.postJson("/agent/v1/poll", new Poll(otherSession, "hash", CAPABILITIES, List.of(), 1));
    }

    PollReply poll() {
        return poll(session).as(PollReply.class);
    }

    Answer renew(String job, long epoch, Phase phase, double progress) {
        return http.postJson("/agent/v1/jobs/" + job + "/renew", new Renew(epoch, phase, progress, "testing"));
    }

    Answer result(String job, JobResult result) throws GeneralSecurityException {
        byte[] body = Wire.write(result).getBytes(StandardCharsets.UTF_8);
        String digest = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        return http.send(
                "PUT",
                "/agent/v1/jobs/" + job + "/result",
                BodyPublishers.ofByteArray(body),
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                job + ":" + result.epoch(),
                "Digest",
                "sha-256=" + digest);
    }

    Answer artifact(String jobToken, String sha256, String... headers) {
        return Http.withToken(base, jobToken).get("/agent/v1/artifacts/sha256/" + sha256, headers);
    }
}
