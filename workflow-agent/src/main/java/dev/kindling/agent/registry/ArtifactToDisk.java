package dev.kindling.agent.registry;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.image.ImageToDisk;
import dev.kindling.agent.image.Order;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code kindling/oci2disk}: the layer of the artifact IMG_URL to DEST_DISK, with the names of Tinkerbell's action
 * (tinkerbell/actions oci2disk). The layer's digest is its checksum. Of an index that names architectures this machine's is taken. A name that begins with {@code http://} is fetched
 * without TLS, and never with credentials.
 */
public final class ArtifactToDisk implements ActionRuntime {

    private static final String PLAIN = "http://";

    private final HttpClient http;
    private final ImageToDisk images;
    private final String architecture;

    /** @param architecture as registries name it, of which an index of several images is to be taken: {@code arm64} */
    public ArtifactToDisk(HttpClient http, ImageToDisk images, String architecture) {
        this.http = http;
        this.images = images;
        this.architecture = architecture;
    }

    /** What registries call an architecture of Java's {@code os.arch}. */
    public static String architecture(String java) {
        return switch (java) {
            case "aarch64" -> "arm64";
            case "x86_64" -> "amd64";
            case "x86", "i386", "i686" -> "386";
            default -> java;
        };
    }

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        String name = context.require("IMG_URL");
        boolean plain = name.startsWith(PLAIN);
        Reference reference = Reference.parse(name.replaceFirst("^(https?|oci)://", ""));
        Optional<Credentials> credentials = plain ? Optional.empty() : Credentials.of(context, reference.registry());
        Registry registry = new Registry(plain ? "http" : "https", http, credentials);
        Registry.Layer layer = registry.layer(reference, architecture);
        Order.Renewal renewal = () -> registry.layer(reference, architecture).headers();
        return images.write(
                new Order(layer.uri(), "IMG_URL", layer.headers(), Optional.of(layer.sha256()), Optional.of(renewal)),
                context);
    }
}
