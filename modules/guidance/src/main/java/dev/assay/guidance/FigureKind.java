package dev.assay.guidance;

import java.util.Locale;

/** The quantities a profile has a figure for. Compute peaks are dense: no structured sparsity counted. */
public enum FigureKind {
    FP32("fp32_tflops", "fp32 peak", "TFLOPS"),
    TF32("tf32_tflops", "TF32 peak", "TFLOPS"),
    FP16("bf16_fp16_tflops", "bf16/fp16 peak", "TFLOPS"),
    FP8("fp8_tflops", "fp8 peak", "TFLOPS"),
    INT8("int8_tops", "int8 peak", "TOPS"),
    INT4("int4_tops", "4-bit peak", "TOPS"),
    MEMORY("mem_gb", "memory", "GB"),
    MEMORY_BANDWIDTH("mem_bw_gbs", "memory bandwidth", "GB/s"),
    ON_CHIP_MEMORY("onchip_mem_mb", "on-chip memory", "MB"),
    HOST_LINK("host_link_gbs_per_dir", "host link, one direction", "GB/s");

    private final String column;
    private final String label;
    private final String unit;

    FigureKind(String column, String label, String unit) {
        this.column = column;
        this.label = label;
        this.unit = unit;
    }

    /** The column of the profile table. */
    public String column() {
        return column;
    }

    /** Precision of a peak as a word: {@code int8}; empty for memory and links. */
    public String precision() {
        return limits() == Ceiling.Kind.COMPUTE ? name().toLowerCase(Locale.ROOT) : "";
    }

    /** What sort of limit it is. */
    public Ceiling.Kind limits() {
        return switch (this) {
            case FP32, TF32, FP16, FP8, INT8, INT4 -> Ceiling.Kind.COMPUTE;
            case MEMORY -> Ceiling.Kind.MEMORY;
            case MEMORY_BANDWIDTH -> Ceiling.Kind.MEMORY_BANDWIDTH;
            case ON_CHIP_MEMORY -> Ceiling.Kind.ON_CHIP_MEMORY;
            case HOST_LINK -> Ceiling.Kind.HOST_LINK;
        };
    }

    /** What a reader calls it. */
    public String label() {
        return label;
    }

    /** The unit of its value; GB and MB are decimal (10^9, 10^6 bytes). */
    public String unit() {
        return unit;
    }
}
