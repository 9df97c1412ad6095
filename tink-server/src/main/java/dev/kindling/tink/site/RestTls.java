package dev.kindling.tink.site;

import java.util.Map;
import org.springframework.core.env.PropertyResolver;

/**
 * REST over TLS, as our properties say it, in Spring's: {@code kindling.tink.rest.tls} is {@code off}, {@code own} (a certificate of
 * Kindling's own authority, made at each start) or {@code given} (files of the operator's).
 */
public final class RestTls {

    private static final String TLS = "kindling.tink.rest.tls";
    private static final String CERTIFICATE = "kindling.tink.rest.certificate";
    private static final String KEY = "kindling.tink.rest.key";

    private RestTls() {}

    /** Whether REST answers over HTTPS. */
    public static boolean isOn(PropertyResolver properties) {
        return !mode(properties).equals("off");
    }

    /**
     * What the web server is told.
     *
     * @throws IllegalArgumentException for a mode there is none of, or missing files
     */
    public static Map<String, Object> serverProperties(PropertyResolver properties) {
        return switch (mode(properties)) {
            case "off" -> Map.of();
            case "own" -> Map.of("server.ssl.bundle", "kindling");
            case "given" ->
                Map.of(
                        "server.ssl.certificate", "file:" + file(properties, CERTIFICATE),
                        "server.ssl.certificate-private-key", "file:" + file(properties, KEY));
            default ->
                throw new IllegalArgumentException(TLS + " is '" + mode(properties) + "'; write off, own or given");
        };
    }

    private static String mode(PropertyResolver properties) {
        return properties.getProperty(TLS, "off");
    }

    private static String file(PropertyResolver properties, String name) {
        String file = properties.getProperty(name, "");
        if (file.isEmpty()) {
            throw new IllegalArgumentException(
                    TLS + " is 'given', but " + name + " names no file; write the path of a PEM file");
        }
        return file;
    }
}
