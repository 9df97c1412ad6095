package dev.kindling.tink.template.gotext;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** html, js and urlquery. */
final class Escapes {

    private Escapes() {}

    static String html(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case 0 -> escaped.append('\ufffd');
                case '"' -> escaped.append("&#34;");
                case '\'' -> escaped.append("&#39;");
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                default -> escaped.append((char) c);
            }
        });
        return escaped.toString();
    }

    static String js(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\', '\'', '"' -> escaped.append('\\').appendCodePoint(c);
                case '<', '>', '&', '=' -> escaped.append(unicode(c));
                default -> {
                    if (c >= ' ' && GoText.isPrintable(c)) {
                        escaped.appendCodePoint(c);
                    } else {
                        escaped.append(unicode(c));
                    }
                }
            }
        });
        return escaped.toString();
    }

    private static String unicode(int c) {
        return String.format(Locale.ROOT, "\\u%04X", c);
    }

    /** As Go's url.QueryEscape: Java's form encoding, but with the tilde as it is and the star escaped. */
    static String urlQuery(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("%7E", "~")
                .replace("*", "%2A");
    }
}
