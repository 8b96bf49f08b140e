package dev.assay.webapp.web;

import dev.assay.guidance.llm.HostLink;
import dev.assay.guidance.llm.LinkShare;
import dev.assay.guidance.llm.LlmDevice;
import dev.assay.guidance.llm.LlmForecast;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The same question about a language model over another link; figures are written out. */
public record LlmVariant(
        String name, String firstMs, String rate, String logits, String load, String href, boolean chosen) {

    /** All variants of a question; none when the device has no link. */
    static List<LlmVariant> of(LlmForecast asked, WhatIf form) {
        HostLink link = asked.link();
        if (link == null) {
            return List.of();
        }
        LlmVariant streamed = variant(
                asked,
                link,
                form.with("/guide/llm", Map.of("link", "3x1", "streamed", "true")),
                "no memory of its own, PCIe 3, one lane",
                HostLink.pcie(3, 1),
                true);
        if (asked.streamed()) {
            // The question is about a device without memory: there is nothing to go back to.
            return List.of(streamed);
        }
        return Stream.of(
                        variant(asked, link, over(form, "2x1"), "PCIe 2, one lane", HostLink.pcie(2, 1), false),
                        variant(asked, link, over(form, "3x1"), "PCIe 3, one lane", HostLink.pcie(3, 1), false),
                        variant(asked, link, over(form, "3x4"), "PCIe 3, four lanes", HostLink.pcie(3, 4), false),
                        streamed)
                .toList();
    }

    private static String over(WhatIf form, String link) {
        return form.with("/guide/llm", Map.of("link", link, "streamed", ""));
    }

    private static LlmVariant variant(
            LlmForecast asked, HostLink askedLink, String href, String name, HostLink link, boolean streamed) {
        Format format = new Format();
        LlmDevice device = streamed ? asked.device().streamingOver(link) : asked.device();
        LlmForecast other = new LlmForecast(
                asked.model(), device, link, streamed, asked.promptTokens(), asked.outputTokens(), asked.batch());
        LinkShare logits = other.crossings().stream()
                .filter(crossing -> crossing.what().equals(LlmForecast.LOGITS))
                .findFirst()
                .orElseThrow()
                .share();
        return new LlmVariant(
                name,
                format.ms(other.prefill().seconds() * 1e3),
                format.plain(other.decode().tokensPerSecond()),
                format.percent(streamed ? 1.0 : logits.share()),
                format.plain(other.loadSeconds()),
                href,
                streamed == asked.streamed()
                        && Math.abs(askedLink.bytesPerSecond() / link.bytesPerSecond() - 1) < 0.01);
    }
}
