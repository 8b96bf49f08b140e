package dev.assay.tests.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/** One browser window of a given width and colour scheme, and what is demanded of every page in it. */
final class Screen implements AutoCloseable {
    private static final Path PICTURES = Path.of("target", "screenshots").toAbsolutePath();

    private final URI portal;
    private final String suffix;
    private final int width;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private final SoftAssertions demands;

    Screen(Browser browser, URI portal, int width, ColorScheme scheme, SoftAssertions demands) {
        this.portal = portal;
        this.width = width;
        this.demands = demands;
        this.suffix = width + "-" + (scheme == ColorScheme.DARK ? "dark" : "light");
        context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, width < 600 ? 844 : 900)
                .setColorScheme(scheme));
        page = context.newPage();
        page.setDefaultTimeout(20_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " at " + page.url());
            }
        });
        page.onPageError(error -> complaints.add(error + " at " + page.url()));
    }

    Page page() {
        return page;
    }

    /** The element that the page marks for tests. */
    Locator mark(String name) {
        return page.locator("[data-test='" + name + "']");
    }

    void open(String path) {
        var response = page.navigate(portal.resolve(path).toString());
        assertThat(response.status()).as(path).isEqualTo(200);
    }

    /** Keeps a picture, and demands: readable by everybody, nothing cut off, no error in the console. */
    void inspect(String name) {
        page.screenshot(
                new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(name + "-" + suffix + ".png")));
        Object overflow =
                page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        demands.assertThat(((Number) overflow).intValue())
                .as("pixels that %s needs beyond %d", name, width)
                .isLessThanOrEqualTo(0);
        List<String> serious = new AxeBuilder(page)
                .withTags(List.of("wcag2a", "wcag2aa")).analyze().getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(Screen::describe)
                        .toList();
        demands.assertThat(serious)
                .as("accessibility of %s at %s", name, suffix)
                .isEmpty();
        demands.assertThat(List.copyOf(complaints))
                .as("console of %s at %s", name, suffix)
                .isEmpty();
        complaints.clear();
    }

    private static String describe(Rule rule) {
        return rule.getId() + ": "
                + rule.getNodes().stream().map(node -> node.getHtml()).limit(3).toList();
    }

    @Override
    public void close() {
        context.close();
    }
}
