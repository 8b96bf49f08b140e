package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    @ParameterizedTest
    @CsvSource({
        "/,home",
        "/models,models",
        "/models/,models",
        "/experiments,experiments",
        "/experiments/new,new",
        "/compare,compare",
        "/devices,devices",
        "/guide,guide",
        "/guide/decisions,decisions",
        "/guide/decisions/new,decision-new",
        "/guide/profiles,profiles",
        "/guide/llm,guide-llm",
        "/guide/tco,guide-tco",
        "/guide/energy,guide-energy",
        "/guide/profiles/compare,profiles-compare",
        "/claims,claims",
        "/claims/article,claims-article",
        "/notifications,notifications",
        "/learn,learn",
        "/login,login",
        "/welcome,welcome",
        "/register,register",
        "/account,account",
        "/admin,admin"
    })
    void plainAddressesLeadToTheirViews(String path, String view) {
        assertThat(Routes.resolve(path)).contains(new Routes.Target("/pages/" + view + ".xhtml", Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "/models/all-minilm-l6-v2,model,sha,all-minilm-l6-v2",
        "/experiments/0190,experiment,id,0190",
        "/devices/4f,device,id,4f",
        "/guide/decisions/4f,decision,id,4f",
        "/guide/profiles/rpi5-hailo10h,profile,id,rpi5-hailo10h",
        "/claims/C03,claim,id,C03",
        "/learn/quantization,article,slug,quantization",
        "/paths/how-a-model-answers,path,slug,how-a-model-answers"
    })
    void aSegmentBecomesTheKeyOfThePage(String path, String view, String name, String value) {
        assertThat(Routes.resolve(path)).contains(new Routes.Target("/pages/" + view + ".xhtml", Map.of(name, value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/models",
                "/nothing",
                "/models/a/b",
                "/pages/home.xhtml",
                "/models/page.xhtml",
                "/learn/..",
                "//models",
                "models",
                "/resources/css/tokens.css"
            })
    void everythingElseIsNoPage(String path) {
        assertThat(Routes.resolve(path)).isEmpty();
    }
}
