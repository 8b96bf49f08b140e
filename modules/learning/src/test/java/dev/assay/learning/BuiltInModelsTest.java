package dev.assay.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInModelsTest {
    /** SHA-256 of "abc" and of "xyz", from FIPS 180-2 and from coreutils sha256sum. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final String XYZ = "3608bca1e44ea6c4d268eb6db02260269892c0b42b86bbf1e77a6fa16c3c9282";
    private static final String INDEX = """
            {"models": [
              {"name": "one", "title": "One", "summary": "s", "licence": "l", "source": "o",
               "file": {"path": "one.onnx", "sha256": "%s"}, "dimensions": {"batch": 1},
               "dataset": {"name": "d", "format": "text", "data": {"path": "one.txt", "sha256": "%s"},
                           "tokenizer": {"path": "t.json", "sha256": "%s"}, "metric": "knn", "examples": 2, "licence": "l"},
               "accuracy": {"metric": "knn", "value": 0.5, "n": 2}},
              {"name": "two", "title": "Two", "summary": "s", "licence": "l", "source": "o",
               "file": {"path": "one.onnx", "sha256": "%s"}, "dimensions": {}, "dataset": null}
            ]}""".formatted(ABC, XYZ, ABC, ABC);

    @TempDir
    Path zoo;

    @BeforeEach
    void assemble() throws IOException {
        Files.writeString(zoo.resolve("models.json"), INDEX);
        Files.writeString(zoo.resolve("one.onnx"), "abc");
        Files.writeString(zoo.resolve("one.txt"), "xyz");
        Files.writeString(zoo.resolve("t.json"), "abc");
    }

    @Test
    void listsModelsInTheOrderOfTheIndex() {
        List<BuiltInModel> models = BuiltInModels.open(zoo);

        assertThat(models).extracting(BuiltInModel::name).containsExactly("one", "two");
        BuiltInModel one = models.get(0);
        assertThat(one.file()).isEqualTo(zoo.resolve("one.onnx"));
        assertThat(one.dimensions()).isEqualTo(Map.of("batch", 1L));
        assertThat(one.accuracy()).isEqualTo(new BuiltInModel.Accuracy("knn", 0.5, 2));
        assertThat(one.dataset())
                .isEqualTo(new BuiltInDataset(
                        "d", "text", zoo.resolve("one.txt"), XYZ, zoo.resolve("t.json"), ABC, "knn", 2, "l"));
        assertThat(models.get(1).dataset()).isNull();
        assertThat(models.get(1).accuracy()).isNull();
    }

    @Test
    void saysThatTheDirectoryIsMissing() {
        assertThatThrownBy(() -> BuiltInModels.open(zoo.resolve("absent")))
                .isInstanceOf(UnusableZoo.class)
                .hasMessageContaining("absent")
                .hasMessageContaining("build the product again");
    }

    @Test
    void saysWhichFileIsMissing() throws IOException {
        Files.delete(zoo.resolve("t.json"));
        assertThatThrownBy(() -> BuiltInModels.open(zoo))
                .isInstanceOf(UnusableZoo.class)
                .hasMessageContaining("is missing: " + zoo.resolve("t.json"));
    }

    @Test
    void saysWhichFileWasAltered() throws IOException {
        Files.writeString(zoo.resolve("one.onnx"), "xyz");
        assertThatThrownBy(() -> BuiltInModels.open(zoo))
                .isInstanceOf(UnusableZoo.class)
                .hasMessageContaining("one.onnx has SHA-256 " + XYZ + ", expected " + ABC);
    }

    @Test
    void refusesAnUnreadableIndex() throws IOException {
        Files.writeString(zoo.resolve("models.json"), "{\"models\": [{\"name\": 1}]}");
        assertThatThrownBy(() -> BuiltInModels.open(zoo))
                .isInstanceOf(UnusableZoo.class)
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("models[0].name");
    }

    @Test
    void refusesAFileOutsideTheDirectory() throws IOException {
        Files.writeString(zoo.resolve("models.json"), INDEX.replace("one.txt", "../one.txt"));
        assertThatThrownBy(() -> BuiltInModels.open(zoo))
                .isInstanceOf(UnusableZoo.class)
                .hasMessageContaining("outside its directory");
    }

    @Test
    void refusesAnIndexThatNamesAModelTwice() throws IOException {
        Files.writeString(zoo.resolve("models.json"), INDEX.replace("\"two\"", "\"one\""));
        assertThatThrownBy(() -> BuiltInModels.open(zoo))
                .isInstanceOf(UnusableZoo.class)
                .hasMessageContaining("names one twice");
    }
}
