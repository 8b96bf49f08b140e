package dev.assay.portal.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.portal.Database;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.Samples;
import dev.assay.portal.Surroundings;
import dev.assay.portal.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsIT {
    private static final Path ZOO = Path.of("..", "content", "target", "zoo");

    @TempDir
    Path data;

    private TestDatabase transactions;
    private Database database;
    private Surroundings surroundings;
    private Models models;
    private UUID ada;
    private UUID bob;

    @BeforeEach
    void emptyStore() {
        transactions = TestDatabase.empty();
        database = transactions.database();
        surroundings = Surroundings.of(Map.of("ASSAY_DATA", data.toString(), "ASSAY_BYTES_PER_ACCOUNT", "1000000"));
        models = ModelsFixture.models(database, surroundings);
        ada = Samples.account(database, "ada");
        bob = Samples.account(database, "bob");
    }

    @Test
    void builtInModelsAreSeededOnceHoweverOftenThatHappens() throws IOException {
        ModelsFixture.seed(database, surroundings, ZOO);
        ModelsFixture.seed(database, surroundings, ZOO);
        Page<ModelCard> page = models.list(null, 10);
        assertThat(page.items())
                .extracting(ModelCard::ref)
                .containsExactlyInAnyOrder("all-minilm-l6-v2", "fashion-cnn", "digits-mlp");
        for (ModelCard card : page.items()) {
            ModelView model = models.find(card.ref()).orElseThrow();
            assertThat(model.facts().sha256()).isEqualTo(card.sha256());
            assertThat(model.facts().parameters()).isPositive();
            assertThat(model.dataset()).isNotNull();
            assertThat(data.resolve("blobs")
                            .resolve(model.dataset().data().sha256().substring(0, 2))
                            .resolve(model.dataset().data().sha256()))
                    .hasSize(model.dataset().data().bytes());
            assertThat(models.open(card.ref()).file()).hasSize(card.sizeBytes());
        }
    }

    @Test
    void theSameFileUploadedAtOnceIsOneBlobWithTwoReferences() throws Exception {
        byte[] model = Files.readAllBytes(ZOO.resolve("digits-mlp.onnx"));
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            List<Future<ModelView>> uploads = new ArrayList<>();
            for (UUID account : List.of(ada, bob)) {
                uploads.add(executor.submit(() -> {
                    try {
                        return models.upload(new ByteArrayInputStream(model), account + ".onnx", account);
                    } finally {
                        transactions.leave();
                    }
                }));
            }
            assertThat(uploads.get(0).get().card().sha256())
                    .isEqualTo(uploads.get(1).get().card().sha256());
        }
        assertThat(count("select count(*) from blob")).isEqualTo(1);
        assertThat(count("select count(*) from model_reference")).isEqualTo(2);
        assertThat(stored()).hasSize(1);
        assertThat(models.list(null, 10).items()).hasSize(1);
    }

    @Test
    void aNameIsShownButNeverBecomesAPath() throws IOException {
        byte[] model = Files.readAllBytes(ZOO.resolve("digits-mlp.onnx"));
        ModelView view = models.upload(new ByteArrayInputStream(model), "../../etc/pass\r\nwd\u202e<b>.onnx", ada);
        assertThat(view.card().name()).isEqualTo("passwd<b>.onnx");
        assertThat(models.open(view.card().ref()).fileName()).isEqualTo("passwd_b_.onnx");
        assertThat(stored())
                .containsExactly(data.resolve("blobs")
                        .resolve(view.card().sha256().substring(0, 2))
                        .resolve(view.card().sha256()));
    }

    @Test
    void whatTheGateRefusesLeavesNothingBehind() throws IOException {
        byte[] model = Files.readAllBytes(ZOO.resolve("digits-mlp.onnx"));
        refused("EMPTY", new byte[0]);
        refused("NOT_ONNX", "<html>not a model</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        refused("TRUNCATED", java.util.Arrays.copyOf(model, model.length / 2));
        assertThat(stored()).isEmpty();
        assertThat(count("select count(*) from blob")).isZero();
    }

    @Test
    void aTransferThatBreaksOffLeavesNothingBehind() {
        InputStream broken = new InputStream() {
            private int sent;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                sent += length;
                if (sent > 100_000) {
                    throw new IOException("connection reset");
                }
                return length;
            }
        };
        assertThatThrownBy(() -> models.upload(broken, "m.onnx", ada))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("broke off");
        assertThat(stored()).isEmpty();
    }

    @Test
    void anEndlessUploadIsCutOffAndAQuotaHolds() throws IOException {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 8;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                return length;
            }
        };
        assertThatThrownBy(() -> models.upload(endless, "m.onnx", ada))
                .isInstanceOf(Refusal.class)
                .extracting(e -> ((Refusal) e).kind())
                .isEqualTo(Refusal.Kind.TOO_LARGE);
        assertThat(stored()).isEmpty();

        models.upload(Files.newInputStream(ZOO.resolve("digits-mlp.onnx")), "m.onnx", ada);
        Models small = ModelsFixture.models(
                database, Surroundings.of(Map.of("ASSAY_DATA", data.toString(), "ASSAY_BYTES_PER_ACCOUNT", "1")));
        assertThatThrownBy(() -> small.upload(InputStream.nullInputStream(), "m.onnx", ada))
                .isInstanceOf(Refusal.class)
                .extracting(e -> ((Refusal) e).code())
                .isEqualTo("QUOTA");
    }

    private void refused(String code, byte[] file) {
        assertThatThrownBy(() -> models.upload(new ByteArrayInputStream(file), "m.onnx", ada))
                .isInstanceOf(Refusal.class)
                .extracting(e -> ((Refusal) e).code())
                .isEqualTo(code);
    }

    private List<Path> stored() {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private int count(String query) {
        return database.first(query, row -> row.getInt(1)).orElseThrow();
    }
}
