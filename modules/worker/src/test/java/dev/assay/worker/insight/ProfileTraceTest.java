package dev.assay.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTraceTest {
    private final List<String> events = new ArrayList<>();

    private void node(String name, String op, int index, long start, long micros, String inputs, String outputs) {
        events.add("""
                {"cat" : "Node","pid" :1,"tid" :2,"dur" :%d,"ts" :%d,"ph" : "X","name" :"%s_kernel_time","args" : {\
                "thread_scheduling_stats" : "","node_index" : "%d","input_type_shape" : [%s],"op_name" : "%s",\
                "output_type_shape" : [%s],"provider" : "CPUExecutionProvider","output_size" : "7"}}\
                """.formatted(micros, start, name, index, inputs, op, outputs));
    }

    private void run() {
        events.add(
                "{\"cat\" : \"Session\",\"pid\" :1,\"tid\" :2,\"dur\" :9,\"ts\" :1,\"name\" :\"model_run\",\"args\" : {}}");
    }

    private ProfileTrace read(int skipped) {
        String text = "[\n" + String.join(",\n", events) + "\n]\n";
        return ProfileTrace.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), skipped);
    }

    @Test
    void averagesOverTheRunsThatCount() {
        for (int micros : new int[] {900, 10, 20}) {
            node("a", "MatMul", 4, 100, micros, "{\"uint8\":[1,2]},{\"float\":[]}", "{\"float\":[1,3]}");
            node("b", "Relu", 5, 2_000, 1, "{\"float\":[1,3]}", "{\"float\":[1,3]}");
            run();
        }
        ProfileTrace trace = read(1);
        assertThat(trace.runs()).isEqualTo(2);
        assertThat(trace.kernels())
                .containsExactly(
                        new ProfileTrace.Kernel(
                                "a", "MatMul", 4, "CPU", 15, List.of("uint8", "float"), List.of("float")),
                        new ProfileTrace.Kernel("b", "Relu", 5, "CPU", 1, List.of("float"), List.of("float")));
    }

    @Test
    void aLoopKeepsWhatItsBodyDoesNotTake() {
        node("step", "Relu", 0, 110, 30, "", "");
        node("step", "Relu", 0, 150, 30, "", "");
        node("loop", "Loop", 3, 100, 100, "", "");
        node("after", "Relu", 4, 200, 5, "", "");
        run();
        ProfileTrace trace = read(0);
        assertThat(trace.kernels())
                .extracting(ProfileTrace.Kernel::name, ProfileTrace.Kernel::micros)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("loop", 40.0),
                        org.assertj.core.groups.Tuple.tuple("step", 60.0),
                        org.assertj.core.groups.Tuple.tuple("after", 5.0));
    }

    @Test
    void eventsOfARunThatDidNotEndAreNotCounted() {
        node("a", "Relu", 0, 1, 3, "", "");
        run();
        node("a", "Relu", 0, 10, 300, "", "");
        assertThat(read(0).kernels().get(0).micros()).isEqualTo(3);
    }

    @Test
    void nothingIsReadFromAProfileWithoutRuns() {
        assertThat(read(0)).isEqualTo(new ProfileTrace(0, List.of()));
    }
}
