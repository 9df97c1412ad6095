package dev.kindling.agent.image;

import dev.kindling.agent.http.PublicUrl;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file to be fetched.
 *
 * @param variable the environment variable that names it, for messages
 * @param headers may hold credentials
 * @param sha256 of the file as it is served; empty when the template waived it aloud
 * @param renewal gives new headers when the server no longer takes the old ones
 */
public record Order(
        URI uri, String variable, Map<String, String> headers, Optional<String> sha256, Optional<Renewal> renewal) {

    /** Credentials that last for minutes, where a transfer may take an hour. */
    @FunctionalInterface
    public interface Renewal {
        Map<String, String> headers() throws ActionFailure, IOException;
    }

    public Order(URI uri, String variable, Map<String, String> headers, Optional<String> sha256) {
        this(uri, variable, headers, sha256, Optional.empty());
    }

    /** Reads a URL and SHA256 or INSECURE_NO_SHA256 of an action's environment. */
    public static Order of(ActionContext context, String variable) throws ActionFailure {
        Optional<String> sha256 = sha256(context);
        if (sha256.isEmpty() && !context.flag("INSECURE_NO_SHA256")) {
            throw new ActionFailure(context.assignment().image() + " needs SHA256, the SHA-256 of the file at "
                    + variable + " as it is served; INSECURE_NO_SHA256=true writes it unchecked");
        }
        return new Order(uri(context.require(variable), variable), variable, Map.of(), sha256);
    }

    /** The checksum, if there is one. */
    public static Optional<String> sha256(ActionContext context) throws ActionFailure {
        Optional<String> sha256 = context.optional("SHA256")
                .map(text -> text.toLowerCase(Locale.ROOT).strip());
        if (sha256.isPresent() && !sha256.get().matches("[0-9a-f]{64}")) {
            throw new ActionFailure("SHA256 '" + sha256.get() + "' is not 64 hex digits");
        }
        return sha256;
    }

    /** A URL of an action's environment. */
    public static URI uri(String text, String variable) throws ActionFailure {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new ActionFailure(variable + " '" + PublicUrl.of(text) + "' is not a URL: " + e.getReason());
        }
    }

    /** The URL for logs and messages. */
    public String text() {
        return PublicUrl.of(uri);
    }

    /** Without the headers. */
    @Override
    public String toString() {
        return "Order[" + text() + "]";
    }
}
