package dev.assay.guidance;

/** The four silicon classes the decision tree chooses among. */
public enum HardwareClass {
    CPU,
    GPU,
    TPU,
    EDGE
}
