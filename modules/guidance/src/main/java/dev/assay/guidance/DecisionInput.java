package dev.assay.guidance;

import dev.assay.guidance.InvalidGuidanceInput.Problem;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
        @Nullable Boolean sustained) {

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

    private static final Set<String> ZERO_ALLOWED = Set.of(
            "stateBytes",
            "payloadBytes",
            "outputTokens",
            "roundTripMs",
            "acceleratorWaitMs",
            "utilization",
            "breakEvenUtilization",
            "requestsPerMonth",
            "rateVariation",
            "modelChangesPerYear",
            "migrationUsd",
            "purchaseUsdMax",
            "rentUsdPerHourMax");
    private static final Set<String> SHARES = Set.of("utilization", "breakEvenUtilization");

    /** No answer at all; last of the constants, because it is parsed with the others. */
    public static final DecisionInput NONE = parse(Map.of());

    /**
     * Reads answers by field name, as a form or a query string sends them: {@code true}/{@code yes}, numbers, names of
     * constants in any case. Empty text is no answer.
     *
     * @throws InvalidGuidanceInput with one sentence per answer that cannot be read or is absurd
     */
    public static DecisionInput parse(Map<String, String> answers) {
        int size = COMPONENTS.size();
        @Nullable Object[] values = new @Nullable Object[size];
        Class<?>[] types = new Class<?>[size];
        List<Problem> problems = new ArrayList<>();
        Set<String> unknown = new HashSet<>(answers.keySet());
        for (int i = 0; i < size; i++) {
            String name = COMPONENTS.get(i).getName();
            types[i] = COMPONENTS.get(i).getType();
            unknown.remove(name);
            String answer = answers.getOrDefault(name, "").strip();
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
                return Double.valueOf(answer);
            } catch (NumberFormatException e) {
                problems.add(new Problem(
                        name, "The answer to " + name + " is '" + answer + "'; give a number without a unit."));
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
            if (!Double.isFinite(value)) {
                problems.add(new Problem(name, "The answer to " + name + " is not a finite number."));
            } else if (value < 0) {
                problems.add(new Problem(name, "The answer to " + name + " is " + value + "; it cannot be negative."));
            } else if (value == 0 && !ZERO_ALLOWED.contains(name)) {
                problems.add(new Problem(
                        name, "The answer to " + name + " is zero, which cannot be; leave it empty if unknown."));
            } else if (value > 1 && SHARES.contains(name)) {
                problems.add(new Problem(
                        name, "The answer to " + name + " is " + value + "; it is a share between 0 and 1."));
            }
        }
        if (batteryWattHours != null && requiredHours == null) {
            problems.add(new Problem(
                    "requiredHours", "A battery of " + batteryWattHours + " Wh needs the hours it must last."));
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
        return task == null || task == Task.EMBEDDING ? null : weightBytes;
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
