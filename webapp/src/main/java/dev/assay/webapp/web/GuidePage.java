package dev.assay.webapp.web;

import dev.assay.guidance.Advice;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.portal.guidance.Guidance;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

    @Inject
    Guidance guidance;

    @Inject
    HttpServletRequest request;

    private final Map<String, String> answers = new LinkedHashMap<>();
    private List<String> problems = List.of();
    private @Nullable Advice advice;

    public void load() {
        for (String field : Questions.FIELDS) {
            String value = request.getParameter(field);
            if (value != null && !value.isBlank()) {
                answers.put(field, Questions.answer(field, value));
            }
        }
        try {
            advice = guidance.advise(DecisionInput.parse(answers));
        } catch (InvalidGuidanceInput e) {
            problems = e.problems().stream()
                    .map(InvalidGuidanceInput.Problem::sentence)
                    .toList();
        }
    }

    public Map<String, String> getAnswers() {
        return answers;
    }

    public List<String> getProblems() {
        return problems;
    }

    public @Nullable Advice getAdvice() {
        return advice;
    }

    /** The answers as a query string, to share them or to take them into an experiment. */
    public String getQuery() {
        return answers.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
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
            case "constraints" ->
                Questions.CONSTRAINTS.stream().map(Questions.YesNo::field).toList();
            case "load" -> Questions.LOAD.stream().map(Questions.Figure::field).toList();
            case "money" ->
                Questions.MONEY.stream().map(Questions.Figure::field).toList();
            default -> List.of();
        };
        return fields.stream().anyMatch(answers::containsKey);
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
        return Questions.CHOICES;
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
