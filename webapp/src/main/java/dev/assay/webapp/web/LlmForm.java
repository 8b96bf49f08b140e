package dev.assay.webapp.web;

import dev.assay.guidance.Figure;
import dev.assay.guidance.HardwareProfile;
import dev.assay.guidance.llm.HostLink;
import dev.assay.guidance.llm.LlmCeilings;
import dev.assay.guidance.llm.LlmDevice;
import dev.assay.guidance.llm.LlmForecast;
import dev.assay.guidance.llm.LlmModel;
import dev.assay.guidance.llm.LlmPreset;
import dev.assay.guidance.llm.MemoryFit;
import dev.assay.webapp.web.WhatIf.Kind;
import dev.assay.webapp.web.WhatIf.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The question of the page about language models, read from its address. */
final class LlmForm {
    static final List<String> WORK = List.of("prompt", "answer", "batch", "claimed");
    static final List<String> DEVICE = List.of(
            "tops", "computeShare", "bandwidth", "bandwidthShare", "memory", "chunk", "linkShare", "linkMicros");
    static final List<String> MODEL = List.of("weightGb", "activationMb", "bufferMb", "runtimeMb");
    private static final List<String> WORDS = List.of("model", "device", "link", "kv", "streamed");

    private static final List<Slot> SLOTS = List.of(
            new Slot("prompt", "Prompt", "tokens", "96", Kind.ABOVE_0, 1e8, ""),
            new Slot("answer", "Answer", "tokens", "64", Kind.ABOVE_0, 1e8, ""),
            new Slot("batch", "Sequences at once", "", "1", Kind.ABOVE_0, 1e5, ""),
            new Slot("claimed", "A claimed speed to check", "tokens/s", "20", Kind.ABOVE_0, 1e7, ""),
            new Slot("tops", "Peak", "TOPS", "", Kind.ABOVE_0, 1e9, "Dense. Open: the profile's."),
            new Slot(
                    "computeShare",
                    "Share of the peak",
                    "0–1",
                    "",
                    Kind.SHARE,
                    1,
                    "In prefill. Open: published or usual."),
            new Slot("bandwidth", "Memory bandwidth", "GB/s", "", Kind.ABOVE_0, 1e8, "Open: the profile's."),
            new Slot(
                    "bandwidthShare",
                    "Share of the bandwidth",
                    "0–1",
                    "",
                    Kind.SHARE,
                    1,
                    "In decode. Open: published or usual."),
            new Slot("memory", "Memory", "GB", "", Kind.ABOVE_0, 1e7, "Open: the profile's."),
            new Slot("chunk", "Compiled chunk", "tokens", "", Kind.FROM_0, 1e7, "0: any length runs."),
            new Slot(
                    "linkShare",
                    "Share of the link",
                    "0–1",
                    "1",
                    Kind.SHARE,
                    1,
                    "Headers and flow control take the rest."),
            new Slot("linkMicros", "Time per transfer", "µs", "0", Kind.FROM_0, 1e7, ""),
            new Slot("weightGb", "Weights", "GB", "", Kind.ABOVE_0, 1e6, "Open: the model's usual file."),
            new Slot("activationMb", "Activations", "MB", "50", Kind.FROM_0, 1e7, "Of the widest step."),
            new Slot(
                    "bufferMb",
                    "Graph buffers",
                    "MB",
                    "300",
                    Kind.FROM_0,
                    1e7,
                    "Scratch space; 2.4 GB for DeepSeek-V2-Lite at 32,768 tokens."),
            new Slot("runtimeMb", "Runtime", "MB", "200", Kind.FROM_0, 1e7, "The program itself."));

    private static final List<String[]> LINKS = List.of(
            new String[] {"profile", "as in the profile"},
            new String[] {"2x1", "PCIe 2, one lane"},
            new String[] {"3x1", "PCIe 3, one lane"},
            new String[] {"3x4", "PCIe 3, four lanes"},
            new String[] {"4x16", "PCIe 4, sixteen lanes"},
            new String[] {"5x16", "PCIe 5, sixteen lanes"});
    private static final List<String[]> CACHES = List.of(
            new String[] {"16", "16 bits"}, new String[] {"8", "8 bits"}, new String[] {"4", "4 bits"}, new String[] {
                "3", "3 bits"
            });

    final WhatIf form;
    final List<LlmPage.Input> inputs = new ArrayList<>();
    final LlmPreset preset;
    final String device;

    @Nullable
    LlmForecast forecast;

    MemoryFit.Overhead overhead = MemoryFit.Overhead.NONE;
    double memoryBytes;
    double claimed;
    double peakBytesPerSecond;

    LlmForm(Map<String, String[]> parameters, Function<String, Optional<HardwareProfile>> profiles) {
        form = new WhatIf(parameters, SLOTS, WORDS);
        String model = form.word("model", LlmPreset.ALL.getFirst().id());
        device = form.word("device", "rpi5-hailo10h");
        Optional<LlmPreset> known = LlmPreset.find(model);
        preset = known.orElse(LlmPreset.ALL.getFirst());
        if (known.isEmpty()) {
            form.say("model", "No model is called " + model + " here; choose one from the list.");
        }
        HardwareProfile profile = profiles.apply(device).orElse(null);
        if (profile == null) {
            form.say("device", "No hardware profile is called " + device + "; choose one from the list.");
            SLOTS.forEach(slot -> form.optional(slot.field()));
            return;
        }
        try {
            read(profile);
        } catch (dev.assay.guidance.InvalidGuidanceInput e) {
            form.refuse(e);
            forecast = null;
        }
    }

    private void read(HardwareProfile profile) {
        LlmCeilings ceilings = LlmCeilings.of(profile);
        LlmModel model = model();
        double prompt = form.number("prompt");
        double answer = form.number("answer");
        double batch = form.number("batch");
        claimed = form.number("claimed");
        double tops = ceiling("tops", "peak", ceilings.peak(), profile);
        double computeShare =
                share("computeShare", "share of the peak in prefill", ceilings.computeEfficiency(), ceilings);
        HostLink link = link(ceilings, profile);
        Double own = ceilings.memory().value();
        boolean streamed = form.word("streamed", "").equals("true") || (own != null && own == 0);
        double bandwidth = 1;
        if (!streamed) {
            bandwidth = ceiling("bandwidth", "memory bandwidth", ceilings.bandwidth(), profile);
        } else if (link == null) {
            form.say(
                    "link",
                    "Without memory of its own, " + profile.name()
                            + " fetches its weights over a link, and none is published; choose one.");
        }
        double bandwidthShare =
                share("bandwidthShare", "share of the bandwidth in decode", ceilings.bandwidthEfficiency(), ceilings);
        double memory = streamed && !form.given("memory") ? 0 : ceiling("memory", "memory", ceilings.memory(), profile);
        int chunk = (int) form.optional("chunk").orElse(ceilings.chunkTokens());
        input(
                "compiled chunk",
                chunk == 0 ? "none" : chunk + " tokens",
                form.given("chunk") ? "typed" : ceilings.basis());
        overhead = new MemoryFit.Overhead(
                form.number("activationMb") * 1e6, form.number("bufferMb") * 1e6, form.number("runtimeMb") * 1e6);
        memoryBytes = memory * 1e9;
        if (!form.sound()) {
            return;
        }
        LlmDevice built = new LlmDevice(
                profile.name(), tops * 1e12, computeShare, bandwidth * 1e9, bandwidthShare, memoryBytes, chunk, 0, 0);
        LlmDevice used = streamed && link != null ? built.streamingOver(link) : built;
        peakBytesPerSecond = used.bytesPerSecond();
        forecast = new LlmForecast(model, used, link, streamed, prompt, answer, batch);
    }

    private LlmModel model() {
        double bits = switch (form.word("kv", "16")) {
            case "8" -> 8;
            case "4" -> 4;
            case "3" -> 3;
            default -> 16;
        };
        LlmModel model = preset.model().withBytesPerElement(bits / 8);
        double weightGb = form.optional("weightGb").orElse(0);
        input(
                "architecture of " + preset.model().name(),
                model.kv().formula(),
                preset.source() + ".",
                preset.grade().name(),
                "");
        if (weightGb > 0) {
            model = model.withBytesPerWeight(weightGb * 1e9 / model.parameters());
        }
        input("weights", new Format().bytes(model.weightBytes()), weightGb > 0 ? "typed" : "usual file of this model");
        return model;
    }

    private double ceiling(String field, String name, Figure figure, HardwareProfile profile) {
        double typed = form.optional(field).orElse(0);
        Double published = figure.value();
        if (typed > 0) {
            input(name, new Format().plain(typed) + " " + figure.unit(), "typed");
            return typed;
        }
        if (published == null) {
            form.say(
                    field,
                    "Nobody publishes a figure for the " + figure.kind().label() + " of " + profile.name()
                            + "; type one, or choose another device.");
            return 0;
        }
        input(
                figure.kind().label().equals(name)
                        ? name
                        : name + " (" + figure.kind().label() + ")",
                new Format().plain(published) + " " + figure.unit(),
                figure.basis().name().toLowerCase(Locale.ENGLISH)
                        + (figure.note().isEmpty() ? "" : ": " + figure.note()),
                figure.grade().name(),
                "/guide/profiles/" + profile.id());
        return published;
    }

    private double share(String field, String name, double usual, LlmCeilings ceilings) {
        double typed = form.optional(field).orElse(0);
        input(name, new Format().plain(typed > 0 ? typed : usual), typed > 0 ? "typed" : ceilings.basis());
        return typed > 0 ? typed : usual;
    }

    private @Nullable HostLink link(LlmCeilings ceilings, HardwareProfile profile) {
        String asked = form.word("link", "profile");
        double share = form.number("linkShare");
        double seconds = form.number("linkMicros") / 1e6;
        String[] parts = asked.split("x", 2);
        HostLink link = null;
        if (LINKS.stream().anyMatch(choice -> choice[0].equals(asked)) && parts.length == 2) {
            link = HostLink.pcie(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            input(
                    "link",
                    link.name() + ", " + new Format().plain(link.bytesPerSecond() / 1e9) + " GB/s",
                    "chosen; coded rate");
        } else if (!asked.equals("profile")) {
            form.say("link", "No link is called " + asked + " here; choose one from the list.");
        } else if (ceilings.link().value() != null) {
            link = new HostLink(ceilings.link().kind().label(), ceiling("link", ceilings, profile), 1, 0);
        }
        return link == null || !(share > 0) ? link : new HostLink(link.name(), link.bytesPerSecond(), share, seconds);
    }

    private double ceiling(String name, LlmCeilings ceilings, HardwareProfile profile) {
        Figure figure = ceilings.link();
        Double value = figure.value();
        input(
                name,
                new Format().plain(value) + " " + figure.unit(),
                figure.basis().name().toLowerCase(Locale.ENGLISH)
                        + (figure.note().isEmpty() ? "" : ": " + figure.note()),
                figure.grade().name(),
                "/guide/profiles/" + profile.id());
        return value == null ? 0 : value * 1e9;
    }

    private void input(String name, String value, String source) {
        input(name, value, source, "", "");
    }

    private void input(String name, String value, String source, String grade, String href) {
        inputs.add(new LlmPage.Input(name, value, source, grade, href));
    }

    List<WhatIf.Option> links() {
        return WhatIf.options(form.word("link", "profile"), LINKS);
    }

    List<WhatIf.Option> caches() {
        return WhatIf.options(form.word("kv", "16"), CACHES);
    }

    List<WhatIf.Option> models() {
        return WhatIf.options(
                preset.id(),
                LlmPreset.ALL.stream()
                        .map(known -> new String[] {known.id(), known.model().name()})
                        .toList());
    }

    boolean streamed() {
        return form.word("streamed", "").equals("true");
    }
}
