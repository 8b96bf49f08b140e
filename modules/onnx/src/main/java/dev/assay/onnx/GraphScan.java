package dev.assay.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the gate remembers of a graph or function body: names and operators, no data. */
final class GraphScan {
    final List<NodeScan> nodes = new ArrayList<>();
    final List<String> inputs = new ArrayList<>();
    final List<String> outputs = new ArrayList<>();
    final Set<String> initializers = new HashSet<>();

    /** One node; bodies are the graphs in its attributes. */
    static final class NodeScan {
        String name = "";
        String op = "";
        String domain = "";
        String overload = "";
        final List<String> inputs = new ArrayList<>(2);
        final List<String> outputs = new ArrayList<>(1);
        final List<GraphScan> bodies = new ArrayList<>(0);

        /** How messages call the node. */
        String label() {
            if (!name.isEmpty()) {
                return Refusals.quote(name);
            }
            String first =
                    outputs.stream().filter(o -> !o.isEmpty()).findFirst().orElse("");
            return first.isEmpty() ? "without a name" : "that produces " + Refusals.quote(first);
        }
    }

    /** Identity of an operator or function. */
    record OpKey(String domain, String name, String overload) {
        @Override
        public String toString() {
            return (domain.isEmpty() ? "" : domain + ".") + name + (overload.isEmpty() ? "" : ":" + overload);
        }
    }

    /** A function of the model. */
    record FunctionScan(OpKey key, GraphScan body) {}
}
