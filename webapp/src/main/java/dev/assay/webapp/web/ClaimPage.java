package dev.assay.webapp.web;

import dev.assay.guidance.Prose;
import dev.assay.guidance.claims.Claim;
import dev.assay.guidance.claims.ClaimVerdict;
import dev.assay.guidance.claims.Working;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.claims.ClaimView;
import dev.assay.portal.claims.ClaimView.EvidenceView;
import dev.assay.portal.claims.Claims;
import dev.assay.portal.guidance.Guidance;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One claim: arithmetic, sources, evidence, history. */
@Named("claimPage")
@RequestScoped
public class ClaimPage {
    private static final int EVIDENCE = 50;

    /** A part of a claim with its verdict. */
    public record PartRow(String title, String expected, ClaimVerdict verdict) {}

    /** A link to a profile. */
    public record Link(String id, String name) {}

    @Inject
    Claims claims;

    @Inject
    CurrentAccount current;

    @Inject
    Guidance guidance;

    private String id = "";
    private @Nullable ClaimView view;
    private boolean following;

    /** Before the first phase: the button of a form is only pressed if the claim that it stands on is known. */
    @PostConstruct
    void find() {
        // The request that the container injects is the one before the forward; the id is known behind it.
        String asked = FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterMap()
                .get("id");
        id = asked == null ? "" : asked;
        view = claims.find(id, EVIDENCE).orElse(null);
        following = current.account()
                .map(account -> claims.follows(account.id(), id))
                .orElse(false);
    }

    public void load() throws IOException {
        if (view == null) {
            Answers.notFound(Claims.noSuchClaim(id).sentence());
        }
    }

    /** Follows the claim, or stops to. */
    public void toggle() throws IOException {
        try {
            if (following) {
                claims.unfollow(current.require(Role.READER), id);
                Answers.say("You do not follow this claim any more.");
            } else {
                claims.follow(current.require(Role.READER), id);
                Answers.say("You follow this claim: a change of its verdict will be among your news.");
            }
            Answers.redirect("/claims/" + id);
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        }
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public @Nullable ClaimView getView() {
        return view;
    }

    public Claim getClaim() {
        return Objects.requireNonNull(view).card().claim();
    }

    public boolean isFollowing() {
        return following;
    }

    public Working.@Nullable Sheet getSheet() {
        return Objects.requireNonNull(view).assessment().sheet();
    }

    public List<PartRow> getParts() {
        ClaimView known = Objects.requireNonNull(view);
        return known.card().claim().parts().stream()
                .map(part -> new PartRow(
                        part.title(), part.expected(), known.card().parts().getOrDefault(part.key(), part.cited())))
                .toList();
    }

    /** The title of a part; empty for the whole. */
    public String partTitle(String key) {
        return getClaim().parts().stream()
                .filter(part -> part.key().equals(key))
                .findFirst()
                .map(Claim.Part::title)
                .orElse("");
    }

    /** Measured ratio with its interval. */
    public String measured(EvidenceView evidence) {
        Double ratio = evidence.ratio();
        Double low = evidence.low();
        Double high = evidence.high();
        if (ratio == null) {
            return "–";
        }
        return low == null || high == null || (low.equals(ratio) && high.equals(ratio))
                ? Prose.number(ratio)
                : Prose.number(ratio) + " (" + Prose.number(low) + " to " + Prose.number(high) + ")";
    }

    /** Where the form of the experiment that tests it is. */
    public String getTestHref() {
        Claim.Test test = getClaim().test();
        return test == null ? "" : "/experiments/new?" + test.query();
    }

    public List<Link> getProfiles() {
        return getClaim().profiles().stream()
                .flatMap(profile -> guidance.profile(profile).stream())
                .map(profile -> new Link(profile.id(), profile.name()))
                .toList();
    }
}
