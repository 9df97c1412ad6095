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
 * (tinkerbell/actions oci2disk). The layer's digest is its checksum. A name that begins with {@code http://} is fetched
 * without TLS, and never with credentials.
 */
public final class ArtifactToDisk implements ActionRuntime {

    private static final String PLAIN = "http://";

    private final HttpClient http;
    private final ImageToDisk images;

    public ArtifactToDisk(HttpClient http, ImageToDisk images) {
        this.http = http;
        this.images = images;
    }

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        String name = context.require("IMG_URL");
        boolean plain = name.startsWith(PLAIN);
        Reference reference = Reference.parse(name.replaceFirst("^(https?|oci)://", ""));
        Optional<Credentials> credentials = plain ? Optional.empty() : Credentials.of(context, reference.registry());
        Registry.Layer layer = new Registry(plain ? "http" : "https", http, credentials).layer(reference);
        return images.write(new Order(layer.uri(), "IMG_URL", layer.headers(), Optional.of(layer.sha256())), context);
    }
}
