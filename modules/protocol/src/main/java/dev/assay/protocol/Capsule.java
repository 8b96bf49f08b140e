package dev.assay.protocol;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An experiment in one file, so that another Assay can repeat it: hashes of model, calibration data and inputs, recipe,
 * indices, seeds, workload, environment and raw samples. On disk it is gzip-compressed JSON ({@code .assay.json.gz}).
 *
 * @param format      {@link #FORMAT}
 * @param version     of this format; readers refuse newer ones
 * @param sha256      of the JSON itself with this member empty
 * @param exported    when it was written
 * @param experiment  id of the experiment where it was measured
 * @param model       what the model was called there
 * @param modelSha256 of the model as given
 * @param modelBytes  its size
 * @param runs        every run, measured or not
 */
public record Capsule(
        String format,
        int version,
        String sha256,
        Instant exported,
        String experiment,
        String model,
        String modelSha256,
        long modelBytes,
        List<Run> runs) {
    private static final Set<String> PASSING =
            Set.of("mhzBefore", "mhzAfter", "celsiusBefore", "celsiusAfter", "foreignCpu", "steal", "inputsSha256");

    /** What a capsule calls itself. */
    public static final String FORMAT = "assay-capsule";

    /** The version that this build writes, and the newest that it reads. */
    public static final int VERSION = 1;

    /**
     * One run.
     *
     * @param spec        recipe, calibration, workload with seeds, limits: all that its job was given
     * @param measurement with its raw samples; null when there is none
     * @param failure     code of the failure, or null
     */
    public record Run(
            String device,
            JobSpec spec,
            @Nullable Measurement measurement,
            @Nullable String failure) {}

    /** A capsule of this version, sealed with its own hash. */
    public static byte[] write(
            Instant exported, String experiment, String model, String modelSha256, long modelBytes, List<Run> runs) {
        Capsule open = new Capsule(FORMAT, VERSION, "", exported, experiment, model, modelSha256, modelBytes, runs);
        String body = Wire.write(open);
        JsonObject sealed = Json.createObjectBuilder(Wire.read(body, JsonObject.class))
                .add("sha256", hash(body))
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(sealed.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new WireException("A capsule could not be compressed in memory", e);
        }
        return out.toByteArray();
    }

    /**
     * Reads a capsule and checks its hash.
     *
     * @param mostBytes the most that it may unpack to
     * @throws WireException with a sentence for people, when it is none, too large, too new, or was altered
     */
    public static Capsule read(byte[] file, int mostBytes) {
        byte[] unpacked;
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(file))) {
            unpacked = gzip.readNBytes(mostBytes + 1);
        } catch (IOException e) {
            throw new WireException("The file is not a capsule: it is not compressed as one or incomplete.", e);
        }
        if (unpacked.length > mostBytes) {
            throw new WireException("The capsule unpacks to more than " + mostBytes + " bytes.");
        }
        JsonValue json = Wire.read(new String(unpacked, StandardCharsets.UTF_8), JsonValue.class);
        if (!(json instanceof JsonObject object)
                || !FORMAT.equals(object.getString("format", ""))
                || object.getString("sha256", "").isEmpty()) {
            throw new WireException("The file is not a capsule.");
        }
        int version = object.getInt("version", 0);
        if (version < 1 || version > VERSION) {
            throw new WireException("The capsule has version " + version + " and this Assay reads up to " + VERSION
                    + "; bring it up to date.");
        }
        String open = Json.createObjectBuilder(object).add("sha256", "").build().toString();
        if (!hash(open).equals(object.getString("sha256"))) {
            throw new WireException("The capsule was altered after it was written: its hash does not fit its content.");
        }
        return Wire.fromJson(object, Capsule.class);
    }

    /**
     * Every lasting field of an environment by its path, such as {@code device.cpuModel}: without what changes from one
     * minute to the next on the same machine, which the validity of a run judges instead.
     */
    public static Map<String, String> lasting(Measurement.Environment environment) {
        Map<String, String> fields = new TreeMap<>();
        flatten("", Wire.toJson(environment).asJsonObject(), fields);
        fields.keySet().removeAll(PASSING);
        return fields;
    }

    private static void flatten(String path, JsonObject object, Map<String, String> into) {
        object.forEach((name, value) -> {
            if (value instanceof JsonObject inner) {
                flatten(path + name + ".", inner, into);
            } else if (value.getValueType() != JsonValue.ValueType.NULL) {
                into.put(path + name, value instanceof JsonString text ? text.getString() : value.toString());
            }
        });
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
