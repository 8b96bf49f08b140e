package dev.assay.webapp.web;

import dev.assay.portal.articles.Article;
import dev.assay.portal.articles.Articles;
import dev.assay.portal.articles.ReadingPath;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One article, alone or as a part of a reading path ({@code ?path=}), with the answers of its reader graded. */
@Named("articlePage")
@RequestScoped
public class ArticlePage {
    private static final String MARKDOWN = ".md";

    @Inject
    Articles articles;

    private String slug = "";
    private String pathSlug = "";
    private @Nullable Article article;
    private @Nullable ReadingPath path;

    public void load() throws IOException {
        boolean export = slug.endsWith(MARKDOWN);
        String name = export ? slug.substring(0, slug.length() - MARKDOWN.length()) : slug;
        Optional<Article> found = articles.find(name);
        if (found.isEmpty()) {
            Answers.notFound("There is no article called " + name + ".");
            return;
        }
        article = found.get();
        path = articles.path(pathSlug)
                .filter(asked -> asked.part(found.get()) > 0)
                .orElse(null);
        if (export) {
            send(found.get());
        }
    }

    private static void send(Article article) throws IOException {
        FacesContext faces = FacesContext.getCurrentInstance();
        ExternalContext context = faces.getExternalContext();
        context.setResponseContentType("text/markdown");
        context.setResponseCharacterEncoding("UTF-8");
        context.setResponseHeader("Content-Disposition", "inline; filename=\"" + article.slug() + MARKDOWN + "\"");
        context.getResponseOutputWriter().write(article.markdown());
        faces.responseComplete();
    }

    public String getSlug() {
        return slug;
    }

    public void setSlug(String slug) {
        this.slug = slug;
    }

    public String getPathSlug() {
        return pathSlug;
    }

    public void setPathSlug(String pathSlug) {
        this.pathSlug = pathSlug;
    }

    public @Nullable Article getArticle() {
        return article;
    }

    /** The body with the answers that the address carries. */
    public String getBody() {
        return Objects.requireNonNull(article)
                .html(FacesContext.getCurrentInstance().getExternalContext().getRequestParameterMap());
    }

    /** The reading path that the article is read in, or null. */
    public @Nullable ReadingPath getPath() {
        return path;
    }

    /** Which part of its path the article is. */
    public int getPart() {
        return Objects.requireNonNull(path).part(Objects.requireNonNull(article));
    }

    /** The part before this one, or null. */
    public @Nullable Article getPrevious() {
        return path == null || article == null ? null : path.before(article).orElse(null);
    }

    /** The part after this one, or null. */
    public @Nullable Article getNext() {
        return path == null || article == null ? null : path.after(article).orElse(null);
    }

    /** The reading paths that hold this article, for a reader who came from elsewhere. */
    public List<ReadingPath> getPaths() {
        return article == null || path != null ? List.of() : articles.pathsOf(article);
    }

    /** What to read first. */
    public List<Article> getPrerequisites() {
        return article == null
                ? List.of()
                : article.prerequisites().stream()
                        .flatMap(name -> articles.find(name).stream())
                        .toList();
    }
}
