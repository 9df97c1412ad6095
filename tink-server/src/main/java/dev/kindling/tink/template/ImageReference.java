package dev.kindling.tink.template;

import java.util.regex.Pattern;

/** The grammar of container image references: {@code [registry[:port]/]path[:tag][@digest]} (github.com/distribution/reference). */
final class ImageReference {

    private static final String DOMAIN_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final String DOMAIN =
            "(?:" + DOMAIN_PART + "(?:\\." + DOMAIN_PART + ")*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?";
    private static final String PATH_PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final String TAG = "[\\w][\\w.-]{0,127}";
    private static final String DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
    private static final Pattern REFERENCE = Pattern.compile(
            "(?:" + DOMAIN + "/)?(?:" + PATH_PART + "(?:/" + PATH_PART + ")*)(?::" + TAG + ")?(?:@" + DIGEST + ")?");
    private static final int LONGEST = 255;

    private ImageReference() {}

    static boolean isValid(String text) {
        return text.length() <= LONGEST + 200 && REFERENCE.matcher(text).matches();
    }
}
