package dev.assay.webapp.web;

import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.models.ModelCard;
import dev.assay.portal.models.Models;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of models. */
@Named("modelsPage")
@RequestScoped
public class ModelsPage {
    private static final int SIZE = 50;

    @Inject
    Models models;

    private @Nullable String cursor;
    private Page<ModelCard> page = new Page<>(List.of(), null);

    public void load() throws IOException {
        try {
            page = models.list(cursor, SIZE);
        } catch (Refusal refusal) {
            Answers.notFound(refusal.sentence());
        }
    }

    public List<ModelCard> getItems() {
        return page.items();
    }

    /** Whether nobody uploaded a model yet. */
    public boolean isOnlyBuiltIn() {
        return cursor == null && page.items().stream().allMatch(ModelCard::builtIn);
    }

    public @Nullable String getNext() {
        return page.next();
    }

    public @Nullable String getCursor() {
        return cursor;
    }

    public void setCursor(@Nullable String cursor) {
        this.cursor = cursor;
    }
}
