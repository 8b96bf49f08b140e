package dev.assay.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.guidance.Ceiling.Kind;
import dev.assay.guidance.Ceiling.Sparsity;
import dev.assay.guidance.Ceiling.Standing;
import java.io.StringReader;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileDetailsTest {
    private static final HardwareProfiles ALL = HardwareProfiles.bundled();
    private static final String CEILINGS = "profile,kind,precision,sparsity,accumulate,power_mode,boundary,scope,value,"
            + "unit,basis,grade,source,as_of,standing,note\n";
    private static final String PRICES = "profile,buys,terms,usd,as_of,source,grade,note\n";
    private static final String ANCHORS =
            "profile,workload,measured,unit,per_item,per_item_unit,against,grade,source,as_of,note\n";

    private static HardwareProfile profile(String id) {
        return ALL.find(id).orElseThrow();
    }

    /** Efficiencies that the guidance prints in s1.3; computed from the measurement, the work and the ceiling. */
    @ParameterizedTest(name = "guidance s1.3 {0}, {1}: {2} %")
    @CsvSource({
        "hailo-8, 'ResNet-50, batch 1', 36.8, 0.1",
        "hailo-10h, 'ResNet-50, batch 1', 11, 0.1",
        "hailo-10h, 'ResNet-50, batch 8', 35, 0.5",
        "hailo-8l, 'ResNet-50, batch 1', 7.4, 0.05",
        "hailo-8l, 'ResNet-50, batch 8', 27, 0.1",
        "sima-mlsoc, 'ResNet-50, single stream', 19, 0.5",
        "jetson-agx-orin-64, 'ResNet-50, single stream, MaxN', 9.3, 0.1",
        "snapdragon-x-elite, 'ResNet-50 in 8 bits, ONNX Runtime with QNN', 19, 0.5",
        "hailo-10h, 'Qwen2.5-1.5B, writing', 67, 0.5",
        "hailo-10h, 'Llama-3.2-3B, writing', 49, 0.5",
        "rpi5, 'llama3.2:3b, writing', 65, 0.5"
    })
    void anchorsReachTheShareOfTheirCeilingThatTheGuidancePrints(
            String id, String workload, double percent, double tolerance) {
        Anchor anchor = profile(id).anchors().stream()
                .filter(candidate -> candidate.workload().equals(workload))
                .findFirst()
                .orElseThrow();
        assertThat(100 * anchor.efficiency()).isCloseTo(percent, within(tolerance));
        assertThat(anchor.grade()).isEqualTo(Grade.A);
    }

    /** TOPS do not rank devices: guidance s0.3. */
    @Test
    void guidanceS03TheFortyTopsDeviceIsSlowerThanTheTwentySixTopsDevice() {
        double ten = profile("hailo-10h").anchors().getFirst().measured();
        double eight = profile("hailo-8").anchors().getFirst().measured();
        assertThat(eight / ten).isCloseTo(4.3, within(0.05));
        assertThat(profile("hailo-10h").value(FigureKind.INT4).orElseThrow())
                .isGreaterThan(profile("hailo-8").value(FigureKind.INT8).orElseThrow());
    }

    @Test
    void everyFigureIsALimitWithItsConditionsAndStandsOnNamedSources() {
        for (HardwareProfile profile : ALL.profiles()) {
            assertThat(profile.limits()).as(profile.id()).hasSizeGreaterThanOrEqualTo(FigureKind.values().length);
            for (Ceiling limit : profile.limits()) {
                String what = profile.id() + " " + limit.name();
                if (limit.value() == null) {
                    continue;
                }
                assertThat(limit.value()).as(what).isGreaterThanOrEqualTo(0);
                assertThat(limit.asOf()).as(what).isNotBlank();
                assertThat(limit.kind() == Kind.COMPUTE).as(what).isEqualTo(limit.sparsity() != Sparsity.NONE);
                assertThat(limit.sources().isEmpty()).as(what).isEqualTo(limit.basis() == Basis.MEMORY);
            }
            for (PriceObservation price : profile.prices()) {
                assertThat(price.observed()).as(profile.id()).isNotBlank();
            }
        }
    }

    /** Sparse peaks are twice the dense ones, wherever a profile has both. */
    @Test
    void sparsePeaksAreTwiceTheDenseOnes() {
        int pairs = 0;
        for (HardwareProfile profile : ALL.profiles()) {
            for (Ceiling sparse : profile.limits()) {
                if (sparse.sparsity() != Sparsity.SPARSE || sparse.standing() == Standing.DISPUTED) {
                    continue;
                }
                List<Double> dense = profile.limits().stream()
                        .filter(limit -> limit.sparsity() == Sparsity.DENSE
                                && limit.precision().equals(sparse.precision())
                                && limit.powerMode().equals(sparse.powerMode())
                                && limit.standing() != Standing.DISPUTED)
                        .map(Ceiling::value)
                        .toList();
                assertThat(dense)
                        .as("%s %s", profile.id(), sparse.name())
                        .anySatisfy(value -> assertThat(sparse.value() / value).isCloseTo(2, within(0.02)));
                pairs++;
            }
        }
        assertThat(pairs).isGreaterThan(12);
    }

    @Test
    void aFigureIsWeakWithoutAGradeAAndWithoutTwoSources() {
        assertThat(profile("h100-sxm").figure(FigureKind.FP8).weak()).isFalse();
        assertThat(profile("h100-sxm").figure(FigureKind.FP32).weak()).isTrue();
        assertThat(profile("h100-sxm").figure(FigureKind.FP32).weakness()).contains("recalled");
        assertThat(profile("hailo-10h").figure(FigureKind.MEMORY_BANDWIDTH).weak())
                .isTrue();
        assertThat(profile("hailo-10h").figure(FigureKind.MEMORY_BANDWIDTH).weakness())
                .contains("one source");
        assertThat(profile("local-zen5-2c").figure(FigureKind.FP32).weak()).isFalse();
        assertThat(profile("imx500").figure(FigureKind.INT8).weak()).isFalse();
        assertThat(profile("sima-mlsoc")
                        .power(PowerFigure.Kind.LOADED)
                        .orElseThrow()
                        .weak())
                .isFalse();
        assertThat(profile("h100-sxm").weakFigures())
                .extracting(Figure::kind)
                .containsExactly(FigureKind.FP32, FigureKind.TF32);
    }

    @Test
    void contradictionsOfSourcesAreKept() {
        assertThat(profile("rk3588").disputes()).extracting(Ceiling::value).containsExactly(12.8);
        assertThat(profile("tpu-v6e").prices()).hasSize(4);
        assertThat(profile("tpu-v6e")
                        .price(PriceObservation.Kind.RENTAL_PER_HOUR)
                        .orElseThrow()
                        .usd())
                .isEqualTo(2.70);
    }

    @Test
    void likeThingsAreComparedInWordsAndUnlikeOnesNot() {
        ProfileComparison both = ProfileComparison.of(List.of(profile("h200-sxm"), profile("h100-sxm")));
        assertThat(line(both, "memory bandwidth").ratio())
                .isEqualTo("H200 SXM 141GB has 1.43 times that of H100 SXM5 80GB.");
        assertThat(line(both, "fp8 peak").ratio()).isEqualTo("The same.");
        assertThat(line(both, "rent").refusal()).contains("different days");
        ProfileComparison boards = ProfileComparison.of(List.of(profile("sima-mlsoc"), profile("hailo-8")));
        assertThat(line(boards, "power under load").refusal()).contains("wall").contains("module");
        assertThat(line(boards, "power under load").ratio()).isEmpty();
        ProfileComparison advertised = ProfileComparison.of(List.of(profile("jetson-agx-orin-64"), profile("hailo-8")));
        assertThat(line(advertised, "int8 peak as advertised").refusal()).contains("sparsity");
        assertThat(line(advertised, "int8 peak, dense").ratio()).contains("5.29 times");
        ProfileComparison rack = ProfileComparison.of(List.of(profile("gb200-nvl72"), profile("b200-sxm")));
        assertThat(line(rack, "fp8 peak").refusal()).contains("different amounts of hardware");
        ProfileComparison sums = ProfileComparison.of(List.of(profile("rtx4090"), profile("h100-sxm")));
        assertThat(line(sums, "bf16/fp16 peak").refusal()).contains("sums are kept in");
        assertThatThrownBy(() -> ProfileComparison.of(List.of(profile("rpi5")))).hasMessageContaining("two to four");
        assertThatThrownBy(() -> ProfileComparison.of(ALL.profiles().subList(0, 5)))
                .hasMessageContaining("two to four");
    }

    private static ProfileComparison.Line line(ProfileComparison comparison, String start) {
        return comparison.lines().stream()
                .filter(line -> line.name().startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "abacus,memory,,,,,,device,1,GB,read,C,x,2026,variant,; which there is none of",
                "rpi5,speed,,,,,,device,1,GB,read,C,x,2026,variant,; must be one of",
                "rpi5,compute,,dense,,,,device,1,TOPS,read,C,x,2026,variant,; without its precision",
                "rpi5,compute,int8,,,,,device,1,TOPS,read,C,x,2026,variant,; dense or sparse",
                "rpi5,power,,,,,,device,1,W,read,C,x,2026,variant,; without their boundary",
                "rpi5,memory,,,,,,device,0,GB,read,C,x,2026,variant,; must be above zero",
                "rpi5,memory,,,,,,device,-1,GB,read,C,x,2026,variant,; must be above zero",
                "rpi5,memory,,,,,,device,much,GB,read,C,x,2026,variant,; write one number",
                "rpi5,memory,,,,,,device,1,GB,read,C,,2026,variant,; needs a unit",
                "rpi5,memory,,,,,,device,1,GB,read,E,x,2026,variant,; must be one of",
                "rpi5,memory,1; cells where the header"
            })
    void absurdCellsOfTheCeilingsAreRefusedWithASentence(String row, String sentence) {
        assertThatThrownBy(() -> complete(CEILINGS + row, PRICES, ANCHORS))
                .isInstanceOf(InvalidGuidanceInput.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rpi5,month,list,1,2026,x,C,; write hour or purchase",
                "rpi5,hour,gift,1,2026,x,C,; in terms",
                "rpi5,hour,list,1,,x,C,; without its date",
                "rpi5,hour,list,-1,2026,x,C,; must be above zero"
            })
    void absurdPricesAreRefusedWithASentence(String row, String sentence) {
        assertThatThrownBy(() -> complete(CEILINGS, PRICES + row, ANCHORS)).hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rpi5,w,1,fps,,,,A,x,2026,; write inference/s",
                "rpi5,w,1,ms,1,GB,int8_tops,A,x,2026,; against a ceiling in TOPS",
                "imx500,w,1,ms,1,GOP,int8_tops,A,x,2026,; has no figure for",
                "rpi5,w,1,ms,,,,A,,2026,; without its date or its source"
            })
    void absurdAnchorsAreRefusedWithASentence(String row, String sentence) {
        assertThatThrownBy(() -> complete(CEILINGS, PRICES, ANCHORS + row)).hasMessageContaining(sentence);
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> complete(
                        CEILINGS + "rpi5,memory,,,,,,device,0,GB,read,E,x,2026,variant,",
                        PRICES + "rpi5,hour,list,0,2026,x,C,",
                        ANCHORS))
                .isInstanceOf(InvalidGuidanceInput.class)
                .satisfies(
                        e -> assertThat(((InvalidGuidanceInput) e).problems()).hasSize(3));
    }

    private static HardwareProfiles complete(String ceilings, String prices, String anchors) {
        HardwareProfiles few = new HardwareProfiles(
                Stream.of("rpi5", "imx500").map(ProfileDetailsTest::profile).toList());
        return ProfileDetails.complete(
                few, new StringReader(ceilings), new StringReader(prices), new StringReader(anchors));
    }
}
