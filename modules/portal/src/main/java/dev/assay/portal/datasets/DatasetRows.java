package dev.assay.portal.datasets;

import dev.assay.portal.Database;
import dev.assay.portal.models.ModelView;
import dev.assay.protocol.ArtifactRef;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements behind datasets. */
@ApplicationScoped
class DatasetRows {
    private static final String SELECT = """
        select d.*, a.name as account, b.bytes, t.bytes as tokenizer_bytes,
               (select count(*) from experiment e where e.dataset_id = d.id) as experiments
          from dataset d join account a on a.id = d.account_id join blob b on b.sha256 = d.sha256
          left join blob t on t.sha256 = d.tokenizer_sha256
        """;

    @Inject
    Database database;

    /** A dataset with its number in the list. */
    record Numbered(long seq, DatasetView view) {}

    List<Numbered> page(@Nullable UUID account, long before, int limit) {
        return database.list(
                SELECT + " where d.seq < ? and (?::uuid is null or d.account_id = ?::uuid) order by d.seq desc limit ?",
                row -> new Numbered(row.getLong("seq"), view(row)),
                before,
                account,
                account,
                limit);
    }

    Optional<DatasetView> byId(UUID id) {
        return database.first(SELECT + " where d.id = ?", DatasetRows::view, id);
    }

    Optional<DatasetView> named(UUID account, String name) {
        return database.first(SELECT + " where d.account_id = ? and d.name = ?", DatasetRows::view, account, name);
    }

    /** Datasets with that file, those of an account first. */
    List<DatasetView> withData(String sha256, UUID account) {
        return database.list(
                SELECT + " where d.sha256 = ? order by d.account_id <> ?, d.seq", DatasetRows::view, sha256, account);
    }

    /** Datasets of the built-in models, in the order of the models. */
    List<DatasetView> builtIn() {
        return database.list("""
            select name, dataset, licence, seeded_at from builtin_model where dataset is not null order by position
            """, DatasetRows::builtIn);
    }

    long bytesOf(UUID account) {
        return database.first("""
            select coalesce(sum(bytes), 0) as used from blob where sha256 in (
               select sha256 from model_reference where account_id = ?
               union select sha256 from dataset where account_id = ?
               union select tokenizer_sha256 from dataset where account_id = ?)
            """, row -> row.getLong("used"), account, account, account)
                .orElse(0L);
    }

    private static DatasetView builtIn(ResultSet row) throws SQLException {
        ModelView.Dataset dataset = Wire.read(row.getString("dataset"), ModelView.Dataset.class);
        return new DatasetView(
                dataset.name(),
                dataset.name(),
                dataset.format(),
                dataset.data(),
                dataset.tokenizer(),
                dataset.examples(),
                List.of(),
                dataset.metric(),
                row.getString("name"),
                dataset.licence(),
                null,
                null,
                Database.requiredInstant(row, "seeded_at"),
                0);
    }

    private static DatasetView view(ResultSet row) throws SQLException {
        String tokenizer = row.getString("tokenizer_sha256");
        return new DatasetView(
                row.getString("id"),
                row.getString("name"),
                row.getString("format"),
                new ArtifactRef(row.getString("sha256"), row.getLong("bytes")),
                tokenizer == null ? null : new ArtifactRef(tokenizer, row.getLong("tokenizer_bytes")),
                row.getObject("examples", Integer.class),
                Wire.read(row.getString("arrays"), JsonArray.class).getValuesAs(JsonString::getString),
                null,
                null,
                null,
                Database.uuid(row, "account_id"),
                row.getString("account"),
                Database.requiredInstant(row, "created_at"),
                row.getInt("experiments"));
    }
}
