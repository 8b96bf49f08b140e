package dev.assay.guidance.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.guidance.HardwareProfiles;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimLedgerTest {
    private static final ClaimLedger LEDGER = ClaimLedger.bundled();

    @Test
    void allFortyFourClaimsAndTheTablesOfTheArticleAreThere() {
        List<String> ids = LEDGER.claims().stream().map(Claim::id).toList();
        assertThat(ids)
                .containsAll(IntStream.rangeClosed(1, 44)
                        .mapToObj("C%02d"::formatted)
                        .toList());
        assertThat(LEDGER.claims()).extracting(Claim::seed).contains("000", "001", "002", "003", "004", "web");
        assertThat(ids).filteredOn(id -> id.startsWith("T")).hasSizeGreaterThanOrEqualTo(20);
        assertThat(LEDGER.find("C99")).isEmpty();
    }

    /** Every verdict of the ledger; those of arithmetic are not written in the data but come out of it. */
    @ParameterizedTest
    @CsvSource({
        "C01, CONFIRMED", "C02, UNVERIFIED", "C03, CONTRADICTED", "C04, UNVERIFIED", "C05, CONFIRMED",
        "C06, CONTRADICTED", "C07, UNVERIFIED", "C08, CONTRADICTED", "C09, INSUFFICIENT", "C10, CONTRADICTED",
        "C11, CONTRADICTED", "C12, CONTRADICTED", "C13, STALE", "C14, UNVERIFIED", "C15, UNVERIFIED",
        "C16, CONTRADICTED", "C17, UNVERIFIED", "C18, CONFIRMED", "C19, UNVERIFIED", "C20, CONFIRMED",
        "C21, CONTRADICTED", "C22, CONFIRMED", "C23, UNVERIFIED", "C24, CONFIRMED", "C25, STALE",
        "C26, UNVERIFIED", "C27, CONFIRMED", "C28, CONFIRMED", "C29, CONFIRMED", "C30, UNVERIFIED",
        "C31, IMPLAUSIBLE", "C32, CONTRADICTED", "C33, CONTRADICTED", "C34, CONFIRMED", "C35, CONFIRMED",
        "C36, CONFIRMED", "C37, UNVERIFIED", "C38, UNVERIFIED", "C39, UNVERIFIED", "C40, CONFIRMED",
        "C41, UNVERIFIED", "C42, UNVERIFIED", "C43, CONFIRMED", "C44, UNVERIFIED", "T01, CONFIRMED",
        "T02, MIXED_UNITS", "T03, CONTRADICTED", "T04, CONFIRMED", "T05, CONFIRMED", "T06, MIXED_UNITS",
        "T07, MIXED_UNITS", "T08, CONTRADICTED", "T09, CONTRADICTED", "T10, CONTRADICTED", "T11, CONTRADICTED",
        "T12, CONFIRMED", "T13, CONTRADICTED", "T14, CONTRADICTED", "T15, CONTRADICTED", "T16, CONTRADICTED",
        "T17, CONTRADICTED", "T18, CONFIRMED", "T19, CONFIRMED", "T20, CONTRADICTED", "T21, UNVERIFIED",
        "T22, MIXED_UNITS"
    })
    void verdictsFollowFromArithmeticAndSources(String id, ClaimVerdict verdict) {
        assertThat(Assessment.of(LEDGER.find(id).orElseThrow()).verdict()).isEqualTo(verdict);
    }

    @Test
    void everyComputationBelongsToAClaimAndCanBeDone() {
        assertThat(new TreeSet<>(Computations.names()))
                .isEqualTo(new TreeSet<>(LEDGER.claims().stream()
                        .map(Claim::computation)
                        .filter(name -> name != null)
                        .toList()));
        for (String name : Computations.names()) {
            Working.Sheet sheet = Computations.sheet(name).orElseThrow();
            assertThat(sheet.inputs()).as(name).isNotEmpty().allMatch(input -> Double.isFinite(input.value()));
            assertThat(sheet.inputs())
                    .as(name)
                    .allMatch(input -> !input.source().isBlank());
            assertThat(sheet.steps()).as(name).isNotEmpty().allMatch(step -> Double.isFinite(step.value()));
            assertThat(sheet.steps()).as(name).allMatch(step -> !step.how().isBlank());
        }
    }

    @Test
    void profilesThatClaimsNameExistAndRulesRestOnKnownClaims() {
        HardwareProfiles profiles = HardwareProfiles.bundled();
        for (Claim claim : LEDGER.claims()) {
            assertThat(claim.profiles())
                    .as(claim.id())
                    .allMatch(id -> profiles.find(id).isPresent());
        }
        for (RuleSet.Rule rule : RuleSet.current().rules()) {
            for (String claim : rule.claims()) {
                assertThat(LEDGER.find(claim)).as("%s of %s", claim, rule.id()).isPresent();
            }
        }
    }

    /** The numbers that the guidance prints, by claim; computed here by other means than the sheets. */
    @ParameterizedTest(name = "guidance s2 {0}: {2} = {3}")
    @CsvSource({
        "C01, first-token-speed-up, Speed-up, 6.37, 0.005",
        "C01, first-token-speed-up, Time saved, 84.3, 0.05",
        "C01, first-token-speed-up, Speed-up with the vendor's figure, 5.5, 0.05",
        "C01, first-token-speed-up, Time saved with the vendor's figure, 81.9, 0.05",
        "C02, first-token-on-the-processor, Operations for the prompt, 296, 0.5",
        "C02, first-token-on-the-processor, 'Rate that 2,039 ms mean', 145, 0.5",
        "C02, first-token-on-the-processor, Share of the peak, 24, 0.5",
        "C03 and s3b, decode-and-the-link, Share of the link in a token, 0.2, 0.05",
        "C03 and s3b, decode-and-the-link, Time of a token, 144, 0.5",
        "C03 and s3b, decode-and-the-link, Their time on the link, 0.31, 0.005",
        "C03 and s3b, decode-and-the-link, Scores handed back per token, 0.30, 0.005",
        "C03 and s3b, decode-and-the-link, Bandwidth drawn from the module's memory, 11.4, 0.05",
        "C03 and s1.3, decode-and-the-link, Share of that memory's peak, 67, 0.5",
        "C03, decode-and-the-link, Loading the weights once, 1.7, 0.05",
        "s3b, decode-and-the-link, 'A device without memory: weights over the link for each token', 0.6, 0.005",
        "C04, hand-over-of-the-cache, 'Cache per token, keys and values', 28672, 0",
        "C04, hand-over-of-the-cache, Cache of the prompt, 2.75, 0.005",
        "C04, hand-over-of-the-cache, Its time on the link, 2.8, 0.05",
        "C05, one-lane, 'Link rate, one direction', 0.985, 0.0005",
        "C05, one-lane, 'Link rate, generation 2', 0.5, 1e-9",
        "C06, monthly-saving, Share saved, 66.7, 0.05",
        "C06, monthly-saving, Bill before over bill after, 3.0, 1e-9",
        "C06, monthly-saving, 'Bill after, were 65 % saved', 735, 1e-6",
        "C06, monthly-saving, Saved per year, 16.8, 1e-9",
        "C07, payback, 'Cost of the migration that this implies, at most', 0.51, 0.005",
        "C08, price-performance, Energy saved at that efficiency, 40, 0.2",
        "C10, inference-against-training, Ratio of that one family, 15.3, 0.05",
        "C10, inference-against-training, 'Tokens served per token trained on, for 15x the operations', 45, 1e-9",
        "C10, inference-against-training, 'Tokens served per token trained on, for 20x the operations', 60, 1e-9",
        "C11, fall-of-rents, Fall from the low end, 62.6, 0.05",
        "C11, fall-of-rents, Fall from the high end, 70.1, 0.05",
        "C11, fall-of-rents, Rent at the peak that a fall of 75 % needs, 11.96, 1e-9",
        "C12, peak-contracts, 'Paid over the market, low end', 2.68, 0.005",
        "C12, peak-contracts, 'Paid over the market, high end', 3.34, 0.005",
        "C12, peak-contracts, Rent from which it is triple, 8.97, 1e-9",
        "C13, rents-after-publication, Change in five months, 38, 0.5",
        "C14, idle-accelerator, 'Cost of a unit of work, against a busy one', 5, 1e-9",
        "C16, sensor-time, Share of readout and transfer, 94, 0.5",
        "C22, batching, 'Throughput at 32, against 1', 10.5, 0.05",
        "C27, parameter-counts, 'Parameters, GPT-2 XL', 1.55e9, 0.006e9",
        "C27, parameter-counts, 'Parameters, GPT-3', 174.6e9, 0.05e9",
        "C31, three-billion-on-a-board, Bandwidth that the low rate needs, 47, 0.1",
        "C31, three-billion-on-a-board, Bandwidth that the high rate needs, 78, 0.3",
        "C31, three-billion-on-a-board, Were the bus twice as wide, 34, 0.2",
        "C32, utilisation, 'Cost at 10 %, if it breaks even at 90 %', 9, 1e-9",
        "C32, utilisation, 'Break-even, if it costs 6x at 10 %', 60, 1e-9",
        "C32 and s3c, utilisation, Fixed part that reconciles both, 0.5625, 1e-9",
        "C32 and s3c, utilisation, Part per token that reconciles both, 0.375, 1e-9",
        "C33, cache-at-three-bits, Compression against fp16, 5.33, 0.005",
        "C33, cache-at-three-bits, Compression against fp32, 10.7, 0.05",
        "C33, cache-at-three-bits, Bits that 6x needs against fp16, 2.67, 0.005",
        "C34, utilisation-of-arithmetic, 'Utilisation at batch 1, at most', 0.34, 0.005",
        "C34, utilisation-of-arithmetic, 'Utilisation at batch 13, at most', 4.4, 0.05",
        "C34 and s3b, utilisation-of-arithmetic, Batch from which arithmetic is the limit, 295, 0.5",
        "C35, frame-budget, Time of a frame, 16.7, 0.05",
        "C40, effect-size, 'Difference in standard deviations, Beatles minus Pink Floyd', 0.256, 0.0005",
        "C40, significance, Lines needed in each album for p < 0.01, 203, 1",
        "s1.2, h200-against-h100, Bandwidth, 1.43, 0.005",
        "s1.2, h200-against-h100, Memory, 1.76, 0.005",
        "s1.2, b200-against-h200, B200 over H200, 2.27, 0.005",
        "s1.2, agx-orin, 'int8 peak, dense', 137.5, 1e-9",
        "s1.2, mlsoc-efficiency, TOPS per watt at the wall, 3.4, 0.05",
        "s1.2 and s3d, mlsoc-efficiency, 'MLSoC, energy per image', 12.3, 0.06",
        "s1.2 and s3d, mlsoc-efficiency, 'AGX Orin saving power, energy per image', 22.2, 0.05",
        "s3d, mlsoc-efficiency, 'MLSoC, energy per image above idle', 6.6, 0.05",
        "s1.2, board-link, Rate by override, 0.985, 0.0005",
        "s1.2, microwatts, Over a budget of 10 microwatts, 1.25e6, 1",
        "s1.2, memory-channels, Bandwidth of a socket, 844.8, 1e-9",
        "s1.2 tpu-v7, pod, fp8 peak of a pod, 42.5, 0.05",
        "s3b, memory-of-a-socket, 'Tokens per second and reader, at most, MRDIMM', 52.6, 0.05",
        "s3b, memory-of-a-socket, 'Tokens per second and reader, at most, DDR5', 38.3, 0.05",
        "s1.2 hailo-10h, hailo-10h-peak, 'Hailo-8 over Hailo-10H, ResNet-50 at batch 1', 4.3, 0.05"
    })
    void sheetsGiveTheNumbersOfTheGuidance(
            String source, String computation, String step, double expected, double tolerance) {
        assertThat(Computations.sheet(computation).orElseThrow().value(step))
                .as(source)
                .isCloseTo(expected, within(tolerance));
    }

    @Test
    void theAuditedArticleSpeaksOfKnownClaimsAndLeavesNoneOfItsOwnOut() {
        List<String> named = AuditedArticle.bundled().sections().stream()
                .flatMap(section -> section.paragraphs().stream())
                .flatMap(paragraph -> paragraph.claims().stream())
                .toList();
        assertThat(named).allMatch(id -> LEDGER.find(id).isPresent());
        assertThat(named)
                .containsAll(LEDGER.claims().stream()
                        .filter(claim -> claim.seed().equals("002"))
                        .map(Claim::id)
                        .toList());
    }

    @Test
    void guidanceC41WilsonIntervalOf89PercentIn500Cases() {
        Working.Sheet sheet = Computations.sheet("held-out-accuracy").orElseThrow();
        assertThat(sheet.value("Half-width")).isCloseTo(2.7, within(0.1));
        assertThat(sheet.value("Lowest accuracy that fits")).isCloseTo(85.96, within(0.01));
        assertThat(sheet.value("Highest accuracy that fits")).isCloseTo(91.45, within(0.01));
    }

    @Test
    void claimsThatCannotStandAreRefusedWithASentenceEach() {
        Claim sound = LEDGER.find("C05").orElseThrow();
        List<Claim> twice = new ArrayList<>(List.of(sound, sound));
        assertThatThrownBy(() -> new ClaimLedger(twice)).hasMessageContaining("appears twice");
        assertThatThrownBy(() -> new ClaimLedger(List.of(with(sound, "no-such", null, List.of(ClaimType.ARITHMETIC)))))
                .isInstanceOf(InvalidGuidanceInput.class)
                .hasMessageContaining("which nobody wrote");
        assertThatThrownBy(() -> new ClaimLedger(List.of(with(sound, null, null, List.of(ClaimType.ARITHMETIC)))))
                .hasMessageContaining("names no computation");
        assertThatThrownBy(() -> new ClaimLedger(List.of(with(sound, null, ClaimVerdict.CONFIRMED, List.of()))))
                .hasMessageContaining("says not how it can be checked")
                .hasMessageContaining("but no source");
        assertThatThrownBy(() -> new ClaimLedger(List.of(with(sound, "one-lane", null, List.of(ClaimType.MEASURABLE)))))
                .hasMessageContaining("names neither an experiment");
    }

    private static Claim with(Claim claim, String computation, ClaimVerdict cited, List<ClaimType> types) {
        return new Claim(
                claim.id(),
                claim.seed(),
                claim.section(),
                claim.title(),
                claim.says(),
                types,
                claim.formula(),
                computation,
                claim.expected(),
                null,
                List.of(),
                cited,
                claim.finding(),
                null,
                "",
                List.of(),
                List.of());
    }
}
