package dev.assay.webapp.api;

import dev.assay.guidance.claims.ClaimType;
import dev.assay.guidance.claims.ClaimVerdict;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.claims.ClaimCard;
import dev.assay.portal.claims.ClaimFilter;
import dev.assay.portal.claims.ClaimView;
import dev.assay.portal.claims.Claims;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ledger of claims for programs. */
@Path("claims")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ClaimsResource {
    private static final int EVIDENCE = 200;

    @Inject
    Claims claims;

    @GET
    @Says("List the claims with their verdicts; filter by verdict, type (a, b, c), seed and words")
    public Page<ClaimCard> list(
            @QueryParam("verdict") @Nullable String verdict,
            @QueryParam("type") @Nullable String type,
            @QueryParam("seed") @Nullable String seed,
            @QueryParam("text") @Nullable String text) {
        return Items.of(claims.list(new ClaimFilter(
                        given(verdict) ? verdict(String.valueOf(verdict)) : null,
                        given(type) ? type(String.valueOf(type)) : null,
                        given(seed) ? seed : null,
                        given(text) ? text : null))
                .items());
    }

    @GET
    @Path("{id}")
    @Says("One claim with its arithmetic, sources, newest evidence and history")
    public ClaimView claim(@PathParam("id") String id) {
        return claims.find(id, EVIDENCE).orElseThrow(() -> Claims.noSuchClaim(id));
    }

    private static boolean given(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static ClaimVerdict verdict(String text) {
        return Arrays.stream(ClaimVerdict.values())
                .filter(verdict -> verdict.name().equalsIgnoreCase(text.strip().replace(' ', '_')))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid(
                        "BAD_FILTER",
                        "The field verdict is one of "
                                + Arrays.stream(ClaimVerdict.values())
                                        .map(verdict -> verdict.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    private static ClaimType type(String text) {
        return Arrays.stream(ClaimType.values())
                .filter(type -> type.letter().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("BAD_FILTER", "The field type is a, b or c."));
    }
}
