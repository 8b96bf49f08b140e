package dev.assay.webapp.api;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The OpenAPI document of the REST interface, made from the resource classes themselves: every method appears, and the
 * schemas are those of the records that are really read and written.
 */
final class OpenApi {
    private static final String ROOT = "/api/v1";

    private OpenApi() {}

    /** A resource method with its address and HTTP method. */
    record Operation(String path, String verb, Method method) {}

    static JsonObject describe(List<Class<?>> resources) {
        Schemas schemas = new Schemas();
        Map<String, JsonObjectBuilder> paths = new TreeMap<>();
        operations(resources)
                .forEach(operation -> paths.computeIfAbsent(operation.path(), path -> Json.createObjectBuilder())
                        .add(operation.verb(), operation(operation, schemas)));
        JsonObjectBuilder allPaths = Json.createObjectBuilder();
        paths.forEach(allPaths::add);
        schemas.reference(dev.assay.protocol.Problem.class);
        return Json.createObjectBuilder()
                .add("openapi", "3.0.3")
                .add(
                        "info",
                        Json.createObjectBuilder()
                                .add("title", "Assay")
                                .add("version", "v1")
                                .add(
                                        "description",
                                        "Upload a model, run it in several precisions on one or more devices, and read"
                                                + " the judged result. Anybody may read; changing something needs an API"
                                                + " token. Errors are RFC 9457 problems with a stable code. Lists come in"
                                                + " pages: send next back as cursor."))
                .add(
                        "servers",
                        Json.createArrayBuilder().add(Json.createObjectBuilder().add("url", "/")))
                .add("paths", allPaths)
                .add(
                        "components",
                        Json.createObjectBuilder()
                                .add("schemas", schemas.build())
                                .add(
                                        "securitySchemes",
                                        Json.createObjectBuilder()
                                                .add(
                                                        "token",
                                                        Json.createObjectBuilder()
                                                                .add("type", "http")
                                                                .add("scheme", "bearer")
                                                                .add(
                                                                        "description",
                                                                        "An API token from your account page"))))
                .build();
    }

    /** Every resource method, in the order of addresses. */
    static List<Operation> operations(List<Class<?>> resources) {
        return resources.stream()
                .flatMap(resource -> Stream.of(resource.getDeclaredMethods())
                        .flatMap(method -> verb(method).stream()
                                .map(verb -> new Operation(address(resource, method), verb, method))))
                .sorted(Comparator.comparing(Operation::path).thenComparing(Operation::verb))
                .toList();
    }

    private static Optional<String> verb(Method method) {
        return Stream.of(GET.class, POST.class, PUT.class, DELETE.class)
                .filter(method::isAnnotationPresent)
                .map(verb -> verb.getSimpleName().toLowerCase(java.util.Locale.ROOT))
                .findFirst();
    }

    private static String address(Class<?> resource, Method method) {
        Path onClass = resource.getAnnotation(Path.class);
        Path onMethod = method.getAnnotation(Path.class);
        return Stream.of(onClass == null ? "" : onClass.value(), onMethod == null ? "" : onMethod.value())
                .filter(part -> !part.isEmpty())
                .reduce(ROOT, (path, part) -> path + "/" + part);
    }

    private static JsonObjectBuilder operation(Operation operation, Schemas schemas) {
        Method method = operation.method();
        Says says = method.getAnnotation(Says.class);
        JsonObjectBuilder described = Json.createObjectBuilder()
                .add(
                        "operationId",
                        method.getDeclaringClass().getSimpleName().replace("Resource", "") + "_" + method.getName())
                .add("summary", says == null ? "" : says.value());
        JsonArrayBuilder parameters = Json.createArrayBuilder();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                Stream.of(parameter.getType().getDeclaredFields())
                        .flatMap(field -> parameter(field, field.getType()).stream())
                        .forEach(parameters::add);
            }
            parameter(parameter, parameter.getType()).ifPresent(parameters::add);
            body(parameter, method, schemas).ifPresent(body -> described.add("requestBody", body));
        }
        described.add("parameters", parameters);
        described.add("responses", responses(method, schemas));
        if (!operation.verb().equals("get")) {
            described.add(
                    "security",
                    Json.createArrayBuilder().add(Json.createObjectBuilder().add("token", Json.createArrayBuilder())));
        }
        return described;
    }

    private static Optional<JsonObjectBuilder> parameter(AnnotatedElement parameter, Class<?> type) {
        PathParam path = parameter.getAnnotation(PathParam.class);
        QueryParam query = parameter.getAnnotation(QueryParam.class);
        HeaderParam header = parameter.getAnnotation(HeaderParam.class);
        if (path == null && query == null && (header == null || header.value().equals("Content-Length"))) {
            return Optional.empty();
        }
        String in = path != null ? "path" : query != null ? "query" : "header";
        String name = path != null ? path.value() : query != null ? query.value() : header.value();
        DefaultValue otherwise = parameter.getAnnotation(DefaultValue.class);
        // Numbers are read as text where a wrong one deserves a sentence; their default tells what they are.
        boolean number = otherwise != null && otherwise.value().matches("[0-9]+");
        JsonObjectBuilder schema = Json.createObjectBuilder()
                .add("type", number || Number.class.isAssignableFrom(boxed(type)) ? "integer" : "string");
        if (otherwise != null && number) {
            schema.add("default", Integer.parseInt(otherwise.value()));
        } else if (otherwise != null) {
            schema.add("default", otherwise.value());
        }
        return Optional.of(Json.createObjectBuilder()
                .add("name", name)
                .add("in", in)
                .add("required", path != null)
                .add("schema", schema));
    }

    private static Class<?> boxed(Class<?> type) {
        return type == int.class ? Integer.class : type == long.class ? Long.class : type;
    }

    private static Optional<JsonObjectBuilder> body(Parameter parameter, Method method, Schemas schemas) {
        boolean binary = parameter.getType() == InputStream.class;
        if (!binary && !parameter.getType().isRecord()) {
            return Optional.empty();
        }
        Consumes consumes = Optional.ofNullable(method.getAnnotation(Consumes.class))
                .orElse(method.getDeclaringClass().getAnnotation(Consumes.class));
        JsonObjectBuilder content = Json.createObjectBuilder()
                .add("schema", binary ? Schemas.binary() : schemas.reference(parameter.getType()));
        Example example = method.getAnnotation(Example.class);
        if (example != null) {
            try (var reader = Json.createReader(new java.io.StringReader(example.value()))) {
                content.add("example", reader.readValue());
            }
        }
        return Optional.of(Json.createObjectBuilder()
                .add("required", true)
                .add(
                        "content",
                        Json.createObjectBuilder()
                                .add(consumes == null ? "application/json" : consumes.value()[0], content)));
    }

    private static JsonObjectBuilder responses(Method method, Schemas schemas) {
        JsonObjectBuilder responses = Json.createObjectBuilder();
        Answers201 created = method.getAnnotation(Answers201.class);
        Type type = method.getGenericReturnType();
        if (created != null) {
            responses.add(
                    "201", answer("Made; Location names it", "application/json", schemas.reference(created.value())));
        } else if (type == void.class && !streams(method)) {
            responses.add("204", Json.createObjectBuilder().add("description", "Done"));
        } else {
            Produces produces = Optional.ofNullable(method.getAnnotation(Produces.class))
                    .orElse(method.getDeclaringClass().getAnnotation(Produces.class));
            String media = produces == null ? "application/json" : produces.value()[0];
            JsonObjectBuilder schema = type == Response.class || type == void.class || type == String.class
                    ? (media.equals("application/json")
                            ? Json.createObjectBuilder().add("type", "object")
                            : Schemas.binary())
                    : schemas.of(type);
            responses.add("200", answer("The answer", media, schema));
        }
        return responses.add(
                "default", answer("A problem", Problems.TYPE, schemas.reference(dev.assay.protocol.Problem.class)));
    }

    private static boolean streams(Method method) {
        Produces produces = method.getAnnotation(Produces.class);
        return produces != null && produces.value()[0].equals("text/event-stream");
    }

    private static JsonObjectBuilder answer(String description, String media, JsonObjectBuilder schema) {
        return Json.createObjectBuilder()
                .add("description", description)
                .add(
                        "content",
                        Json.createObjectBuilder()
                                .add(media, Json.createObjectBuilder().add("schema", schema)));
    }
}
