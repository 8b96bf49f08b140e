package dev.assay.portal.experiments;

import dev.assay.guidance.Judgement;
import java.util.List;

/**
 * Runs side by side.
 *
 * @param differences what makes the runs hard to compare, one sentence each; empty when only the scheme differs
 * @param ratios      each scheme against fp32 on the same device, where both are among the runs
 */
public record Comparison(List<RunView> runs, List<String> differences, List<Judgement.Comparison> ratios) {}
