package dev.assay.portal.models;

import dev.assay.learning.BuiltInDataset;
import dev.assay.learning.BuiltInModel;
import dev.assay.learning.BuiltInModels;
import dev.assay.learning.UnusableZoo;
import dev.assay.onnx.ModelFacts;
import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.PortalStarted;
import dev.assay.portal.Surroundings;
import dev.assay.portal.blobs.Blobs;
import dev.assay.protocol.ArtifactRef;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the built-in models into the store when the portal starts. It happens in the background; the portal calls
 * itself ready when it is over, so that the first person to arrive finds a model to run.
 */
@ApplicationScoped
class BuiltInSeeding {
    private static final System.Logger LOG = System.getLogger(BuiltInSeeding.class.getName());
    private static final int ATTEMPTS = 30;
    private static final long PAUSE_MILLIS = 2000;

    @Inject
    Database database;

    @Inject
    Blobs blobs;

    @Inject
    Surroundings surroundings;

    @Resource
    @Nullable
    ManagedExecutorService executor;

    private volatile boolean over;

    /** Whether seeding ended, well or not: a portal without built-in models still serves uploaded ones. */
    boolean over() {
        return over;
    }

    void start(@Observes PortalStarted event) {
        Path zoo = surroundings.zoo();
        if (zoo == null) {
            LOG.log(System.Logger.Level.INFO, "No built-in models: ASSAY_ZOO is not set");
            over = true;
        } else if (executor != null) {
            executor.execute(() -> seedOrSay(zoo));
        }
    }

    private void seedOrSay(Path zoo) {
        try {
            for (int attempt = 1; !seeded(zoo, attempt); attempt++) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over = true;
        }
    }

    /** False when another attempt makes sense: the database may be away, the disk busy or full for a moment. */
    private boolean seeded(Path zoo, int attempt) {
        try {
            seed(zoo);
            return true;
        } catch (UnusableZoo e) {
            LOG.log(System.Logger.Level.ERROR, "There are no usable built-in models in " + zoo, e);
            return true;
        } catch (RuntimeException | IOException e) {
            LOG.log(
                    attempt < ATTEMPTS ? System.Logger.Level.WARNING : System.Logger.Level.ERROR,
                    "The built-in models could not be stored at attempt " + attempt + " of " + ATTEMPTS,
                    e);
            return attempt >= ATTEMPTS;
        }
    }

    /** Stores every built-in model with its dataset; doing it again changes nothing. */
    void seed(Path zoo) throws IOException {
        List<BuiltInModel> models = BuiltInModels.open(zoo);
        for (int position = 0; position < models.size(); position++) {
            seed(models.get(position), position);
        }
        database.update(
                "delete from builtin_model where not (name = any(?))",
                models.stream().map(BuiltInModel::name).toList());
        LOG.log(System.Logger.Level.INFO, "{0} built-in models are in the store", models.size());
    }

    private void seed(BuiltInModel model, int position) throws IOException {
        BuiltInDataset dataset = model.dataset();
        ModelView.Dataset stored = dataset == null
                ? null
                : new ModelView.Dataset(
                        dataset.name(),
                        dataset.format(),
                        keep(dataset.data(), dataset.sha256()),
                        dataset.tokenizer() == null || dataset.tokenizerSha256() == null
                                ? null
                                : keep(dataset.tokenizer(), dataset.tokenizerSha256()),
                        dataset.metric(),
                        dataset.examples(),
                        dataset.licence());
        keep(model.file(), model.sha256());
        // Read again at every start: a newer build may know more about the same file.
        database.update("""
                insert into model (sha256, facts) values (?, ?::jsonb)
                on conflict (sha256) do update set facts = excluded.facts where model.facts <> excluded.facts
                """, model.sha256(), Jsonb.of(ModelFacts.of(model.file(), model.dimensions())));
        database.update(
                """
                insert into builtin_model (name, sha256, position, title, summary, licence, source, dimensions, dataset)
                values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)
                on conflict (name) do update set sha256 = excluded.sha256, position = excluded.position,
                   title = excluded.title, summary = excluded.summary, licence = excluded.licence,
                   source = excluded.source, dimensions = excluded.dimensions, dataset = excluded.dataset
                """,
                model.name(),
                model.sha256(),
                position,
                model.title(),
                model.summary(),
                model.licence(),
                model.source(),
                Jsonb.of(model.dimensions()),
                stored == null ? null : Jsonb.of(stored));
    }

    private ArtifactRef keep(Path file, String sha256) throws IOException {
        long bytes = Files.size(file);
        blobs.keepCopy(file, sha256);
        database.update("insert into blob (sha256, bytes) values (?, ?) on conflict do nothing", sha256, bytes);
        return new ArtifactRef(sha256, bytes);
    }
}
