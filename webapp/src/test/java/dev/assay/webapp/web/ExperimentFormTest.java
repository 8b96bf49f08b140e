package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.portal.experiments.NewExperiment;
import dev.assay.protocol.SchemeSpec;
import dev.assay.webapp.web.ExperimentForm.Problem;
import dev.assay.webapp.web.ExperimentForm.Reading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExperimentFormTest {
    private static ExperimentForm form(Map<String, String[]> more) {
        Map<String, String[]> parameters = new HashMap<>(Map.of(
                "model", new String[] {"digits-mlp"},
                "scheme", new String[] {"fp32", "int8-dynamic"},
                "device", new String[] {"this-machine"}));
        parameters.putAll(more);
        return ExperimentForm.of(parameters);
    }

    private static NewExperiment request(ExperimentForm form) {
        assertThat(form.read()).isInstanceOf(Reading.Request.class);
        return ((Reading.Request) form.read()).experiment();
    }

    private static List<Problem> problems(ExperimentForm form) {
        assertThat(form.read()).isInstanceOf(Reading.Problems.class);
        return ((Reading.Problems) form.read()).problems();
    }

    @Test
    void onlyOptionsThatDifferFromTheirDefaultsAreAskedFor() {
        NewExperiment asked = request(form(Map.of(
                "int8-dynamic.perChannel", new String[] {"false"},
                "int8-dynamic.embeddings", new String[] {"false", "true"},
                "int8-dynamic.exclude", new String[] {"/a/MatMul", "/b/MatMul, /a/MatMul"},
                "int8-static.method", new String[] {"entropy"})));
        assertThat(asked.schemes())
                .containsExactly(
                        SchemeSpec.of("fp32"),
                        new SchemeSpec(
                                "int8-dynamic", Map.of("perChannel", "false", "exclude", "/a/MatMul,/b/MatMul")));
    }

    @Test
    void anAddressThatAsksForWhatCannotBeIsAnswered() {
        ExperimentForm form = form(Map.of(
                "scheme", new String[] {"bogus"},
                "device", new String[] {"nowhere"},
                "threads", new String[] {"-4"},
                "minFidelity", new String[] {"9"},
                "tier", new String[] {"forever"},
                "scenario", new String[] {"dream"}));
        assertThat(form.strange(model -> false, device -> false))
                .extracting(Problem::field)
                .contains("model", "device", "scheme-bogus", "threads", "minFidelity", "tier", "scenario");
        assertThat(form(Map.of()).strange(model -> true, device -> true)).isEmpty();
    }

    @Test
    void aBadOptionStandsBesideItsSchemeAndNothingThatWasTypedIsLost() {
        ExperimentForm form = form(Map.of(
                "int8-dynamic.smooth", new String[] {"7"},
                "p95Ms", new String[] {"soon"},
                "dimensions", new String[] {"batch"}));
        assertThat(problems(form)).extracting(Problem::field).contains("scheme-int8-dynamic", "p95Ms", "dimensions");
        assertThat(form.option(
                        "int8-dynamic",
                        SchemeControls.card("int8-dynamic").orElseThrow().controls().stream()
                                .filter(control -> control.option().equals("smooth"))
                                .findFirst()
                                .orElseThrow()))
                .isEqualTo("7");
        assertThat(form.value("p95Ms")).isEqualTo("soon");
    }

    @Test
    void aSecondSchemeComesWithItsOptions() {
        assertThat(request(form(Map.of("versus", new String[] {"fp16"}, "versusOptions", new String[] {
                            "form=graph; exclude=/a,/b"
                        })))
                        .versus())
                .isEqualTo(new SchemeSpec("fp16", Map.of("form", "graph", "exclude", "/a,/b")));
        assertThat(problems(
                        form(Map.of("versus", new String[] {"fp16"}, "versusOptions", new String[] {"form graph"}))))
                .extracting(Problem::field)
                .containsExactly("versusOptions");
    }

    @Test
    void calibrationAndScenarioAreAskedForOnlyWhenChosen() {
        assertThat(request(form(Map.of())).calibration()).isNull();
        NewExperiment asked = request(form(Map.of(
                "calibration", new String[] {"topics-en"},
                "scenario", new String[] {"server"},
                "latencyBoundMs", new String[] {"12.5"})));
        assertThat(asked.calibration()).isNotNull();
        assertThat(asked.calibration().dataset()).isEqualTo("topics-en");
        assertThat(asked.workload().latencyBoundMs()).isEqualTo(12.5);
        // A bound that is left in its field means nothing to the other scenarios.
        assertThat(request(form(Map.of("scenario", new String[] {"offline"}, "latencyBoundMs", new String[] {"12.5"})))
                        .workload()
                        .latencyBoundMs())
                .isNull();
    }

    @Test
    void whatIsMissingIsNamedBesideItsField() {
        assertThat(problems(ExperimentForm.of(Map.of())))
                .extracting(Problem::field)
                .containsExactly("model", "scheme", "device");
    }
}
