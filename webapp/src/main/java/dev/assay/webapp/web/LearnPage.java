package dev.assay.webapp.web;

import dev.assay.portal.articles.Article;
import dev.assay.portal.articles.Articles;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The reading list. */
@Named("learnPage")
@RequestScoped
public class LearnPage {
    @Inject
    Articles articles;

    public List<Article> getArticles() {
        return articles.list();
    }
}
