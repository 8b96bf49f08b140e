package dev.assay.webapp.web;

import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.Prose;
import dev.assay.guidance.llm.Decode;
import dev.assay.guidance.llm.HostLink;
import dev.assay.guidance.llm.KvReuse;
import dev.assay.guidance.llm.LinkShare;
import dev.assay.guidance.llm.LlmCeilings;
import dev.assay.guidance.llm.LlmDevice;
import dev.assay.guidance.llm.LlmForecast;
import dev.assay.guidance.llm.LlmPreset;
import dev.assay.guidance.llm.MemoryFit;
import dev.assay.guidance.llm.PlausibilityGate;
import dev.assay.portal.guidance.Guidance;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a language model would do on a device: phases, cache, link and memory, all predicted from the address. */
@Named("llmPage")
@RequestScoped
public class LlmPage {
    private static final List<GuidePage.Case> CASES = List.of(
            new GuidePage.Case("Raspberry Pi 5 with Hailo-10H", ""),
            new GuidePage.Case("the same on PCIe 2", "link=2x1"),
            new GuidePage.Case("the same without memory of its own", "streamed=true"),
            new GuidePage.Case("one token more", "prompt=97"),
            new GuidePage.Case("a 3B model at 18 tokens per second?", "model=llama-3.2-3b&claimed=18"),
            new GuidePage.Case("the Raspberry Pi alone", "device=rpi5&claimed=5.55"),
            new GuidePage.Case(
                    "8B on one H100, 64 at once",
                    "model=llama-3-8b&device=h100-sxm&prompt=2000&answer=500&batch=64&claimed=100"),
            new GuidePage.Case(
                    "8B on a Xeon 6", "model=llama-3-8b&device=xeon6-6980p&prompt=500&answer=200&claimed=60"),
            new GuidePage.Case(
                    "a million tokens on one H200",
                    "model=deepseek-v2-lite&device=h200-sxm&prompt=1000000&answer=100&claimed=50"));
    private static final long LONGEST_CONTEXT = 10_000_000;

    /** A figure that went in, with where it comes from; grade and address may be empty. */
    public record Input(String name, String value, String source, String grade, String href) {}

    /** A phase: what is predicted, and what the peaks allow at best. */
    public record Phase(String name, String predicted, String best, String unit, String limit) {}

    /** A part of the memory. */
    public record Part(String name, double bytes) {}

    @Inject
    Guidance guidance;

    @Inject
    HttpServletRequest request;

    private @Nullable LlmForm form;
    private List<WhatIf.Option> devices = List.of();

    public void load() {
        LlmForm read = new LlmForm(request.getParameterMap(), guidance::profile);
        form = read;
        devices = WhatIf.options(
                read.device,
                guidance.profiles().stream()
                        .map(profile -> new String[] {profile.id(), profile.name()})
                        .toList());
        if (read.forecast != null) {
            try {
                // A figure that each alone can be believed may still be absurd together.
                getSentence();
                getPhases();
                getCrossings();
                getParts();
                getGate();
            } catch (InvalidGuidanceInput e) {
                read.form.refuse(e);
                read.forecast = null;
            }
        }
    }

    private LlmForm form() {
        return Objects.requireNonNull(form);
    }

    private LlmForecast known() {
        return Objects.requireNonNull(form().forecast);
    }

    public List<GuidePage.Case> getCases() {
        return CASES;
    }

    public List<String> getProblems() {
        return form().form.getProblems();
    }

    /** Whether there is anything to show. */
    public boolean isAnswered() {
        return form().forecast != null;
    }

    public List<WhatIf.Option> getModels() {
        return form().models();
    }

    public List<WhatIf.Option> getDevices() {
        return devices;
    }

    public List<WhatIf.Option> getLinks() {
        return form().links();
    }

    public List<WhatIf.Option> getCaches() {
        return form().caches();
    }

    public boolean isStreamed() {
        return form().streamed();
    }

    public List<WhatIf.Field> getWork() {
        return form().form.fields(LlmForm.WORK);
    }

    public List<WhatIf.Field> getDeviceFields() {
        return form().form.fields(LlmForm.DEVICE);
    }

    public List<WhatIf.Field> getModelFields() {
        return form().form.fields(LlmForm.MODEL);
    }

    public boolean isDeviceTouched() {
        return form().form.touched(LlmForm.DEVICE)
                || form().form.given("streamed")
                || form().form.given("link");
    }

    public boolean isModelTouched() {
        return form().form.touched(LlmForm.MODEL) || form().form.given("kv");
    }

    public LlmPreset getPreset() {
        return form().preset;
    }

    public List<Input> getInputs() {
        return form().inputs;
    }

    public String getSentence() {
        return known().sentence();
    }

    public List<Phase> getPhases() {
        LlmForecast forecast = known();
        Decode decode = forecast.decode();
        Decode best = forecast.decodeAtPeak();
        Format format = new Format();
        List<Phase> phases = new ArrayList<>();
        phases.add(new Phase(
                "Time to the first token",
                format.ms(forecast.prefill().seconds() * 1e3),
                format.ms(forecast.prefillAtPeak().seconds() * 1e3),
                "ms",
                forecast.prefill().limit().label()));
        phases.add(new Phase(
                "Each further token",
                format.ms(decode.secondsPerToken() * 1e3),
                format.ms(best.secondsPerToken() * 1e3),
                "ms",
                decode.limit().label()));
        phases.add(new Phase(
                "Speed of one sequence",
                format.plain(decode.tokensPerSecond()),
                format.plain(best.tokensPerSecond()),
                "tokens/s",
                decode.limit().label()));
        if (forecast.batch() > 1) {
            phases.add(new Phase(
                    "Speed of all sequences",
                    format.plain(decode.totalTokensPerSecond()),
                    format.plain(best.totalTokensPerSecond()),
                    "tokens/s",
                    decode.limit().label()));
        }
        phases.add(new Phase(
                "The whole answer",
                format.ms(forecast.answerSeconds()),
                format.ms(best.answerSeconds(forecast.prefillAtPeak(), forecast.outputTokens())),
                "s",
                ""));
        return phases;
    }

    /** How far the decode can be trusted. */
    public String getRange() {
        LlmForecast forecast = known();
        if (forecast.decode().limit() != dev.assay.guidance.llm.Limit.MEMORY || forecast.streamed()) {
            return "";
        }
        return "Published decodes use 0.5 to 0.7 of the bandwidth: that would be "
                + Prose.number(
                        forecast.decodeAt(LlmCeilings.USUAL_BANDWIDTH_LOW).tokensPerSecond()) + " to "
                + Prose.number(
                        forecast.decodeAt(LlmCeilings.USUAL_BANDWIDTH_HIGH).tokensPerSecond())
                + " tokens per second here.";
    }

    /** From which batch on arithmetic limits. */
    public String getRidge() {
        LlmForecast forecast = known();
        LlmDevice device = forecast.device();
        double bytes = forecast.model().bytesPerWeight();
        double ridge = Decode.ridgeBatch(device.opsPerSecond(), device.bytesPerSecond(), bytes);
        double most = Decode.utilisationBound(forecast.batch(), device.opsPerSecond(), device.bytesPerSecond(), bytes);
        return "At the peaks arithmetic takes over from a batch of " + Prose.number(Math.max(1, Math.rint(ridge)))
                + " on; at " + Prose.number(forecast.batch()) + " decode can use at most "
                + Prose.number(100 * most) + " % of the arithmetic, which is no fault of the software.";
    }

    public List<LlmForecast.Edge> getEdges() {
        return known().edges();
    }

    public boolean isChunked() {
        return known().device().chunkTokens() > 0;
    }

    public int getChunk() {
        return known().device().chunkTokens();
    }

    public double getPrompt() {
        return known().promptTokens();
    }

    public List<LlmForecast.Crossing> getCrossings() {
        return known().crossings();
    }

    public @Nullable String getLoad() {
        Double seconds = known().loadSeconds();
        return seconds == null
                ? null
                : "Loading the weights over the link once takes at least " + Prose.number(seconds)
                        + " s. Gigabytes cross it once and not per token: that is why the same link hardly matters for a"
                        + " device with memory and decides for one without.";
    }

    /** How chips say a verdict. */
    public String tone(LinkShare.Verdict verdict) {
        return switch (verdict) {
            case LINK_BOUND -> "bad";
            case NOTABLE -> "warn";
            case NEGLIGIBLE -> "good";
        };
    }

    /** The same question over other links, and without memory. */
    public List<LlmVariant> getVariants() {
        return LlmVariant.of(known(), form().form);
    }

    private @Nullable MemoryFit fit() {
        LlmForecast forecast = known();
        return form().memoryBytes <= 0
                ? null
                : MemoryFit.of(
                        forecast.model(),
                        form().memoryBytes,
                        forecast.contextTokens(),
                        forecast.batch(),
                        form().overhead);
    }

    /** The parts of the memory; empty when the device has none of its own. */
    public List<Part> getParts() {
        MemoryFit fit = fit();
        return fit == null
                ? List.of()
                : List.of(
                        new Part("weights", fit.weightBytes()),
                        new Part("cache of all sequences", fit.kvBytes()),
                        new Part("activations", fit.activationBytes()),
                        new Part("graph buffers", fit.graphBufferBytes()),
                        new Part("runtime", fit.runtimeBytes()),
                        new Part("together", fit.neededBytes()),
                        new Part("nine tenths of the memory", fit.usableBytes()));
    }

    public boolean isFits() {
        MemoryFit fit = fit();
        return fit != null && fit.fits();
    }

    /** The fit in words with the longest context. */
    public String getFitSentence() {
        MemoryFit fit = fit();
        if (fit == null) {
            return "The device has no memory of its own; nothing needs to fit, and everything is fetched again and again.";
        }
        long longest = MemoryFit.longestContext(
                known().model(), form().memoryBytes, known().batch(), form().overhead, LONGEST_CONTEXT);
        return fit.sentence()
                + (longest == 0
                        ? " Not even an empty context does; take fewer bits per weight or more memory."
                        : longest == LONGEST_CONTEXT
                                ? " The context may grow beyond ten million tokens."
                                : " Up to " + Prose.number((double) longest) + " tokens of context fit"
                                        + (known().batch() > 1 ? " for each sequence." : "."));
    }

    /** The claimed speed held against the bandwidth. */
    public PlausibilityGate getGate() {
        LlmForecast forecast = known();
        return new PlausibilityGate(
                form().claimed,
                forecast.model().bytesRead(1) + forecast.model().kv().bytes(forecast.promptTokens()),
                form().peakBytesPerSecond);
    }

    /** The chip of the claimed speed. */
    public String getGateTone() {
        return switch (getGate().verdict()) {
            case IMPLAUSIBLE -> "bad";
            case DOUBTFUL -> "warn";
            case PLAUSIBLE -> "good";
        };
    }

    /** Computing an evicted cache again, or fetching it; null without a link or without a cache. */
    public @Nullable String getReuse() {
        LlmForecast forecast = known();
        HostLink link = forecast.link();
        return link == null || forecast.model().kv().bytes(forecast.promptTokens()) == 0
                ? null
                : KvReuse.of(forecast.model(), forecast.device(), link, forecast.promptTokens())
                        .sentence();
    }

    /** The cache of this model beside others, with the room that is left for one on this device. */
    public KvGrowth getGrowth() {
        MemoryFit fit = fit();
        double rest = fit == null ? 0 : fit.usableBytes() - fit.neededBytes() + fit.kvBytes();
        return new KvGrowth(known().model(), Math.max(0, rest / known().batch()));
    }
}
