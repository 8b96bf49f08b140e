package dev.assay.webapp.web;

import dev.assay.guidance.Judgement;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.experiments.ExperimentState;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.Experiments;
import dev.assay.portal.experiments.RunView;
import dev.assay.portal.queue.RunState;
import dev.assay.protocol.Measurement.Validity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One experiment: live while it runs, then the verdict and its evidence. */
@Named("experimentPage")
@RequestScoped
public class ExperimentPage {
    @Inject
    Experiments experiments;

    @Inject
    CurrentAccount current;

    private String id = "";
    private @Nullable ExperimentView experiment;
    private List<RunRow> rows = List.of();

    public void load() throws IOException {
        experiment = Answers.uuid(id).flatMap(experiments::find).orElse(null);
        ExperimentView known = experiment;
        if (known == null) {
            Answers.notFound("There is no experiment " + id + ".");
            return;
        }
        Judgement judgement = known.judgement();
        rows = RunRow.of(
                known.runs(),
                judgement == null ? List.of() : judgement.comparisons(),
                judgement == null ? List.of() : judgement.runs());
    }

    /** Stops what has not ended yet. */
    public void cancel() throws IOException {
        act(key -> {
            experiments.cancel(key, current.require(Role.MEMBER), current.isAdmin());
            Answers.say("The runs that had not ended are being cancelled; what was measured stays.");
            return "/experiments/" + key;
        });
    }

    /** Asks the same again. */
    public void rerun() throws IOException {
        act(key -> "/experiments/"
                + experiments.rerun(key, current.require(Role.MEMBER)).id());
    }

    private void act(Function<java.util.UUID, String> action) throws IOException {
        Optional<java.util.UUID> key = Answers.uuid(id);
        if (key.isEmpty()) {
            Answers.notFound("There is no experiment " + id + ".");
            return;
        }
        try {
            Answers.redirect(action.apply(key.get()));
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
            Answers.redirect("/experiments/" + key.get());
        }
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public @Nullable ExperimentView getExperiment() {
        return experiment;
    }

    public List<RunRow> getRows() {
        return rows;
    }

    public boolean isLive() {
        return !view().state().terminal();
    }

    public boolean isMeasured() {
        return rows.stream().anyMatch(RunRow::measured);
    }

    /** Whether this reader may cancel. */
    public boolean isCancellable() {
        return isLive()
                && current.account()
                        .map(account -> current.isAdmin() || account.id().equals(view().accountId()))
                        .orElse(false);
    }

    /** The sentence that opens the page. */
    public String getSentence() {
        ExperimentView known = view();
        Judgement judgement = known.judgement();
        if (judgement != null && isMeasured()) {
            return judgement.sentence();
        }
        Format format = new Format();
        long ended = known.runs().stream()
                .filter(run -> run.job().state().terminal())
                .count();
        return switch (known.state()) {
            case QUEUED ->
                known.modelName() + " waits for " + devices() + ": "
                        + format.plural(known.runs().size(), "run") + " queued.";
            case RUNNING ->
                "Measuring " + known.modelName() + ": " + ended + " of "
                        + format.plural(known.runs().size(), "run") + " done.";
            case DONE -> "All runs of " + known.modelName() + " have ended; the judgement is being written.";
            case FAILED ->
                known.modelName() + " was not measured: "
                        + failures().findFirst().orElse("no run reached its end.");
            case CANCELED -> "This experiment was cancelled before anything was measured.";
        };
    }

    private java.util.stream.Stream<String> failures() {
        return view().runs().stream()
                .map(run -> run.job().failure())
                .filter(Objects::nonNull)
                .map(failure -> failure.message());
    }

    private String devices() {
        return view().runs().stream().map(RunView::device).distinct().collect(Collectors.joining(", "));
    }

    /** The worst validity among the measured runs, or nothing. */
    public String getValidity() {
        return rows.stream()
                .map(RunRow::validity)
                .filter(status -> !status.isEmpty())
                .max(Comparator.comparing(Validity.Status::valueOf))
                .orElse("");
    }

    /** The objectives as chips say them: {@code objectives met}. */
    public String getObjectivesText() {
        Judgement judgement = view().judgement();
        if (judgement == null || view().objectives().isEmpty()) {
            return "";
        }
        Judgement.ObjectivesOutcome outcome = judgement.objectives();
        return switch (outcome.outcome()) {
            case MET -> "objectives met";
            case FAILED -> listed("objectives not met", outcome.failed());
            case UNDECIDED -> listed("objectives undecided", outcome.undecided());
            case NONE -> "";
        };
    }

    private static String listed(String text, List<String> objectives) {
        return objectives.isEmpty()
                ? text
                : text + ": "
                        + String.join(
                                ", ",
                                objectives.stream().map(ExperimentPage::words).toList());
    }

    /** An objective as people call it. */
    private static String words(String objective) {
        return switch (objective) {
            case "minFidelity" -> "fidelity";
            case "maxBytes" -> "size";
            case "p50Ms", "p90Ms", "p95Ms", "p99Ms" -> objective.substring(0, 3) + " latency";
            default -> objective;
        };
    }

    /** The first sentence of the judgement: the answer. */
    public String getHeadline() {
        return split()[0];
    }

    /** What the judgement says beyond its first sentence; may be empty. */
    public String getElaboration() {
        ExperimentView known = view();
        if (known.judgement() == null || !isMeasured()) {
            return split()[1];
        }
        String failed = known.runs().stream()
                .filter(run -> run.job().failure() != null)
                .map(run -> run.scheme().name() + " on " + run.device() + " was not measured: "
                        + Format.firstSentence(
                                Objects.requireNonNull(run.job().failure()).message())[0])
                .collect(Collectors.joining(" "));
        return (failed + " " + split()[1]).strip();
    }

    private String[] split() {
        return Format.firstSentence(getSentence());
    }

    /** Latency of every measured run, sample by sample. */
    public String getDistribution() {
        ExperimentPlots.Percentile asked =
                ExperimentPlots.asked(view().objectives()).orElse(null);
        return ChartJson.distribution(
                rows.stream()
                        .filter(RunRow::measured)
                        .map(row -> new ChartJson.Curve(
                                row.label(), row.scheme(), experiments.samples(row.id()), row.isInvalid()))
                        .toList(),
                asked == null ? null : asked.limit().apply(view().objectives()),
                asked == null ? "" : asked.name() + " limit");
    }

    /** Latency against fidelity, with the front of the runs that none beats. */
    public String getFidelityPlot() {
        return plots().fidelity();
    }

    /** Latency against file size, likewise. */
    public String getSizePlot() {
        return plots().size();
    }

    /** Which run the plots ring, or nothing. */
    public String getBest() {
        return plots().bestSentence();
    }

    private ExperimentPlots plots() {
        return new ExperimentPlots(view());
    }

    /** What the runs found besides the latency of single requests. */
    public List<Beyond> getBeyond() {
        return view().runs().stream().flatMap(Beyond::of).toList();
    }

    /** All measured runs, for the page that compares them. */
    public String getCompareHref() {
        return "/compare?runs="
                + rows.stream()
                        .filter(RunRow::measured)
                        .map(row -> row.id().toString())
                        .collect(Collectors.joining(","));
    }

    /** What happened to the runs, in one sentence. */
    public String getHistorySentence() {
        Format format = new Format();
        long ended = view().runs().stream()
                .filter(run -> run.job().state().terminal())
                .count();
        long attempts =
                view().runs().stream().mapToLong(run -> run.job().attempts()).sum();
        return ended + " of " + format.plural(view().runs().size(), "run") + " ended, after "
                + format.plural(attempts, "attempt") + ".";
    }

    /** What was asked, as facts. */
    public List<Conditions.Fact> getAsked() {
        return Conditions.asked(view());
    }

    /** The same experiment from a terminal. */
    public String getCommand() {
        return Conditions.command(view());
    }

    /** Whether a run is waiting, so that its place in the queue is worth a line. */
    public boolean waiting(RunView run) {
        return run.job().state() == RunState.QUEUED;
    }

    /** What a run does right now, in words. */
    public String doing(RunView run) {
        Format format = new Format();
        var place = run.job().place();
        if (run.job().state() == RunState.QUEUED && place != null) {
            String ahead = place.ahead() == 0 ? "next in line" : format.plural(place.ahead(), "run") + " ahead";
            return place.startsInSeconds() == null
                    ? ahead + ", device offline"
                    : ahead + ", starts in about " + format.seconds(place.startsInSeconds());
        }
        return run.job().phase() == null || run.job().state().terminal()
                ? format.words(run.job().state())
                : format.words(run.job().phase());
    }

    public boolean isFailed() {
        return view().state() == ExperimentState.FAILED;
    }

    /** A form that is sent back asks what of it is shown before the address was read into this page. */
    private ExperimentView view() {
        if (experiment == null && id.isEmpty()) {
            id = String.valueOf(FacesContext.getCurrentInstance()
                    .getExternalContext()
                    .getRequestParameterMap()
                    .get("id"));
            try {
                load();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Objects.requireNonNull(experiment);
    }
}
