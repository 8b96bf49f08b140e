package dev.assay.webapp.web;

import dev.assay.guidance.InputCheck;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.InvalidGuidanceInput.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a what-if form, taken from the address. What was typed stays as it was typed, even when it makes no
 * sense; what was left open takes its initial value, which the form shows.
 */
public final class WhatIf {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?");
    private static final int LONGEST = 60;

    /** The choice of no run; a value that is empty would vanish from the page. */
    static final String NONE = "none";

    /** What a figure may be. */
    public enum Kind {
        ABOVE_0,
        FROM_0,
        SHARE,
        ANY
    }

    /**
     * A field of the form.
     *
     * @param initial what it starts with; empty when it may stay open
     * @param most    the largest that can be believed, in its unit
     * @param hint    what to know about it, or where the initial value comes from; may be empty
     */
    public record Slot(String field, String label, String unit, String initial, Kind kind, double most, String hint) {}

    /** A field with what stands in it. */
    public record Field(Slot slot, String value, @Nullable String error) {}

    /** One of several words. */
    public record Option(String value, String label, boolean chosen) {}

    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final Map<String, String> typed = new LinkedHashMap<>();
    private final Map<String, String> errors = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * Reads a form.
     *
     * @param parameters of the request
     * @param words      names of the fields that hold a word
     */
    WhatIf(Map<String, String[]> parameters, List<Slot> slots, List<String> words) {
        slots.forEach(slot -> this.slots.put(slot.field(), slot));
        List<String> names = new ArrayList<>(words);
        names.addAll(this.slots.keySet());
        for (String name : names) {
            String[] given = parameters.get(name);
            if (given != null && given.length > 0 && !given[0].isBlank()) {
                String text = given[0].strip();
                typed.put(name, text.length() > LONGEST ? text.substring(0, LONGEST) : text);
            }
        }
    }

    /** A word, or {@code initial} when none was given. */
    String word(String field, String initial) {
        return typed.getOrDefault(field, initial);
    }

    /** The id of the chosen run; empty when none is. */
    String run() {
        String chosen = word("run", NONE);
        return chosen.equals(NONE) ? "" : chosen;
    }

    /** The choices of a field with the given one marked; a word that is none of them marks the first. */
    static List<Option> options(String given, List<String[]> choices) {
        boolean known = choices.stream().anyMatch(choice -> choice[0].equals(given));
        List<Option> options = new ArrayList<>();
        for (String[] choice : choices) {
            options.add(new Option(choice[0], choice[1], known ? choice[0].equals(given) : options.isEmpty()));
        }
        return options;
    }

    /** Whether somebody typed into a field. */
    boolean given(String field) {
        return typed.containsKey(field);
    }

    /** A figure; 0 when it cannot be read, and then {@link #getProblems} has a sentence about it. */
    double number(String field) {
        return optional(field).orElse(0);
    }

    /** A figure that may stay open. */
    OptionalDouble optional(String field) {
        Slot slot = slots.get(field);
        if (slot == null) {
            throw new IllegalArgumentException("The form has no field " + field);
        }
        String text = typed.getOrDefault(field, slot.initial());
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!NUMBER.matcher(text).matches()) {
            say(
                    field,
                    slot.label() + ": \"" + text
                            + "\" is no number. Write digits with a point, without spaces, commas or"
                            + (slot.unit().isEmpty()
                                    ? " a unit."
                                    : " a unit; the field counts in " + slot.unit() + "."));
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(text);
        String what = "the figure for \"" + slot.label().toLowerCase(Locale.ENGLISH) + "\"";
        try {
            InputCheck check = new InputCheck();
            switch (slot.kind()) {
                case ABOVE_0 -> check.above0(field, what, value, slot.unit(), slot.most());
                case FROM_0 -> check.from0(field, what, value, slot.unit(), slot.most());
                case SHARE -> check.share(field, what, value);
                case ANY -> check.from0(field, "the size of " + what, Math.abs(value), slot.unit(), slot.most());
            }
            check.done();
        } catch (InvalidGuidanceInput e) {
            refuse(e);
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(value);
    }

    /** Notes a sentence about a field. */
    void say(String field, String sentence) {
        if (!problems.contains(sentence)) {
            problems.add(sentence);
            errors.putIfAbsent(field, sentence);
        }
    }

    /** Notes everything that a computation refused. */
    void refuse(InvalidGuidanceInput refused) {
        for (Problem problem : refused.problems()) {
            say(problem.field(), problem.sentence());
        }
    }

    /** Whether everything that was asked for so far could be read. */
    boolean sound() {
        return problems.isEmpty();
    }

    /** What is wrong, one sentence each. */
    public List<String> getProblems() {
        return problems;
    }

    /** The fields of a group as the form shows them. */
    List<Field> fields(List<String> names) {
        return names.stream()
                .flatMap(name -> {
                    Slot slot = slots.get(name);
                    return slot == null
                            ? java.util.stream.Stream.empty()
                            : java.util.stream.Stream.of(
                                    new Field(slot, typed.getOrDefault(name, slot.initial()), errors.get(name)));
                })
                .toList();
    }

    /** Whether any of these fields was typed into or is wrong, so that its fold starts open. */
    boolean touched(List<String> names) {
        return names.stream().anyMatch(name -> typed.containsKey(name) || errors.containsKey(name));
    }

    /** The address of the same question with some fields changed; an empty value takes a field out. */
    String with(String path, Map<String, String> changes) {
        Map<String, String> values = new LinkedHashMap<>(typed);
        changes.forEach((name, value) -> {
            if (value.isEmpty()) {
                values.remove(name);
            } else {
                values.put(name, value);
            }
        });
        String query = values.entrySet().stream()
                .map(entry -> URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }
}
