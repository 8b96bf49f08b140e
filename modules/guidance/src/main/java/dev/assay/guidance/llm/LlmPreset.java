package dev.assay.guidance.llm;

import dev.assay.guidance.Basis;
import dev.assay.guidance.Grade;
import dev.assay.guidance.llm.LlmModel.Experts;
import java.util.List;
import java.util.Optional;

/**
 * The architecture of a published model, with what the figures rest on.
 *
 * @param id    stable, lower case, used in addresses
 * @param basis of the figures of the architecture
 * @param note  what the model stands for here
 */
public record LlmPreset(String id, LlmModel model, Basis basis, Grade grade, String source, String note) {

    private static final double BF16 = 2;

    /** The known ones; the first is that of the opening example. */
    public static final List<LlmPreset> ALL = List.of(
            preset(
                    "qwen2.5-1.5b",
                    new LlmModel(
                            "Qwen2.5 1.5B",
                            1.54e9,
                            1.64 / 1.54,
                            null,
                            new KvLayout.Grouped(28, 2, 128, BF16),
                            151_936,
                            1536),
                    Basis.READ,
                    Grade.B,
                    "Model card of Qwen2.5-1.5B (1.54 B parameters, 28 layers, 2 key heads of 12); file of 1.64 GB from"
                            + " Hailo's model zoo, docs/MODELS.rst",
                    "Two key heads for twelve query heads: a small cache."),
            preset(
                    "llama-3.2-3b",
                    new LlmModel(
                            "Llama 3.2 3B",
                            3.21e9,
                            3.13 / 3.21,
                            null,
                            new KvLayout.Grouped(28, 8, 128, BF16),
                            128_256,
                            3072),
                    Basis.READ,
                    Grade.C,
                    "meta-llama/Llama-3.2-3B as repeated in public configurations (28 layers, 8 key heads of 24, hidden"
                            + " 3072); file of 3.13 GB from Hailo's model zoo",
                    "The model of the claim of 15 to 25 tokens per second."),
            preset(
                    "llama-3-8b",
                    new LlmModel(
                            "Llama 3 8B", 8.03e9, BF16, null, new KvLayout.Grouped(32, 8, 128, BF16), 128_256, 4096),
                    Basis.READ,
                    Grade.C,
                    "meta-llama/Meta-Llama-3-8B as repeated in public configurations (32 layers, 8 key heads of 32)",
                    "Grouped-query attention at server size."),
            preset(
                    "gemma-3-27b",
                    new LlmModel(
                            "Gemma 3 27B",
                            27.4e9,
                            BF16,
                            null,
                            new KvLayout.Windowed(10, 52, 1024, 16, 128, BF16),
                            262_144,
                            5376),
                    Basis.READ,
                    Grade.C,
                    "unslothai/unsloth pull request 4757 (cache of 10.41 GiB at 131,072 tokens); 62 layers, 16 key heads"
                            + " of 128 in public configurations; parameters recalled",
                    "Five layers of six see only the last 1,024 tokens."),
            preset(
                    "mixtral-8x7b",
                    new LlmModel(
                            "Mixtral 8x7B",
                            46.7e9,
                            BF16,
                            new Experts(32 * 8 * 3.0 * 4096 * 14_336, 8, 2),
                            new KvLayout.Grouped(32, 8, 128, BF16),
                            32_000,
                            4096),
                    Basis.READ,
                    Grade.C,
                    "fitmygpu.com model note (46.7 B in all, 12.9 B active, 32 layers, 8 key heads); size of the experts"
                            + " derived from hidden 4096 and 14,336",
                    "A token uses two experts of eight, but all must be kept."),
            preset(
                    "deepseek-v2-lite",
                    new LlmModel(
                            "DeepSeek-V2-Lite",
                            15.7e9,
                            BF16,
                            new Experts(26 * 64 * 3.0 * 2048 * 1408, 64, 6),
                            new KvLayout.Latent(27, 512, 64, BF16),
                            102_400,
                            2048),
                    Basis.READ,
                    Grade.C,
                    "Public training configuration of DeepSeek-V2-Lite (27 layers, latent rank 512 and 64 rotary, 64"
                            + " experts of 1408); six experts per token recalled",
                    "One compressed vector per layer serves all heads."),
            preset(
                    "deepseek-v2-lite-expanded",
                    new LlmModel(
                            "DeepSeek-V2-Lite, cache expanded",
                            15.7e9,
                            BF16,
                            new Experts(26 * 64 * 3.0 * 2048 * 1408, 64, 6),
                            new KvLayout.Unequal(27, 16, 192, 128, BF16),
                            102_400,
                            2048),
                    Basis.READ,
                    Grade.C,
                    "The same model in a runtime that keeps full keys (128 + 64) and values (128) of its 16 heads",
                    "What the compressed cache saves, seen from the other side."),
            preset(
                    "deepseek-v3.1",
                    new LlmModel(
                            "DeepSeek-V3.1",
                            671e9,
                            1,
                            new Experts(58 * 256 * 3.0 * 7168 * 2048, 256, 8),
                            new KvLayout.Latent(61, 512, 64, BF16),
                            129_280,
                            7168),
                    Basis.READ,
                    Grade.C,
                    "unslothai/unsloth pull request 4757 (cache of 10.72 GiB at 163,840 tokens); sizes of the experts"
                            + " recalled",
                    "Largest of the list; in fp8."),
            preset(
                    "mamba-2.8b",
                    new LlmModel(
                            "Mamba 2.8B",
                            2.77e9,
                            BF16,
                            null,
                            new KvLayout.Constant(64, 5120 * (16 + 4) * BF16),
                            50_280,
                            2560),
                    Basis.READ,
                    Grade.C,
                    "state-spaces/mamba-2.8b as repeated in LaurentMazare/mamba.rs (64 layers, width 2560, state 16,"
                            + " convolution 4); twice the width inside, and the parameters, recalled",
                    "A state of constant size instead of a cache."));

    /** The preset with an id. */
    public static Optional<LlmPreset> find(String id) {
        return ALL.stream().filter(preset -> preset.id().equals(id)).findFirst();
    }

    private static LlmPreset preset(String id, LlmModel model, Basis basis, Grade grade, String source, String note) {
        return new LlmPreset(id, model, basis, grade, source, note);
    }
}
