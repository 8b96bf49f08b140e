package dev.assay.guidance;

import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Advice.Elimination;
import dev.assay.guidance.Advice.Step;
import dev.assay.guidance.Advice.StepVerdict;
import dev.assay.guidance.RuleSet.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** H1 to H8: what a profile cannot do, whatever else speaks for it. Each returns the number that rules it out. */
final class Eliminations {
    private final DecisionInput in;
    private final RuleSet rules;
    private final HardChecks hard;
    private final List<Known> checks;

    Eliminations(DecisionInput in, RuleSet rules) {
        this.in = in;
        this.rules = rules;
        this.hard = new HardChecks(in, requiredPlace());
        this.checks = known().stream()
                .filter(known -> rules.find(known.id()).isPresent())
                .toList();
    }

    /** A rule applied to one profile: a sentence and its operands, or nothing. */
    private interface Check {
        Optional<HardChecks.Finding> apply(HardwareProfile profile, Rule rule);
    }

    private record Known(String id, boolean asked, List<String> needs, Check check) {}

    /** All checks in order; {@code asked} is false when an answer that the check needs is missing. */
    private List<Known> known() {
        return List.of(
                new Known("H1", requiredPlace() != null, List.of("onDevice", "placement", "offline"), hard::place),
                new Known(
                        "H2",
                        in.powerWatts() != null || in.batteryWattHours() != null,
                        List.of("powerWatts", "powerBoundary", "batteryWattHours", "requiredHours"),
                        hard::power),
                new Known(
                        "H3",
                        in.weights() != null,
                        List.of("weightBytes", "stateBytes", "contextTokens", "kvBytesPerToken"),
                        hard::memory),
                new Known(
                        "H4",
                        in.vendorToolchain() != null || Boolean.TRUE.equals(in.unsupportedOperators()),
                        List.of("vendorToolchain", "unsupportedOperators"),
                        hard::coverage),
                new Known(
                        "H5",
                        in.sloMs() != null && (in.flops() != null || in.weightsRead() != null),
                        List.of("sloMs", "flops", "weightBytes", "payloadBytes", "precision"),
                        hard::floor),
                new Known("H6", in.cuda() != null, List.of("cuda"), hard::cuda),
                new Known("H7", in.xlaAcceptable() != null, List.of("xlaAcceptable"), hard::xla),
                new Known("H8", in.cloudForbidden() != null, List.of("cloudForbidden"), hard::residency),
                new Known(
                        "C1",
                        in.purchaseUsdMax() != null || in.rentUsdPerHourMax() != null,
                        List.of("purchaseUsdMax", "rentUsdPerHourMax"),
                        hard::money));
    }

    /** Why {@code profile} is out, per rule; empty when it survives. */
    List<Elimination> of(HardwareProfile profile) {
        List<Elimination> eliminations = new ArrayList<>();
        for (Known known : checks) {
            finding(known, profile)
                    .ifPresent(finding -> eliminations.add(new Elimination(
                            profile.id(), profile.name(), known.id(), finding.sentence(), finding.operands())));
        }
        return eliminations;
    }

    /** The one number that keeps a profile out; empty when several do, or when it is no number. */
    Optional<HardChecks.Finding> onlyFinding(HardwareProfile profile) {
        List<HardChecks.Finding> findings = checks.stream()
                .flatMap(known -> finding(known, profile).stream())
                .toList();
        return findings.size() == 1 ? Optional.of(findings.getFirst()) : Optional.empty();
    }

    /** The changes that would keep {@code profile}; empty when one of its eliminations cannot be lifted. */
    List<String> relaxations(HardwareProfile profile) {
        List<String> changes = new ArrayList<>();
        for (Known known : checks) {
            Optional<HardChecks.Finding> finding = finding(known, profile);
            if (finding.isPresent()) {
                String relaxation = finding.get().relaxation();
                if (relaxation == null) {
                    return List.of();
                }
                changes.add(relaxation);
            }
        }
        return changes;
    }

    /** One step per rule of the set, with the number of profiles it removes; {@code out} is what {@link #of} found. */
    List<Step> steps(List<Elimination> out, int profiles) {
        List<Step> steps = new ArrayList<>();
        for (Known known : checks) {
            rules.find(known.id()).ifPresent(rule -> steps.add(step(known, rule, out, profiles)));
        }
        return steps;
    }

    private Step step(Known known, Rule rule, List<Elimination> out, int profiles) {
        if (!known.asked()) {
            return new Step(
                    rule.id(),
                    false,
                    List.of(),
                    StepVerdict.NOT_ASKED,
                    rule.title() + ": not asked, so nothing is ruled out.");
        }
        List<Elimination> own =
                out.stream().filter(one -> one.rule().equals(rule.id())).toList();
        List<Operand> operands = known.needs().stream()
                .filter(field -> in.answer(field) != null)
                .map(field -> Operand.answer(field, in.answer(field)))
                .toList();
        if (own.isEmpty()) {
            return new Step(
                    rule.id(), false, operands, StepVerdict.DID_NOT_FIRE, rule.title() + ": nothing has to go.");
        }
        // The example that teaches most is one that nothing else rules out.
        Elimination example = own.stream()
                .filter(one -> out.stream()
                        .allMatch(
                                other -> other.equals(one) || !other.profileId().equals(one.profileId())))
                .findFirst()
                .orElse(own.getFirst());
        return new Step(
                rule.id(),
                true,
                operands,
                StepVerdict.ELIMINATED,
                text(
                        "%s: rules out %d of %d (%s), because %s. %s",
                        rule.title(),
                        own.size(),
                        profiles,
                        Prose.some(own.stream().map(Elimination::name).toList()),
                        rule.reason(),
                        example.sentence()));
    }

    /** Answers that some elimination needed and did not get. */
    List<String> notAsked() {
        return checks.stream()
                .filter(known -> !known.asked())
                .flatMap(known -> known.needs().stream())
                .filter(field -> in.answer(field) == null)
                .distinct()
                .toList();
    }

    private Optional<HardChecks.Finding> finding(Known known, HardwareProfile profile) {
        return known.asked()
                ? rules.find(known.id()).flatMap(rule -> known.check().apply(profile, rule))
                : Optional.empty();
    }

    /** Where it must stand: as placed, else on the device when that or being offline is asked. */
    @Nullable
    Place requiredPlace() {
        if (in.placement() != null) {
            return in.placement();
        }
        return Boolean.TRUE.equals(in.onDevice()) || Boolean.TRUE.equals(in.offline()) ? Place.DEVICE : null;
    }
}
