package dev.assay.webapp.web;

import dev.assay.guidance.Advice;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.guidance.DecisionCard;
import dev.assay.portal.guidance.Decisions;
import dev.assay.portal.guidance.Guidance;
import dev.assay.portal.models.ModelCard;
import dev.assay.portal.models.Models;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The decision: answers come from the address, so that a decision can be shared; any of them may be missing. */
@Named("guidePage")
@RequestScoped
public class GuidePage {
    /** A case to start from; {@code query} is a query string of this page. */
    public record Case(String title, String query) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    "Inference next to a database",
                    "modelBesideData=true&onDevice=false&task=TABULAR&roundTripMs=5&payloadBytes=600000"
                            + "&networkBytesPerSecond=6250000&cpuMs=60&acceleratorMs=4&sloMs=100"),
            new Case(
                    "Research with changing models",
                    "needsFlexibility=true&onDevice=false&cuda=SOFT&modelChangesPerYear=24&task=LLM"),
            new Case(
                    "Steady, massive volume",
                    "predictableVolume=true&needsFlexibility=false&onDevice=false&xlaAcceptable=true"
                            + "&requestsPerMonth=1000000000&rateVariation=0.2&modelChangesPerYear=1"
                            + "&migrationUsd=120000&monthlySavingUsd=12000&horizonMonths=36"),
            new Case("Robot that needs CUDA", "onDevice=true&robotics=true&cuda=HARD&task=VISION&powerWatts=60"),
            new Case(
                    "Vision on 5 W at the wall",
                    "onDevice=true&task=VISION&powerWatts=5&powerBoundary=WALL&vendorToolchain=true"),
            new Case(
                    "Small language model, private",
                    "onDevice=true&offline=true&privacyOrCost=true&task=LLM&parameters=1500000000"
                            + "&weightBytes=1640000000&promptTokens=1024&outputTokens=64&vendorToolchain=true"));

    private static final int DECISIONS_SHOWN = 5;

    @Inject
    Guidance guidance;

    @Inject
    Decisions decisions;

    @Inject
    Models models;

    @Inject
    HttpServletRequest request;

    private GuideAnswers answers = GuideAnswers.of(Map.of());
    private final List<String> problems = new ArrayList<>();
    private @Nullable Advice advice;

    public void load() {
        answers = GuideAnswers.of(request.getParameterMap());
        answers.problems().stream().map(InvalidGuidanceInput.Problem::sentence).forEach(problems::add);
        try {
            advice = guidance.advise(answers.input());
        } catch (Refusal refusal) {
            problems.add(refusal.sentence());
        }
    }

    public Map<String, String> getAnswers() {
        return answers.given();
    }

    public List<String> getProblems() {
        return problems;
    }

    public @Nullable Advice getAdvice() {
        return advice;
    }

    /** The answers as a query string, to share or to keep them. */
    public String getQuery() {
        return answers.query();
    }

    /** The answers as a query string of a new experiment, which chooses its schemes itself. */
    public String getExperimentQuery() {
        return answers.query(Set.of("scheme"));
    }

    /** The models whose facts and measurements can be taken. */
    public List<ModelCard> getModels() {
        return models.list(null, Page.LIMIT).items();
    }

    /** The newest decisions that were kept. */
    public List<DecisionCard> getDecisions() {
        return decisions.list(null, DECISIONS_SHOWN).items();
    }

    /** Answers for which the form has no field; they travel with it. */
    public List<Map.Entry<String, String>> getCarried() {
        return answers.given().entrySet().stream()
                .filter(entry -> !Questions.FIELDS.contains(entry.getKey()))
                .filter(entry -> !Set.of("scheme", "model").contains(entry.getKey()))
                .toList();
    }

    /** The open questions that some rule waits for, as the form calls them. */
    public String getWaiting() {
        Advice known = advice;
        return known == null
                ? ""
                : known.notAsked().stream().map(Questions::label).distinct().collect(Collectors.joining(", "));
    }

    /** Whether a group of questions has an answer, so that its fold starts open. */
    public boolean answered(String group) {
        List<String> fields = switch (group) {
            case "model" ->
                Stream.concat(
                                Questions.MODEL.stream().map(Questions.Figure::field),
                                Questions.MODEL_CHOICES.stream().map(Questions.Choice::field))
                        .toList();
            case "constraints" ->
                Stream.concat(
                                Questions.CONSTRAINTS.stream().map(Questions.YesNo::field),
                                Questions.PLACE_CHOICES.stream().map(Questions.Choice::field))
                        .toList();
            case "load" -> Questions.LOAD.stream().map(Questions.Figure::field).toList();
            case "money" ->
                Questions.MONEY.stream().map(Questions.Figure::field).toList();
            default -> List.of();
        };
        return fields.stream().anyMatch(answers.given()::containsKey);
    }

    public List<Case> getCases() {
        return CASES;
    }

    public List<Questions.YesNo> getPlacement() {
        return Questions.PLACEMENT;
    }

    public List<Questions.YesNo> getConstraints() {
        return Questions.CONSTRAINTS;
    }

    public List<Questions.Choice> getChoices() {
        return Questions.FIRST_CHOICES;
    }

    public List<Questions.Choice> getModelChoices() {
        return Questions.MODEL_CHOICES;
    }

    public List<Questions.Choice> getPlaceChoices() {
        return Questions.PLACE_CHOICES;
    }

    public List<Questions.Figure> getModelFigures() {
        return Questions.MODEL;
    }

    public List<Questions.Figure> getWork() {
        return Questions.WORK;
    }

    public List<Questions.Figure> getLoad() {
        return Questions.LOAD;
    }

    public List<Questions.Figure> getMoney() {
        return Questions.MONEY;
    }
}
