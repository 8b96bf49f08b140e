package dev.assay.guidance.llm;

import dev.assay.guidance.InputCheck;
import dev.assay.guidance.Prose;

/**
 * What an accelerator hangs on: {@code T = k * t0 + bytes / (e * B)}.
 *
 * @param bytesPerSecond  of one direction, line coding subtracted
 * @param efficiency      share of it that data gets; packet headers and flow control take the rest
 * @param transferSeconds fixed time of one transfer
 */
public record HostLink(String name, double bytesPerSecond, double efficiency, double transferSeconds) {
    public HostLink {
        new InputCheck()
                .above0("linkBytesPerSecond", "the link", bytesPerSecond, "bytes/s", 1e15)
                .share("linkEfficiency", "the share of the link that is reached", efficiency)
                .from0("transferSeconds", "the time of a transfer", transferSeconds, "s", 1e3)
                .done();
    }

    /**
     * A PCI Express link at its coded rate: 2.5, 5, 8, 16 or 32 GT/s per lane, of which 8/10 (up to generation 2) or
     * 128/130 are data (PCI Express Base Specification 5.0).
     *
     * @param generation 1 to 5
     * @param lanes      1, 2, 4, 8 or 16
     */
    public static HostLink pcie(int generation, int lanes) {
        new InputCheck()
                .that(
                        generation >= 1 && generation <= 5,
                        "generation",
                        "PCI Express generation " + generation + " is not known here; give 1 to 5.")
                .that(
                        lanes == 1 || lanes == 2 || lanes == 4 || lanes == 8 || lanes == 16,
                        "lanes",
                        "A link of " + lanes + " lanes does not exist; give 1, 2, 4, 8 or 16.")
                .done();
        double transfers = 2.5e9 * Math.pow(2, generation - 1);
        if (generation >= 3) {
            transfers = 8e9 * Math.pow(2, generation - 3);
        }
        double coding = generation <= 2 ? 0.8 : 128.0 / 130;
        return new HostLink(Prose.text("PCIe %d x%d", generation, lanes), transfers * coding / 8 * lanes, 1, 0);
    }

    /** Time to move bytes in so many transfers. */
    public double seconds(double transfers, double bytes) {
        new InputCheck()
                .from0("transfers", "the number of transfers", transfers, "", 1e12)
                .from0("bytes", "the amount", bytes, "bytes", 1e18)
                .done();
        return transfers * transferSeconds + bytes / (bytesPerSecond * efficiency);
    }

    /** Bytes of raw frames per second over what the link carries: above 1 they do not pass. */
    public double frameShare(int width, int height, int bytesPerPixel, double framesPerSecond) {
        new InputCheck()
                .above0("width", "the width", width, "pixels", 1e6)
                .above0("height", "the height", height, "pixels", 1e6)
                .above0("bytesPerPixel", "the size of a pixel", bytesPerPixel, "bytes", 64)
                .above0("framesPerSecond", "the frame rate", framesPerSecond, "frames/s", 1e6)
                .done();
        return (double) width * height * bytesPerPixel * framesPerSecond / (bytesPerSecond * efficiency);
    }
}
