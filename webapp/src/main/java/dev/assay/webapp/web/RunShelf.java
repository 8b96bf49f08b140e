package dev.assay.webapp.web;

import dev.assay.portal.experiments.Experiments;
import dev.assay.portal.experiments.RunView;
import dev.assay.portal.queue.RunState;
import dev.assay.portal.runs.RunCard;
import dev.assay.portal.runs.RunFilter;
import dev.assay.portal.runs.RunOrder;
import dev.assay.portal.runs.Runs;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stored runs from which a what-if page can take figures. */
@RequestScoped
public class RunShelf {
    private static final int OFFERED = 30;

    @Inject
    Runs runs;

    @Inject
    Experiments experiments;

    /** The newest runs that ended well, as the choices of a field; the chosen one stays although it is older. */
    List<WhatIf.Option> offered(String chosen, String none) {
        List<String[]> choices = new ArrayList<>();
        choices.add(new String[] {WhatIf.NONE, none});
        for (RunCard card : newest()) {
            choices.add(new String[] {card.id().toString(), label(card)});
        }
        if (!chosen.isEmpty() && choices.stream().noneMatch(choice -> choice[0].equals(chosen))) {
            choices.add(new String[] {chosen, "run " + chosen});
        }
        return WhatIf.options(chosen.isEmpty() ? WhatIf.NONE : chosen, choices);
    }

    /** The newest runs that ended well and may be used. */
    List<RunCard> newest() {
        RunFilter done = new RunFilter(null, null, null, RunState.SUCCEEDED, null, null, null, null, null, null, null);
        return runs.list(done, RunOrder.NEWEST, null, OFFERED).items().stream()
                .filter(card -> card.validity() != dev.assay.protocol.Measurement.Validity.Status.INVALID)
                .toList();
    }

    /** Runs of a meter, newest first among equals; empty where no device has one. */
    List<RunCard> metered(int most) {
        return runs.list(RunFilter.ALL, new RunOrder(RunOrder.Column.ENERGY, false), null, most).items().stream()
                .filter(card -> card.joulesPerRun() != null)
                .toList();
    }

    /** Measurements of half an hour, newest first. */
    List<RunCard> sustained(int most) {
        RunFilter filter =
                new RunFilter(null, null, null, RunState.SUCCEEDED, null, "sustained", null, null, null, null, null);
        return runs.list(filter, RunOrder.NEWEST, null, most).items();
    }

    /** A run by the id in an address. */
    Optional<RunView> find(String id) {
        return Answers.uuid(id).flatMap(experiments::run);
    }

    /** The raw latencies of a run. */
    List<Long> samples(RunCard card) {
        return experiments.samples(card.id());
    }

    static String label(RunCard card) {
        return card.model() + ", " + card.label() + " on " + card.device() + ", p50 " + new Format().ms(card.medianMs())
                + " ms";
    }
}
