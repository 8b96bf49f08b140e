package dev.assay.webapp.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadersTest {
    @Test
    void aRangeIsReadAsTheStandardSays() {
        assertThat(ByteRange.parse("bytes=0-499", 1000)).contains(new ByteRange(0, 499));
        assertThat(ByteRange.parse("bytes=500-", 1000)).contains(new ByteRange(500, 999));
        assertThat(ByteRange.parse("bytes=-500", 1000)).contains(new ByteRange(500, 999));
        assertThat(ByteRange.parse("bytes=-5000", 1000)).contains(new ByteRange(0, 999));
        assertThat(ByteRange.parse("bytes=990-5000", 1000)).contains(new ByteRange(990, 999));
    }

    @Test
    void aRangeOutsideOfTheFileIsNone() {
        for (String header :
                new String[] {"bytes=1000-", "bytes=5-4", "bytes=-0", "bytes=-", "bytes=0-1,5-6", "lines=1-2", "x"}) {
            assertThat(ByteRange.parse(header, 1000)).as(header).isEmpty();
        }
    }

    @Test
    void nothingInAFileNameCanEndTheHeader() {
        String header = ContentDisposition.attachment("a\"b\r\nSet-Cookie: x=1;../€.onnx");
        assertThat(header)
                .doesNotContain("\r", "\n", "€")
                .startsWith("attachment; filename=\"a_b__Set-Cookie: x=1_.._");
        assertThat(header).contains("filename*=UTF-8''a%22b%0D%0ASet-Cookie%3A%20x%3D1%3B..%2F%E2%82%AC.onnx");
    }

    @Test
    void aCellIsNeverAFormula() {
        assertThat(Csv.cell("=1+1")).isEqualTo("'=1+1");
        assertThat(Csv.cell("@cmd")).isEqualTo("'@cmd");
        assertThat(Csv.cell("-2,\"x\"")).isEqualTo("\"'-2,\"\"x\"\"\"");
        assertThat(Csv.cell("plain")).isEqualTo("plain");
    }

    @Test
    void anOriginIsComparedByHostAndPort() {
        assertThat(SameOrigin.sameAuthority("https://lab.example", "lab.example"))
                .isTrue();
        assertThat(SameOrigin.sameAuthority("http://LAB.example:8080", "lab.example:8080"))
                .isTrue();
        assertThat(SameOrigin.sameAuthority("http://lab.example:8081", "lab.example:8080"))
                .isFalse();
        assertThat(SameOrigin.sameAuthority("https://lab.example.evil", "lab.example"))
                .isFalse();
        assertThat(SameOrigin.sameAuthority("null", "lab.example")).isFalse();
        assertThat(SameOrigin.sameAuthority("http://[", "lab.example")).isFalse();
    }
}
