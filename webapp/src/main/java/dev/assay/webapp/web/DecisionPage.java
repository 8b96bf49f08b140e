package dev.assay.webapp.web;

import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.Prose;
import dev.assay.guidance.decision.DecisionChange;
import dev.assay.portal.Refusal;
import dev.assay.portal.accounts.CurrentAccount;
import dev.assay.portal.accounts.Role;
import dev.assay.portal.guidance.DecisionCard;
import dev.assay.portal.guidance.DecisionView;
import dev.assay.portal.guidance.Decisions;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decisions that are kept: the list, one of them, and making another. */
@Named("decisionPage")
@RequestScoped
public class DecisionPage {
    private static final int SIZE = 50;

    /** An answer as a reader sees it. */
    public record Answered(String label, String value) {}

    @Inject
    Decisions decisions;

    @Inject
    CurrentAccount current;

    @Inject
    HttpServletRequest request;

    private String id = "";
    private @Nullable String cursor;
    private @Nullable DecisionView decision;
    private @Nullable DecisionChange change;
    private dev.assay.portal.@Nullable Page<DecisionCard> page;
    private String title = "";

    public void load() throws IOException {
        decision = Answers.uuid(id).flatMap(decisions::find).orElse(null);
        if (decision == null) {
            Answers.notFound(Decisions.noSuchDecision().sentence());
            return;
        }
        try {
            change = decisions.since(decision);
        } catch (Refusal refusal) {
            // The answers named something that is gone since, such as a model: the record itself still stands.
            change = new DecisionChange(
                    false, "Today's rules cannot be asked with these answers: " + refusal.sentence(), List.of());
        }
    }

    public void loadList() throws IOException {
        try {
            page = decisions.list(cursor, SIZE);
        } catch (Refusal refusal) {
            Answers.error(refusal.kind().status(), refusal.sentence());
        }
    }

    /** The form that keeps a decision is for members; others come back to it when they have signed in. */
    public void loadNew() throws IOException {
        if (!current.isMember()) {
            Answers.redirect(Me.loginHref(CleanUrls.asked(request)));
            return;
        }
        if (answers().unreadable()) {
            Answers.redirect("/guide?" + answers().query());
        }
    }

    /** Makes the decision and shows it. */
    public void keep() throws IOException {
        try {
            UUID account = current.require(Role.MEMBER);
            GuideAnswers answers = answers();
            if (answers.unreadable()) {
                Answers.redirect("/guide?" + answers.query());
                return;
            }
            Optional<UUID> follows = Answers.uuid(
                    Optional.ofNullable(request.getParameter("follows")).orElse(""));
            DecisionView made = decisions.decide(title, answers.input(), account, follows.orElse(null));
            Answers.redirect("/guide/decisions/" + made.id());
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
        }
    }

    /** Deletes the decision of this page. */
    public void delete() throws IOException {
        try {
            UUID account = current.require(Role.MEMBER);
            UUID known = Answers.uuid(id).orElseThrow(Decisions::noSuchDecision);
            decisions.delete(known, account, current.isAdmin());
            Answers.say("The decision is deleted.");
            Answers.redirect("/guide/decisions");
        } catch (Refusal refusal) {
            Answers.refuse(refusal);
            Answers.redirect("/guide/decisions/" + id);
        }
    }

    private GuideAnswers answers() {
        return GuideAnswers.of(request.getParameterMap());
    }

    /** What the form has to send along: the answers, and the decision that is made again. */
    public List<Map.Entry<String, String>> getCarried() {
        Map<String, String> carried = new java.util.TreeMap<>(answers().given());
        String follows = request.getParameter("follows");
        if (follows != null && Answers.uuid(follows).isPresent()) {
            carried.put("follows", follows);
        }
        return List.copyOf(carried.entrySet());
    }

    /** The answers of the form that keeps a decision. */
    public List<Answered> getOffered() {
        return answered(answers().input());
    }

    public @Nullable DecisionView getDecision() {
        return decision;
    }

    public @Nullable DecisionChange getChange() {
        return change;
    }

    public dev.assay.portal.@Nullable Page<DecisionCard> getPage() {
        return page;
    }

    /** The address of the next page of the list, or null. */
    public @Nullable String getNext() {
        return page == null || page.next() == null ? null : "/guide/decisions?cursor=" + page.next();
    }

    /** The answers of the decision that is shown. */
    public List<Answered> getAnswered() {
        return decision == null ? List.of() : answered(decision.document().inputs());
    }

    private static List<Answered> answered(DecisionInput inputs) {
        return inputs.answers().entrySet().stream()
                .map(entry -> new Answered(Questions.label(entry.getKey()), shown(entry)))
                .toList();
    }

    private static String shown(Map.Entry<String, String> answer) {
        String unit = DecisionInput.unit(answer.getKey());
        return switch (answer.getValue()) {
            case "true" -> "yes";
            case "false" -> "no";
            default -> {
                String text = answer.getValue();
                String value =
                        text.matches("[0-9.]+(E-?[0-9]+)?") ? Prose.number(Double.parseDouble(text)) : word(text);
                yield unit.isEmpty() ? value : value + " " + unit;
            }
        };
    }

    /** Names of constants in lower case; anything else as it is. */
    private static String word(String text) {
        return text.matches("[A-Z_0-9]+")
                ? text.toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                : text;
    }

    /** The answers of the shown decision as a query string of the guide. */
    public String getQuery() {
        return decision == null
                ? ""
                : decision.document().inputs().answers().entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }

    /** The answers as arguments of the command line. */
    public String getCommand() {
        return decision == null
                ? ""
                : decision.document().inputs().answers().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + argument(entry.getValue()))
                        .collect(Collectors.joining(" "));
    }

    private static String argument(String value) {
        return value.matches("[A-Za-z0-9_.:/-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
    }

    /** Whether this reader may delete it. */
    public boolean isMine() {
        DecisionView known = decision;
        return known != null
                && (current.isAdmin()
                        || current.account()
                                .map(account -> account.id().equals(known.account()))
                                .orElse(false));
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public @Nullable String getCursor() {
        return cursor;
    }

    public void setCursor(@Nullable String cursor) {
        this.cursor = cursor;
    }

    public String getTitle() {
        return title;
    }

    public void setTitle(@Nullable String title) {
        this.title = title == null ? "" : title;
    }
}
