package dev.kindling.agent.archive;

import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** TARFILE_CHECKSUM: {@code ALGORITHM:HEX} of the unpacked tar file. */
record TarChecksum(MessageDigest digest, String expected) {

    static Optional<TarChecksum> of(ActionContext context) throws ActionFailure {
        Optional<String> text = context.optional("TARFILE_CHECKSUM");
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text.get().strip()));
    }

    private static TarChecksum parse(String text) throws ActionFailure {
        String[] words = text.toLowerCase(Locale.ROOT).split(":", 2);
        String algorithm = switch (words[0]) {
            case "sha256" -> "SHA-256";
            case "sha512" -> "SHA-512";
            default -> throw unreadable(text);
        };
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            if (words.length < 2 || !words[1].matches("[0-9a-f]{" + 2 * digest.getDigestLength() + "}")) {
                throw unreadable(text);
            }
            return new TarChecksum(digest, words[1]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static ActionFailure unreadable(String text) {
        return new ActionFailure("TARFILE_CHECKSUM '" + text + "' is not sha256:HEX or sha512:HEX");
    }

    void check(String url, String spoilt) throws ActionFailure {
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(expected)) {
            throw new ActionFailure("checksum of the tar file in " + url + " is wrong: expected " + expected + ", got "
                    + actual + "; " + spoilt + ": put the right TARFILE_CHECKSUM into the template or the right file on"
                    + " the server, then run the action again");
        }
    }
}
