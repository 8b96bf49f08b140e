package dev.assay.guidance.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.onnx.outline.ModelWork;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WhyTest {
    private static final ModelWork WORK = new ModelWork(2_000_000_000, 40_000_000, 0, 128.0);

    private static Reason reason(String code, List<Reason> reasons) {
        return reasons.stream()
                .filter(reason -> reason.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + code + " in " + reasons));
    }

    private static double figure(Reason reason, String name) {
        return reason.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + name + " in " + reason))
                .value();
    }

    private static List<Reason> explain(Runs run) {
        return Why.explain(run.done(), null, WORK);
    }

    private static List<Reason> explain(Runs run, Runs fp32) {
        return Why.explain(run.done(), fp32.done(), WORK);
    }

    private static List<String> codes(Runs run, @Nullable Runs fp32) {
        return Why.explain(run.done(), fp32 == null ? null : fp32.done(), WORK).stream()
                .map(Reason::code)
                .toList();
    }

    @Test
    void aPlainFp32RunNeedsNoExplanation() {
        assertThat(codes(Runs.of("fp32").nodes("MatMul", 10, 9_000, "fp32"), null))
                .isEmpty();
    }

    @Test
    void stepsThatNoKernelAbsorbed() {
        Runs run = Runs.of("int8-static")
                .median(12.0)
                .nodes("Erf", 6, 6_900, "fp32")
                .step("QuantizeLinear", 20, 1_600)
                .step("DequantizeLinear", 22, 1_500);
        Reason reason = reason("unfused-steps", explain(run, Runs.of("fp32").median(10.0)));
        assertThat(reason.sentence()).startsWith("31 % of the kernel time (3.1 of 10 ms) goes into 42 nodes");
        assertThat(figure(reason, "nodes")).isEqualTo(42);
        assertThat(figure(reason, "share")).isEqualTo(0.31);
        assertThat(codes(
                        Runs.of("int8-static").nodes("MatMul", 6, 9_800, "fp32").step("QuantizeLinear", 20, 200), null))
                .doesNotContain("unfused-steps");
    }

    @Test
    void convolutionsOnTheSlowIntegerKernel() {
        Runs run = Runs.of("int8-dynamic").fused("ConvInteger", 36, 80_000).nodes("Relu", 36, 7_000, "fp32");
        Reason reason = reason("conv-integer", explain(run));
        assertThat(reason.sentence()).contains("36 convolutions run as ConvInteger", "92 %", "int8-static");
        assertThat(codes(Runs.of("int8-static").fused("QLinearConv", 36, 80_000), null))
                .doesNotContain("conv-integer");
    }

    @Test
    void integerProductsInPieces() {
        Runs run = Runs.of("int8-dynamic").fused("MatMulInteger", 1, 50).nodes("Mul", 2, 50, "fp32");
        assertThat(reason("unfused-products", explain(run)).sentence())
                .startsWith("1 integer product did not fuse")
                .contains("50 %");
    }

    @Test
    void castsOfAHalfPrecisionGraph() {
        Runs fp32 = Runs.of("fp32").median(17.0).nodes("Cast", 1, 5, "fp32");
        Runs run = Runs.of("fp16", "form=graph")
                .median(25.0)
                .nodes("Cast", 91, 4_000, "fp16")
                .nodes("MatMul", 48, 20_000, "fp32");
        Reason reason = reason("fp16-casts", explain(run, fp32));
        assertThat(figure(reason, "casts")).isEqualTo(90);
        assertThat(reason.sentence()).contains("90 Cast nodes", "16.7 % of the kernel time", "83.3 %");
        assertThat(codes(Runs.of("fp16", "form=storage").nodes("Cast", 91, 4_000, "fp32"), fp32))
                .doesNotContain("fp16-casts");
    }

    @Test
    void halfPrecisionThatIsOnlyStored() {
        Runs stored = Runs.of("fp16", "form=storage").nodes("MatMul", 48, 20_000, "fp32");
        assertThat(codes(stored, null)).contains("widened-at-load");
        assertThat(codes(Runs.of("bf16").nodes("MatMul", 48, 20_000, "fp32"), null))
                .contains("widened-at-load");
        assertThat(codes(Runs.of("fp16", "form=storage").nodes("MatMul", 48, 20_000, "fp16"), null))
                .doesNotContain("widened-at-load");
    }

    @Test
    void smallWeightsThatWereExpandedAgain() {
        Runs folded = Runs.of("int8-weight-only").changed(36, 0).nodes("MatMul", 36, 9_000, "fp32");
        assertThat(reason("folded-weights", explain(folded)).sentence()).contains("the 36 small weights");
        Runs kept = Runs.of("int8-weight-only").fused("com.microsoft.MatMulNBits", 36, 9_000);
        assertThat(codes(kept, null)).doesNotContain("folded-weights");
    }

    @Test
    void conversionsBetweenLayouts() {
        Runs run = Runs.of("fp32")
                .nodes("com.microsoft.nchwc.Conv", 48, 900, "fp32")
                .nodes("com.microsoft.nchwc.ReorderInput", 24, 60, "fp32")
                .nodes("com.microsoft.nchwc.ReorderOutput", 35, 40, "fp32");
        assertThat(reason("layout-conversions", explain(run)).sentence())
                .startsWith("59 conversions")
                .contains("10 %");
    }

    @Test
    void aSchemeThatFoundNothing() {
        assertThat(explain(Runs.of("int8-dynamic").changed(0, 4)).getFirst().sentence())
                .startsWith("int8-dynamic changed no node and skipped 4");
        assertThat(codes(Runs.of("int4-weight-only").changed(0, 4).nodes("MatMul", 4, 900, "fp32"), null))
                .containsExactly("nothing-changed");
    }

    @Test
    void aModelSmallerThanItsCall() {
        Runs run = Runs.of("int8-dynamic").median(0.03).fused("com.microsoft.DynamicQuantizeMatMul", 2, 8);
        Reason reason = explain(run, Runs.of("fp32").median(0.029)).getFirst();
        assertThat(reason.code()).isEqualTo("overhead-bound");
        assertThat(reason.sentence()).startsWith("One inference takes 0.03 ms");
        assertThat(codes(Runs.of("fp32").median(0.2).nodes("MatMul", 3, 190, "fp32"), null))
                .doesNotContain("overhead-bound");
        assertThat(codes(Runs.of("fp32").median(0.2).nodes("MatMul", 3, 40, "fp32"), null))
                .contains("overhead-bound");
        assertThat(codes(Runs.of("fp32").median(null).nodes("MatMul", 3, 1, "fp32"), null))
                .isEmpty();
    }

    @Test
    void int8ThatDoesWhatItIsFor() {
        Runs run = Runs.of("int8-dynamic")
                .median(4.63)
                .fused("com.microsoft.DynamicQuantizeMatMul", 18, 2_000)
                .fused("com.microsoft.MatMulIntegerToFloat", 18, 1_000)
                .nodes("com.microsoft.FusedMatMul", 12, 500, "fp32");
        Reason reason = reason("fused-int8", explain(run, Runs.of("fp32").median(9.55)));
        assertThat(reason.sentence())
                .startsWith("2.06x as fast as fp32: 36 of 48 products")
                .contains("85.7 %", "avx512_vnni");
        assertThat(codes(run, Runs.of("fp32").median(4.7))).doesNotContain("fused-int8");
        assertThat(codes(run, null)).doesNotContain("fused-int8");
    }

    @Test
    void whatStayedInFloatingPointBoundsTheGain() {
        Runs run = Runs.of("int8-dynamic")
                .fused("com.microsoft.DynamicQuantizeMatMul", 18, 400)
                .nodes("Softmax", 6, 500, "fp32")
                .nodes("LayerNormalization", 6, 100, "fp32");
        Reason reason = reason("float-remainder", explain(run));
        assertThat(reason.sentence()).contains("60 %", "Softmax 50 % and LayerNormalization 10 %", "1.67x faster");
        assertThat(codes(Runs.of("fp32").nodes("Softmax", 6, 500, "fp32"), null))
                .isEmpty();
    }

    @Test
    void productsThatTakeAsLongAsBefore() {
        Runs run = Runs.of("int8-static").median(18.0).fused("QLinearMatMul", 4, 15_000);
        Runs fp32 = Runs.of("fp32").median(16.0).nodes("MatMul", 4, 14_000, "fp32");
        assertThat(reason("products-not-faster", explain(run, fp32)).sentence())
                .startsWith("The products take 15 ms in this scheme and 14 ms in fp32");
        assertThat(codes(run, Runs.of("fp32").median(16.0).nodes("MatMul", 4, 40_000, "fp32")))
                .doesNotContain("products-not-faster");
    }

    @Test
    void smallWeightsPayWithFewRows() {
        ModelWork few = new ModelWork(80_000_000, 40_000_000, 0, 1.0);
        ExplainedRun int4 = Runs.of("int4-weight-only").median(1.0).done();
        ExplainedRun fp32 = Runs.of("fp32").median(2.5).done();
        assertThat(reason("fewer-bytes-read", Why.explain(int4, fp32, few)).sentence())
                .contains("only 1 row of", "2.5x");
        ExplainedRun even = Runs.of("fp32").median(1.04).done();
        Reason many = reason("compute-bound-weights", Why.explain(int4, even, WORK));
        assertThat(many.sentence()).contains("128 rows", "1.04x");
        assertThat(figure(many, "rows")).isEqualTo(128);
    }

    @Test
    void aProcessorWithoutByteProducts() {
        Runs old = Runs.of("int8-dynamic", "reduceRange=false").machine("amd64", 4, 2, "avx2");
        assertThat(reason("no-byte-products", explain(old)).sentence())
                .contains("neither VNNI nor AMX", "reduceRange=true");
        Runs arm = Runs.of("int4-weight-only").machine("arm64", 4, 2, "asimd");
        assertThat(reason("no-byte-products", explain(arm)).sentence()).contains("neither dotprod nor i8mm");
        assertThat(codes(Runs.of("int8-dynamic").machine("arm64", 4, 2, "asimddp"), null))
                .doesNotContain("no-byte-products");
        assertThat(codes(Runs.of("int8-dynamic").machine("arm64", 4, 2), null)).doesNotContain("no-byte-products");
        assertThat(codes(Runs.of("fp32").machine("amd64", 4, 2, "avx2"), null)).isEmpty();
    }

    @Test
    void signedActivationsOnX86() {
        Runs run = Runs.of("int8-static", "activations=s8").nodes("MatMul", 18, 5_000, "fp32");
        assertThat(reason("signed-activations", explain(run)).sentence())
                .contains("18 products are still in floating point", "activations=u8");
        assertThat(codes(Runs.of("int8-static", "activations=s8").machine("arm64", 4, 2, "asimddp"), null))
                .doesNotContain("signed-activations");
    }

    @Test
    void moreThreadsThanCores() {
        assertThat(reason("threads-beyond-cores", explain(Runs.of("fp32").machine("amd64", 2, 4, "avx2")))
                        .sentence())
                .startsWith("4 threads share 2 physical cores");
        assertThat(codes(Runs.of("fp32").machine("amd64", 2, 2, "avx2"), null)).isEmpty();
    }

    @Test
    void weightsThatPassThroughTheCache() {
        ModelWork decoding = new ModelWork(80_000_000, 80_000_000, 0, 1.0);
        ExplainedRun run = Runs.of("fp32").median(8.0).bytes(80_000_000).done();
        Reason reason = reason("memory-bound", Why.explain(run, null, decoding));
        assertThat(reason.sentence())
                .contains("80 MB of weights", "33.6 MB of cache", "only one operation for each byte", "10 GB/s");
        assertThat(Why.explain(run, null, new ModelWork(80_000_000_000L, 80_000_000, 0, 900.0)))
                .isEmpty();
        assertThat(Why.explain(
                        Runs.of("fp32")
                                .median(8.0)
                                .bytes(80_000_000)
                                .cache(null)
                                .done(),
                        null,
                        decoding))
                .isEmpty();
    }

    @Test
    void aFileThatIsMostlyALookupTable() {
        ModelWork work = new ModelWork(1_000_000, 42_000_000, 46_900_000, null);
        ExplainedRun int4 = Runs.of("int4-weight-only", "embeddings=false")
                .bytes(54_700_000)
                .done();
        assertThat(reason("float-tables", Why.explain(int4, null, work)).sentence())
                .startsWith("46.9 MB of the 54.7 MB are lookup tables")
                .contains("embeddings=true");
        ExplainedRun all =
                Runs.of("int4-weight-only", "embeddings=true").bytes(14_500_000).done();
        assertThat(Why.explain(all, null, work)).isEmpty();
    }

    @Test
    void blocksThatAreMultipliedInFp32() {
        Runs run = Runs.of("int4-weight-only", "accuracyLevel=0").fused("com.microsoft.MatMulNBits", 36, 9_000);
        assertThat(reason("float-accumulation", explain(run)).sentence())
                .startsWith("36 products are computed in fp32")
                .contains("level 4");
        assertThat(codes(
                        Runs.of("int4-weight-only", "accuracyLevel=4").fused("com.microsoft.MatMulNBits", 36, 9), null))
                .doesNotContain("float-accumulation");
    }

    @Test
    void theFirstBadLayerAndItsCulprit() {
        Runs run = Runs.of("int8-dynamic", "perChannel=false")
                .cosine(0.9675)
                .layer("first", 0.9999, 0.9995)
                .layer("second", 0.9991, 0.981)
                .layer("third", 0.97, 0.96);
        Reason reason = reason("per-tensor-weights", explain(run));
        assertThat(reason.sentence()).contains("0.9675", "below 0.99 is second (MatMul, 0.981)", "perChannel=true");
        Runs tight =
                Runs.of("int8-static", "method=percentile", "percentile=99.9").cosine(0.827);
        assertThat(reason("tight-percentile", explain(tight)).sentence())
                .contains("0.827", "only 99.9 %", "99.99 or more");
        Runs plain = Runs.of("int4-weight-only").cosine(0.977).layer("worst", 0.98, null);
        assertThat(reason("lost-fidelity", explain(plain)).sentence()).contains("worst");
        assertThat(codes(Runs.of("int8-dynamic", "perChannel=false").cosine(0.995), null))
                .isEmpty();
    }

    @Test
    void theMostTellingComesFirstAndNobodyReadsMoreThanFive() {
        Runs run = Runs.of("int8-static", "activations=s8", "perChannel=false")
                .machine("amd64", 2, 4, "avx2")
                .median(0.04)
                .cosine(0.5)
                .fused("ConvInteger", 3, 10)
                .fused("MatMulInteger", 3, 10)
                .step("QuantizeLinear", 3, 10);
        List<Reason> reasons = explain(run);
        assertThat(reasons).hasSize(Why.MOST);
        assertThat(reasons.getFirst().code()).isEqualTo("overhead-bound");
        assertThat(reasons).isSortedAccordingTo((a, b) -> Double.compare(b.weight(), a.weight()));
        assertThat(reasons).allSatisfy(reason -> assertThat(reason.sentence()).endsWith("."));
    }
}
