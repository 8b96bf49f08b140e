package dev.assay.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelTest {
    @TempDir
    Path directory;

    /** A model of a later format: fields that this product does not know, in the model, the graph and a node. */
    private static ModelProto withUnknownFields() {
        UnknownFieldSet later = UnknownFieldSet.newBuilder()
                .addField(
                        900,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("from the future"))
                                .addVarint(42)
                                .build())
                .build();
        ModelProto.Builder model = Models.product().toBuilder().setUnknownFields(later);
        model.getGraphBuilder().setUnknownFields(later).getNodeBuilder(0).setUnknownFields(later);
        return model.build();
    }

    @Test
    void unknownFieldsSurviveReadingAndWriting() throws IOException {
        byte[] bytes = withUnknownFields().toByteArray();
        OnnxModel model = OnnxModel.read(bytes.clone());
        assertThat(model.toBytes()).isEqualTo(bytes);
        assertThat(model.proto()).isEqualTo(withUnknownFields());
        // Even a changed model keeps them.
        ModelProto changed = model.proto().toBuilder().setProducerName("other").build();
        assertThat(OnnxModel.read(OnnxModel.of(changed).toBytes()).proto().getGraph())
                .isEqualTo(withUnknownFields().getGraph());
    }

    @Test
    void anotherOrderOfFieldsIsKeptToTheLastByte() throws IOException {
        ModelProto model = Models.product();
        ByteArrayOutputStream reversed = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(reversed);
        out.writeMessage(ModelProto.OPSET_IMPORT_FIELD_NUMBER, model.getOpsetImport(0));
        out.writeMessage(ModelProto.GRAPH_FIELD_NUMBER, model.getGraph());
        out.writeString(ModelProto.PRODUCER_NAME_FIELD_NUMBER, model.getProducerName());
        out.writeInt64(ModelProto.IR_VERSION_FIELD_NUMBER, model.getIrVersion());
        out.flush();
        byte[] bytes = reversed.toByteArray();
        assertThat(bytes).isNotEqualTo(model.toByteArray());
        OnnxModel read = OnnxModel.read(bytes.clone());
        assertThat(read.toBytes()).isEqualTo(bytes);
        assertThat(read.proto()).isEqualTo(model);
        assertThat(read.sha256()).isNotEqualTo(OnnxModel.of(model).sha256());
    }

    @Test
    void aFileIsReadAndWrittenUnchanged() throws IOException {
        Path source =
                Files.write(directory.resolve("a.onnx"), withUnknownFields().toByteArray());
        Path target = directory.resolve("b.onnx");
        OnnxModel model = OnnxModel.read(source);
        model.write(target);
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
        assertThat(model.sizeBytes()).isEqualTo(Files.size(source));
        assertThat(model.opset()).isEqualTo(17);
    }

    @Test
    void theHashIsThatOfTheFile() throws IOException {
        // echo -n '' | sha256sum
        assertThat(OnnxModel.read(new byte[0]).sha256())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void otherBytesAreRefusedWithASentence() {
        assertThatThrownBy(() -> OnnxModel.read(new byte[] {1, 2, 3}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not an ONNX model");
    }
}
