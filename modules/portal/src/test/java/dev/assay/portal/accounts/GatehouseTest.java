package dev.assay.portal.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GatehouseTest {
    @Test
    void withoutVariablesNothingIsOpen() {
        Gatehouse gatehouse = Gatehouse.of(Map.of("ASSAY_ADMIN_TOKEN", " ", "ASSAY_LOCAL_TOKEN", ""));
        assertThat(gatehouse.adminToken()).isNull();
        assertThat(gatehouse.localToken()).isNull();
        assertThat(gatehouse.registration()).isEqualTo(Registration.INVITE);
    }

    @Test
    void anUnknownWayToRegisterStopsTheStart() {
        assertThatThrownBy(() -> Gatehouse.of(Map.of("ASSAY_REGISTRATION", "everybody")))
                .hasMessage("ASSAY_REGISTRATION must be invite or open, not 'everybody'");
    }

    @Test
    void secretsDoNotAppearInText() {
        assertThat(Gatehouse.of(Map.of("ASSAY_ADMIN_TOKEN", "hush", "ASSAY_LOCAL_TOKEN", "hush2")))
                .asString()
                .doesNotContain("hush");
    }
}
