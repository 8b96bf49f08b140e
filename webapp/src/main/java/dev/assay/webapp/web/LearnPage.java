package dev.assay.webapp.web;

import dev.assay.portal.articles.Article;
import dev.assay.portal.articles.Articles;
import dev.assay.portal.articles.ReadingPath;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What there is to read: paths, topics and articles, all or those of one topic. */
@Named("learnPage")
@RequestScoped
public class LearnPage {
    @Inject
    Articles articles;

    private String topic = "";

    public List<ReadingPath> getPaths() {
        return articles.paths();
    }

    public List<String> getTopics() {
        return articles.topics();
    }

    /** The address of the articles about a topic. */
    public String href(String name) {
        return "/learn?topic=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "#articles";
    }

    /** The articles of the topic that was asked for; all when there is no such topic. */
    public List<Article> getArticles() {
        return isFiltered()
                ? articles.list().stream()
                        .filter(article -> article.topics().contains(topic))
                        .toList()
                : articles.list();
    }

    public boolean isFiltered() {
        return articles.topics().contains(topic);
    }

    public String getTopic() {
        return topic;
    }

    public void setTopic(String topic) {
        this.topic = topic;
    }
}
