package dev.assay.webapp.web;

import dev.assay.portal.articles.Articles;
import dev.assay.portal.articles.ReadingPath;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One reading path with its parts in order. */
@Named("pathPage")
@RequestScoped
public class PathPage {
    @Inject
    Articles articles;

    private String slug = "";
    private @Nullable ReadingPath path;

    public void load() throws IOException {
        path = articles.path(slug).orElse(null);
        if (path == null) {
            Answers.notFound("There is no reading path called " + slug + ".");
        }
    }

    public String getSlug() {
        return slug;
    }

    public void setSlug(String slug) {
        this.slug = slug;
    }

    public @Nullable ReadingPath getPath() {
        return path;
    }
}
