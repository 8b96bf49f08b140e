package dev.assay.protocol;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records to JSON and back: a record is an object whose members are its components in order. The one JSON mapping of
 * the product.
 *
 * <p>Components may be strings, booleans, numbers, enums, {@link Instant} (ISO 8601), {@link Duration} (ISO 8601),
 * {@link UUID},
 * records, lists, primitive arrays and maps with string keys. Reading ignores unknown members; an absent or null member
 * becomes null, an empty list or an empty map, and is refused for a primitive. Writing leaves out no member: null is
 * written as null. NaN and infinities have no JSON form and are written as null.
 */
public final class Wire {
    private Wire() {}

    /** Looked up once: each call of {@code jakarta.json.Json} looks for a provider again, which is slow in a server. */
    private static final JsonProvider JSON = JsonProvider.provider();

    /** Writes a record, list, map or scalar. */
    public static JsonValue toJson(@Nullable Object value) {
        return switch (value) {
            case null -> JsonValue.NULL;
            case JsonValue json -> json;
            case String text -> JSON.createValue(text);
            case Boolean flag -> flag ? JsonValue.TRUE : JsonValue.FALSE;
            case Integer number -> JSON.createValue(number);
            case Long number -> JSON.createValue(number);
            case Double number -> Double.isFinite(number) ? JSON.createValue(number) : JsonValue.NULL;
            case Float number -> Float.isFinite(number) ? JSON.createValue((double) number) : JsonValue.NULL;
            case Enum<?> constant -> JSON.createValue(constant.name());
            case Instant instant -> JSON.createValue(instant.toString());
            case UUID id -> JSON.createValue(id.toString());
            case Duration duration -> JSON.createValue(duration.toString());
            case Map<?, ?> map -> {
                JsonObjectBuilder object = JSON.createObjectBuilder();
                map.forEach((key, element) -> object.add(String.valueOf(key), toJson(element)));
                yield object.build();
            }
            case Collection<?> collection -> {
                JsonArrayBuilder array = JSON.createArrayBuilder();
                collection.forEach(element -> array.add(toJson(element)));
                yield array.build();
            }
            case Record components -> {
                JsonObjectBuilder object = JSON.createObjectBuilder();
                for (RecordComponent component : components.getClass().getRecordComponents()) {
                    object.add(component.getName(), toJson(read(component, components)));
                }
                yield object.build();
            }
            default -> {
                if (!value.getClass().isArray()) {
                    throw new WireException(
                            "No JSON form for " + value.getClass().getName());
                }
                JsonArrayBuilder array = JSON.createArrayBuilder();
                for (int i = 0; i < Array.getLength(value); i++) {
                    array.add(toJson(Array.get(value, i)));
                }
                yield array.build();
            }
        };
    }

    /** Writes as compact JSON text. */
    public static String write(@Nullable Object value) {
        return toJson(value).toString();
    }

    /** Reads a record from JSON text. */
    public static <T> T read(String text, Class<T> type) {
        try (var reader = JSON.createReader(new StringReader(text))) {
            return fromJson(parse(reader), type);
        }
    }

    private static JsonValue parse(JsonReader reader) {
        try {
            return reader.readValue();
        } catch (RuntimeException e) {
            // Not only JsonException: the parser says that something is nested too deeply with a plain one.
            throw new WireException("Not JSON: " + e.getMessage(), e);
        }
    }

    /** Reads a record from a parsed value. */
    public static <T> T fromJson(JsonValue json, Class<T> type) {
        Object value = convert(json, type, type.getSimpleName());
        if (value == null) {
            throw new WireException(type.getSimpleName() + " is missing");
        }
        return type.cast(value);
    }

    private static @Nullable Object convert(@Nullable JsonValue json, Type type, String where) {
        Class<?> raw = (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
        if (json == null || json.equals(JsonValue.NULL)) {
            if (raw == List.class) {
                return List.of();
            }
            if (raw == Map.class) {
                return Map.of();
            }
            if (raw.isPrimitive()) {
                throw new WireException(where + " is missing");
            }
            return null;
        }
        try {
            if (JsonValue.class.isAssignableFrom(raw)) {
                return raw.cast(json);
            }
            if (raw == String.class) {
                return ((JsonString) json).getString();
            }
            if (raw == boolean.class || raw == Boolean.class) {
                if (json.getValueType() != JsonValue.ValueType.TRUE
                        && json.getValueType() != JsonValue.ValueType.FALSE) {
                    throw new WireException(where + " must be true or false");
                }
                return json.equals(JsonValue.TRUE);
            }
            if (raw == int.class || raw == Integer.class) {
                return ((JsonNumber) json).intValueExact();
            }
            if (raw == long.class || raw == Long.class) {
                return ((JsonNumber) json).longValueExact();
            }
            if (raw == double.class || raw == Double.class) {
                return ((JsonNumber) json).doubleValue();
            }
            if (raw == Instant.class) {
                return Instant.parse(((JsonString) json).getString());
            }
            if (raw == UUID.class) {
                return UUID.fromString(((JsonString) json).getString());
            }
            if (raw == Duration.class) {
                return Duration.parse(((JsonString) json).getString());
            }
            if (raw.isEnum()) {
                return constant(raw, ((JsonString) json).getString(), where);
            }
            if (raw == List.class) {
                return list((JsonArray) json, ((ParameterizedType) type).getActualTypeArguments()[0], where);
            }
            if (raw == Map.class) {
                return map((JsonObject) json, ((ParameterizedType) type).getActualTypeArguments()[1], where);
            }
            if (raw.isArray()) {
                return array((JsonArray) json, raw.getComponentType(), where);
            }
            if (raw.isRecord()) {
                return object((JsonObject) json, raw, where);
            }
        } catch (ClassCastException | ArithmeticException | java.time.DateTimeException | IllegalArgumentException e) {
            throw new WireException(where + " has the wrong form: " + abbreviate(json.toString()), e);
        }
        throw new WireException("No JSON form for " + raw.getName() + " at " + where);
    }

    private static Object constant(Class<?> type, String name, String where) {
        for (Object candidate : type.getEnumConstants()) {
            if (((Enum<?>) candidate).name().equals(name)) {
                return candidate;
            }
        }
        throw new WireException(where + " is none of the known values: " + abbreviate(name));
    }

    private static List<Object> list(JsonArray json, Type element, String where) {
        List<Object> values = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            values.add(required(json.get(i), element, where + "[" + i + "]"));
        }
        return List.copyOf(values);
    }

    private static Map<String, Object> map(JsonObject json, Type element, String where) {
        Map<String, Object> values = new LinkedHashMap<>();
        json.forEach((key, value) -> values.put(key, required(value, element, where + "." + key)));
        return values;
    }

    private static Object array(JsonArray json, Class<?> element, String where) {
        Object array = Array.newInstance(element, json.size());
        for (int i = 0; i < json.size(); i++) {
            Array.set(array, i, convert(json.get(i), element, where + "[" + i + "]"));
        }
        return array;
    }

    private static Object required(JsonValue json, Type type, String where) {
        Object value = convert(json, type, where);
        if (value == null) {
            throw new WireException(where + " is missing");
        }
        return value;
    }

    private static Object object(JsonObject json, Class<?> type, String where) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            Object value = convert(
                    json.get(component.getName()), component.getGenericType(), where + "." + component.getName());
            if (value == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                throw new WireException(where + "." + component.getName() + " is missing");
            }
            values[i] = value;
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new WireException(where + ": " + e.getTargetException().getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new WireException("Cannot build " + type.getName(), e);
        }
    }

    private static @Nullable Object read(RecordComponent component, Record from) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(from);
        } catch (ReflectiveOperationException e) {
            throw new WireException("Cannot read " + component.getName(), e);
        }
    }

    private static String abbreviate(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
