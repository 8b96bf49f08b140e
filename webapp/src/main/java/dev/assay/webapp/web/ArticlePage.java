package dev.assay.webapp.web;

import dev.assay.portal.articles.Article;
import dev.assay.portal.articles.Articles;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One article. */
@Named("articlePage")
@RequestScoped
public class ArticlePage {
    @Inject
    Articles articles;

    private String slug = "";
    private @Nullable Article article;

    public void load() throws IOException {
        article = articles.find(slug).orElse(null);
        if (article == null) {
            Answers.notFound("There is no article called " + slug + ".");
        }
    }

    public String getSlug() {
        return slug;
    }

    public void setSlug(String slug) {
        this.slug = slug;
    }

    public @Nullable Article getArticle() {
        return article;
    }

    /** The article to read after this one, or null. */
    public @Nullable Article getNext() {
        return article == null ? null : articles.after(article).orElse(null);
    }
}
