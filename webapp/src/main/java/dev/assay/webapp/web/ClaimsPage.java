package dev.assay.webapp.web;

import dev.assay.guidance.claims.ClaimType;
import dev.assay.guidance.claims.ClaimVerdict;
import dev.assay.portal.claims.ClaimCard;
import dev.assay.portal.claims.ClaimFilter;
import dev.assay.portal.claims.ClaimList;
import dev.assay.portal.claims.Claims;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ledger: every claim with its verdict, filtered by the address. */
@Named("claimsPage")
@RequestScoped
public class ClaimsPage {
    private static final List<ClaimVerdict> ORDER = List.of(
            ClaimVerdict.CONFIRMED,
            ClaimVerdict.CONTRADICTED,
            ClaimVerdict.MIXED_UNITS,
            ClaimVerdict.IMPLAUSIBLE,
            ClaimVerdict.STALE,
            ClaimVerdict.INSUFFICIENT,
            ClaimVerdict.NOT_COMPARABLE,
            ClaimVerdict.UNVERIFIED);

    /** A value of a filter with the claims that it would leave. */
    public record Option(String value, String label, long claims, boolean chosen) {}

    /** A filter. */
    public record Facet(String name, String label, List<Option> options) {}

    /** A verdict with how many claims have it. */
    public record Tally(ClaimVerdict verdict, long claims) {}

    @Inject
    Claims claims;

    @Inject
    HttpServletRequest request;

    private ClaimList list = new ClaimList(List.of(), Map.of(), Map.of(), Map.of(), Map.of());

    public void load() {
        list = claims.list(new ClaimFilter(
                verdict(value("verdict")),
                type(value("type")),
                value("seed").isEmpty() ? null : value("seed"),
                value("text").isEmpty() ? null : value("text")));
    }

    /** What the address asks for; empty when it is silent. */
    public String value(String name) {
        String given = request.getParameter(name);
        return given == null ? "" : given.strip();
    }

    public boolean isFiltered() {
        return Stream.of("verdict", "type", "seed", "text")
                .anyMatch(name -> !value(name).isEmpty());
    }

    public List<ClaimCard> getItems() {
        return list.items();
    }

    /** The sentence that opens the page. */
    public String getSentence() {
        long all = list.all().values().stream().mapToLong(Long::longValue).sum();
        if (isFiltered()) {
            int n = list.items().size();
            return n == 0
                    ? "No claim fits these filters."
                    : new Format().plural(n, "claim") + (n == 1 ? " fits" : " fit") + " these filters.";
        }
        long holds = list.all().getOrDefault(ClaimVerdict.CONFIRMED, 0L);
        long fails = Stream.of(
                        ClaimVerdict.CONTRADICTED,
                        ClaimVerdict.MIXED_UNITS,
                        ClaimVerdict.IMPLAUSIBLE,
                        ClaimVerdict.STALE)
                .mapToLong(verdict -> list.all().getOrDefault(verdict, 0L))
                .sum();
        return "Of " + all + " claims about inference, " + holds + " hold, " + fails + " do not, and "
                + (all - holds - fails) + " are open.";
    }

    /** How many claims have each verdict, without filters. */
    public List<Tally> getTallies() {
        return ORDER.stream()
                .filter(verdict -> list.all().containsKey(verdict))
                .map(verdict -> new Tally(verdict, list.all().getOrDefault(verdict, 0L)))
                .toList();
    }

    public List<Facet> getFacets() {
        List<Option> verdicts = new ArrayList<>();
        for (ClaimVerdict verdict : ORDER) {
            option(
                    verdicts,
                    verdict.name().toLowerCase(Locale.ROOT),
                    verdict.label(),
                    list.verdicts().get(verdict),
                    "verdict");
        }
        List<Option> types = new ArrayList<>();
        for (ClaimType type : ClaimType.values()) {
            option(types, type.letter(), type.meaning(), list.types().get(type), "type");
        }
        List<Option> seeds = new ArrayList<>();
        list.seeds().forEach((seed, n) -> option(seeds, seed, seedLabel(seed), n, "seed"));
        return List.of(
                new Facet("verdict", "Verdict", List.copyOf(verdicts)),
                new Facet("type", "How it is checked", List.copyOf(types)),
                new Facet("seed", "Text", List.copyOf(seeds)));
    }

    private void option(List<Option> into, String value, String label, @Nullable Long claims, String field) {
        boolean chosen = value.equalsIgnoreCase(value(field));
        if (claims != null || chosen) {
            into.add(new Option(value, label, claims == null ? 0 : claims, chosen));
        }
    }

    /** What a claim rests on, in a few words. */
    public String evidence(ClaimCard card) {
        List<String> parts = new ArrayList<>();
        Format format = new Format();
        if (card.runs() > 0) {
            parts.add(format.plural(card.runs(), "run"));
        }
        if (card.claim().computation() != null) {
            parts.add("arithmetic");
        }
        int sources = card.claim().sources().size();
        if (sources > 0) {
            parts.add(format.plural(sources, "source"));
        }
        return parts.isEmpty() ? "none found" : String.join(", ", parts);
    }

    /** How a reader knows the text that a claim is from. */
    public String seedLabel(String seed) {
        return switch (seed) {
            case "000" -> "A blog's front page";
            case "001" -> "About that blog";
            case "002" -> "Article on hardware";
            case "003" -> "Notes on serving";
            case "004" -> "Lessons on machine learning";
            default -> "Other pages";
        };
    }

    private static @Nullable ClaimVerdict verdict(String text) {
        return Arrays.stream(ClaimVerdict.values())
                .filter(verdict -> verdict.name().equalsIgnoreCase(text))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable ClaimType type(String text) {
        return Arrays.stream(ClaimType.values())
                .filter(type -> type.letter().equalsIgnoreCase(text))
                .findFirst()
                .orElse(null);
    }
}
