package dev.assay.portal.models;

import dev.assay.onnx.GateLimits;
import dev.assay.onnx.ModelFacts;
import dev.assay.onnx.ModelGate;
import dev.assay.onnx.RejectedModel;
import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.Surroundings;
import dev.assay.portal.blobs.Blobs;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The models of the portal. */
@ApplicationScoped
@Transactional
public class Models {
    private static final String CARD = """
        select m.sha256, b.name as builtin, b.title, b.summary, b.licence, b.source, b.dimensions, b.dataset,
               r.name as uploaded_as, a.name as uploaded_by, coalesce(r.created_at, m.created_at) as added,
               (m.facts->>'sizeBytes')::bigint as size_bytes, (m.facts->>'parameters')::bigint as parameters,
               (m.facts->>'flops')::bigint as flops, (m.facts->>'quantized')::boolean as quantized
          from model m
          left join lateral (select * from builtin_model x where x.sha256 = m.sha256 order by position limit 1) b on true
          left join lateral (select * from model_reference x where x.sha256 = m.sha256
                              order by created_at desc, id limit 1) r on true
          left join account a on a.id = r.account_id
        """;

    @Inject
    Database database;

    @Inject
    Blobs blobs;

    @Inject
    Surroundings surroundings;

    @Inject
    BuiltInSeeding seeding;

    /** Whether the built-in models are in the store, or the attempt to bring them there ended. */
    @Transactional(TxType.NOT_SUPPORTED)
    public boolean builtInsSettled() {
        return seeding.over();
    }

    /**
     * Stores an uploaded model: streamed to disk, hashed, checked by the gate, then moved to its place.
     *
     * @param name what the uploader calls it; only ever shown, never part of a path
     * @throws Refusal with the gate's code and sentence, TOO_LARGE, LIMIT past the account's quota, or NO_SPACE
     */
    @Transactional(TxType.NOT_SUPPORTED)
    public ModelView upload(InputStream in, String name, UUID account) {
        String shown = shownName(name);
        long used = database.first("""
            select coalesce(sum(bytes), 0) as used from blob
             where sha256 in (select sha256 from model_reference where account_id = ?
                              union select sha256 from dataset where account_id = ?
                              union select tokenizer_sha256 from dataset where account_id = ?)
            """, row -> row.getLong("used"), account, account, account)
                .orElse(0L);
        if (used >= surroundings.bytesPerAccount()) {
            throw new Refusal(
                    Refusal.Kind.LIMIT,
                    "QUOTA",
                    "Your models and datasets already take " + used + " bytes, which is all that an account may keep;"
                            + " nothing was stored.");
        }
        try (Blobs.Incoming incoming = blobs.receive(in, GateLimits.UPLOAD.fileBytes())) {
            ModelGate.check(incoming.file(), GateLimits.UPLOAD);
            ModelFacts facts = ModelFacts.of(incoming.file());
            blobs.keep(incoming);
            record(facts, shown, account);
            return find(facts.sha256()).orElseThrow();
        } catch (RejectedModel e) {
            throw new Refusal(Refusal.Kind.INVALID, e.code().name(), String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "NOT_ONNX",
                    "The file could not be read as an ONNX model; nothing was stored, send the .onnx file itself.",
                    e);
        }
    }

    /** One statement, so that two uploads of one file at once give one blob and two references. */
    private void record(ModelFacts facts, String name, UUID account) {
        database.update(
                """
                with stored as (insert into blob (sha256, bytes) values (?, ?) on conflict do nothing),
                     known as (insert into model (sha256, facts) values (?, ?::jsonb) on conflict do nothing)
                insert into model_reference (id, sha256, account_id, name) values (?, ?, ?, ?) on conflict do nothing
                """,
                facts.sha256(),
                facts.sizeBytes(),
                facts.sha256(),
                Jsonb.of(facts),
                UUID.randomUUID(),
                facts.sha256(),
                account,
                name);
    }

    /** Built-in models in their order, then uploaded ones, newest first. The cursor counts rows. */
    public Page<ModelCard> list(@Nullable String cursor, int limit) {
        int size = Page.size(limit);
        long from = cursor == null || cursor.isBlank() ? 0 : Page.before(cursor);
        List<ModelCard> rows = database.list(CARD + """
             where b.name is not null or r.id is not null
             order by b.position nulls last, r.created_at desc, m.sha256 offset ? limit ?
            """, Models::card, from, size + 1);
        return Page.of(rows, size, last -> Long.toString(from + size));
    }

    /** Finds a model by its SHA-256 or its built-in name. */
    public Optional<ModelView> find(String ref) {
        return database.first(
                "select shown.*, model.facts from ("
                        + CARD
                        + " where m.sha256 = ? or b.name = ?) shown join model using (sha256)",
                this::view,
                ref,
                ref);
    }

    /** The file of a model, to be streamed to whoever asks. */
    public ModelFile open(String ref) {
        ModelView model = find(ref).orElseThrow(() -> noSuchModel(ref));
        ModelCard card = model.card();
        String safe = card.name().replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("^\\.+", "");
        String base =
                safe.toLowerCase(java.util.Locale.ROOT).endsWith(".onnx") ? safe.substring(0, safe.length() - 5) : safe;
        var file = blobs.file(card.sha256());
        if (!Files.isReadable(file)) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "BLOB_MISSING",
                    "The file of this model is missing from the store; its results are not touched."
                            + " Upload the same file again to restore it.");
        }
        return new ModelFile(
                card.sha256(),
                file,
                card.sizeBytes(),
                (base.isBlank() ? card.sha256().substring(0, 12) : base) + ".onnx");
    }

    /** The refusal for a model that nobody uploaded. */
    public static Refusal noSuchModel(String ref) {
        String shown = ref.length() > 80 ? ref.substring(0, 80) + "..." : ref;
        return Refusal.notFound(
                "There is no model " + shown + "; upload it first or choose one from the list of models.");
    }

    private static String shownName(String name) {
        String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String clean = base.replaceAll("[\\p{Cntrl}\\p{Cf}]", "").strip();
        if (clean.isEmpty()) {
            return "model.onnx";
        }
        return clean.length() <= 120 ? clean : clean.substring(0, 120);
    }

    private static ModelCard card(ResultSet row) throws SQLException {
        String builtIn = row.getString("builtin");
        String sha256 = row.getString("sha256");
        String name = builtIn != null ? builtIn : row.getString("uploaded_as");
        return new ModelCard(
                sha256,
                builtIn != null ? builtIn : sha256,
                name,
                builtIn != null ? row.getString("title") : name,
                builtIn != null ? row.getString("summary") : "",
                builtIn != null,
                row.getLong("size_bytes"),
                row.getLong("parameters"),
                row.getLong("flops"),
                row.getBoolean("quantized"),
                builtIn != null ? null : row.getString("uploaded_by"),
                Database.requiredInstant(row, "added"));
    }

    private ModelView view(ResultSet row) throws SQLException {
        ModelCard card = card(row);
        String dataset = row.getString("dataset");
        List<String> names = database.list(
                "select name from model_reference where sha256 = ? group by name order by max(created_at) desc limit"
                        + " 20",
                name -> name.getString("name"),
                card.sha256());
        return new ModelView(
                card,
                names,
                row.getString("licence"),
                row.getString("source"),
                Wire.read(row.getString("facts"), ModelFacts.class),
                longs(row.getString("dimensions")),
                dataset == null ? null : Wire.read(dataset, ModelView.Dataset.class));
    }

    private static Map<String, Long> longs(@Nullable String json) {
        Map<String, Long> values = new LinkedHashMap<>();
        if (json != null) {
            try (var reader = Json.createReader(new StringReader(json))) {
                JsonObject object = reader.readObject();
                object.forEach((key, value) -> values.put(key, ((JsonNumber) value).longValueExact()));
            }
        }
        return values;
    }
}
