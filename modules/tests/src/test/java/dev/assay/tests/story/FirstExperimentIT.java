package dev.assay.tests.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.assay.tests.system.RunningPortal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a new user does: opens the one-time link, asks for an experiment on a built-in model, watches it, reads the
 * verdict. At a desk and on a telephone, by day and by night, and readable by everybody.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstExperimentIT {
    private static final System.Logger LOG = System.getLogger(FirstExperimentIT.class.getName());
    private static final int DESK = 1280;
    private static final int TELEPHONE = 390;
    private static final Duration RUNS = Duration.ofMinutes(3);
    private static final String ACCOUNT = "ada";
    private static final String PASSWORD = "correct horse battery staple";

    private final SoftAssertions demands = new SoftAssertions();
    private RunningPortal portal;
    private URI address;
    private Playwright playwright;
    private Browser browser;
    private String experiment = "";

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        portal = RunningPortal.start(data, Map.of());
        address = portal.rest().portal();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions().setExecutablePath(Path.of("/usr/bin/chromium")));
    }

    @AfterAll
    void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (portal != null) {
            portal.close();
        }
    }

    @Test
    @Order(1)
    void atADeskByDay() throws Exception {
        long readyNanos = System.nanoTime();
        try (Screen screen = screen(DESK, ColorScheme.LIGHT)) {
            screen.page().navigate(portal.adminLink());
            screen.inspect("welcome");
            fill(screen);

            screen.open("/");
            screen.inspect("home-empty");
            screen.mark("first-experiment").first().click();
            screen.mark("run").waitFor();
            screen.inspect("new");
            screen.mark("model-all-minilm-l6-v2").click();
            screen.mark("scheme-fp32").check();
            screen.mark("scheme-int8-dynamic").check();
            screen.mark("target").selectOption("rpi5-hailo10h");
            screen.mark("p95Ms").fill("20");
            screen.mark("minFidelity").fill("0.98");
            for (Locator question :
                    screen.page().locator("[data-test='questions'] .question").all()) {
                question.locator("label", new Locator.LocatorOptions().setHasText("No"))
                        .click();
            }
            screen.mark("run").click();
            watch(screen, "experiment-live");
            LOG.log(
                    System.Logger.Level.INFO,
                    "first result {0} s after serve was ready",
                    (System.nanoTime() - readyNanos) / 1_000_000_000.0);
            readResult(screen);
        }
        demands.assertAll();
    }

    @Test
    @Order(2)
    void onATelephoneByNight() throws Exception {
        try (Screen screen = screen(TELEPHONE, ColorScheme.DARK)) {
            screen.open("/login");
            screen.inspect("login");
            fill(screen);
            screen.open("/experiments/new?model=digits-mlp&scheme=fp32&scheme=int8-dynamic");
            screen.inspect("new");
            screen.mark("run").click();
            watch(screen, "experiment-live");
            readResult(screen);
        }
        demands.assertAll();
    }

    @Test
    @Order(3)
    void everyPageInEveryLight() throws Exception {
        List<String> models = List.of("/models/all-minilm-l6-v2", "/models/fashion-cnn");
        for (int width : List.of(DESK, TELEPHONE)) {
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                try (Screen screen = screen(width, scheme)) {
                    for (String path : List.of(
                            "/",
                            "/learn",
                            "/learn/self-attention?path=how-a-model-answers&q-two-scores=0.9",
                            "/paths/how-a-model-answers",
                            "/models",
                            models.get(0),
                            models.get(1),
                            "/experiments",
                            "/experiments/new",
                            "/devices",
                            "/guide",
                            "/guide/decisions",
                            "/guide/profiles",
                            "/guide/llm",
                            "/guide/tco?hosting=owned",
                            "/guide/energy?perSecond=-1",
                            "/guide/profiles/rpi5-hailo10h",
                            "/login",
                            "/datasets",
                            "/runs?model=all-minilm-l6-v2&sort=p50",
                            "/experiments/diff",
                            experiment,
                            experiment + "/layers",
                            experiment + "/graph",
                            experiment + "/environment",
                            experiment + "/capsule")) {
                        screen.open(path);
                        screen.inspect("page" + path.replace('/', '-').replaceAll("[^A-Za-z0-9-]", ""));
                    }
                    screen.open(experiment);
                    screen.mark("compare-link").click();
                    screen.mark("compare-sentence").waitFor();
                    screen.inspect("compare");
                    screen.open("/learn");
                    screen.mark("article-link").first().click();
                    screen.mark("article").waitFor();
                    screen.inspect("article");
                }
            }
        }
        demands.assertAll();
    }

    /** Nobody has read a document: three answers, the choice beside the form, its reasons, and the decision kept. */
    @Test
    @Order(4)
    void fromTheFirstPageToADecisionWithItsReasons() throws Exception {
        try (Screen screen = screen(DESK, ColorScheme.LIGHT)) {
            screen.open("/");
            screen.mark("choose-hardware").click();
            screen.mark("q-onDevice").locator("label").first().click();
            screen.page().locator("#f-task").selectOption("VISION");
            screen.page().locator("#f-powerWatts").fill("5 W at the wall");
            Locator answer = screen.mark("advice-sentence");
            answer.filter(new Locator.FilterOptions().setHasText("Hailo-8 is the first candidate"))
                    .waitFor();
            screen.inspect("guide-answered");
            screen.mark("keep-decision").click();
            fill(screen);
            screen.mark("decision-title").fill("Cameras on poles");
            screen.inspect("decision-new");
            screen.mark("store-decision").click();
            screen.mark("decision-sentence").waitFor();
            assertThat(screen.mark("since").innerText()).contains("word for word");
            assertThat(screen.mark("decision-answers").innerText()).contains("Power budget", "5 W", "wall");
            screen.mark("step-H2").locator("summary").press("Enter");
            assertThat(screen.mark("step-H2").innerText()).contains("Power budget", "your answer");
            screen.inspect("decision");
            screen.open("/guide?sloMs=5+W&colour=red&onDevice=yes");
            assertThat(screen.mark("guide-problems").innerText()).contains("Latency limit", "'colour'");
            screen.mark("advice").waitFor();
        }
        demands.assertAll();
    }

    /** A formula that the browser could not set would be left as its source. */
    @Test
    @Order(4)
    void everyFormulaOfEveryArticleIsSet() throws Exception {
        try (Screen screen = screen(DESK, ColorScheme.LIGHT)) {
            screen.open("/learn");
            List<String> addresses = screen.mark("article-link").all().stream()
                    .map(link -> link.getAttribute("href"))
                    .toList();
            assertThat(addresses).isNotEmpty();
            for (String article : addresses) {
                screen.open(article);
                screen.mark("article").waitFor();
                demands.assertThat(screen.page().locator("code.math").count())
                        .as(article)
                        .isZero();
            }
        }
        demands.assertAll();
    }

    private Screen screen(int width, ColorScheme scheme) {
        return new Screen(browser, address, width, scheme, demands);
    }

    /** Fills the form of the page, whether it signs in or makes the first account. */
    private static void fill(Screen screen) {
        Locator form = screen.page()
                .locator("main form")
                .filter(new Locator.FilterOptions().setHas(screen.page().locator("input[type='password']")));
        form.locator("input[type='text'], input[type='email'], input:not([type])")
                .first()
                .fill(ACCOUNT);
        for (Locator password : form.locator("input[type='password']").all()) {
            password.fill(PASSWORD);
        }
        form.locator("button[type='submit'], input[type='submit']").first().click();
        screen.mark("nav-account").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
    }

    /** From the moment the run button was pressed to the page that opens with a verdict. */
    private void watch(Screen screen, String name) {
        screen.page().waitForURL(url -> url.matches(".*/experiments/[0-9a-f-]{36}.*"));
        screen.inspect(name);
        screen.mark("guidance-chip").waitFor(new Locator.WaitForOptions().setTimeout((double) RUNS.toMillis()));
    }

    private void readResult(Screen screen) {
        experiment = URI.create(screen.page().url()).getPath();
        assertThat(screen.mark("verdict").innerText()).isNotBlank();
        assertThat(screen.page().locator("table").first().innerText()).contains("fp32", "int8-dynamic");
        screen.page().locator("canvas").first().waitFor();
        screen.inspect("experiment");
    }
}
