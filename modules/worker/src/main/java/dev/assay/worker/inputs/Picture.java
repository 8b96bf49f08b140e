package dev.assay.worker.inputs;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A decoded image, read row by row as red, green and blue from 0 to 255. Grey images are read as they are stored: going
 * through Java's colour conversion would brighten them.
 */
final class Picture {
    /** Largest file. */
    static final int MOST_FILE_BYTES = 32 << 20;

    /** Most pixels; checked before anything is decoded. */
    static final long MOST_PIXELS = 24_000_000;

    private final BufferedImage image;
    private final Raster raster;
    private final int left;
    private final int top;
    private final int width;
    private final int height;

    private Picture(BufferedImage image, int left, int top, int width, int height) {
        this.image = image;
        this.raster = image.getRaster();
        this.left = left;
        this.top = top;
        this.width = width;
        this.height = height;
    }

    /**
     * Decodes PNG or JPEG.
     *
     * @param name for messages
     */
    static Picture decode(String name, byte[] file) throws InputException {
        String format = startsWith(file, 0x89, 'P', 'N', 'G') ? "png" : startsWith(file, 0xff, 0xd8) ? "jpeg" : "";
        Iterator<ImageReader> readers = format.isEmpty() ? null : ImageIO.getImageReadersByFormatName(format);
        if (readers == null || !readers.hasNext()) {
            throw new InputException("The file " + name + " of the dataset is neither a PNG nor a JPEG image.");
        }
        ImageIO.setUseCache(false);
        ImageReader reader = readers.next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
                throw new InputException("The image " + name + " has " + width + " x " + height + " pixels; at most "
                        + MOST_PIXELS / 1_000_000 + " million are read. Make it smaller.");
            }
            return new Picture(reader.read(0), 0, 0, width, height);
        } catch (IOException | RuntimeException e) {
            throw new InputException("The image " + name + " cannot be read: " + e.getMessage() + ".", e);
        } finally {
            reader.dispose();
        }
    }

    private static boolean startsWith(byte[] file, int... start) {
        for (int i = 0; i < start.length; i++) {
            if (file.length <= i || (file[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }

    /** The largest centred part with the proportions of {@code toWidth x toHeight}. */
    Picture cropped(int toWidth, int toHeight) {
        int cutWidth = (int) Math.min(width, Math.max(1, Math.round((double) height * toWidth / toHeight)));
        int cutHeight = (int) Math.min(height, Math.max(1, Math.round((double) width * toHeight / toWidth)));
        return new Picture(image, left + (width - cutWidth) / 2, top + (height - cutHeight) / 2, cutWidth, cutHeight);
    }

    /**
     * Scales with a triangle filter whose support grows with the reduction (bilinear when enlarging, area-weighted when
     * reducing), the same arithmetic on every machine.
     *
     * @return red, green and blue planes of {@code toWidth * toHeight} values each, from 0 to 255
     */
    float[][] scaled(int toWidth, int toHeight) {
        Weights across = Weights.of(width, toWidth);
        Weights down = Weights.of(height, toHeight);
        double[][] sums = new double[3][toWidth * toHeight];
        float[][] source = new float[3][width];
        float[][] narrow = new float[3][toWidth];
        for (int y = 0; y < height; y++) {
            row(y, source);
            for (int channel = 0; channel < 3; channel++) {
                for (int x = 0; x < toWidth; x++) {
                    double sum = 0;
                    for (int k = 0; k < across.factors[x].length; k++) {
                        sum += across.factors[x][k] * source[channel][across.first[x] + k];
                    }
                    narrow[channel][x] = (float) sum;
                }
            }
            for (int to = 0; to < toHeight; to++) {
                int k = y - down.first[to];
                if (k >= 0 && k < down.factors[to].length) {
                    for (int channel = 0; channel < 3; channel++) {
                        for (int x = 0; x < toWidth; x++) {
                            sums[channel][to * toWidth + x] += down.factors[to][k] * narrow[channel][x];
                        }
                    }
                }
            }
        }
        float[][] planes = new float[3][toWidth * toHeight];
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < planes[channel].length; i++) {
                planes[channel][i] = (float) sums[channel][i];
            }
        }
        return planes;
    }

    private void row(int y, float[][] into) {
        if (raster.getNumBands() < 3 && !(image.getColorModel() instanceof IndexColorModel)) {
            double most = (1L << raster.getSampleModel().getSampleSize(0)) - 1;
            for (int x = 0; x < width; x++) {
                into[0][x] = (float) (raster.getSample(left + x, top + y, 0) * 255 / most);
            }
            System.arraycopy(into[0], 0, into[1], 0, width);
            System.arraycopy(into[0], 0, into[2], 0, width);
            return;
        }
        int[] pixels = image.getRGB(left, top + y, width, 1, null, 0, width);
        for (int x = 0; x < width; x++) {
            into[0][x] = pixels[x] >> 16 & 0xff;
            into[1][x] = pixels[x] >> 8 & 0xff;
            into[2][x] = pixels[x] & 0xff;
        }
    }

    /** For each target position the first source position that counts, and the factors from there on; they add up to 1. */
    private static final class Weights {
        private final int[] first;
        private final double[][] factors;

        private Weights(int[] first, double[][] factors) {
            this.first = first;
            this.factors = factors;
        }

        static Weights of(int from, int to) {
            double step = (double) from / to;
            double reach = Math.max(1, step);
            int[] first = new int[to];
            double[][] factors = new double[to][];
            for (int i = 0; i < to; i++) {
                double center = (i + 0.5) * step;
                int low = (int) Math.max(0, Math.floor(center - reach + 0.5));
                int high = (int) Math.min(from, Math.floor(center + reach + 0.5));
                double[] values = new double[Math.max(1, high - low)];
                for (int k = 0; k < values.length; k++) {
                    values[k] = Math.max(0, 1 - Math.abs((low + k + 0.5 - center) / reach));
                }
                double sum = Arrays.stream(values).sum();
                for (int k = 0; k < values.length; k++) {
                    values[k] = sum == 0 ? 1.0 / values.length : values[k] / sum;
                }
                first[i] = Math.min(low, from - values.length);
                factors[i] = values;
            }
            return new Weights(first, factors);
        }
    }
}
