package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.guidance.claims.ClaimLedger;
import dev.assay.portal.articles.Article;
import dev.assay.portal.articles.Articles;
import dev.assay.portal.articles.ReadingPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ArticleLinksTest {
    private static final Pattern LINK = Pattern.compile("href=\"([^\"]*)\"");
    private static final Pattern CLAIM = Pattern.compile("/claims/(.+)");
    private static final Pattern ARTICLE = Pattern.compile("/learn/(.+)");
    private static final Pattern PATH = Pattern.compile("/paths/(.+)");

    private final Articles articles = new Articles();

    @Test
    void everyLinkInsideTheProductLeadsSomewhere() {
        List<String> lost = new ArrayList<>();
        int seen = 0;
        for (Article article : articles.list()) {
            StringBuilder html = new StringBuilder(article.html());
            article.carried().forEach(name -> html.append(article.html(Map.of("show", name.replaceFirst("^q-", "")))));
            if (article.trial() != null) {
                html.append("href=\"").append(article.trial().href()).append('"');
            }
            for (String href : links(html.toString())) {
                seen++;
                if (!leads(article, href)) {
                    lost.add(article.slug() + ": " + href);
                }
            }
        }
        for (ReadingPath path : articles.paths()) {
            links(path.html()).stream()
                    .filter(href -> !href.startsWith("https://")
                            && Routes.resolve(plain(href)).isEmpty())
                    .forEach(href -> lost.add(path.slug() + ": " + href));
        }
        assertThat(seen).isPositive();
        assertThat(lost).isEmpty();
    }

    private boolean leads(Article article, String href) {
        if (href.startsWith("https://")) {
            return true;
        }
        if (href.startsWith("#")) {
            return article.html().contains("id=\"" + href.substring(1) + "\"");
        }
        String path = plain(href);
        Matcher claim = CLAIM.matcher(path);
        if (claim.matches()) {
            return ClaimLedger.bundled().find(claim.group(1)).isPresent();
        }
        Matcher other = ARTICLE.matcher(path);
        if (other.matches() && articles.find(other.group(1)).isEmpty()) {
            return false;
        }
        Matcher way = PATH.matcher(path);
        if (way.matches() && articles.path(way.group(1)).isEmpty()) {
            return false;
        }
        return Routes.resolve(path).isPresent();
    }

    private static List<String> links(String html) {
        return LINK.matcher(html)
                .results()
                .map(found -> found.group(1).replace("&amp;", "&"))
                .toList();
    }

    private static String plain(String href) {
        return href.replaceFirst("[?#].*", "");
    }
}
