package dev.assay.portal.articles;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rendered article.
 *
 * @param slug          its name in URLs and the name of its file
 * @param summary       one or two sentences for lists and for the top of the page
 * @param minutes       how long reading takes, from the number of words
 * @param order         its place in the reading list, smallest first
 * @param topics        what it is about, one or two words each
 * @param prerequisites the slugs of the articles to read first
 * @param sources       what it rests on, each a reference with an optional address
 * @param pieces        the body in order
 * @param headings      the sections, for a table of contents
 * @param trial         the experiment that the article ends in, or null
 * @param published     when it first appeared
 * @param reviewed      when somebody last checked it against its sources
 * @param formulas      whether the body holds formulas in TeX
 * @param code          whether the body holds listings in a named language
 * @param markdown      its source with the numbers computed
 */
public record Article(
        String slug,
        String title,
        String summary,
        int minutes,
        int order,
        List<String> topics,
        List<String> prerequisites,
        List<Source> sources,
        List<Piece> pieces,
        List<Heading> headings,
        @Nullable Trial trial,
        @Nullable LocalDate published,
        @Nullable LocalDate reviewed,
        boolean formulas,
        boolean code,
        String markdown) {

    public Article {
        topics = List.copyOf(topics);
        prerequisites = List.copyOf(prerequisites);
        sources = List.copyOf(sources);
        pieces = List.copyOf(pieces);
        headings = List.copyOf(headings);
    }

    /** A section heading and the fragment that leads to it. */
    public record Heading(String id, String text) {}

    /**
     * A reference.
     *
     * @param href where it can be read, or null
     */
    public record Source(String text, @Nullable String href) {}

    /** A part of the body: sanitized HTML that is safe to write unescaped, or the place of a question. */
    public static final class Piece {
        private final String html;
        private final @Nullable Question question;

        Piece(String html, @Nullable Question question) {
            this.html = html;
            this.question = question;
        }

        String html(Article article, String page, Map<String, String> given) {
            return question == null ? html : QuestionHtml.html(question, page, given, article.carried());
        }

        @Nullable
        Question question() {
            return question;
        }
    }

    /**
     * A prefilled experiment.
     *
     * @param query the query string of the experiment form, without the question mark
     */
    public record Trial(String title, String text, String query) {
        /** The address of the prefilled form. */
        public String href() {
            return "/experiments/new?" + query;
        }
    }

    /** The body for a reader who has answered nothing. */
    public String html() {
        return html(Map.of());
    }

    /**
     * The body with the answers that were given graded.
     *
     * @param given the parameters of the page that was asked for; an answer is named {@code q-} and the id of its question
     */
    public String html(Map<String, String> given) {
        StringBuilder html = new StringBuilder();
        for (Piece piece : pieces) {
            html.append(piece.html(this, "/learn/" + slug, given));
        }
        return html.toString();
    }

    /** The parameters of its page: the reading path, and the answers. */
    public List<String> carried() {
        List<String> names = new ArrayList<>(List.of("path"));
        for (Question question : questions()) {
            names.add(question.field());
        }
        return names;
    }

    List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        for (Piece piece : pieces) {
            Question question = piece.question();
            if (question != null) {
                questions.add(question);
            }
        }
        return questions;
    }
}
