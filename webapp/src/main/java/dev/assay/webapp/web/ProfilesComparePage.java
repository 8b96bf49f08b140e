package dev.assay.webapp.web;

import dev.assay.guidance.HardwareProfile;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.ProfileComparison;
import dev.assay.portal.guidance.Guidance;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two to four profiles side by side, named by the address: {@code ids=a,b,c} or {@code ids} repeated. */
@Named("profilesCompare")
@RequestScoped
public class ProfilesComparePage {
    @Inject
    Guidance guidance;

    @Inject
    HttpServletRequest request;

    private final List<String> problems = new ArrayList<>();
    private List<HardwareProfile> chosen = List.of();
    private @Nullable ProfileComparison comparison;

    @PostConstruct
    void load() {
        Set<String> ids = new LinkedHashSet<>();
        String[] given = request.getParameterValues("ids");
        for (String part : given == null ? new String[0] : given) {
            for (String id : part.split(",", -1)) {
                if (!id.isBlank()) {
                    ids.add(id.strip());
                }
            }
        }
        List<HardwareProfile> found = new ArrayList<>();
        for (String id : ids) {
            Optional<HardwareProfile> profile = guidance.profile(id);
            if (profile.isPresent()) {
                found.add(profile.get());
            } else {
                problems.add("There is no hardware profile called " + id.replaceAll("\\p{Cntrl}", "")
                        + "; it was left out.");
            }
        }
        if (found.size() > ProfileComparison.MOST) {
            problems.add("Only four fit side by side; the first four are shown.");
            found = found.subList(0, ProfileComparison.MOST);
        }
        chosen = List.copyOf(found);
        try {
            comparison = ProfileComparison.of(chosen);
        } catch (InvalidGuidanceInput e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    public List<String> getProblems() {
        return problems;
    }

    public @Nullable ProfileComparison getComparison() {
        return comparison;
    }

    public List<HardwareProfile> getChosen() {
        return chosen;
    }

    public List<HardwareProfile> getAll() {
        return guidance.profiles();
    }

    /** The id in a place of the form, or nothing. */
    public String chosen(int place) {
        return place < chosen.size() ? chosen.get(place).id() : "";
    }

    /** The sentence that opens the page. */
    public String getSentence() {
        ProfileComparison known = comparison;
        if (known == null) {
            return "Choose two to four profiles to see them side by side.";
        }
        long compared =
                known.lines().stream().filter(line -> !line.ratio().isEmpty()).count();
        long refused =
                known.lines().stream().filter(line -> !line.refusal().isEmpty()).count();
        Format format = new Format();
        return format.plural(compared, "figure") + " compare" + (compared == 1 ? "s" : "") + " across these profiles"
                + (refused == 0
                        ? "."
                        : "; " + format.plural(refused, "line") + " would mix unlike things, so "
                                + (refused == 1 ? "it is" : "they are") + " only shown.");
    }
}
