package dev.assay.onnx.tensor;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.UnsafeByteOperations;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tensors whose data is not part of their message, because the protobuf library keeps bytes on the heap only. Such a
 * message says that its data is external, and the object that says so stands for a buffer, usually of mapped pages.
 *
 * <p>Messages are immutable and share their parts, so every message made from a detached tensor leads to the same data,
 * which lives as long as one of them. A message that was serialised and parsed again has lost it: {@code OnnxModel}
 * writes the data too.
 */
public final class Detached {
    /** Tensors with less data are never detached: a mapping each would use up what the system allows. */
    public static final int MIN_BYTES = 1 << 16;

    private static final String KEY = "assay.detached";
    private static final Map<Place, ByteBuffer> DATA = new ConcurrentHashMap<>();
    private static final ReferenceQueue<StringStringEntryProto> GONE = new ReferenceQueue<>();

    private Detached() {}

    /** The identity of a part of a message, without keeping it. */
    private static final class Place extends WeakReference<StringStringEntryProto> {
        private final int hash;

        Place(StringStringEntryProto entry, @Nullable ReferenceQueue<StringStringEntryProto> queue) {
            super(entry, queue);
            this.hash = System.identityHashCode(entry);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            StringStringEntryProto entry = get();
            return entry != null && other instanceof Place place && place.refersTo(entry);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /**
     * Gives a tensor its data without taking it in.
     *
     * @param tensor anything but the data
     * @param data   little-endian values; must not change from now on
     */
    public static TensorProto attach(TensorProto tensor, ByteBuffer data) {
        for (Reference<?> gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            DATA.keySet().remove(gone);
        }
        StringStringEntryProto entry =
                StringStringEntryProto.newBuilder().setKey(KEY).build();
        DATA.put(new Place(entry, GONE), data.slice().asReadOnlyBuffer());
        return tensor.toBuilder()
                .clearRawData()
                .clearExternalData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry)
                .build();
    }

    /**
     * A view of the data of a detached tensor, from its beginning; null for any other tensor.
     *
     * @throws IllegalStateException if the message is a copy that has lost its data
     */
    public static @Nullable ByteBuffer of(TensorProto tensor) {
        if (tensor.getExternalDataCount() != 1
                || !tensor.getExternalData(0).getKey().equals(KEY)) {
            return null;
        }
        ByteBuffer data = DATA.get(new Place(tensor.getExternalData(0), null));
        if (data == null) {
            throw new IllegalStateException("The data of the tensor " + tensor.getName()
                    + " was left behind when its message was serialised by itself");
        }
        return data.duplicate();
    }

    /** A tensor with its data on the heap. */
    public static TensorProto inlined(TensorProto tensor) {
        ByteBuffer data = of(tensor);
        if (data == null) {
            return tensor;
        }
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        return tensor.toBuilder()
                .clearDataLocation()
                .clearExternalData()
                .setRawData(UnsafeByteOperations.unsafeWrap(copy))
                .build();
    }
}
