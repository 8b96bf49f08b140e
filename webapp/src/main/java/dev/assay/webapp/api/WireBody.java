package dev.assay.webapp.api;

import dev.assay.protocol.Problem;
import dev.assay.protocol.Wire;
import jakarta.json.JsonValue;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** Records as JSON, by the mapping that agents and the command line use too. */
@Provider
@Consumes({MediaType.APPLICATION_JSON, Problems.TYPE})
@Produces({MediaType.APPLICATION_JSON, Problems.TYPE})
public class WireBody implements MessageBodyReader<Record>, MessageBodyWriter<Record> {
    private static final int LONGEST = 1 << 20;

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord();
    }

    @Override
    public Record readFrom(
            Class<Record> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream in)
            throws IOException {
        JsonValue body = Wire.read(new String(bounded(in, LONGEST), StandardCharsets.UTF_8), JsonValue.class);
        if (!type.getPackageName()
                .equals(Problem.class.getPackageName())) { // what agents quote is cleaned where it is stored
            ControlCharacters.refuse(body);
        }
        return Wire.fromJson(
                ExperimentRequest.class.isAssignableFrom(type) ? ExperimentRequest.complete(body) : body, type);
    }

    /** Reads a body to its end, but not past a limit. */
    static byte[] bounded(InputStream in, int limitBytes) throws IOException {
        byte[] body = in.readNBytes(limitBytes + 1);
        if (body.length > limitBytes) {
            Drain.rest(in);
            throw new ClientErrorException(413);
        }
        return body;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord();
    }

    @Override
    public void writeTo(
            Record value,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(Wire.write(value).getBytes(StandardCharsets.UTF_8));
    }
}
