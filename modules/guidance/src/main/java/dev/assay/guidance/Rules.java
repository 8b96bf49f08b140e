package dev.assay.guidance;

import dev.assay.guidance.RuleSet.Rule;
import dev.assay.guidance.RuleSet.Stage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The two sets of rules as data. A change here is a new version with its own first day. */
final class Rules {
    private static final String TREE = "decision tree of the article 'CPU, GPU, TPU, Edge Computing'";
    private static final String OWN = "own ONNX Runtime measurements on one x86 core with VNNI";

    private Rules() {}

    private static final List<Rule> ELIMINATIONS = List.of(
            hard(
                    "H1",
                    "Place",
                    "the hardware cannot be had where it must stand",
                    "it must stand where the product needs it",
                    "tree, question 4",
                    List.of(),
                    Map.of()),
            hard(
                    "H2",
                    "Power",
                    "power under load exceeds the budget, or empties the battery too early",
                    "heat and batteries are not negotiable",
                    "MLPerf v4.0 wall readings; vendor figures times 1.5 where nobody measured",
                    List.of("C18"),
                    Map.of("vendorFactor", 1.5, "batteryEfficiency", 0.9)),
            hard(
                    "H3",
                    "Memory",
                    "weights and state exceed 90 % of the memory",
                    "the runtime needs the last tenth itself",
                    "arithmetic on the profile's memory",
                    List.of("C39"),
                    Map.of("usableShare", 0.9)),
            hard(
                    "H4",
                    "Software",
                    "no ONNX Runtime provider, and a vendor's toolchain is not accepted or would refuse the model's operators",
                    "nothing would run the model",
                    "execution providers of ONNX Runtime",
                    List.of(),
                    Map.of()),
            hard(
                    "H5",
                    "Physics",
                    "operations over peak, weights over bandwidth or payload over link already take longer than asked",
                    "no software is faster than the hardware's peak",
                    "roofline: Williams, Waterman, Patterson 2009",
                    List.of("C35"),
                    Map.of()),
            hard(
                    "H6",
                    "CUDA",
                    "CUDA cannot be replaced and the vendor is not NVIDIA",
                    "only NVIDIA runs CUDA",
                    "tree, question 2",
                    List.of(),
                    Map.of()),
            hard(
                    "H7",
                    "XLA",
                    "a move to XLA is not accepted and the hardware is a TPU",
                    "a TPU runs what XLA compiles and nothing else",
                    "Google Cloud TPU documentation",
                    List.of(),
                    Map.of()),
            hard(
                    "H8",
                    "Residency",
                    "data may not leave and the hardware is only rented in a cloud",
                    "the data would have to leave",
                    "your own constraint",
                    List.of(),
                    Map.of()),
            hard(
                    "C1",
                    "Money",
                    "every observed price exceeds its limit",
                    "it costs more than you allow",
                    "dated price observations",
                    List.of("C44"),
                    Map.of()));

    private static final Rule Q4 = choice(
            "Q4",
            "Must it run on the device, without a cloud?",
            "on the device or offline",
            "edge hardware; R4 to R6 choose among it",
            "distance cannot be bought back: the answer has to be computed where it is needed",
            List.of("C18"),
            Map.of(),
            List.of("rpi5-hailo10h", "rpi5", "jetson-orin-nano-8-super", "jetson-agx-orin-64"));
    private static final Rule R4 = choice(
            "R4",
            "Robotics or CUDA at the edge",
            "edge, robotics or irreplaceable CUDA, at least 15 W",
            "Jetson AGX Orin; Orin Nano when 25 W and 8 GB are enough",
            "a complete CUDA stack in a device; its 275 TOPS are sparse, 138 dense",
            List.of(),
            Map.of("minWatts", 15.0, "smallWatts", 25.0, "smallBytes", 0.9 * 8e9),
            List.of("jetson-agx-orin-64", "jetson-orin-nano-8-super"));
    private static final Rule R5 = choice(
            "R5",
            "Vision on very little power",
            "edge, vision, at most 5 W (or at most 15 W for the least energy per image)",
            "SiMa MLSoC where 14.6 W at the wall are allowed; below that Hailo-8, Hailo-8L, Coral or IMX500",
            "SiMa needs the least energy per image, 12.3 mJ, but MLPerf read 14.6 W at the wall",
            List.of("C16"),
            Map.of("maxWatts", 5.0, "lowEnergyWatts", 15.0),
            List.of("sima-mlsoc", "hailo-8", "hailo-8l", "coral-usb", "imx500"));
    private static final Rule R6 = choice(
            "R6",
            "A small local language model that reads more than it writes",
            "edge, language model up to 3 billion parameters, private or cheap, prompt over answer at least 10",
            "Raspberry Pi 5 + Hailo-10H",
            "reading a prompt is dense arithmetic, which the accelerator does in 0.32 to 0.37 s",
            List.of("C01", "C02", "C03", "C04"),
            Map.of("maxParameters", 3e9, "minPromptPerAnswer", 10.0),
            List.of("rpi5-hailo10h", "rpi5"));
    private static final Rule R6B = choice(
            "R6b",
            "A small local language model that writes more than it reads",
            "as R6, but prompt over answer below 10",
            "the processor of the Raspberry Pi 5, or a chip with wider memory",
            "each written token reads all weights once, so bandwidth decides and the accelerator's is no wider",
            List.of("C03", "C04"),
            Map.of("maxParameters", 3e9, "minPromptPerAnswer", 10.0),
            List.of("rpi5", "jetson-orin-nano-8-super", "rpi5-hailo10h"));
    private static final Rule Q1 = choice(
            "Q1",
            "Does the model live beside the data?",
            "beside the data and the CPU is no slower than network plus accelerator, or the accelerator would idle",
            "a CPU with matrix instructions",
            "moving the data can cost more than the accelerator saves",
            List.of("C14", "C15"),
            Map.of(),
            List.of("xeon6-6980p", "graviton4", "epyc-9965"));
    private static final Rule Q2 = choice(
            "Q2",
            "Is flexibility or CUDA needed?",
            "research, frequent model changes, CUDA code, rare operators, or a rate that varies by more than its mean",
            "an NVIDIA GPU, under a contract no longer than the forecast",
            "the widest software support follows every change of the model",
            List.of("C11", "C12", "C13"),
            Map.of("manyChangesPerYear", 6.0, "highVariation", 1.0),
            List.of("b200-sxm", "h200-sxm", "h100-sxm"));
    private static final Rule Q3 = choice(
            "Q3",
            "Is it large-scale inference with predictable volume?",
            "steady high volume, few model changes, XLA acceptable, migration paid back within half the forecast",
            "Google TPU v6e or v7",
            "steady load keeps rented matrix units busy; the saving must come from your own bill",
            List.of("C06", "C07", "C08", "C09"),
            Map.of("fewChangesPerYear", 4.0, "lowVariation", 0.5, "horizonShare", 0.5, "largeRequestsPerMonth", 1e7),
            List.of("tpu-v6e", "tpu-v7"));

    private static final Rule P1 = choice(
            "P1",
            "Cost, then energy",
            "all four questions are answered and none of them decides",
            "what costs least per inference, then what takes least energy",
            "when nothing else tells the survivors apart, money does",
            List.of(),
            Map.of("shown", 3.0),
            List.of());

    private static final List<Rule> EVIDENCE = List.of(
            evidence(
                    "E1",
                    "Convolutions in dynamic int8",
                    "mostly convolutions and int8-dynamic on a CPU",
                    "do not use the scheme",
                    "the convolution kernels for it ran 7 to 14 times slower than fp32",
                    OWN,
                    List.of("C21"),
                    Map.of()),
            evidence(
                    "E2",
                    "int8 without int8 instructions",
                    "an int8 scheme on a CPU without VNNI, AMX or I8MM",
                    "expect at most 1.2 times the speed",
                    "the multiplications are emulated",
                    "reports on ONNX Runtime's tracker (6695, 6732, 12854)",
                    List.of("C21"),
                    Map.of("expectedSpeedUp", 1.2)),
            evidence(
                    "E3",
                    "Bandwidth ranks decoders",
                    "a language model",
                    "compare devices by GB/s per watt, not by TOPS",
                    "every token reads all weights once",
                    "published decode rates over memory bandwidth, 49 to 67 %",
                    List.of("C03", "C34"),
                    Map.of()),
            evidence(
                    "E4",
                    "Weights beyond on-chip memory",
                    "a device without memory of its own and weights larger than its chip holds",
                    "count the link, not the arithmetic",
                    "the weights cross the host link for every inference",
                    "Coral and Hailo-8L benchmarks show the cliff",
                    List.of("C03"),
                    Map.of()),
            evidence(
                    "E5",
                    "Predictions without calibration",
                    "the chosen hardware is out of ONNX Runtime's reach",
                    "a candidate to measure, never a recommendation",
                    "accelerators reach between 5 and 37 % of their peak",
                    "published batch-1 results over peaks",
                    List.of(),
                    Map.of()),
            evidence(
                    "E6",
                    "Latency that must last",
                    "the latency must hold for hours",
                    "judge the percentile of a soak, not of a burst",
                    "a warm chip may clock down",
                    "reports of devices that double their latency within half an hour",
                    List.of("C18"),
                    Map.of()),
            evidence(
                    "E7",
                    "Tiny models",
                    "a measured latency below 0.05 ms",
                    "measure, do not predict",
                    "call overhead dominates, and gains between 0.9 and 2.6 times were seen",
                    OWN,
                    List.of("C21"),
                    Map.of("tinyMs", 0.05)));

    static final RuleSet CURRENT = new RuleSet(
            "2026-11-20",
            "2026-11-20",
            null,
            Stream.of(ELIMINATIONS, List.of(Q4, R4, R5, R6, R6B, Q1, Q2, Q3, P1), EVIDENCE)
                    .flatMap(List::stream)
                    .toList());

    static final RuleSet PUBLISHED = new RuleSet(
            "as-published",
            "2026-01-01",
            "2026-11-19",
            List.of(
                    ELIMINATIONS.getFirst(),
                    Q4,
                    R4,
                    choice(
                            "R5",
                            R5.title(),
                            "edge, vision, at most 5 W",
                            "SiMa MLSoC",
                            "said to have the best TOPS per watt",
                            List.of(),
                            Map.of("maxWatts", 5.0, "lowEnergyWatts", 5.0),
                            List.of("sima-mlsoc")),
                    R6,
                    Q1,
                    Q2,
                    Q3));

    /** Every set, oldest first. */
    static final List<RuleSet> ALL = List.of(PUBLISHED, CURRENT);

    private static Rule hard(
            String id,
            String title,
            String condition,
            String reason,
            String source,
            List<String> claims,
            Map<String, Double> thresholds) {
        return new Rule(
                id,
                Stage.ELIMINATION,
                title,
                condition,
                "the profile is out",
                reason,
                source,
                claims,
                thresholds,
                List.of());
    }

    private static Rule choice(
            String id,
            String title,
            String condition,
            String outcome,
            String reason,
            List<String> claims,
            Map<String, Double> thresholds,
            List<String> candidates) {
        return new Rule(id, Stage.CHOICE, title, condition, outcome, reason, TREE, claims, thresholds, candidates);
    }

    private static Rule evidence(
            String id,
            String title,
            String condition,
            String outcome,
            String reason,
            String source,
            List<String> claims,
            Map<String, Double> thresholds) {
        return new Rule(id, Stage.EVIDENCE, title, condition, outcome, reason, source, claims, thresholds, List.of());
    }
}
