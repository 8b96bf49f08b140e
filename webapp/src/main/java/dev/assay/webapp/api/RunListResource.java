package dev.assay.webapp.api;

import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.queue.RunState;
import dev.assay.portal.runs.Pareto;
import dev.assay.portal.runs.RunCard;
import dev.assay.portal.runs.RunCounts;
import dev.assay.portal.runs.RunFilter;
import dev.assay.portal.runs.RunOrder;
import dev.assay.portal.runs.Runs;
import dev.assay.protocol.Measurement;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The runs of all experiments, found and sorted. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RunListResource {
    @Inject
    Runs runs;

    @Inject
    CurrentAccount current;

    @Inject
    RateLimits limits;

    /** Which runs; every part may be left out. */
    public static class Query {
        @QueryParam("model")
        @Nullable
        String model;

        @QueryParam("scheme")
        @Nullable
        String scheme;

        @QueryParam("device")
        @Nullable
        String device;

        @QueryParam("state")
        @Nullable
        String state;

        @QueryParam("validity")
        @Nullable
        String validity;

        @QueryParam("tier")
        @Nullable
        String tier;

        @QueryParam("scenario")
        @Nullable
        String scenario;

        @QueryParam("text")
        @Nullable
        String text;

        @QueryParam("from")
        @Nullable
        String from;

        @QueryParam("until")
        @Nullable
        String until;

        @QueryParam("mine")
        @DefaultValue("false")
        boolean mine;
    }

    @GET
    @Path("runs")
    @Says("List runs; sort is one of when, model, scheme, device, account, state, validity, tier, scenario, p50,"
            + " p90, size, cosine, memory, load, energy, with a minus for the largest first; from and until are"
            + " dates or instants")
    public Page<RunCard> list(
            @BeanParam Query query,
            @QueryParam("sort") @DefaultValue("-when") String sort,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") String limit) {
        return runs.list(filter(query), RunOrder.of(sort), cursor, Limits.parse(limit));
    }

    @GET
    @Path("runs.csv")
    @Produces("text/csv")
    @Says("The runs that a filter leaves as a table, one row per run, at most 10,000")
    public Response csv(@BeanParam Query query, @QueryParam("sort") @DefaultValue("-when") String sort) {
        limits.take(RateLimits.Limit.REGENERATE);
        RunFilter filter = filter(query);
        RunOrder order = RunOrder.of(sort);
        StringBuilder text = new StringBuilder(RunTable.HEAD);
        String cursor = null;
        int rows = 0;
        do {
            Page<RunCard> page = runs.list(filter, order, cursor, RunTable.PAGE);
            page.items().forEach(run -> text.append(RunTable.row(run)));
            rows += page.items().size();
            cursor = page.next();
        } while (cursor != null && rows < RunTable.MOST);
        return Response.ok(text.toString().getBytes(StandardCharsets.UTF_8), "text/csv;charset=UTF-8")
                .header("Content-Disposition", ContentDisposition.attachment("runs.csv"))
                .build();
    }

    @GET
    @Path("runs/counts")
    @Says("How many runs a filter leaves, altogether and by model, scheme, device, state, validity, tier and scenario")
    public RunCounts counts(@BeanParam Query query) {
        return runs.counts(filter(query));
    }

    @GET
    @Path("runs/pareto")
    @Says("Successful runs as points of latency (p50 or p90) against cosine, size or memory, with those that none other"
            + " beats and the best one within sloMs")
    public Pareto pareto(
            @BeanParam Query query,
            @QueryParam("latency") @DefaultValue("p50") String latency,
            @QueryParam("against") @DefaultValue("cosine") String against,
            @QueryParam("sloMs") @Nullable String sloMs) {
        if (!latency.equals("p50") && !latency.equals("p90")) {
            throw Refusal.invalid("BAD_FILTER", "The latency is p50 or p90, not " + shown(latency) + ".");
        }
        return runs.pareto(
                filter(query),
                latency.equals("p90"),
                constant(Pareto.Second.class, "against", against),
                milliseconds(sloMs));
    }

    private RunFilter filter(Query query) {
        return new RunFilter(
                given(query.model),
                given(query.scheme),
                given(query.device),
                given(query.state) == null ? null : constant(RunState.class, "state", String.valueOf(query.state)),
                given(query.validity) == null
                        ? null
                        : constant(Measurement.Validity.Status.class, "validity", String.valueOf(query.validity)),
                given(query.tier),
                given(query.scenario),
                given(query.text),
                instant("from", query.from),
                instant("until", query.until),
                query.mine ? current.require(Role.READER) : null);
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String field, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid(
                        "BAD_FILTER",
                        "The field " + field + " is one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))
                                + ", not " + shown(text) + "."));
    }

    private static @Nullable Instant instant(String field, @Nullable String text) {
        String written = given(text);
        if (written == null) {
            return null;
        }
        try {
            return written.length() == 10
                    ? LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(written);
        } catch (DateTimeParseException e) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "BAD_FILTER",
                    "The field " + field + " is a date like 2026-05-17 or an instant like 2026-05-17T08:00:00Z.",
                    e);
        }
    }

    private static @Nullable Double milliseconds(@Nullable String text) {
        String written = given(text);
        if (written == null) {
            return null;
        }
        try {
            double ms = Double.parseDouble(written);
            if (ms > 0 && Double.isFinite(ms)) {
                return ms;
            }
        } catch (NumberFormatException e) {
            throw new Refusal(Refusal.Kind.INVALID, "BAD_FILTER", BAD_SLO, e);
        }
        throw Refusal.invalid("BAD_FILTER", BAD_SLO);
    }

    private static final String BAD_SLO = "The field sloMs is a number of milliseconds above 0.";

    private static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
