package dev.assay.webapp.web;

import dev.assay.guidance.Ceiling;
import dev.assay.guidance.HardwareProfile;
import dev.assay.portal.claims.ClaimCard;
import dev.assay.portal.claims.Claims;
import dev.assay.portal.guidance.Guidance;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One hardware profile: every figure with its conditions, sources, grade and date, and the claims about it. */
@Named("profilePage")
@RequestScoped
public class ProfilePage {
    @Inject
    Guidance guidance;

    @Inject
    Claims claims;

    private String id = "";
    private @Nullable HardwareProfile profile;
    private List<ClaimCard> about = List.of();

    public void load() throws IOException {
        profile = guidance.profile(id).orElse(null);
        if (profile == null) {
            Answers.notFound("There is no hardware profile called " + id.replaceAll("\\p{Cntrl}", "") + ".");
            return;
        }
        about = claims.ofProfile(id);
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public @Nullable HardwareProfile getProfile() {
        return profile;
    }

    /** The limits that somebody published and nobody disputes. */
    public List<Ceiling> getKnown() {
        return Objects.requireNonNull(profile).limits().stream()
                .filter(limit -> limit.value() != null && limit.standing() != Ceiling.Standing.DISPUTED)
                .toList();
    }

    /** The names of the figures that nobody publishes. */
    public String getUnknown() {
        return Objects.requireNonNull(profile).limits().stream()
                .filter(limit -> limit.value() == null)
                .map(Ceiling::name)
                .collect(Collectors.joining("; "));
    }

    /** The claims of the ledger about this hardware. */
    public List<ClaimCard> getAbout() {
        return about;
    }

    /** How much is known, in one sentence. */
    public String getSentence() {
        HardwareProfile known = Objects.requireNonNull(profile);
        long figures = known.ceilings().stream()
                .filter(figure -> figure.value() != null)
                .count();
        int weak = known.weakFigures().size();
        int disputes = known.disputes().size();
        Format format = new Format();
        return format.plural(figures, "figure") + ", " + (weak == 0 ? "none of them" : weak + " of them")
                + " too weakly founded to carry a recommendation alone"
                + (disputes == 0
                        ? "."
                        : "; its sources contradict each other in " + format.plural(disputes, "place") + ".");
    }

    /** What the run mode means. */
    public String getMode() {
        return ProfilesPage.mode(Objects.requireNonNull(profile).runMode().label());
    }
}
