package dev.assay.worker.inputs;

import dev.assay.runtime.ElementType;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * How an image becomes a tensor: {@code value = (pixel * scale - mean[c]) / std[c]} with pixels from 0 to 255.
 *
 * @param scale 1/255 unless said otherwise; 1 for inputs that take whole numbers
 * @param mean  per channel, in the order of the tensor
 * @param std   likewise
 * @param bgr   whether the first channel is blue
 * @param crop  whether the image is cut to the proportions of the input instead of stretched
 */
record Preprocess(double scale, List<Double> mean, List<Double> std, boolean bgr, boolean crop) {
    /** The file beside the images that says so. */
    static final String FILE = "preprocess.json";

    static final int MOST_BYTES = 1 << 16;

    private static final Set<String> KNOWN = Set.of("scale", "mean", "std", "channels", "fit");

    Preprocess {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    static Preprocess usual(ElementType type, int channels) {
        return new Preprocess(type.isFloating() ? 1 / 255.0 : 1, all(0, channels), all(1, channels), false, false);
    }

    private static List<Double> all(double value, int channels) {
        return Collections.nCopies(channels, value);
    }

    /**
     * Reads {@code {"scale": 0.00392, "mean": [..], "std": [..], "channels": "rgb"|"bgr", "fit": "stretch"|"crop"}}; every
     * member may be left out.
     */
    static Preprocess read(byte[] json, ElementType type, int channels) throws InputException {
        Preprocess usual = usual(type, channels);
        JsonObject object;
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(json))) {
            object = reader.readObject();
        } catch (JsonException e) {
            throw new InputException("The file " + FILE + " is not a JSON object: " + e.getMessage() + ".", e);
        }
        for (String name : object.keySet()) {
            if (!KNOWN.contains(name)) {
                throw new InputException("The file " + FILE + " has a member " + name
                        + ", which is not known; scale, mean, std, channels and fit are.");
            }
        }
        Preprocess read = new Preprocess(
                number(object, "scale", usual.scale),
                numbers(object, "mean", usual.mean),
                numbers(object, "std", usual.std),
                choice(object, "channels", "rgb", "bgr"),
                choice(object, "fit", "stretch", "crop"));
        if (read.std.stream().anyMatch(value -> value == 0)) {
            throw new InputException("The file " + FILE + " has a std of 0; nothing can be divided by it.");
        }
        return read;
    }

    private static double number(JsonObject object, String name, double otherwise) throws InputException {
        JsonValue value = object.get(name);
        if (value == null) {
            return otherwise;
        }
        return finite(value, name);
    }

    private static double finite(JsonValue value, String name) throws InputException {
        if (value instanceof JsonNumber number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new InputException("In the file " + FILE + " the member " + name + " must hold numbers.");
    }

    private static List<Double> numbers(JsonObject object, String name, List<Double> otherwise) throws InputException {
        JsonValue value = object.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof JsonArray array) || array.size() != otherwise.size()) {
            throw new InputException("In the file " + FILE + " the member " + name + " must be a list of "
                    + otherwise.size() + " numbers, one per channel of the model's input.");
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonValue element : array) {
            numbers.add(finite(element, name));
        }
        return numbers;
    }

    /** Whether the member is the second of the two words. */
    private static boolean choice(JsonObject object, String name, String usual, String other) throws InputException {
        JsonValue value = object.get(name);
        String word = value instanceof JsonString text ? text.getString() : value == null ? usual : "";
        if (!word.equals(usual) && !word.equals(other)) {
            throw new InputException(
                    "In the file " + FILE + " the member " + name + " is \"" + usual + "\" or \"" + other + "\".");
        }
        return word.equals(other);
    }
}
