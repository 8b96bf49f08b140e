/**
 * Hardware profiles, the rules that choose among them, and the verdicts that hold a measurement against both.
 *
 * <p>Everything here is data and pure functions: no clock, no database, no network. {@link
 * dev.assay.guidance.HardwareProfiles} reads the figures with their source and grade, {@link
 * dev.assay.guidance.Advisor} turns the answers of a {@link dev.assay.guidance.DecisionInput} into an {@link
 * dev.assay.guidance.Advice} with a trace, {@link dev.assay.guidance.Verdicts} compares runs with objectives and with
 * that advice. All results are plain records of text, numbers, enums and lists, so that one JSON mapping serves them.
 */
@NullMarked
package dev.assay.guidance;

import org.jspecify.annotations.NullMarked;
