package dev.assay.guidance;

import dev.assay.guidance.InvalidGuidanceInput.Problem;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The answers a decision rests on. Every field may be absent: rules that need it then do not fire and say so.
 *
 * <p>The first four are the questions of the decision tree; the others make them computable.
 *
 * @param modelBesideData        the model lives beside the data it reads (database, ERP)
 * @param needsFlexibility       research, changing models, mixed production or CUDA code
 * @param predictableVolume      large-scale inference with predictable volume
 * @param onDevice               must run on the device, without a cloud, under a power budget
 * @param placement              where the hardware must stand
 * @param offline                works without a network
 * @param cloudForbidden         data may not leave the premises
 * @param task                   what the model does
 * @param robotics               drives a robot or fuses sensors
 * @param convolutional          the model is mostly convolutions
 * @param cuda                   dependence on CUDA
 * @param xlaAcceptable          the model may be moved to JAX or PyTorch/XLA
 * @param vendorToolchain        a vendor's own compiler and runtime is acceptable
 * @param privacyOrCost          data must stay private, or the budget is small
 * @param parameters             of the model
 * @param flops                  floating-point operations of one inference
 * @param weightBytes            all weights at the precision that runs; they must fit into memory
 * @param weightBytesRead        those that one inference reads: all but the unused rows of embedding tables
 * @param stateBytes             KV cache plus activations at the longest context, bytes
 * @param payloadBytes           moved over the network per request, both directions
 * @param precision              the precision that runs
 * @param promptTokens           of a typical request
 * @param outputTokens           of a typical request
 * @param sloMs                  latency limit
 * @param powerWatts             power budget
 * @param powerBoundary          what the budget includes; wall when absent
 * @param batteryWattHours       battery, with {@code requiredHours}
 * @param requiredHours          how long the battery must last
 * @param roundTripMs            network round trip to the accelerator
 * @param networkBytesPerSecond  bandwidth to the accelerator
 * @param cpuMs                  latency beside the data, on the CPU
 * @param acceleratorMs          latency on the accelerator alone
 * @param acceleratorWaitMs      queueing there
 * @param utilization            share of the time that an accelerator would be busy, 0 to 1
 * @param breakEvenUtilization   share above which it is cheaper than the CPU, 0 to 1
 * @param requestsPerMonth       volume
 * @param rateVariation          coefficient of variation of the hourly rate
 * @param modelChangesPerYear    model swaps
 * @param migrationUsd           cost of moving to a TPU, with {@code monthlySavingUsd}
 * @param monthlySavingUsd       from your own cost per million, not from a headline
 * @param horizonMonths          how far the forecast carries
 * @param purchaseUsdMax         largest acceptable purchase price
 * @param rentUsdPerHourMax      largest acceptable rent
 * @param scheme                 the scheme to be run, such as {@code int8-dynamic}
 * @param cpuInt8                the CPU has int8 dot products (VNNI, AMX or I8MM)
 * @param measuredMs             a latency already measured
 * @param sustained              the latency must hold for hours, not for a burst
 * @param contextTokens         longest context whose state has to fit into memory, with {@code kvBytesPerToken}
 * @param kvBytesPerToken       bytes of key-value state of one token
 * @param unsupportedOperators  the model has operators that vendors' compilers refuse
 * @param sloPercentile         of the latency limit, such as 95; 90 when absent
 * @param model                 hash or name of a model whose stored runs count as measurements; only a portal has them
 */
public record DecisionInput(
        @Nullable Boolean modelBesideData,
        @Nullable Boolean needsFlexibility,
        @Nullable Boolean predictableVolume,
        @Nullable Boolean onDevice,
        @Nullable Place placement,
        @Nullable Boolean offline,
        @Nullable Boolean cloudForbidden,
        @Nullable Task task,
        @Nullable Boolean robotics,
        @Nullable Boolean convolutional,
        @Nullable Cuda cuda,
        @Nullable Boolean xlaAcceptable,
        @Nullable Boolean vendorToolchain,
        @Nullable Boolean privacyOrCost,
        @Nullable Double parameters,
        @Nullable Double flops,
        @Nullable Double weightBytes,
        @Nullable Double weightBytesRead,
        @Nullable Double stateBytes,
        @Nullable Double payloadBytes,
        @Nullable Precision precision,
        @Nullable Double promptTokens,
        @Nullable Double outputTokens,
        @Nullable Double sloMs,
        @Nullable Double powerWatts,
        @Nullable PowerBoundary powerBoundary,
        @Nullable Double batteryWattHours,
        @Nullable Double requiredHours,
        @Nullable Double roundTripMs,
        @Nullable Double networkBytesPerSecond,
        @Nullable Double cpuMs,
        @Nullable Double acceleratorMs,
        @Nullable Double acceleratorWaitMs,
        @Nullable Double utilization,
        @Nullable Double breakEvenUtilization,
        @Nullable Double requestsPerMonth,
        @Nullable Double rateVariation,
        @Nullable Double modelChangesPerYear,
        @Nullable Double migrationUsd,
        @Nullable Double monthlySavingUsd,
        @Nullable Double horizonMonths,
        @Nullable Double purchaseUsdMax,
        @Nullable Double rentUsdPerHourMax,
        @Nullable String scheme,
        @Nullable Boolean cpuInt8,
        @Nullable Double measuredMs,
        @Nullable Boolean sustained,
        @Nullable Double contextTokens,
        @Nullable Double kvBytesPerToken,
        @Nullable Boolean unsupportedOperators,
        @Nullable Double sloPercentile,
        @Nullable String model) {

    /** What the model does. */
    public enum Task {
        VISION,
        LLM,
        EMBEDDING,
        TABULAR
    }

    /** How much the code depends on CUDA. */
    public enum Cuda {
        NONE,
        /** It would be convenient. */
        SOFT,
        /** It cannot be replaced. */
        HARD
    }

    /** The number format of the arithmetic. */
    public enum Precision {
        FP32,
        FP16,
        FP8,
        INT8,
        INT4
    }

    private static final List<RecordComponent> COMPONENTS = List.of(DecisionInput.class.getRecordComponents());

    private static final Pattern BOUNDARY = Pattern.compile(
            "(.*?[wW])(?:atts?)?[,\\s(]+(?:at |of |for |alone )*(?:the )?(wall|board|module|package)(?: alone)?\\)?",
            Pattern.CASE_INSENSITIVE);

    /** No answer at all; last of the constants, because it is parsed with the others. */
    public static final DecisionInput NONE = parse(Map.of());

    /**
     * Reads answers by field name, as a form or a query string sends them: {@code true}/{@code yes}, numbers, names of
     * constants in any case. Empty text is no answer.
     *
     * @throws InvalidGuidanceInput with one sentence per answer that cannot be read or is absurd
     */
    public static DecisionInput parse(Map<String, String> answers) {
        Map<String, String> given = boundaryApart(answers);
        int size = COMPONENTS.size();
        @Nullable Object[] values = new @Nullable Object[size];
        Class<?>[] types = new Class<?>[size];
        List<Problem> problems = new ArrayList<>();
        Set<String> unknown = new HashSet<>(given.keySet());
        for (int i = 0; i < size; i++) {
            String name = COMPONENTS.get(i).getName();
            types[i] = COMPONENTS.get(i).getType();
            unknown.remove(name);
            String answer = given.getOrDefault(name, "").strip();
            if (!answer.isEmpty()) {
                values[i] = value(name, answer, types[i], problems);
            }
        }
        unknown.stream()
                .sorted()
                .forEach(name -> problems.add(new Problem(name, "There is no question named '" + name + "'.")));
        DecisionInput input;
        try {
            input = DecisionInput.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A record lost its canonical constructor", e);
        }
        problems.addAll(input.problems());
        if (!problems.isEmpty()) {
            throw new InvalidGuidanceInput(problems);
        }
        return input;
    }

    /** A budget of {@code 5 W at the wall} or {@code 5 W module} names its boundary with it; a separate answer wins. */
    private static Map<String, String> boundaryApart(Map<String, String> answers) {
        String watts = answers.get("powerWatts");
        Matcher matcher = BOUNDARY.matcher(watts == null ? "" : watts.strip());
        if (!matcher.matches()) {
            return answers;
        }
        Map<String, String> apart = new LinkedHashMap<>(answers);
        apart.put("powerWatts", matcher.group(1));
        if (apart.getOrDefault("powerBoundary", "").isBlank()) {
            apart.put("powerBoundary", matcher.group(2));
        }
        return apart;
    }

    private static @Nullable Object value(String name, String answer, Class<?> type, List<Problem> problems) {
        if (type == String.class) {
            return answer;
        }
        if (type == Boolean.class) {
            switch (answer.toLowerCase(Locale.ROOT)) {
                case "true", "yes" -> {
                    return true;
                }
                case "false", "no" -> {
                    return false;
                }
                default ->
                    problems.add(new Problem(name, "The answer to " + name + " is '" + answer + "'; say yes or no."));
            }
            return null;
        }
        if (type == Double.class) {
            try {
                return AnswerFields.measure(name).read(answer);
            } catch (Measure.NotAnAmount e) {
                problems.add(
                        new Problem(name, "The answer to " + name + " is '" + answer + "'; " + e.getMessage() + "."));
                return null;
            }
        }
        Object[] constants = type.getEnumConstants();
        for (Object constant : constants) {
            if (((Enum<?>) constant).name().equalsIgnoreCase(answer)) {
                return constant;
            }
        }
        problems.add(new Problem(
                name,
                "The answer to " + name + " is '" + answer + "'; choose one of "
                        + Arrays.toString(constants).toLowerCase(Locale.ROOT) + "."));
        return null;
    }

    /** What is absurd about these answers, one sentence each; empty when they can be judged. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (RecordComponent component : COMPONENTS) {
            if (component.getType() != Double.class || !(component(component) instanceof Double value)) {
                continue;
            }
            String name = component.getName();
            AnswerFields.absurdity(name, value).ifPresent(sentence -> problems.add(new Problem(name, sentence)));
        }
        if (batteryWattHours != null && requiredHours == null) {
            problems.add(new Problem(
                    "requiredHours", "A battery of " + batteryWattHours + " Wh needs the hours it must last."));
        }
        if (contextTokens != null && kvBytesPerToken == null) {
            problems.add(new Problem(
                    "kvBytesPerToken",
                    "A context of " + Prose.number(contextTokens)
                            + " tokens needs the bytes of state of one token; the page"
                            + " about language models computes them."));
        }
        if (weightBytesRead != null && weightBytes != null && weightBytesRead > weightBytes) {
            problems.add(new Problem(
                    "weightBytesRead",
                    "One inference cannot read more weights than the model has; correct one of them."));
        }
        if (Boolean.TRUE.equals(onDevice) && placement != null && placement != Place.DEVICE) {
            problems.add(new Problem(
                    "placement",
                    "The model cannot have to run on the device and stand " + placement.label()
                            + " at once; change one of the two answers."));
        }
        return List.copyOf(problems);
    }

    /**
     * Bytes of weights that one inference has to read, null when that is not known. Of an embedding model most of the
     * file may be a table of which few rows are read, so its size alone bounds nothing.
     */
    @Nullable
    Double weightsRead() {
        if (weightBytesRead != null) {
            return weightBytesRead;
        }
        return task == null || task == Task.EMBEDDING ? null : weights();
    }

    /** KV cache at the longest context plus what was given besides, bytes; null when neither is known. */
    @Nullable
    Double state() {
        if (contextTokens == null || kvBytesPerToken == null) {
            return stateBytes;
        }
        return contextTokens * kvBytesPerToken + (stateBytes == null ? 0 : stateBytes);
    }

    /** Weights at the precision that runs: as given, else the parameters at their width; null when unknown. */
    @Nullable
    Double weights() {
        if (weightBytes != null || parameters == null || precision == null) {
            return weightBytes;
        }
        return parameters
                * switch (precision) {
                    case FP32 -> 4;
                    case FP16 -> 2;
                    case FP8, INT8 -> 1;
                    case INT4 -> 0.5;
                };
    }

    /** The names of all answers, in order. */
    public static List<String> fields() {
        return COMPONENTS.stream().map(RecordComponent::getName).toList();
    }

    /** The unit in which the rules count an answer, empty for words and bare numbers. */
    public static String unit(String field) {
        return AnswerFields.measure(field).unit();
    }

    /** What was answered, by field name, as {@link #parse} reads it. */
    public Map<String, String> answers() {
        Map<String, String> answers = new LinkedHashMap<>();
        for (RecordComponent component : COMPONENTS) {
            Object value = component(component);
            if (value != null) {
                answers.put(component.getName(), value instanceof Double number ? plain(number) : value.toString());
            }
        }
        return answers;
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** The value of a field by its name, null when not answered. */
    @Nullable
    Object answer(String name) {
        for (RecordComponent component : COMPONENTS) {
            if (component.getName().equals(name)) {
                return component(component);
            }
        }
        throw new IllegalArgumentException("There is no question named '" + name + "'.");
    }

    private @Nullable Object component(RecordComponent component) {
        try {
            return component.getAccessor().invoke(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A record lost its accessor " + component.getName(), e);
        }
    }
}
