package dev.assay.webapp.web;

import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.runs.Pareto;
import dev.assay.portal.runs.RunCard;
import dev.assay.portal.runs.RunCounts;
import dev.assay.portal.runs.RunFilter;
import dev.assay.portal.runs.RunOrder;
import dev.assay.portal.runs.Runs;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The runs of all experiments: filtered, sorted and paged by their address. */
@Named("runsPage")
@RequestScoped
public class RunsPage {
    private static final int SIZE = 50;
    private static final List<String> LARGEST_FIRST = List.of("when", "cosine");

    /** A filter with the values that the list has, and how many runs each would leave. */
    public record Facet(String name, String label, List<Count> values) {}

    /** A value of a filter. */
    public record Count(String value, long runs, boolean chosen) {}

    /** A head of a column: the address that sorts by it, and how it is sorted now. */
    public record Head(
            String label,
            String unit,
            String href,
            @Nullable String sorted,
            boolean number) {}

    @Inject
    Runs runs;

    @Inject
    CurrentAccount current;

    @Inject
    HttpServletRequest request;

    private RunQuery query = new RunQuery(Map.of());
    private Page<RunCard> page = new Page<>(List.of(), null);
    private RunCounts counts = new RunCounts(0, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
    private List<Pareto.Point> points = List.of();

    public void load() throws IOException {
        query = RunQuery.of(request.getParameterMap());
        UUID account = current.account().map(known -> known.id()).orElse(null);
        RunFilter filter = query.filter(account);
        try {
            page = runs.list(filter, query.order(), query.values().get("cursor"), SIZE);
            counts = runs.counts(filter);
            if (!query.value("model").isEmpty()) {
                points = runs.pareto(filter, false, Pareto.Second.COSINE, null).points();
            }
        } catch (Refusal refusal) {
            Answers.notFound(refusal.sentence());
        }
    }

    public List<RunCard> getItems() {
        return page.items();
    }

    public boolean isFiltered() {
        return query.filtered();
    }

    /** The sentence that opens the page. */
    public String getSentence() {
        Format format = new Format();
        if (counts.total() == 0) {
            return query.filtered() ? "No run fits these filters." : "Every run of every experiment, in one list.";
        }
        return format.plural(counts.total(), "run")
                + (query.filtered()
                        ? " fit" + (counts.total() == 1 ? "s" : "") + " these filters."
                        : ", of every experiment.");
    }

    public String value(String name) {
        return query.value(name);
    }

    public List<Facet> getFacets() {
        return List.of(
                facet("model", "Model", counts.models()),
                facet("scheme", "Scheme", counts.schemes()),
                facet("device", "Device", counts.devices()),
                facet("validity", "Validity", counts.validities()),
                facet("state", "State", counts.states()),
                facet("scenario", "Scenario", counts.scenarios()),
                facet("tier", "Tier", counts.tiers()));
    }

    private Facet facet(String name, String label, Map<String, Long> found) {
        String chosen = query.value(name);
        List<Count> values = new ArrayList<>(found.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> new Count(
                        entry.getKey(), entry.getValue(), entry.getKey().equalsIgnoreCase(chosen)))
                .toList());
        // What the address asks for stays in the field when nothing has it.
        if (!chosen.isEmpty() && values.stream().noneMatch(Count::chosen)) {
            values.add(new Count(chosen, 0, true));
        }
        return new Facet(name, label, List.copyOf(values));
    }

    public List<Head> getHeads() {
        return List.of(
                head("model", "Model", "", false),
                head("scheme", "Scheme", "", false),
                head("device", "Device", "", false),
                head("p50", "p50", "ms", true),
                head("p90", "p90", "ms", true),
                head("size", "Size", "", true),
                head("cosine", "Fidelity", "cosine", true),
                head("memory", "Peak memory", "", true),
                head("validity", "Validity", "", false),
                head("when", "When", "", false));
    }

    private Head head(String column, String label, String unit, boolean number) {
        RunOrder order = query.order();
        String sorted = !order.column().word().equals(column) ? null : order.descending() ? "descending" : "ascending";
        return new Head(label, unit, query.sorted(column, LARGEST_FIRST.contains(column)), sorted, number);
    }

    public @Nullable String getNext() {
        String next = page.next();
        return next == null ? null : query.with("cursor", next, "");
    }

    /** The first page, when this is a later one. */
    public @Nullable String getFirst() {
        return query.value("cursor").isEmpty() ? null : query.with("cursor", null, "");
    }

    /** The same runs as CSV. */
    public String getCsv() {
        return "/api/v1/runs.csv" + query.query();
    }

    /** Whether there are enough points of one model to draw. */
    public boolean isDrawn() {
        return points.size() > 1;
    }

    public String getFidelityPlot() {
        return FrontJson.fidelity(dots(), marks());
    }

    public String getSizePlot() {
        return FrontJson.size(dots(), marks());
    }

    private static FrontJson.Marks marks() {
        return new FrontJson.Marks("p50", null, null, null, OptionalInt.empty());
    }

    private List<FrontJson.Dot> dots() {
        return points.stream()
                .map(point -> new FrontJson.Dot(
                        point.run().label() + " on " + point.run().device(),
                        point.run().scheme().name(),
                        point.ms(),
                        point.value(),
                        point.run().sizeBytes() == null ? 0 : point.run().sizeBytes(),
                        false))
                .toList();
    }

    /** The schemes that the plots show. */
    public List<String> getSchemes() {
        return points.stream()
                .map(point -> point.run().scheme().name())
                .distinct()
                .sorted()
                .toList();
    }
}
