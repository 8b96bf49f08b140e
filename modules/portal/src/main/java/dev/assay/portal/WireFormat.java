package dev.assay.portal;

import dev.assay.protocol.Wire;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;

/** How entities keep records in {@code jsonb} columns: by the one JSON mapping of the product. */
public final class WireFormat implements FormatMapper {
    @Override
    public <T> T fromString(CharSequence json, JavaType<T> type, WrapperOptions options) {
        return Wire.read(json.toString(), type.getJavaTypeClass());
    }

    @Override
    public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
        return Jsonb.of(value);
    }
}
