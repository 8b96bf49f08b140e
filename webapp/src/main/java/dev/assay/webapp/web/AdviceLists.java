package dev.assay.webapp.web;

import dev.assay.guidance.Advice;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An advice as lists that a page shows: what was ruled out by profile, and what remains, the recommended first. */
@Named("adviceLists")
@RequestScoped
public class AdviceLists {
    /** A profile that cannot do it, with every rule that says so. */
    public record RuledOut(String profileId, String name, List<Advice.Elimination> reasons) {}

    /** What was ruled out: one entry for each profile, in the order in which the rules met them. */
    public List<RuledOut> ruledOut(Advice advice) {
        Map<String, RuledOut> byProfile = new LinkedHashMap<>();
        for (Advice.Elimination elimination : advice.eliminated()) {
            byProfile
                    .computeIfAbsent(
                            elimination.profileId(), id -> new RuledOut(id, elimination.name(), new ArrayList<>()))
                    .reasons()
                    .add(elimination);
        }
        return List.copyOf(byProfile.values());
    }

    /** What remains: the recommended profiles in their order, then the others in the order of the advice. */
    public List<Advice.Survivor> remaining(Advice advice) {
        Map<String, Integer> place = places(advice);
        return advice.survivors().stream()
                .sorted(Comparator.comparing(
                        (Advice.Survivor survivor) -> place.getOrDefault(survivor.profileId(), Integer.MAX_VALUE)))
                .toList();
    }

    /** Whether the rules put a profile forward. */
    public boolean recommended(Advice advice, String profileId) {
        return places(advice).containsKey(profileId);
    }

    /** Whether "unbeaten" tells profiles apart: at least one of those that remain is, and fewer than half of them are. */
    public boolean distinguishes(Advice advice) {
        long unbeaten =
                advice.survivors().stream().filter(Advice.Survivor::pareto).count();
        return unbeaten > 0 && 2 * unbeaten < advice.survivors().size();
    }

    private static Map<String, Integer> places(Advice advice) {
        Map<String, Integer> place = new LinkedHashMap<>();
        IntStream.range(0, advice.recommended().size())
                .forEach(i -> place.putIfAbsent(advice.recommended().get(i).profileId(), i));
        Advice.Recommendation second = advice.runnerUp();
        if (second != null) {
            place.putIfAbsent(second.profileId(), place.size());
        }
        return place;
    }
}
