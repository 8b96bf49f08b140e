package dev.assay.webapp.web;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The questions of the decision as forms ask them; {@code field} is the name in {@code DecisionInput}. */
public final class Questions {
    /** Answered yes, no, or not at all. */
    public record YesNo(String field, String text, String hint) {}

    /** Answered with a number in a unit, or not at all. */
    public record Figure(String field, String label, String unit) {}

    /** Answered with one of several words, or not at all. */
    public record Choice(String field, String label, List<Option> options) {}

    /** A word that can be chosen and how a reader sees it. */
    public record Option(String value, String label) {}

    static final List<YesNo> PLACEMENT = List.of(
            new YesNo(
                    "onDevice",
                    "Must it run on the device, without a cloud?",
                    "No network, private data, or a power budget decide before anything else does."),
            new YesNo(
                    "modelBesideData",
                    "Does the model live beside its data?",
                    "A database or record system on the same machine: moving the data may cost more than computing."),
            new YesNo(
                    "needsFlexibility",
                    "Will models, operators or code keep changing?",
                    "Research, mixed production, or code that rests on CUDA."),
            new YesNo(
                    "predictableVolume",
                    "Is the volume large and predictable?",
                    "A steady stream of the same requests, month after month."));

    static final List<YesNo> CONSTRAINTS = List.of(
            new YesNo("offline", "Works without a network", ""),
            new YesNo("cloudForbidden", "Data may not leave the premises", ""),
            new YesNo("privacyOrCost", "Privacy or a small budget decides", ""),
            new YesNo("vendorToolchain", "A vendor's own compiler is acceptable", ""),
            new YesNo("xlaAcceptable", "Moving to JAX or PyTorch/XLA is acceptable", ""),
            new YesNo("robotics", "Drives a robot or fuses sensors", ""),
            new YesNo("convolutional", "The model is mostly convolutions", ""),
            new YesNo("unsupportedOperators", "Vendors' compilers refuse some of its operators", ""),
            new YesNo("cpuInt8", "The CPU has int8 instructions (VNNI, AMX, I8MM)", ""),
            new YesNo("sustained", "The latency must hold for hours", ""));

    private static final Choice TASK = new Choice(
            "task",
            "Task",
            List.of(
                    new Option("VISION", "vision"),
                    new Option("LLM", "language model"),
                    new Option("EMBEDDING", "embedding"),
                    new Option("TABULAR", "tabular")));
    private static final Choice PLACE = new Choice(
            "placement",
            "It stands",
            List.of(
                    new Option("CLOUD", "in a cloud"),
                    new Option("PREMISES", "on the premises"),
                    new Option("DEVICE", "on the device")));
    private static final Choice CUDA = new Choice(
            "cuda",
            "CUDA",
            List.of(
                    new Option("NONE", "not needed"),
                    new Option("SOFT", "convenient"),
                    new Option("HARD", "cannot be replaced")));
    private static final Choice PRECISION = new Choice(
            "precision",
            "Precision",
            List.of(
                    new Option("FP32", "fp32"),
                    new Option("FP16", "fp16"),
                    new Option("FP8", "fp8"),
                    new Option("INT8", "int8"),
                    new Option("INT4", "int4")));
    private static final Choice BOUNDARY = new Choice(
            "powerBoundary",
            "The power budget counts",
            List.of(
                    new Option("WALL", "everything at the wall"),
                    new Option("BOARD", "the board"),
                    new Option("MODULE", "the module alone"),
                    new Option("PACKAGE", "the chip alone")));

    /** A choice that an experiment makes with its own boxes. */
    static final Choice SCHEME = new Choice(
            "scheme",
            "Scheme",
            List.of(
                    new Option("fp32", "fp32"),
                    new Option("fp16", "fp16"),
                    new Option("int8-dynamic", "int8-dynamic"),
                    new Option("int8-static", "int8-static"),
                    new Option("int8-weight-only", "int8-weight-only"),
                    new Option("int4-weight-only", "int4-weight-only")));

    /** Those that stand open in the form. */
    static final List<Choice> FIRST_CHOICES = List.of(TASK, CUDA, BOUNDARY);

    static final List<Choice> MODEL_CHOICES = List.of(PRECISION, SCHEME);

    static final List<Choice> PLACE_CHOICES = List.of(PLACE);

    /** All that an experiment does not make itself. */
    static final List<Choice> CHOICES = List.of(TASK, CUDA, BOUNDARY, PRECISION, PLACE);

    static final List<Figure> WORK =
            List.of(new Figure("sloMs", "Latency limit", "ms"), new Figure("powerWatts", "Power budget", "W"));

    static final List<Figure> MODEL = List.of(
            new Figure("parameters", "Parameters", ""),
            new Figure("flops", "Operations per inference", "FLOP"),
            new Figure("weightBytes", "Weights", "bytes"),
            new Figure("weightBytesRead", "Of these read per inference", "bytes"),
            new Figure("stateBytes", "Activations and other state", "bytes"),
            new Figure("contextTokens", "Longest context", "tokens"),
            new Figure("kvBytesPerToken", "State of one token", "bytes"),
            new Figure("promptTokens", "Prompt", "tokens"),
            new Figure("outputTokens", "Answer", "tokens"));

    static final List<Figure> LOAD = List.of(
            new Figure("sloPercentile", "Requests that keep the limit", "%"),
            new Figure("roundTripMs", "Network round trip", "ms"),
            new Figure("payloadBytes", "Moved per request", "bytes"),
            new Figure("networkBytesPerSecond", "Bandwidth", "bytes/s"),
            new Figure("cpuMs", "Latency on the local CPU", "ms"),
            new Figure("measuredMs", "Latency measured so far", "ms"),
            new Figure("acceleratorMs", "Latency on the accelerator", "ms"),
            new Figure("acceleratorWaitMs", "Queueing there", "ms"),
            new Figure("utilization", "Share of time it would be busy", "0–1"),
            new Figure("breakEvenUtilization", "Share at which it pays", "0–1"),
            new Figure("requestsPerMonth", "Requests per month", ""),
            new Figure("rateVariation", "Variation of the hourly rate", "CV"),
            new Figure("modelChangesPerYear", "Model changes per year", ""));

    static final List<Figure> MONEY = List.of(
            new Figure("batteryWattHours", "Battery", "Wh"),
            new Figure("requiredHours", "Must last", "h"),
            new Figure("purchaseUsdMax", "Largest price", "USD"),
            new Figure("rentUsdPerHourMax", "Largest rent", "USD/h"),
            new Figure("migrationUsd", "Cost of moving to a TPU", "USD"),
            new Figure("monthlySavingUsd", "Saving per month", "USD"),
            new Figure("horizonMonths", "Horizon", "months"));

    /** Every field that a form may send. */
    static final List<String> FIELDS = Stream.of(
                    PLACEMENT.stream().map(YesNo::field),
                    CONSTRAINTS.stream().map(YesNo::field),
                    CHOICES.stream().map(Choice::field),
                    WORK.stream().map(Figure::field),
                    MODEL.stream().map(Figure::field),
                    LOAD.stream().map(Figure::field),
                    MONEY.stream().map(Figure::field))
            .flatMap(fields -> fields)
            .toList();

    private Questions() {}

    /** An answer as the forms send it: a yes or no written by hand in an address selects the same button. */
    static String answer(String field, String given) {
        boolean yesNo = Stream.concat(PLACEMENT.stream(), CONSTRAINTS.stream())
                .anyMatch(question -> question.field().equals(field));
        String text = given.strip();
        return !yesNo
                ? text
                : switch (text.toLowerCase(Locale.ROOT)) {
                    case "yes", "true" -> "true";
                    case "no", "false" -> "false";
                    default -> text;
                };
    }

    /** What a form calls a field; the field's own name when no form asks for it. */
    static String label(String field) {
        return Stream.of(
                        Stream.concat(PLACEMENT.stream(), CONSTRAINTS.stream())
                                .filter(question -> question.field().equals(field))
                                .map(YesNo::text),
                        Stream.of(WORK, MODEL, LOAD, MONEY)
                                .flatMap(List::stream)
                                .filter(figure -> figure.field().equals(field))
                                .map(Figure::label),
                        Stream.concat(CHOICES.stream(), Stream.of(SCHEME))
                                .filter(choice -> choice.field().equals(field))
                                .map(Choice::label))
                .flatMap(labels -> labels)
                .findFirst()
                .orElse(field);
    }
}
