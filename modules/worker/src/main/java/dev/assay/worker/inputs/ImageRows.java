package dev.assay.worker.inputs;

import dev.assay.runtime.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows out of PNG and JPEG files, in the order of their names. The model's one input says size, channels and order of the
 * axes: {@code batch x channels x height x width} or {@code batch x height x width x channels} with 1 or 3 channels.
 */
final class ImageRows implements Rows {
    /** Endings of the files that are taken for images. */
    static final String[] ENDINGS = {".png", ".jpg", ".jpeg"};

    private final DatasetFiles files;
    private final List<String> names;
    private final InputSlot slot;
    private final Preprocess preprocess;
    private final boolean channelsFirst;
    private final int channels;
    private final int height;
    private final int width;

    private ImageRows(
            DatasetFiles files, List<String> names, InputSlot slot, Preprocess preprocess, boolean channelsFirst) {
        this.files = files;
        this.names = names;
        this.slot = slot;
        this.preprocess = preprocess;
        this.channelsFirst = channelsFirst;
        this.channels = size(slot, channelsFirst ? 1 : 3);
        this.height = size(slot, channelsFirst ? 2 : 1);
        this.width = size(slot, channelsFirst ? 3 : 2);
    }

    static ImageRows open(DatasetFiles files, List<InputSlot> slots) throws InputException, IOException {
        if (slots.size() != 1) {
            throw new InputException("The model takes " + slots.size()
                    + " inputs, but images fill only a model with one; give arrays as .npz instead.");
        }
        InputSlot slot = slots.get(0);
        boolean four = slot.shape().size() == 4;
        // one "channel" before three at the end is a height of 1
        boolean first = four
                && isChannels(slot, 1)
                && !(slot.shape().get(1) == 1 && slot.shape().get(3) == 3);
        if (!first && !(four && isChannels(slot, 3))) {
            throw new InputException("The model's input " + slot.name() + " has shape " + slot.declared()
                    + ", which no image fills: it would be batch x 1 or 3 x height x width, or the channels last.");
        }
        int channels = size(slot, first ? 1 : 3);
        Preprocess preprocess = files.has(Preprocess.FILE)
                ? Preprocess.read(files.bytes(Preprocess.FILE, Preprocess.MOST_BYTES), slot.type(), channels)
                : Preprocess.usual(slot.type(), channels);
        return new ImageRows(files, files.names(ENDINGS), slot, preprocess, first);
    }

    private static boolean isChannels(InputSlot slot, int axis) {
        return slot.shape().get(axis) == 1 || slot.shape().get(axis) == 3;
    }

    private static int size(InputSlot slot, int axis) {
        return Math.toIntExact(slot.shape().get(axis));
    }

    @Override
    public int count() {
        return names.size();
    }

    @Override
    public int batch() {
        return size(slot, 0);
    }

    @Override
    public List<Integer> labels() {
        return List.of();
    }

    @Override
    public Map<String, Tensor> example(List<Integer> rows) throws InputException, IOException {
        Tensor tensor = Tensor.zeros(slot.type(), slot.shape());
        int pixels = height * width;
        for (int b = 0; b < rows.size(); b++) {
            String name = names.get(rows.get(b));
            Picture picture = Picture.decode(name, files.bytes(name, Picture.MOST_FILE_BYTES));
            float[][] planes = (preprocess.crop() ? picture.cropped(width, height) : picture).scaled(width, height);
            for (int channel = 0; channel < channels; channel++) {
                for (int i = 0; i < pixels; i++) {
                    int at = channelsFirst ? channel * pixels + i : i * channels + channel;
                    InputMaker.put(tensor.data(), slot.type(), b * pixels * channels + at, value(planes, channel, i));
                }
            }
        }
        Map<String, Tensor> example = new LinkedHashMap<>();
        example.put(slot.name(), tensor);
        return example;
    }

    /** One channel suits a grey image: its brightness after ITU-R BT.601. */
    private double value(float[][] planes, int channel, int i) {
        double pixel = channels == 1
                ? 0.299 * planes[0][i] + 0.587 * planes[1][i] + 0.114 * planes[2][i]
                : planes[preprocess.bgr() ? 2 - channel : channel][i];
        double value = (pixel * preprocess.scale() - preprocess.mean().get(channel))
                / preprocess.std().get(channel);
        return switch (slot.type()) {
            case UINT8 -> Math.clamp(Math.rint(value), 0, 255);
            case INT8 -> Math.clamp(Math.rint(value), -128, 127);
            default -> slot.type().isFloating() ? value : Math.rint(value);
        };
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
