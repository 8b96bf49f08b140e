package dev.assay.portal.articles;

import java.util.regex.Pattern;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/** The HTML that may come out of an article's Markdown; everything else is dropped. */
final class ArticlePolicy {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,79}");
    private static final Pattern ALIGN = Pattern.compile("left|right|center");
    private static final Pattern CLASS =
            Pattern.compile("math(?: display)?|computed|claim-chip|callout(?:-title| [a-z]+)?"
                    + "|footnotes|footnote-ref|footnote-backref|language-[a-z0-9]{1,20}");
    private static final PolicyFactory POLICY = new HtmlPolicyBuilder()
            .allowElements(
                    "p",
                    "h2",
                    "h3",
                    "h4",
                    "ul",
                    "ol",
                    "li",
                    "blockquote",
                    "pre",
                    "code",
                    "em",
                    "strong",
                    "sub",
                    "sup",
                    "hr",
                    "br",
                    "a",
                    "div",
                    "section",
                    "table",
                    "thead",
                    "tbody",
                    "tr",
                    "th",
                    "td")
            .allowElements("span")
            .allowAttributes("class")
            .matching(CLASS)
            .onElements("p", "a", "div", "span", "code", "section", "sup")
            .allowAttributes("title")
            .onElements("a", "span")
            .allowAttributes("href")
            .onElements("a")
            .allowStandardUrlProtocols()
            .requireRelNofollowOnLinks()
            .allowAttributes("id")
            .matching(ID)
            .onElements("h2", "h3", "h4", "li", "a")
            .allowAttributes("align")
            .matching(ALIGN)
            .onElements("th", "td")
            .toFactory();

    private ArticlePolicy() {}

    static String sanitize(String html) {
        return POLICY.sanitize(html);
    }
}
