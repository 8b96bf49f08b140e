package dev.assay.webapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComparePageTest {
    @Test
    void runsComeFromALinkOrFromTheForm() {
        assertThat(ComparePage.named("a, b,a", null)).containsExactly("a", "b");
        assertThat(ComparePage.named(null, new String[] {"c", "d"})).containsExactly("c", "d");
        assertThat(ComparePage.named("a", new String[] {"a", "b"})).containsExactly("a", "b");
        assertThat(ComparePage.named(" ", null)).isEmpty();
        assertThat(ComparePage.named(null, null)).isEmpty();
    }
}
