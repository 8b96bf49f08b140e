package dev.assay.onnx.shape;

import dev.assay.onnx.tensor.ElementType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/** Operators that work element by element, the shape of their inputs being broadcast. */
final class ElementwiseRules {
    private ElementwiseRules() {}

    /** Output as the first input, never folded: activations, normalisations, scatters and the like. */
    private static final List<String> LIKE_FIRST = List.of(
            "Acos",
            "Acosh",
            "Asin",
            "Asinh",
            "Atan",
            "Atanh",
            "BiasGelu",
            "BitwiseNot",
            "Celu",
            "Clip",
            "Cos",
            "Cosh",
            "CumProd",
            "CumSum",
            "Elu",
            "Erf",
            "FastGelu",
            "Gelu",
            "GroupNormalization",
            "HardSigmoid",
            "HardSwish",
            "Hardmax",
            "InstanceNormalization",
            "LRN",
            "LeakyRelu",
            "LogSoftmax",
            "LpNormalization",
            "MeanVarianceNormalization",
            "Mish",
            "PRelu",
            "QuickGelu",
            "RMSNormalization",
            "RandomNormalLike",
            "RandomUniformLike",
            "Relu",
            "ReverseSequence",
            "RotaryEmbedding",
            "Scatter",
            "ScatterElements",
            "ScatterND",
            "Selu",
            "Shrink",
            "Sigmoid",
            "SimplifiedLayerNormalization",
            "Sin",
            "Sinh",
            "Softmax",
            "Softplus",
            "Softsign",
            "Swish",
            "Tan",
            "Tanh",
            "ThresholdedRelu",
            "Trilu");

    static Map<String, Rule> rules() {
        Map<String, Rule> rules = new HashMap<>();
        LIKE_FIRST.forEach(op -> rules.put(op, node -> List.of(Value.of(node.type(0), node.dims(0)))));

        rules.put("Identity", node -> List.of(node.in(0).reshaped(node.dims(0))));
        rules.put("Dropout", node -> {
            Value data = Value.of(node.type(0), node.dims(0));
            return List.of(data, Value.of(ElementType.BOOL, node.dims(0)));
        });
        rules.put(
                "Cast",
                node -> List.of(node.in(0)
                        .cast(ElementType.of((int) node.integer("to", 0)).orElse(null))));
        rules.put("CastLike", node -> List.of(node.in(0).cast(node.type(1))));
        for (String op : List.of("IsNaN", "IsInf")) {
            rules.put(op, node -> List.of(Value.of(ElementType.BOOL, node.dims(0))));
        }

        unary(rules, "Neg", x -> -x);
        unary(rules, "Abs", Math::abs);
        unary(rules, "Floor", Math::floor);
        unary(rules, "Ceil", Math::ceil);
        unary(rules, "Round", Math::rint);
        unary(rules, "Sign", Math::signum);
        unary(rules, "Sqrt", Math::sqrt);
        unary(rules, "Exp", Math::exp);
        unary(rules, "Log", Math::log);
        unary(rules, "Reciprocal", x -> 1 / x);
        unary(rules, "Not", x -> x == 0 ? 1 : 0);

        binary(rules, "Add", Long::sum, Double::sum);
        binary(rules, "Sub", (a, b) -> a - b, (a, b) -> a - b);
        binary(rules, "Mul", (a, b) -> a * b, (a, b) -> a * b);
        binary(rules, "Div", ElementwiseRules::divide, (a, b) -> a / b);
        binary(rules, "Mod", (a, b) -> b == 0 ? divide(a, b) : Math.floorMod(a, b), (a, b) -> a % b);
        binary(rules, "Pow", (a, b) -> (long) Math.pow((double) a, (double) b), Math::pow);
        binary(rules, "Min", Math::min, Math::min);
        binary(rules, "Max", Math::max, Math::max);
        binary(rules, "Sum", Long::sum, Double::sum);
        for (String op : List.of("BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "Mean", "BiasAdd")) {
            rules.put(op, node -> {
                long[] dims = node.dims(0);
                for (int i = 1; i < node.inputCount(); i++) {
                    dims = Broadcast.dims(dims, node.dims(i));
                }
                return List.of(Value.of(node.type(0), dims));
            });
        }
        comparison(rules, "Equal", (a, b) -> a == b ? 1 : 0);
        comparison(rules, "Less", (a, b) -> a < b ? 1 : 0);
        comparison(rules, "LessOrEqual", (a, b) -> a <= b ? 1 : 0);
        comparison(rules, "Greater", (a, b) -> a > b ? 1 : 0);
        comparison(rules, "GreaterOrEqual", (a, b) -> a >= b ? 1 : 0);
        comparison(rules, "And", (a, b) -> a != 0 && b != 0 ? 1 : 0);
        comparison(rules, "Or", (a, b) -> a != 0 || b != 0 ? 1 : 0);
        comparison(rules, "Xor", (a, b) -> (a != 0) != (b != 0) ? 1 : 0);

        rules.put("Where", ElementwiseRules::where);
        return rules;
    }

    private static long divide(long a, long b) {
        if (b == 0) {
            throw new Unknowable("it divides by zero");
        }
        return a / b;
    }

    private static void unary(Map<String, Rule> rules, String op, DoubleUnaryOperator function) {
        rules.put(op, node -> {
            Value in = node.in(0);
            ElementType type = in.type();
            if (!in.isConstant() || type == null) {
                return List.of(Value.of(type, in.knownDims()));
            }
            double[] elements = Arrays.stream(in.asReals()).map(function).toArray();
            Value folded = Value.reals(type, elements, in.knownDims());
            return List.of(type.isInteger() ? Value.integers(type, folded.asIntegers(), in.knownDims()) : folded);
        });
    }

    /** Two operands or, for the variadic operators, any number. */
    private static void binary(
            Map<String, Rule> rules, String op, LongBinaryOperator onIntegers, DoubleBinaryOperator onReals) {
        rules.put(op, node -> {
            Value result = node.in(0).reshaped(node.dims(0));
            for (int i = 1; i < node.inputCount(); i++) {
                result = Value.combine(result, node.in(i), node.type(0), onIntegers, onReals);
            }
            return List.of(result);
        });
    }

    private static void comparison(Map<String, Rule> rules, String op, DoubleBinaryOperator test) {
        rules.put(
                op,
                node -> List.of(Value.combine(
                        node.in(0),
                        node.in(1),
                        ElementType.BOOL,
                        (a, b) -> (long) test.applyAsDouble((double) a, (double) b),
                        test)));
    }

    private static List<Value> where(NodeView node) {
        long[] dims = Broadcast.dims(Broadcast.dims(node.dims(0), node.dims(1)), node.dims(2));
        Value condition = node.in(0);
        ElementType type = node.type(1);
        Value shape = Value.of(type, dims);
        boolean foldable = condition.isConstant()
                && node.in(1).isConstant()
                && node.in(2).isConstant()
                && type != null
                && shape.elements() <= Value.MAX_FOLDED_ELEMENTS;
        if (!foldable || type == null) {
            return List.of(shape);
        }
        long[] flags =
                condition.picked(dims, Broadcast.source(node.dims(0), dims)).asIntegers();
        double[] yes =
                node.in(1).picked(dims, Broadcast.source(node.dims(1), dims)).asReals();
        double[] no =
                node.in(2).picked(dims, Broadcast.source(node.dims(2), dims)).asReals();
        double[] elements = new double[flags.length];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = flags[i] != 0 ? yes[i] : no[i];
        }
        Value folded = Value.reals(type, elements, dims);
        return List.of(type.isInteger() ? Value.integers(type, folded.asIntegers(), dims) : folded);
    }
}
