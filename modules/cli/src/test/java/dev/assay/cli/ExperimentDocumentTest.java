package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class ExperimentDocumentTest {
    private static ExperimentDocument document(String json) {
        try (var reader = Json.createReader(new StringReader(json.replace('\'', '"')))) {
            return new ExperimentDocument(reader.readObject());
        }
    }

    private static ExperimentDocument judged(String runState, boolean met) {
        return document("{'experiment':'e1','url':'http://x/experiments/e1','judged':'2026-11-20T00:00:00Z',"
                + "'sentence':'It holds.','runs':[{'scheme':'fp32','device':'d','state':'" + runState
                + "','latencyMs':{'p50':1.5,'p99':null},'fidelity':null}],"
                + "'guidance':{'recommended':['rpi5'],'verdict':'CONFIRMED','sentence':'Because.'},"
                + "'objectives':{'met':" + met + ",'failed':" + (met ? "[]" : "['p95Ms']") + "}}");
    }

    @Test
    void theExitCodeIsAGateForPipelines() {
        assertThat(judged("SUCCEEDED", true).exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(judged("SUCCEEDED", false).exitCode()).isEqualTo(ExitCode.OBJECTIVES_NOT_MET);
        assertThat(judged("FAILED", false).exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(judged("CANCELED", true).exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void linesTellTheJudgementAndWhereThePageIs() {
        assertThat(judged("SUCCEEDED", false).lines())
                .anyMatch(line -> line.contains("fp32") && line.contains("1.50"))
                .contains("It holds.", "Guidance: CONFIRMED of rpi5. Because.", "Objectives: not met: p95Ms")
                .endsWith("http://x/experiments/e1");
    }

    @Test
    void whatIsUndecidedOrWasNotAskedIsNotCalledFailed() {
        String start =
                "{'runs':[{'state':'SUCCEEDED','scheme':'fp32','validity':{'status':'INVALID','reasons':['Busy.']}}],"
                        + "'judged':'2026-01-01T00:00:00Z','sentence':'','objectives':";
        ExperimentDocument open = document(start + "{'met':false,'failed':[],'undecided':['p95Ms']}}");
        assertThat(open.lines()).contains("Objectives: undecided: p95Ms (fp32 is INVALID: Busy.)");
        assertThat(open.exitCode()).isEqualTo(ExitCode.OBJECTIVES_NOT_MET);
        ExperimentDocument both = document(start + "{'met':false,'failed':['p95Ms'],'undecided':['maxBytes']}}");
        assertThat(both.lines()).contains("Objectives: not met: p95Ms; undecided: maxBytes");
        ExperimentDocument none = document(start + "{'met':null,'failed':[],'undecided':[]}}");
        assertThat(none.lines()).contains("Objectives: none were set");
        assertThat(none.exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void itHasEndedWhenEveryRunHas() {
        assertThat(judged("EXPIRED", false).hasEnded()).isTrue();
        assertThat(judged("MEASURING", false).hasEnded()).isFalse();
        assertThat(document("{'runs':[]}").hasEnded()).isFalse();
        assertThat(document("{'runs':[{'state':'SUCCEEDED'}],'judged':null}").isJudged())
                .isFalse();
    }

    @Test
    void progressCountsRunsUnderWay() {
        ExperimentDocument half = document(
                "{'runs':[{'state':'SUCCEEDED','progress':1},{'state':'MEASURING','progress':0.5,'scheme':'fp32'},"
                        + "{'state':'QUEUED'},{'state':'QUEUED'}]}");
        assertThat(half.progressShare()).isEqualTo(0.375);
        assertThat(half.progressLabel()).isEqualTo("1 of 4 runs ended, fp32 measuring");
    }
}
