package dev.assay.worker.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureTest {
    private static Picture encoded(BufferedImage image, String format) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("no writer for " + format);
        }
        return Picture.decode("test." + format, out.toByteArray());
    }

    private static Picture grey(int width, int... pixels) throws Exception {
        BufferedImage image = new BufferedImage(width, pixels.length / width, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, width, pixels.length / width, 0, pixels);
        return encoded(image, "png");
    }

    @Test
    void greyPixelsKeepTheValueThatIsStored() throws Exception {
        // Java's own colour conversion would give 188 for the middle one
        float[][] planes = grey(3, 0, 128, 255).scaled(3, 1);
        for (float[] plane : planes) {
            assertThat(plane).containsExactly(0, 128, 255);
        }
    }

    @Test
    void sixteenBitsBecomeTheSameRange() throws Exception {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSamples(0, 0, 2, 1, 0, new int[] {0, 65_535});
        assertThat(encoded(image, "png").scaled(2, 1)[0]).containsExactly(0, 255);
    }

    @Test
    void scalingWeighsNeighboursByATriangle() throws Exception {
        // halving 4 to 2: reach 2 around 1 and 3; weights 0.75, 0.75, 0.25 and none for the last, divided by 1.75
        float[] half = grey(4, 0, 70, 140, 210).scaled(2, 1)[0];
        assertThat(half[0]).isCloseTo((0.75f * 70 + 0.25f * 140) / 1.75f, within());
        assertThat(half[1]).isCloseTo((0.25f * 70 + 0.75f * 140 + 0.75f * 210) / 1.75f, within());
        // doubling 2 to 4: the middle positions lie a quarter away from the pixels
        assertThat(grey(2, 0, 100).scaled(4, 1)[0]).containsExactly(0, 25, 75, 100);
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(1e-3f);
    }

    @Test
    void aPlainImageStaysPlainAtAnySize() throws Exception {
        Picture plain = grey(3, 90, 90, 90, 90, 90, 90);
        for (int size : List.of(1, 2, 5, 17)) {
            for (float value : plain.scaled(size, size)[1]) {
                assertThat(value).isCloseTo(90, within());
            }
        }
    }

    @Test
    void croppingKeepsTheMiddle() throws Exception {
        assertThat(grey(4, 1, 2, 3, 4).cropped(2, 1).scaled(2, 1)[0]).containsExactly(2, 3);
        assertThat(grey(1, 1, 2, 3).cropped(5, 5).scaled(1, 1)[0]).containsExactly(2);
    }

    @Test
    void readsJpeg() throws Exception {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, 0xc81e32);
        }
        float[][] planes = encoded(image, "jpeg").scaled(1, 1);
        assertThat(planes[0][0]).isBetween(195f, 205f);
        assertThat(planes[1][0]).isBetween(25f, 35f);
        assertThat(planes[2][0]).isBetween(45f, 55f);
    }
}
