package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.MAP;
import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.FunctionTable;
import dev.kindling.tink.template.gotext.GoText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A URL to its parts (RFC 3986 appendix B) and back. */
final class Urls {

    private static final Pattern PARTS = Pattern.compile(
            "(?:(?<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):)?(?://(?<authority>[^/?#]*))?(?<path>[^?#]*)"
                    + "(?:\\?(?<query>[^#]*))?(?:#(?<fragment>.*))?",
            Pattern.DOTALL);
    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})(.{0,2})");
    private static final Pattern BAD_PORT = Pattern.compile("(?:\\[[^\\]]*]|[^:\\[]*)(:.*[^0-9:].*)");
    private static final Pattern BAD_HOST = Pattern.compile("[ \\^`{|}\\\\]");
    private static final String PATH_KEEPS = "-_.~$&+,/:;=@";
    private static final String FRAGMENT_KEEPS = "-_.~$&+,/:;=?@!()*";

    private Urls() {}

    static void addTo(FunctionTable.Builder table) {
        table.add("urlParse", a -> parsed(a.text(0)), STRING).add("urlJoin", a -> joined(a.map(0)), MAP);
    }

    private static Map<String, Object> parsed(String url) {
        Matcher parts = PARTS.matcher(url);
        if (!parts.matches() || url.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw refused(url, "net/url: invalid control character in URL");
        }
        if (url.startsWith(":")) {
            throw refused(url, "missing protocol scheme");
        }
        String scheme = given(parts, "scheme").toLowerCase(Locale.ROOT);
        String authority = given(parts, "authority");
        String path = parts.group("path");
        boolean opaque =
                !scheme.isEmpty() && parts.group("authority") == null && !path.isEmpty() && !path.startsWith("/");
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        checkHost(url, host);
        Map<String, Object> dict = new LinkedHashMap<>();
        dict.put("scheme", scheme);
        dict.put("host", unescaped(url, host));
        dict.put("hostname", hostname(unescaped(url, host)));
        dict.put("path", opaque ? "" : unescaped(url, path));
        dict.put("query", given(parts, "query"));
        dict.put("opaque", opaque ? path : "");
        dict.put("fragment", unescaped(url, given(parts, "fragment")));
        dict.put("userinfo", authority.contains("@") ? authority.substring(0, authority.lastIndexOf('@')) : "");
        return dict;
    }

    private static String given(Matcher parts, String name) {
        return parts.group(name) == null ? "" : parts.group(name);
    }

    private static void checkHost(String url, String host) {
        Matcher character = BAD_HOST.matcher(host);
        if (character.find()) {
            throw refused(url, "invalid character " + GoText.quote(character.group()) + " in host name");
        }
        Matcher bad = BAD_PORT.matcher(host);
        if (bad.matches()) {
            throw refused(url, "invalid port " + GoText.quote(bad.group(1)) + " after host");
        }
    }

    private static String hostname(String host) {
        if (host.startsWith("[") && host.contains("]")) {
            return host.substring(1, host.indexOf(']'));
        }
        return host.contains(":") ? host.substring(0, host.indexOf(':')) : host;
    }

    private static String unescaped(String url, String text) {
        Matcher bad = BAD_ESCAPE.matcher(text);
        if (bad.find()) {
            throw refused(url, "invalid URL escape " + GoText.quote(bad.group()));
        }
        byte[] bytes = Texts.bytes(text);
        java.io.ByteArrayOutputStream plain = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                plain.write(Integer.parseInt(new String(bytes, i + 1, 2, StandardCharsets.US_ASCII), 16));
                i += 2;
            } else {
                plain.write(bytes[i]);
            }
        }
        return plain.toString(StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException refused(String url, String reason) {
        return new IllegalArgumentException("unable to parse url: parse " + GoText.quote(url) + ": " + reason);
    }

    private static String joined(Map<String, Object> dict) {
        String scheme = part(dict, "scheme");
        String host = part(dict, "host");
        String userinfo = part(dict, "userinfo");
        String path = part(dict, "path");
        StringBuilder url = new StringBuilder(scheme.isEmpty() ? "" : scheme + ":");
        if (!part(dict, "opaque").isEmpty()) {
            url.append(part(dict, "opaque"));
        } else {
            if (!scheme.isEmpty() && !host.isEmpty() || !host.isEmpty() || !userinfo.isEmpty()) {
                url.append("//")
                        .append(userinfo.isEmpty() ? "" : userinfo + "@")
                        .append(host);
            }
            url.append(!path.isEmpty() && !path.startsWith("/") && !host.isEmpty() ? "/" : "")
                    .append(escaped(path, PATH_KEEPS));
        }
        url.append(part(dict, "query").isEmpty() ? "" : "?" + part(dict, "query"));
        return url.append(part(dict, "fragment").isEmpty() ? "" : "#" + escaped(part(dict, "fragment"), FRAGMENT_KEEPS))
                .toString();
    }

    private static String part(Map<String, Object> dict, String key) {
        Object value = dict.getOrDefault(key, "");
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(
                "unable to parse " + key + " key, must be of type string, but " + Cast.kind(value) + " found");
    }

    private static String escaped(String text, String keeps) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : Texts.bytes(text)) {
            boolean plain = b > 0 && (Character.isLetterOrDigit(b) || keeps.indexOf(b) >= 0);
            escaped.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
        return escaped.toString();
    }
}
