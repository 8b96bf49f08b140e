package dev.assay.guidance.claims;

import dev.assay.guidance.claims.Working.Sheet;
import java.util.Map;
import java.util.function.Supplier;

/** The figures of the article's own tables, held against what the sources print. */
final class TableArithmetic {
    private static final String TABLE = "the article's table";

    static final Map<String, Supplier<Sheet>> ALL = Map.ofEntries(
            Map.entry("h200-fp8", TableArithmetic::h200),
            Map.entry("h100-fp8", TableArithmetic::h100),
            Map.entry("h200-against-h100", TableArithmetic::h200AgainstH100),
            Map.entry("b200-against-h200", TableArithmetic::b200AgainstH200),
            Map.entry("agx-orin", TableArithmetic::agxOrin),
            Map.entry("orin-nano", TableArithmetic::orinNano),
            Map.entry("metis-power", TableArithmetic::metisPower),
            Map.entry("mlsoc-power", TableArithmetic::mlsocPower),
            Map.entry("mlsoc-race", TableArithmetic::mlsocRace),
            Map.entry("mlsoc-efficiency", TableArithmetic::mlsocEfficiency),
            Map.entry("hailo-10h-peak", TableArithmetic::hailo10hPeak),
            Map.entry("board-link", TableArithmetic::boardLink),
            Map.entry("vendor-first-token", TableArithmetic::vendorFirstToken),
            Map.entry("microwatts", TableArithmetic::microwatts),
            Map.entry("pod", TableArithmetic::pod),
            Map.entry("memory-channels", TableArithmetic::memoryChannels));

    private TableArithmetic() {}

    private static Sheet h200() {
        Working w = new Working();
        Quantity sparse = w.given("fp8 peak with sparsity", 3958, "TFLOPS", "itkb.uw.cz, dense and sparse tables");
        Quantity dense = w.step("fp8 peak, dense", sparse.over(2), "TFLOPS");
        w.onBasis("fp8 peak of H200", 1979, "TFLOPS", dense, "dense", sparse, "with sparsity");
        return w.sheet();
    }

    private static Sheet h100() {
        Working w = new Working();
        Quantity fp8 = w.given("fp8 peak, dense", 1979, "TFLOPS", "llm-analysis, LLM-Viewer, yobitel");
        Quantity bf16 = w.given("bf16 peak, dense", 989, "TFLOPS", "llm-analysis, LLM-Viewer, yobitel");
        w.step("fp8 over bf16", fp8.over(bf16), "x");
        w.onBasis("fp8 peak of H100", 990, "TFLOPS", fp8, "in fp8, dense,", bf16, "in bf16, dense");
        return w.sheet();
    }

    private static Sheet h200AgainstH100() {
        Working w = new Working();
        Quantity tableNew = w.given("H200 in the table", 1979, "TFLOPS", TABLE);
        Quantity tableOld = w.given("H100 in the table", 990, "TFLOPS", TABLE);
        Quantity arithmetic = w.given("fp8 peak of either, dense", 1979, "TFLOPS", "yobitel, lzwjava");
        Quantity newRate = w.given("Bandwidth of H200", 4.8, "TB/s", "yobitel, lzwjava");
        Quantity oldRate = w.given("Bandwidth of H100", 3.35, "TB/s", "yobitel, lzwjava");
        Quantity newMemory = w.given("Memory of H200", 141, "GB", "yobitel, lzwjava");
        Quantity oldMemory = w.given("Memory of H100", 80, "GB", "yobitel, lzwjava");
        Quantity implied = w.step("Ratio that the table implies", tableNew.over(tableOld), "x");
        Quantity real = w.step("Ratio of the peaks", arithmetic.over(arithmetic), "x");
        w.step("Bandwidth", newRate.over(oldRate), "x");
        w.step("Memory", newMemory.over(oldMemory), "x");
        w.stated("Arithmetic of H200 over H100", implied.value(), "x", real, 0.05);
        return w.sheet();
    }

    private static Sheet b200AgainstH200() {
        Working w = new Working();
        Quantity b200 = w.given("fp8 peak of B200, dense", 4500, "TFLOPS", "glennklockwood.com, hmc-tech");
        Quantity sparse =
                w.given("fp8 peak of B200 with sparsity", 9000, "TFLOPS", "awesomeagents, there called dense");
        Quantity h200 = w.given("fp8 peak of H200, dense", 1979, "TFLOPS", "itkb.uw.cz");
        Quantity ratio = w.step("B200 over H200", b200.over(h200), "x");
        w.onBasis("fp8 peak of B200", 4500, "TFLOPS", b200, "dense", sparse, "with sparsity");
        w.stated("B200 over H200", 2, "x", ratio, 0.5);
        return w.sheet();
    }

    private static Sheet agxOrin() {
        Working w = new Working();
        Quantity sparse = w.given("int8 peak with sparsity, GPU and DLA", 275, "TOPS", "fixstars, May 2026");
        Quantity dense = w.step("int8 peak, dense", sparse.over(2), "TOPS");
        w.onBasis("Peak of the AGX Orin", 275, "TOPS", dense, "dense", sparse, "with sparsity");
        w.given("Lowest power mode", 15, "W", "fixstars, May 2026");
        return w.sheet();
    }

    private static Sheet orinNano() {
        Working w = new Working();
        Quantity fast =
                w.given("int8 peak with sparsity, 25 W mode", 67, "TOPS", "data sheet, quoted by brojogopalsapui.com");
        Quantity usual = w.given("int8 peak with sparsity, 15 W mode", 40, "TOPS", "data sheet");
        Quantity dense = w.step("int8 peak, dense, 25 W mode", fast.over(2), "TOPS");
        w.step("int8 peak, dense, 15 W mode", usual.over(2), "TOPS");
        w.onBasis("Peak beside 7 to 15 W", 67, "TOPS", usual.over(2), "dense at 15 W", fast, "with sparsity at 25 W");
        w.step("Dense over sparse", dense.over(fast), "x");
        return w.sheet();
    }

    private static Sheet metisPower() {
        Working w = new Working();
        Quantity average = w.given("Most over a second", 11.55, "W", "vendor's integration requirements");
        Quantity peak = w.given("Most over 100 microseconds", 23.1, "W", "vendor's integration requirements");
        w.step("Peak over average", peak.over(average), "x");
        w.atLeast("Power, to be within 20 to 40 W", 20, "W", average);
        return w.sheet();
    }

    private static Sheet mlsocPower() {
        Working w = new Working();
        Quantity loaded = w.given("At the wall, under load", 14.6, "W", "MLPerf v4.0 power log");
        Quantity idle = w.given("At the wall, idle", 6.8, "W", "MLPerf v4.0 power log");
        w.step("More under load than idle", loaded.minus(idle), "W");
        w.atMost("Power at the wall", 5, "W", loaded);
        return w.sheet();
    }

    private static Sheet mlsocRace() {
        Working w = new Working();
        Quantity sima = w.given("MLSoC, 90th percentile", 1.202, "ms", "MLPerf v3.0 summary");
        Quantity saving = w.given("AGX Orin saving power, 90th percentile", 1.638, "ms", "MLPerf v3.0 summary");
        Quantity full = w.given("AGX Orin at full power, 90th percentile", 0.640, "ms", "MLPerf v3.1 summary");
        w.step("Against the Orin saving power", saving.over(sima), "x");
        Quantity best = w.step("Against the Orin at full power", full.over(sima), "x");
        w.atLeast("Lead over the larger competitor at full power", 1, "x", best);
        return w.sheet();
    }

    private static Sheet mlsocEfficiency() {
        Working w = new Working();
        Quantity peak = w.given("int8 peak", 50, "TOPS", TABLE);
        Quantity loaded = w.given("MLSoC at the wall", 14.6, "W", "MLPerf v4.0 power log");
        Quantity idle = w.given("MLSoC at the wall, idle", 6.8, "W", "MLPerf v4.0 power log");
        Quantity time = w.given("MLSoC, mean latency", 0.846, "ms", "MLPerf v4.0 summary");
        Quantity orin = w.given("AGX Orin saving power, at the wall", 15.0, "W", "MLPerf v3.0 power log");
        Quantity orinTime = w.given("AGX Orin saving power, mean latency", 1.479, "ms", "MLPerf v3.0 summary");
        Quantity hailo = w.given("Hailo-8 peak", 26, "TOPS", "vendor");
        Quantity hailoPower = w.given("Hailo-8, typical, module", 2.5, "W", "vendor");
        Quantity own = w.step("TOPS per watt at the wall", peak.over(loaded), "TOPS/W");
        Quantity other = w.step("Hailo-8, TOPS per watt of the module", hailo.over(hailoPower), "TOPS/W");
        w.step("MLSoC, energy per image", loaded.times(time), "mJ");
        w.step("MLSoC, energy per image above idle", loaded.minus(idle).times(time), "mJ");
        w.step("AGX Orin saving power, energy per image", orin.times(orinTime), "mJ");
        w.atLeast("TOPS per watt, to be the best", other.value(), "TOPS/W", own);
        return w.sheet();
    }

    private static Sheet hailo10hPeak() {
        Working w = new Working();
        Quantity four = w.given("4-bit peak", 40, "TOPS", "awesomeagents, vendor's documents");
        Quantity eight = w.given("int8 peak", 20, "TOPS", "awesomeagents, vendor's documents");
        w.onBasis("Peak of the Hailo-10H, said to be in 4 bits", 40, "TOPS", four, "in 4 bits", eight, "in int8");
        w.step(
                "Hailo-8 over Hailo-10H, ResNet-50 at batch 1",
                w.given("Hailo-8", 1372, "inference/s", "vendor's zoo")
                        .over(w.given("Hailo-10H", 316, "inference/s", "vendor's zoo")),
                "x");
        return w.sheet();
    }

    private static Sheet boardLink() {
        Working w = new Working();
        Quantity two = w.given(
                "Transfers per lane, generation 2, as specified",
                5,
                "Gtransfer/s",
                "Raspberry Pi documentation, threedots.ovh");
        Quantity three = w.given(
                "Transfers per lane, generation 3, by override",
                8,
                "Gtransfer/s",
                "Raspberry Pi documentation, threedots.ovh");
        Quantity bits = w.given("Bits per transfer", 1, "bit/transfer", "one lane");
        Quantity specified =
                w.step("Rate as specified", two.times(bits).times(8).over(10), "GB/s");
        Quantity forced =
                w.step("Rate by override", three.times(bits).times(128).over(130), "GB/s");
        w.stated("Rate of the link as specified", forced.value(), "GB/s", specified, 0.05);
        return w.sheet();
    }

    private static Sheet vendorFirstToken() {
        Working w = new Working();
        Quantity instruct = w.given("Qwen2.5-1.5B-Instruct", 370, "ms", "vendor's model zoo 5.1.1");
        Quantity coder = w.given("Qwen2-1.5B and Qwen2.5-1.5B-Coder", 320, "ms", "vendor's model zoo 5.1.1");
        w.step("Instruct over the others", instruct.over(coder), "x");
        w.stated("First token of Qwen2.5-1.5B", 320, "ms", instruct, 5);
        return w.sheet();
    }

    private static Sheet microwatts() {
        Working w = new Working();
        Quantity chip = w.given("Processor alone, at most", 10, "W", "review by J. Geerling");
        Quantity module = w.given("Accelerator module", 2.5, "W", "vendor, typical");
        Quantity both = w.step("Both", chip.plus(module), "W");
        w.step("Over a budget of 10 microwatts", both.over(Quantity.of(10, "uW")), "x");
        w.atMost("Power, to be counted in microwatts", 1000, "uW", both);
        return w.sheet();
    }

    private static Sheet pod() {
        Working w = new Working();
        Quantity chips = w.given("Chips in a pod", 9216, "", "docs.cloud.google.com, tpu7x");
        Quantity each = w.given("fp8 peak of a chip", 4614, "TFLOPS", "docs.cloud.google.com, tpu7x");
        Quantity pod = w.step("fp8 peak of a pod", chips.times(each), "EFLOPS");
        w.stated("Peak of a pod, as the vendor prints it", 42.5, "EFLOPS", pod, 0.05);
        return w.sheet();
    }

    private static Sheet memoryChannels() {
        Working w = new Working();
        Quantity channels = w.given("Channels", 12, "", "wccftech, servethehome");
        Quantity width = w.given("Bytes per transfer", 8, "B/transfer", "64-bit channel");
        Quantity rate = w.given("Transfers", 8800, "Mtransfer/s", "wccftech, servethehome");
        Quantity socket = w.step("Bandwidth of a socket", channels.times(width).times(rate), "GB/s");
        w.stated("Transfers, in the sources", 8800, "Mtransfer/s", rate, 50);
        w.atLeast("Bandwidth of a socket", 800, "GB/s", socket);
        return w.sheet();
    }
}
