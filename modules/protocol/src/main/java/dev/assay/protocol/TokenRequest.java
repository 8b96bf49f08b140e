package dev.assay.protocol;

/**
 * Asks for an access token by proving possession of the device key.
 *
 * @param signature Ed25519 signature over the UTF-8 bytes of {@code deviceId + ":" + nonce}, Base64
 */
public record TokenRequest(String deviceId, String nonce, String signature) {
    /** The text that is signed. */
    public static String signed(String deviceId, String nonce) {
        return deviceId + ":" + nonce;
    }
}
