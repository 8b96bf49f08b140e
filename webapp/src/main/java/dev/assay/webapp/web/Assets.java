package dev.assay.webapp.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Addresses of style sheets and scripts that change when their content does, so that browsers may keep them for good. */
@Named("assets")
@RequestScoped
public class Assets {
    private static final Map<String, String> ADDRESSES = new ConcurrentHashMap<>();

    @Inject
    ServletContext context;

    /** The address of a file under {@code /resources}, such as {@code css/tokens.css}. */
    public String url(String file) {
        return ADDRESSES.computeIfAbsent("/resources/" + file, this::versioned);
    }

    /** The address of a file of a WebJar, such as {@code katex} and {@code dist/katex.min.js}; it holds the version. */
    public String webjar(String name, String file) {
        return ADDRESSES.computeIfAbsent("/webjars/" + name + "/" + file, key -> {
            Set<String> versions = context.getResourcePaths("/webjars/" + name + "/");
            if (versions == null || versions.size() != 1) {
                throw new IllegalArgumentException("The library " + name
                        + " is not part of the portal, so the page cannot be drawn; rebuild the WAR.");
            }
            return versions.iterator().next() + file;
        });
    }

    private String versioned(String path) {
        try (InputStream in = context.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("The file " + path
                        + " is not part of the portal, so the page cannot be drawn; rebuild the WAR.");
            }
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            return path + "?v=" + HexFormat.of().formatHex(digest, 0, 6);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + path + " cannot be read; rebuild the WAR.", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no SHA-256; run the portal on a complete JDK.", e);
        }
    }
}
