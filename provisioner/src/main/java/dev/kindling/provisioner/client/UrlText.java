package dev.kindling.provisioner.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text as one segment of a path. */
final class UrlText {

    private UrlText() {}

    static String of(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }
}
