package dev.assay.webapp.web;

import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.datasets.DatasetView;
import dev.assay.portal.datasets.Datasets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The datasets that schemes can be calibrated with. */
@Named("datasetsPage")
@RequestScoped
public class DatasetsPage {
    private static final int SIZE = 50;

    /** A format with an example of how a file of it is made. */
    public record Format(String name, String text, String example) {}

    private static final List<Format> FORMATS = List.of(
            new Format(
                    "npz",
                    "One array for each input of the model, under the input's name; the first axis counts the examples."
                            + " An array named labels is not fed to the model.",
                    "np.savez(\"mine.npz\", input_ids=ids, attention_mask=mask)"),
            new Format(
                    "npy-zip",
                    "A zipped folder of .npy files, one for each input, named after it; the first axis counts the"
                            + " examples.",
                    "zip mine.zip pixel_values.npy"),
            new Format(
                    "images-zip",
                    "A zipped folder of pictures (.png, .jpg) for models with one picture as input; the"
                            + " device scales them to its size.",
                    "zip -r mine.zip photos/"),
            new Format(
                    "text",
                    "UTF-8 with one example a line, a label and a tab before it where there is one. The tokenizer is"
                            + " that of the built-in model, or a tokenizer.json of your own.",
                    "positive<TAB>What a fine day."));

    @Inject
    Datasets datasets;

    @Inject
    CurrentAccount current;

    private @Nullable String cursor;
    private @Nullable Page<DatasetView> page;

    /** Answers an address that leads nowhere. */
    public void load() throws IOException {
        try {
            page();
        } catch (Refusal refusal) {
            page = new Page<>(List.of(), null);
            Answers.notFound(refusal.sentence());
        }
    }

    /** A button in the list is found again by the list, so a form that is sent needs it before any action. */
    private Page<DatasetView> page() {
        Page<DatasetView> known = page;
        if (known == null) {
            known = datasets.list(null, cursor, SIZE);
            page = known;
        }
        return known;
    }

    public List<DatasetView> getItems() {
        return page().items();
    }

    public List<Format> getFormats() {
        return FORMATS;
    }

    public @Nullable String getNext() {
        return page().next();
    }

    /** Whether this reader may change or delete a dataset. */
    public boolean mine(DatasetView dataset) {
        return !dataset.builtIn()
                && current.account()
                        .map(account -> current.isAdmin() || account.id().equals(dataset.accountId()))
                        .orElse(false);
    }

    /** Deletes a dataset that nothing reads. */
    public void delete(String name) throws IOException {
        try {
            datasets.delete(name, current.require(Role.MEMBER), current.isAdmin());
            Answers.say("The dataset was deleted.");
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        }
        Answers.redirect("/datasets");
    }

    public @Nullable String getCursor() {
        return cursor;
    }

    public void setCursor(@Nullable String cursor) {
        this.cursor = cursor;
    }
}
