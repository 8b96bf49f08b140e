package dev.assay.webapp.web;

import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.experiments.ExperimentCard;
import dev.assay.portal.experiments.ExperimentFilter;
import dev.assay.portal.experiments.Experiments;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The list of experiments, all of them or one's own, newest first. */
@Named("experimentsPage")
@RequestScoped
public class ExperimentsPage {
    private static final int SIZE = 25;

    @Inject
    Experiments experiments;

    @Inject
    CurrentAccount current;

    private @Nullable String cursor;
    private @Nullable String mine;
    private Page<ExperimentCard> page = new Page<>(List.of(), null);

    public void load() throws IOException {
        UUID account =
                mine == null ? null : current.account().map(known -> known.id()).orElse(null);
        try {
            page = experiments.list(new ExperimentFilter(account, null, null), cursor, SIZE);
        } catch (Refusal refusal) {
            Answers.notFound(refusal.sentence());
        }
    }

    public List<ExperimentCard> getItems() {
        return page.items();
    }

    /** The address of the next page, or null on the last. */
    public @Nullable String getNext() {
        return page.next() == null ? null : "/experiments?" + (mine == null ? "" : "mine=1&") + "cursor=" + page.next();
    }

    public @Nullable String getCursor() {
        return cursor;
    }

    public void setCursor(@Nullable String cursor) {
        this.cursor = cursor;
    }

    public @Nullable String getMine() {
        return mine;
    }

    public void setMine(@Nullable String mine) {
        this.mine = mine;
    }
}
