package dev.kindling.agent.http;

import java.net.URI;

/** A URL as logs and messages may show it: without user and password, and without its query, which may be a signature. */
public final class PublicUrl {

    private static final String HIDDEN = "[hidden]";

    private PublicUrl() {}

    public static String of(URI uri) {
        return of(uri.toString());
    }

    /** Of any text that was meant to be one. */
    public static String of(String text) {
        return text.replaceFirst("//[^/?#]*@", "//" + HIDDEN + "@").replaceFirst("(?s)\\?.*", "?" + HIDDEN);
    }
}
