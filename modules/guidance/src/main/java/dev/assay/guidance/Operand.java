package dev.assay.guidance;

import org.jspecify.annotations.Nullable;

/**
 * A value that a rule looked at.
 *
 * @param value  a number in {@code unit}, or null when {@code text} says it
 * @param unit   empty for a bare number or a word
 * @param text   a word instead of a number, such as {@code yes} or {@code NVIDIA}
 * @param source {@code your answer}, a profile id, or {@code rule}
 * @param grade  strength of a profile's figure; null for answers and thresholds
 */
public record Operand(
        String name,
        @Nullable Double value,
        String unit,
        @Nullable String text,
        String source,
        @Nullable Grade grade) {

    static final String ANSWER = "your answer";
    static final String RULE = "rule";

    /** An answer in the unit in which the rules count it. */
    static Operand answer(String name, @Nullable Object value) {
        return answer(
                name, value instanceof Enum<?> constant ? Prose.word(constant) : value, AnswerFields.unit(name, value));
    }

    static Operand answer(String name, @Nullable Object value, String unit) {
        if (value instanceof Boolean flag) {
            return new Operand(name, null, "", flag ? "yes" : "no", ANSWER, null);
        }
        return value instanceof Number number
                ? new Operand(name, number.doubleValue(), unit, null, ANSWER, null)
                : new Operand(name, null, "", value == null ? "not asked" : String.valueOf(value), ANSWER, null);
    }

    static Operand threshold(String name, double value, String unit) {
        return new Operand(name, value, unit, null, RULE, null);
    }

    static Operand computed(String name, double value, String unit) {
        return new Operand(name, value, unit, null, "computed", null);
    }

    static Operand of(HardwareProfile profile, Figure figure) {
        return new Operand(figure.kind().label(), figure.value(), figure.unit(), null, profile.id(), figure.grade());
    }

    static Operand of(HardwareProfile profile, String name, String text) {
        return new Operand(name, null, "", text, profile.id(), profile.grade());
    }
}
