package dev.assay.webapp.api;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** JSON schemas of records, as {@link dev.assay.protocol.Wire} writes them. */
final class Schemas {
    private final Map<String, JsonObjectBuilder> known = new TreeMap<>();
    private final Map<String, Type> names = new LinkedHashMap<>();

    static JsonObjectBuilder binary() {
        return Json.createObjectBuilder().add("type", "string").add("format", "binary");
    }

    /** All records that were referred to. */
    JsonObjectBuilder build() {
        JsonObjectBuilder all = Json.createObjectBuilder();
        known.forEach(all::add);
        return all;
    }

    /** Refers to the schema of a record, and describes it when it is new. */
    JsonObjectBuilder reference(Class<?> record) {
        return reference(record, record);
    }

    JsonObjectBuilder of(Type type) {
        return of(type, Map.of());
    }

    private JsonObjectBuilder of(Type type, Map<TypeVariable<?>, Type> arguments) {
        if (type instanceof TypeVariable<?> variable) {
            return of(arguments.getOrDefault(variable, Object.class), Map.of());
        }
        Class<?> raw = (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
        if (List.class.isAssignableFrom(raw) && type instanceof ParameterizedType generic) {
            return Json.createObjectBuilder()
                    .add("type", "array")
                    .add("items", of(generic.getActualTypeArguments()[0], arguments));
        }
        if (Map.class.isAssignableFrom(raw) && type instanceof ParameterizedType generic) {
            return Json.createObjectBuilder()
                    .add("type", "object")
                    .add("additionalProperties", of(generic.getActualTypeArguments()[1], arguments));
        }
        if (raw.isRecord()) {
            return reference(raw, type);
        }
        return scalar(raw);
    }

    private static JsonObjectBuilder scalar(Class<?> raw) {
        JsonObjectBuilder schema = Json.createObjectBuilder();
        if (raw.isEnum()) {
            JsonArrayBuilder constants = Json.createArrayBuilder();
            Arrays.stream(raw.getEnumConstants()).forEach(constant -> constants.add(((Enum<?>) constant).name()));
            return schema.add("type", "string").add("enum", constants);
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return schema.add("type", "boolean");
        }
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return schema.add("type", "integer");
        }
        if (raw == double.class || raw == Double.class || raw == float.class || raw == Float.class) {
            return schema.add("type", "number");
        }
        if (raw == Instant.class) {
            return schema.add("type", "string").add("format", "date-time");
        }
        if (raw == UUID.class) {
            return schema.add("type", "string").add("format", "uuid");
        }
        if (raw == String.class || raw == Duration.class) {
            return schema.add("type", "string");
        }
        return JsonValue.class.isAssignableFrom(raw) || raw == Object.class ? schema : schema.add("type", "object");
    }

    private JsonObjectBuilder reference(Class<?> record, Type type) {
        String name = name(record, type);
        if (names.putIfAbsent(name, type) == null) {
            known.put(name, describe(record, type));
        }
        return Json.createObjectBuilder().add("$ref", "#/components/schemas/" + name);
    }

    private static String name(Class<?> record, Type type) {
        Class<?> outer = record.getDeclaringClass();
        String simple = outer == null || outer.getSimpleName().endsWith("Resource")
                ? record.getSimpleName()
                : outer.getSimpleName() + record.getSimpleName();
        return type instanceof ParameterizedType generic
                        && generic.getActualTypeArguments()[0] instanceof Class<?> argument
                ? argument.getSimpleName() + simple
                : simple;
    }

    private JsonObjectBuilder describe(Class<?> record, Type type) {
        Map<TypeVariable<?>, Type> arguments = new LinkedHashMap<>();
        if (type instanceof ParameterizedType generic) {
            for (int i = 0; i < record.getTypeParameters().length; i++) {
                arguments.put(record.getTypeParameters()[i], generic.getActualTypeArguments()[i]);
            }
        }
        JsonObjectBuilder properties = Json.createObjectBuilder();
        JsonArrayBuilder required = Json.createArrayBuilder();
        boolean anyRequired = false;
        for (RecordComponent component : record.getRecordComponents()) {
            properties.add(component.getName(), of(component.getGenericType(), arguments));
            Class<?> raw = component.getType();
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    || List.class.isAssignableFrom(raw)
                    || Map.class.isAssignableFrom(raw);
            if (!optional) {
                required.add(component.getName());
                anyRequired = true;
            }
        }
        JsonObjectBuilder schema =
                Json.createObjectBuilder().add("type", "object").add("properties", properties);
        return anyRequired ? schema.add("required", required) : schema;
    }
}
