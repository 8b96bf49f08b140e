package dev.assay.onnx;

import static dev.assay.onnx.WireReader.BYTES;
import static dev.assay.onnx.WireReader.VARINT;

import dev.assay.onnx.GraphScan.FunctionScan;
import dev.assay.onnx.GraphScan.NodeScan;
import dev.assay.onnx.GraphScan.OpKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a model file: checks every part as it comes by and remembers names and operators for the checks that
 * need the whole. Field numbers are those of onnx.proto.
 */
final class GateWalk {
    private static final String REPAIR = "repair the export and send it again";

    private final WireReader in;
    private final GateLimits limits;
    private final TensorWalk tensors;
    private final TypeWalk types;

    final List<FunctionScan> functions = new ArrayList<>();
    final List<GraphScan> trainingGraphs = new ArrayList<>();
    final Map<String, Long> opsets = new HashMap<>();
    long irVersion;

    @Nullable
    GraphScan graph;

    private final Map<String, String> names = new HashMap<>();
    private int nodes;
    private int initializers;
    private int attributes;
    private long uses;
    private int bodyDepth;

    GateWalk(WireReader in, GateLimits limits, boolean externalData) {
        this.in = in;
        this.limits = limits;
        this.tensors = new TensorWalk(in, limits, externalData);
        this.types = new TypeWalk(in, limits);
    }

    void model() throws IOException, RejectedModel {
        boolean first = true;
        while (!in.atEnd()) {
            long start = in.position();
            int tag = in.tag();
            if (first && !isModelField(tag)) {
                throw Refusals.malformed("The file does not begin like a model", start);
            }
            first = false;
            switch (tag) {
                case 1 << 3 | VARINT -> irVersion = in.varint();
                case 2 << 3 | BYTES -> Names.read(in, "producer name", limits);
                case 3 << 3 | BYTES -> Names.read(in, "producer version", limits);
                case 4 << 3 | BYTES -> Names.read(in, "domain", limits);
                case 7 << 3 | BYTES -> {
                    if (graph != null) {
                        throw Refusals.malformed("There is a second main graph", start);
                    }
                    graph = graph();
                }
                case 8 << 3 | BYTES -> opset(opsets);
                case 20 << 3 | BYTES -> training();
                case 25 << 3 | BYTES -> function();
                default -> Names.skipText(in, tag, limits);
            }
        }
    }

    private static boolean isModelField(int tag) {
        return switch (WireReader.field(tag)) {
            case 1, 5 -> WireReader.wireType(tag) == VARINT;
            case 2, 3, 4, 6, 7, 8, 14, 20, 25 -> WireReader.wireType(tag) == BYTES;
            default -> false;
        };
    }

    private void opset(Map<String, Long> into) throws IOException, RejectedModel {
        long outer = in.enter();
        String domain = "";
        long version = 0;
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | BYTES -> domain = OperatorCatalog.normalize(Names.read(in, "domain", limits));
                case 2 << 3 | VARINT -> version = in.varint();
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
        into.put(domain, version);
        Versions.checkOpset(domain, version);
        if (into.size() > limits.functions()) {
            throw Refusals.tooMany("operator sets", limits.functions());
        }
    }

    private GraphScan graph() throws IOException, RejectedModel {
        long outer = in.enter();
        GraphScan scan = new GraphScan();
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | BYTES -> scan.nodes.add(node());
                case 2 << 3 | BYTES -> Names.read(in, "graph name", limits);
                case 5 << 3 | BYTES -> initializer(scan, tensors.tensor());
                case 15 << 3 | BYTES -> initializer(scan, tensors.sparseTensor());
                case 11 << 3 | BYTES -> scan.inputs.add(use(types.value()));
                case 12 << 3 | BYTES -> scan.outputs.add(use(types.value()));
                case 13 << 3 | BYTES -> types.value();
                default -> Names.skipText(in, tag, limits);
            }
        }
        in.leave(outer);
        return scan;
    }

    private void initializer(GraphScan scan, String name) throws RejectedModel {
        if (++initializers > limits.initializers()) {
            throw Refusals.tooMany("initializers", limits.initializers());
        }
        if (name.isEmpty()) {
            throw Refusals.refuse(Rejection.BAD_NAME, "An initializer has no name", REPAIR);
        }
        GraphLinks.addOnce(scan.initializers, use(name));
    }

    private NodeScan node() throws IOException, RejectedModel {
        if (++nodes > limits.nodes()) {
            throw Refusals.tooMany("nodes", limits.nodes());
        }
        long outer = in.enter();
        NodeScan node = new NodeScan();
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | BYTES -> node.inputs.add(use(Names.read(in, "input name", limits)));
                case 2 << 3 | BYTES -> node.outputs.add(use(Names.read(in, "output name", limits)));
                case 3 << 3 | BYTES -> node.name = Names.read(in, "node name", limits);
                case 4 << 3 | BYTES -> node.op = intern(Names.read(in, "operator", limits));
                case 5 << 3 | BYTES -> attribute(node.bodies);
                case 7 << 3 | BYTES ->
                    node.domain = intern(OperatorCatalog.normalize(Names.read(in, "domain", limits)));
                case 8 << 3 | BYTES -> node.overload = intern(Names.read(in, "overload", limits));
                default -> Names.skipText(in, tag, limits);
            }
        }
        in.leave(outer);
        return node;
    }

    private void attribute(List<GraphScan> bodies) throws IOException, RejectedModel {
        if (++attributes > limits.attributes()) {
            throw Refusals.tooMany("attributes", limits.attributes());
        }
        long outer = in.enter();
        int single = 0;
        while (!in.atEnd()) {
            int tag = in.tag();
            int field = WireReader.field(tag);
            if ((field == 5 || field == 6 || field == 22 || field == 14) && single++ > 0) {
                // Parsers would merge the two, so what was checked would not be what runs.
                throw Refusals.malformed("An attribute has two values", in.position());
            }
            switch (tag) {
                case 1 << 3 | BYTES -> Names.read(in, "attribute name", limits);
                case 21 << 3 | BYTES -> Names.read(in, "attribute reference", limits);
                case 5 << 3 | BYTES, 10 << 3 | BYTES -> tensors.tensor();
                case 22 << 3 | BYTES, 23 << 3 | BYTES -> tensors.sparseTensor();
                case 6 << 3 | BYTES, 11 << 3 | BYTES -> bodies.add(body());
                case 14 << 3 | BYTES, 15 << 3 | BYTES -> types.type();
                case 7 << 3 | BYTES, 8 << 3 | BYTES, 4 << 3 | BYTES, 9 << 3 | BYTES -> in.skip(tag);
                default -> Names.skipText(in, tag, limits);
            }
        }
        in.leave(outer);
    }

    private GraphScan body() throws IOException, RejectedModel {
        if (++bodyDepth > limits.controlFlowDepth()) {
            throw Refusals.refuse(
                    Rejection.TOO_DEEP,
                    "The model nests If, Loop and Scan more than " + limits.controlFlowDepth() + " deep",
                    "flatten its control flow and send it again");
        }
        GraphScan body = graph();
        bodyDepth--;
        return body;
    }

    private void function() throws IOException, RejectedModel {
        if (functions.size() >= limits.functions()) {
            throw Refusals.tooMany("functions", limits.functions());
        }
        long outer = in.enter();
        String name = "";
        String domain = "";
        String overload = "";
        GraphScan scan = new GraphScan();
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | BYTES -> name = Names.read(in, "function name", limits);
                case 4 << 3 | BYTES -> scan.inputs.add(use(Names.read(in, "input name", limits)));
                case 5 << 3 | BYTES -> scan.outputs.add(use(Names.read(in, "output name", limits)));
                case 6 << 3 | BYTES -> Names.read(in, "attribute name", limits);
                case 7 << 3 | BYTES -> scan.nodes.add(node());
                case 9 << 3 | BYTES -> opset(new HashMap<>());
                case 10 << 3 | BYTES -> domain = OperatorCatalog.normalize(Names.read(in, "domain", limits));
                case 11 << 3 | BYTES -> attribute(new ArrayList<>());
                case 12 << 3 | BYTES -> types.value();
                case 13 << 3 | BYTES -> overload = Names.read(in, "overload", limits);
                default -> Names.skipText(in, tag, limits);
            }
        }
        in.leave(outer);
        functions.add(new FunctionScan(new OpKey(domain, name, overload), scan));
    }

    private void training() throws IOException, RejectedModel {
        long outer = in.enter();
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | BYTES, 2 << 3 | BYTES -> trainingGraphs.add(graph());
                default -> Names.skipText(in, tag, limits);
            }
        }
        in.leave(outer);
    }

    /** Counts a use of a value and shares the string between all uses. */
    private String use(String name) throws RejectedModel {
        if (++uses > 4L * limits.values()) {
            throw Refusals.tooMany("uses of values", 4L * limits.values());
        }
        return intern(name);
    }

    private String intern(String name) throws RejectedModel {
        String known = names.putIfAbsent(name, name);
        if (names.size() > limits.values()) {
            throw Refusals.tooMany("different names", limits.values());
        }
        return known == null ? name : known;
    }
}
