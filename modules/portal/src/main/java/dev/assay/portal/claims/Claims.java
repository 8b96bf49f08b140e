package dev.assay.portal.claims;

import dev.assay.guidance.claims.Assessment;
import dev.assay.guidance.claims.Claim;
import dev.assay.guidance.claims.ClaimLedger;
import dev.assay.guidance.claims.ClaimRun;
import dev.assay.guidance.claims.ClaimType;
import dev.assay.guidance.claims.ClaimVerdict;
import dev.assay.guidance.claims.RunEvidence;
import dev.assay.guidance.claims.Standing;
import dev.assay.portal.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The claims: what they say, where they stand, who follows them. Verdicts are written when experiments are judged. */
@ApplicationScoped
@Transactional
public class Claims {
    private static final int HISTORY = 50;

    @Inject
    ClaimRows rows;

    private @Nullable Map<String, Assessment> loaded;

    /** The claims that fit, in the order of their ids, with counts for the filters. */
    public ClaimList list(ClaimFilter filter) {
        Map<String, ClaimRows.Row> standings =
                rows.standings().stream().collect(Collectors.toMap(ClaimRows.Row::claim, Function.identity()));
        List<ClaimCard> cards = assessments().values().stream()
                .map(assessment ->
                        card(assessment, standings.get(assessment.claim().id())))
                .toList();
        Predicate<ClaimCard> verdict = card -> filter.verdict() == null || card.verdict() == filter.verdict();
        Predicate<ClaimCard> type =
                card -> filter.type() == null || card.claim().is(filter.type());
        Predicate<ClaimCard> seed =
                card -> filter.seed() == null || card.claim().seed().equals(filter.seed());
        Predicate<ClaimCard> text = card -> says(card, filter.text());
        return new ClaimList(
                cards.stream().filter(verdict.and(type).and(seed).and(text)).toList(),
                verdicts(cards.stream().filter(type.and(seed).and(text))),
                types(cards.stream().filter(verdict.and(seed).and(text)).toList()),
                cards.stream()
                        .filter(verdict.and(type).and(text))
                        .collect(Collectors.groupingBy(
                                card -> card.claim().seed(), TreeMap::new, Collectors.counting())),
                verdicts(cards.stream()));
    }

    /** A claim with its newest evidence. */
    public Optional<ClaimView> find(String id, int evidence) {
        return Optional.ofNullable(assessments().get(id))
                .map(assessment -> new ClaimView(
                        card(assessment, rows.standing(id).orElse(null)),
                        assessment,
                        rows.evidence(id, evidence),
                        rows.history(id, HISTORY),
                        rows.followers(id)));
    }

    /** Claims by their ids, in the order asked for; unknown ones are left out. */
    public Map<String, ClaimView> named(Collection<String> ids) {
        Map<String, ClaimRows.Row> standings =
                rows.standings().stream().collect(Collectors.toMap(ClaimRows.Row::claim, Function.identity()));
        Map<String, ClaimView> named = new LinkedHashMap<>();
        for (String id : ids) {
            Assessment assessment = assessments().get(id);
            if (assessment != null) {
                named.put(id, new ClaimView(card(assessment, standings.get(id)), assessment, List.of(), List.of(), 0));
            }
        }
        return named;
    }

    /** The claims that are about a hardware profile, as they stand. */
    public List<ClaimCard> ofProfile(String profile) {
        return list(ClaimFilter.ALL).items().stream()
                .filter(card -> card.claim().profiles().contains(profile))
                .toList();
    }

    /**
     * Takes in what the runs of an experiment say, once more if it was judged before; a verdict that changes is written
     * down with the run that changed it, and its followers are told.
     *
     * @param runs  the runs of the experiment
     * @param found what they say
     */
    public void record(UUID experiment, List<ClaimRun> runs, List<RunEvidence> found) {
        List<RunEvidence> known = found.stream()
                .filter(one -> assessments().containsKey(one.claim()))
                .toList();
        TreeSet<String> touched = new TreeSet<>();
        known.forEach(one -> touched.add(one.claim()));
        touched.forEach(rows::lock);
        touched.addAll(rows.forget(
                experiment,
                known.stream().map(one -> one.claim() + " " + one.runId()).toList()));
        for (RunEvidence one : known) {
            rows.evidence(experiment, run(runs, one.runId()), one);
        }
        for (String claim : touched) {
            weigh(
                    assessments().get(claim),
                    experiment,
                    runs,
                    known.stream().filter(one -> one.claim().equals(claim)).toList());
        }
    }

    private void weigh(@Nullable Assessment assessment, UUID experiment, List<ClaimRun> runs, List<RunEvidence> news) {
        if (assessment == null) {
            return;
        }
        Claim claim = assessment.claim();
        ClaimCard before = card(assessment, rows.standing(claim.id()).orElse(null));
        Standing standing = Standing.of(claim, rows.cells(claim.id()));
        rows.stand(claim, standing);
        standing.parts().forEach((part, verdict) -> {
            ClaimVerdict previous = before.parts().getOrDefault(part, verdict);
            if (previous != verdict) {
                changed(claim.id(), part, previous, verdict, experiment, runs, cause(news, part, verdict));
            }
        });
        if (before.verdict() != standing.verdict()) {
            changed(
                    claim.id(),
                    "",
                    before.verdict(),
                    standing.verdict(),
                    experiment,
                    runs,
                    cause(news, null, standing.verdict()));
        }
    }

    private void changed(
            String claim,
            String part,
            ClaimVerdict previous,
            ClaimVerdict verdict,
            UUID experiment,
            List<ClaimRun> runs,
            Optional<RunEvidence> cause) {
        rows.changed(
                claim,
                part,
                previous,
                verdict,
                experiment,
                cause.orElse(null),
                cause.map(one -> run(runs, one.runId()).facts().device()).orElse(""));
    }

    /** The run that brought a verdict; any of the news when none of them has that verdict by itself. */
    private static Optional<RunEvidence> cause(List<RunEvidence> news, @Nullable String part, ClaimVerdict verdict) {
        List<RunEvidence> of = news.stream()
                .filter(one -> part == null || one.part().equals(part))
                .toList();
        return of.stream()
                .filter(one -> one.verdict() == verdict)
                .findFirst()
                .or(() -> of.stream().findFirst());
    }

    private static ClaimRun run(List<ClaimRun> runs, String id) {
        return runs.stream()
                .filter(run -> run.facts().runId().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "There is evidence of the run " + id + ", which is not one of its experiment."));
    }

    public boolean follows(UUID account, String claim) {
        return rows.follows(account, claim);
    }

    /**
     * Follows a claim: its changes appear among the account's news.
     *
     * @throws Refusal NOT_FOUND when there is no such claim
     */
    public void follow(UUID account, String claim) {
        if (!assessments().containsKey(claim)) {
            throw noSuchClaim(claim);
        }
        rows.follow(account, claim);
    }

    public void unfollow(UUID account, String claim) {
        rows.unfollow(account, claim);
    }

    /** The claims that an account follows. */
    public List<ClaimCard> followed(UUID account) {
        List<String> ids = rows.followed(account);
        return list(ClaimFilter.ALL).items().stream()
                .filter(card -> ids.contains(card.claim().id()))
                .toList();
    }

    /** The newest news of an account, read or not. */
    public List<NotificationView> news(UUID account, int limit) {
        return rows.news(account, limit).stream()
                .map(one -> new NotificationView(
                        one.id(),
                        Optional.ofNullable(assessments().get(one.change().claim()))
                                .map(assessment -> assessment.claim().title())
                                .orElse(one.change().claim()),
                        one.change(),
                        one.unread()))
                .toList();
    }

    /** How many news an account has not marked as read. */
    public int unread(UUID account) {
        return rows.unread(account);
    }

    /** Marks news as read, up to and with one of them; later ones stay unread. */
    public int markRead(UUID account, long upTo) {
        return rows.read(account, upTo);
    }

    /** What a request for an unknown claim hears. */
    public static Refusal noSuchClaim(String id) {
        return Refusal.notFound("There is no claim " + id.replaceAll("\\p{Cntrl}", "") + " in the ledger.");
    }

    private synchronized Map<String, Assessment> assessments() {
        Map<String, Assessment> known = loaded;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (Claim claim : ClaimLedger.bundled().claims()) {
                known.put(claim.id(), Assessment.of(claim));
            }
            loaded = known;
        }
        return known;
    }

    private static ClaimCard card(Assessment assessment, ClaimRows.@Nullable Row row) {
        Claim claim = assessment.claim();
        Map<String, ClaimVerdict> parts = new LinkedHashMap<>();
        claim.parts()
                .forEach(part -> parts.put(
                        part.key(), row == null ? part.cited() : row.parts().getOrDefault(part.key(), part.cited())));
        return row == null
                ? new ClaimCard(claim, assessment.verdict(), parts, 0, 0, 0, "", null)
                : new ClaimCard(
                        claim,
                        row.verdict(),
                        parts,
                        row.evidence(),
                        row.confirming(),
                        row.contrary(),
                        row.sentence(),
                        row.checked());
    }

    private static boolean says(ClaimCard card, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return true;
        }
        Claim claim = card.claim();
        String all = String.join(" ", claim.id(), claim.title(), claim.says(), claim.finding())
                .toLowerCase(Locale.ROOT);
        return Arrays.stream(text.strip().toLowerCase(Locale.ROOT).split("\\s+", -1))
                .allMatch(all::contains);
    }

    private static Map<ClaimVerdict, Long> verdicts(Stream<ClaimCard> cards) {
        return cards.collect(Collectors.groupingBy(
                ClaimCard::verdict, () -> new EnumMap<>(ClaimVerdict.class), Collectors.counting()));
    }

    private static Map<ClaimType, Long> types(Collection<ClaimCard> cards) {
        Map<ClaimType, Long> counts = new EnumMap<>(ClaimType.class);
        for (ClaimType type : ClaimType.values()) {
            long n = cards.stream().filter(card -> card.claim().is(type)).count();
            if (n > 0) {
                counts.put(type, n);
            }
        }
        return counts;
    }
}
