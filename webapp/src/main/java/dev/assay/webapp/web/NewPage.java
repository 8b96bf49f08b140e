package dev.assay.webapp.web;

import dev.assay.guidance.HardwareProfile;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.datasets.DatasetView;
import dev.assay.portal.datasets.Datasets;
import dev.assay.portal.devices.DeviceState;
import dev.assay.portal.devices.DeviceView;
import dev.assay.portal.devices.Devices;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.Experiments;
import dev.assay.portal.guidance.Guidance;
import dev.assay.portal.models.ModelCard;
import dev.assay.portal.models.Models;
import dev.assay.portal.queue.JobKind;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The form of an experiment: filled in by its address, sent once, answered by a redirect to the experiment. */
@Named("newPage")
@RequestScoped
public class NewPage {
    private static final String FIRST_MODEL = "all-minilm-l6-v2";
    private static final List<String> FIRST_SCHEMES = List.of("fp32", "int8-dynamic");
    private static final int MOST_MODELS = 200;

    @Inject
    HttpServletRequest request;

    @Inject
    CurrentAccount current;

    @Inject
    Models models;

    @Inject
    Devices devices;

    @Inject
    Guidance guidance;

    @Inject
    Experiments experiments;

    @Inject
    Datasets datasets;

    private ExperimentForm form = new ExperimentForm(List.of(), List.of(), Map.of(), Map.of());
    private List<ModelCard> cards = List.of();
    private List<DeviceView> fleet = List.of();
    private List<DatasetView> sets = List.of();
    private List<ExperimentForm.Problem> problems = List.of();
    private List<String> strange = List.of();
    private String once = "";

    @PostConstruct
    void read() {
        cards = models.list(null, MOST_MODELS).items();
        fleet = devices.list();
        sets = datasets.list(null, null, MOST_MODELS).items();
        form = ExperimentForm.of(request.getParameterMap());
        String sent = request.getParameter("once");
        once = sent == null ? UUID.randomUUID().toString() : sent;
        if ("GET".equals(request.getMethod())) {
            boolean asks = request.getQueryString() != null;
            form = form.withDefaults(
                    cards.stream().anyMatch(card -> card.ref().equals(FIRST_MODEL)) || cards.isEmpty()
                            ? FIRST_MODEL
                            : cards.get(0).ref(),
                    FIRST_SCHEMES,
                    fleet.stream()
                            .filter(DeviceView::selectable)
                            .min((a, b) ->
                                    Boolean.compare(a.state() == DeviceState.OFFLINE, b.state() == DeviceState.OFFLINE))
                            .map(DeviceView::name));
            if (asks) {
                problems = form.strange(
                        wanted -> models.find(wanted).isPresent(),
                        wanted -> fleet.stream()
                                .anyMatch(device -> device.selectable()
                                        && (device.name().equals(wanted)
                                                || device.id().toString().equals(wanted))));
                strange = problems.stream()
                        .map(ExperimentForm.Problem::sentence)
                        .distinct()
                        .toList();
            }
        }
    }

    /** What the address asks for that cannot be, one sentence each. */
    public List<String> getStrange() {
        return strange;
    }

    /** Starts the experiment and leads to its page; a second press of the button leads to the same one. */
    public void run() throws IOException {
        switch (form.read()) {
            case ExperimentForm.Reading.Problems found -> {
                problems = found.problems();
                problems.stream()
                        .map(ExperimentForm.Problem::sentence)
                        .distinct()
                        .forEach(Answers::refuse);
            }
            case ExperimentForm.Reading.Request asked -> {
                try {
                    ExperimentView made =
                            experiments.create(asked.experiment(), current.require(Role.MEMBER), "form-" + once);
                    Answers.redirect("/experiments/" + made.id());
                } catch (Refusal refusal) {
                    problems = List.of(
                            new ExperimentForm.Problem(ExperimentForm.field(refusal.code()), refusal.sentence()));
                    Answers.refuse(refusal);
                }
            }
        }
    }

    /** What is wrong with a field, or nothing. */
    public String problem(String field) {
        return problems.stream()
                .filter(problem -> problem.field().equals(field))
                .map(ExperimentForm.Problem::sentence)
                .distinct()
                .collect(Collectors.joining(" "));
    }

    public ExperimentForm getForm() {
        return form;
    }

    public Map<String, String> getAnswers() {
        return form.values();
    }

    public String getOnce() {
        return once;
    }

    public List<ModelCard> getModels() {
        return cards;
    }

    /** Whether a model is chosen, by its name or by its hash. */
    public boolean chosen(ModelCard card) {
        String model = form.value("model");
        return card.ref().equals(model) || card.sha256().equals(model);
    }

    public List<SchemeControls.Card> getSchemes() {
        return SchemeControls.all();
    }

    public List<DatasetView> getDatasets() {
        return sets;
    }

    /** Whether a chosen scheme looks at inputs before the rewrite, as far as its name tells. */
    public boolean isCalibrated() {
        return SchemeControls.all().stream()
                .anyMatch(card -> card.calibrated() && form.schemes().contains(card.name()));
    }

    public List<Scenarios.Scenario> getScenarios() {
        return Scenarios.SCENARIOS;
    }

    public List<Scenarios.Tier> getTiers() {
        return Scenarios.TIERS;
    }

    /** The workload as its fold says it while closed. */
    public String getWorkload() {
        return Scenarios.words(form.value("scenario"), form.value("tier"), form.value("threads"));
    }

    /** The schemes that a measurement in turns can have as its second. */
    public List<SchemeControls.Card> getRivals() {
        return SchemeControls.all().stream()
                .filter(card -> !card.name().equals(SchemeControls.AUTO))
                .toList();
    }

    public List<DeviceView> getDevices() {
        return fleet;
    }

    public boolean chosen(DeviceView device) {
        return device.selectable()
                && (form.devices().contains(device.name())
                        || form.devices().contains(device.id().toString()));
    }

    public List<HardwareProfile> getProfiles() {
        return guidance.profiles();
    }

    public List<Questions.YesNo> getPlacement() {
        return Questions.PLACEMENT;
    }

    /** Answers that a link brought and that this form has no field for; they are sent along. */
    public List<Map.Entry<String, String>> getCarried() {
        List<String> asked =
                Questions.PLACEMENT.stream().map(Questions.YesNo::field).toList();
        return form.values().entrySet().stream()
                .filter(entry -> Questions.FIELDS.contains(entry.getKey()) && !asked.contains(entry.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .toList();
    }

    /** How many runs this is and how long they take: "2 runs, about 30 s". */
    public String getEstimate() {
        List<UUID> chosen =
                fleet.stream().filter(this::chosen).map(DeviceView::id).toList();
        int runs = chosen.size() * form.schemes().size();
        if (runs == 0) {
            return "Choose at least one scheme and one device.";
        }
        Format format = new Format();
        Optional<Long> seconds = experiments.estimateSeconds(
                chosen,
                form.schemes().size(),
                new JobKind(
                        form.value("tier"),
                        form.value("scenario"),
                        !form.value("versus").isEmpty(),
                        form.schemes().contains(SchemeControls.AUTO)),
                cards.stream()
                        .filter(this::chosen)
                        .map(ModelCard::sha256)
                        .findFirst()
                        .orElse(""));
        return format.plural(runs, "run")
                + seconds.map(s -> ", about " + format.seconds(s))
                        .orElse("; a chosen device is offline, so they wait until it is back");
    }

    /** Why this reader cannot press Run, or nothing. */
    public String getObstacle() {
        if (!current.isSignedIn()) {
            return "Running needs an account.";
        }
        if (!current.isMember()) {
            return "Your account may read; an administrator can make it a member, who may run.";
        }
        return fleet.stream().noneMatch(DeviceView::selectable)
                ? "No device takes work at the moment. The portal brings its own as soon as its agent runs."
                : "";
    }

    /** The chosen target, to keep the field's value. */
    public String getTarget() {
        return Objects.requireNonNullElse(form.values().get("target"), "");
    }
}
