package dev.assay.webapp.web;

import dev.assay.guidance.claims.AuditedArticle;
import dev.assay.guidance.claims.ClaimVerdict;
import dev.assay.portal.claims.ClaimView;
import dev.assay.portal.claims.Claims;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The article, audited: its argument on one side, verdicts and arithmetic on the other. */
@Named("auditPage")
@RequestScoped
public class AuditPage {
    private static final AuditedArticle ARTICLE = AuditedArticle.bundled();

    /** A step of the argument with its claims as they stand. */
    public record Step(String text, List<ClaimView> claims) {}

    /** A section with its steps. */
    public record Part(String key, String title, List<Step> steps) {}

    @Inject
    Claims claims;

    private List<Part> parts = List.of();
    private Collection<ClaimView> all = List.of();

    @PostConstruct
    void load() {
        Map<String, ClaimView> known = claims.named(ARTICLE.sections().stream()
                .flatMap(section -> section.paragraphs().stream())
                .flatMap(paragraph -> paragraph.claims().stream())
                .distinct()
                .toList());
        all = known.values();
        parts = ARTICLE.sections().stream()
                .map(section -> new Part(
                        section.key(),
                        section.title(),
                        section.paragraphs().stream()
                                .map(paragraph -> new Step(
                                        paragraph.text(),
                                        paragraph.claims().stream()
                                                .map(known::get)
                                                .filter(Objects::nonNull)
                                                .toList()))
                                .toList()))
                .toList();
    }

    public AuditedArticle getArticle() {
        return ARTICLE;
    }

    public List<Part> getParts() {
        return parts;
    }

    /** The sentence that opens the page. */
    public String getSentence() {
        long holds = count(ClaimVerdict.CONFIRMED);
        long open =
                count(ClaimVerdict.UNVERIFIED) + count(ClaimVerdict.INSUFFICIENT) + count(ClaimVerdict.NOT_COMPARABLE);
        return "Of the " + all.size() + " claims that this argument rests on, " + holds + " hold, "
                + (all.size() - holds - open) + " do not, and " + open + " are open.";
    }

    private long count(ClaimVerdict verdict) {
        return all.stream().filter(view -> view.card().verdict() == verdict).count();
    }
}
