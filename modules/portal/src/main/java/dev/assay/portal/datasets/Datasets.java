package dev.assay.portal.datasets;

import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.Surroundings;
import dev.assay.portal.blobs.Blobs;
import dev.assay.portal.models.ModelView;
import dev.assay.protocol.DatasetRef;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The datasets of the portal: uploaded ones, and those that the built-in models bring. */
@ApplicationScoped
@Transactional
public class Datasets {
    /** The largest dataset. */
    public static final long LARGEST = 256L << 20;

    /** The largest {@code tokenizer.json}. */
    public static final long LARGEST_TOKENIZER = 32L << 20;

    @Inject
    Database database;

    @Inject
    DatasetRows rows;

    @Inject
    Blobs blobs;

    @Inject
    Surroundings surroundings;

    /**
     * Stores a dataset: streamed to disk, hashed, looked at, then moved to its place. The same file under the same name
     * again is the same dataset.
     *
     * @param name   what the uploader calls it, once per account
     * @param format one of {@link DatasetFormat}
     * @throws Refusal INVALID with what is wrong with the file, TOO_LARGE, NAME_TAKEN, LIMIT past the account's quota,
     *     or NO_SPACE
     */
    @Transactional(TxType.NOT_SUPPORTED)
    public DatasetView upload(InputStream in, String name, String format, UUID account) {
        DatasetFormat known = DatasetFormat.of(format);
        String shown = shownName(name);
        checkQuota(account);
        try (Blobs.Incoming incoming = blobs.receive(in, LARGEST)) {
            DatasetGate.Facts facts = DatasetGate.check(incoming.file(), known);
            blobs.keep(incoming);
            UUID id = UUID.randomUUID();
            boolean fresh = database.update(
                            """
                            with stored as (insert into blob (sha256, bytes) values (?, ?) on conflict do nothing)
                            insert into dataset (id, account_id, name, format, sha256, examples, arrays)
                            values (?, ?, ?, ?, ?, ?, ?::jsonb) on conflict (account_id, name) do nothing
                            """,
                            incoming.sha256(),
                            incoming.bytes(),
                            id,
                            account,
                            shown,
                            known.word(),
                            incoming.sha256(),
                            facts.examples(),
                            Jsonb.of(facts.arrays()))
                    == 1;
            restore(incoming);
            if (fresh) {
                return find(id.toString(), account).orElseThrow();
            }
            return rows.named(account, shown)
                    .filter(same -> same.data().sha256().equals(incoming.sha256())
                            && same.format().equals(known.word()))
                    .orElseThrow(() -> Refusal.conflict(
                            "NAME_TAKEN",
                            "You have another dataset of that name; nothing was changed. Choose another name, or delete"
                                    + " the old one."));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Gives a text dataset its {@code tokenizer.json}, in place of one it had.
     *
     * @throws Refusal NOT_TEXT_FORMAT, NOT_A_TOKENIZER, FORBIDDEN for the dataset of somebody else, DATASET_IN_USE when
     *     experiments read it already
     */
    @Transactional(TxType.NOT_SUPPORTED)
    public DatasetView attachTokenizer(String ref, InputStream in, UUID account, boolean administrator) {
        DatasetView dataset = own(ref, account, administrator);
        if (!dataset.format().equals(DatasetFormat.TEXT.word())) {
            throw Refusal.invalid(
                    "NOT_TEXT_FORMAT", "Only a dataset of the format text has a tokenizer; nothing was changed.");
        }
        checkQuota(account);
        try (Blobs.Incoming incoming = blobs.receive(in, LARGEST_TOKENIZER)) {
            DatasetGate.checkTokenizer(incoming.file());
            blobs.keep(incoming);
            int changed = database.update("""
                with stored as (insert into blob (sha256, bytes) values (?, ?) on conflict do nothing)
                update dataset d set tokenizer_sha256 = ? where id = ?
                   and not exists (select 1 from experiment e where e.dataset_id = d.id)
                """, incoming.sha256(), incoming.bytes(), incoming.sha256(), dataset.id());
            restore(incoming);
            if (changed == 0) {
                throw inUse();
            }
            return find(ref, account).orElseThrow();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Uploaded datasets, newest first; the first page begins with the built-in ones, beyond its limit. */
    public Page<DatasetView> list(@Nullable UUID ofAccount, @Nullable String cursor, int limit) {
        int size = Page.size(limit);
        Page<DatasetRows.Numbered> page =
                Page.of(rows.page(ofAccount, Page.before(cursor), size + 1), size, row -> Long.toString(row.seq()));
        List<DatasetView> items = new ArrayList<>();
        if (ofAccount == null && (cursor == null || cursor.isBlank())) {
            items.addAll(rows.builtIn());
        }
        page.items().forEach(row -> items.add(row.view()));
        return new Page<>(List.copyOf(items), page.next());
    }

    /**
     * Finds a dataset by its id, the name of a built-in one, or the name that the account gave it.
     *
     * @param account who asks, or null
     */
    public Optional<DatasetView> find(String ref, @Nullable UUID account) {
        if (ref.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            return rows.byId(UUID.fromString(ref));
        }
        Optional<DatasetView> builtIn = rows.builtIn().stream()
                .filter(dataset -> dataset.ref().equals(ref))
                .findFirst();
        return builtIn.isPresent() || account == null ? builtIn : rows.named(account, ref);
    }

    /**
     * A dataset with the file and tokenizer that a job read, whoever uploaded it and whatever it is called; the account's
     * own ones first.
     */
    public Optional<DatasetView> withFile(DatasetRef wanted, UUID account) {
        return Stream.concat(rows.withData(wanted.data().sha256(), account).stream(), rows.builtIn().stream())
                .filter(dataset -> dataset.data().equals(wanted.data())
                        && DatasetFormat.of(dataset.format()).readers().equals(wanted.format()))
                .filter(dataset ->
                        dataset.tokenizer() == null || dataset.tokenizer().equals(wanted.tokenizer()))
                .findFirst();
    }

    /** The dataset that comes with a model, if it is a built-in one that has one. */
    public Optional<DatasetView> of(ModelView model) {
        ModelView.Dataset dataset = model.dataset();
        return dataset == null
                ? Optional.empty()
                : rows.builtIn().stream()
                        .filter(known ->
                                known.data().sha256().equals(dataset.data().sha256()))
                        .findFirst();
    }

    /**
     * Deletes a dataset that no experiment reads, with its file when nothing else needs it.
     *
     * @throws Refusal NOT_FOUND, FORBIDDEN for the dataset of somebody else or a built-in one, DATASET_IN_USE
     */
    public void delete(String ref, UUID account, boolean administrator) {
        DatasetView dataset = own(ref, account, administrator);
        try {
            int deleted = database.update(
                    "delete from dataset d where id = ? and not exists (select 1 from experiment where dataset_id ="
                            + " d.id)",
                    dataset.id());
            if (deleted == 0) {
                throw inUse();
            }
            forget(dataset.data().sha256());
            if (dataset.tokenizer() != null) {
                forget(dataset.tokenizer().sha256());
            }
        } catch (IOException e) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "STORE_FAILED",
                    "The file of the dataset could not be removed, so nothing was deleted. Try again, and tell the"
                            + " operator if it stays so.",
                    e);
        }
    }

    /** Removes a file that no row names; an upload of the same file waits for the end of this transaction. */
    private void forget(String sha256) throws IOException {
        int gone = database.update("""
            delete from blob b where b.sha256 = ?
               and not exists (select 1 from model where sha256 = b.sha256)
               and not exists (select 1 from dataset where b.sha256 in (sha256, tokenizer_sha256))
               and not exists (select 1 from builtin_model where b.sha256 in (sha256, dataset->'data'->>'sha256',
                               dataset->'tokenizer'->>'sha256'))
               and not exists (select 1 from measurement where body->>'modelSha256' = b.sha256)
            """, sha256);
        if (gone == 1) {
            Files.deleteIfExists(blobs.file(sha256));
        }
    }

    /** The refusal for a dataset that is not there. */
    public static Refusal noSuchDataset(String ref) {
        String shown = ref.length() > 80 ? ref.substring(0, 80) + "..." : ref;
        return Refusal.notFound(
                "There is no dataset " + shown + "; upload it first or choose one from the list of datasets.");
    }

    private DatasetView own(String ref, UUID account, boolean administrator) {
        DatasetView dataset = find(ref, account).orElseThrow(() -> noSuchDataset(ref));
        if (dataset.builtIn() || (!administrator && !account.equals(dataset.accountId()))) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "NOT_YOURS",
                    dataset.builtIn()
                            ? "This dataset came with the product; nobody can change or delete it."
                            : "Only " + dataset.account() + " or an administrator may change or delete this dataset.");
        }
        return dataset;
    }

    private static Refusal inUse() {
        return Refusal.conflict(
                "DATASET_IN_USE",
                "Experiments read this dataset, so it stays as it is: a result must be repeatable. Upload another one"
                        + " instead.");
    }

    private static Refusal unreadable(IOException cause) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "UNREADABLE",
                "The file could not be read as what it was announced to be; nothing was stored.",
                cause);
    }

    /** Puts the file back that somebody deleted between its arrival and its row. */
    private void restore(Blobs.Incoming incoming) {
        if (!Files.exists(blobs.file(incoming.sha256()))) {
            blobs.keep(incoming);
        }
    }

    private void checkQuota(UUID account) {
        long used = rows.bytesOf(account);
        if (used >= surroundings.bytesPerAccount()) {
            throw new Refusal(
                    Refusal.Kind.LIMIT,
                    "QUOTA",
                    "Your models and datasets already take " + used + " bytes, which is all that an account may keep;"
                            + " nothing was stored. Delete a dataset that you no longer need.");
        }
    }

    private static String shownName(String name) {
        String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String clean = base.replaceAll("[\\p{Cntrl}\\p{Cf}]", "").strip();
        if (clean.isEmpty()) {
            return "dataset";
        }
        return clean.length() <= 120 ? clean : clean.substring(0, 120);
    }
}
