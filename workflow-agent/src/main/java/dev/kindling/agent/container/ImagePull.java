package dev.kindling.agent.container;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kindling.agent.http.HttpResponse;
import dev.kindling.agent.registry.Credentials;
import dev.kindling.agent.registry.Reference;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings an image to the engine: from the mirrors of its registry first, then from the registry itself, each with its own
 * credentials or none.
 */
final class ImagePull {

    private final Engine engine;
    private final ActionContext context;
    /** Bytes of each layer: how many there are, and how many came. */
    private final Map<String, long[]> layers = new HashMap<>();

    ImagePull(Engine engine, ActionContext context) {
        this.engine = engine;
        this.context = context;
    }

    /**
     * What is there is used: a netbooted engine starts empty, so it was fetched in this boot or put there on purpose.
     *
     * @return the name the engine knows it by
     */
    String image() throws ActionFailure, IOException {
        String named = context.assignment().image();
        if (engine.get("/images/" + path(named) + "/json").isFine()) {
            return named;
        }
        Reference origin = Reference.parse(named);
        List<Reference> places = new ArrayList<>();
        // Written HOST=MIRROR, several with blanks.
        for (String pair :
                context.optional("REGISTRY_MIRROR").orElse("").strip().split("\\s+")) {
            String[] hosts = pair.split("=", 2);
            if (hosts.length == 2 && hosts[0].equals(origin.registry())) {
                places.add(origin.at(hosts[1]));
            }
        }
        places.add(origin);
        String refusals = "";
        for (Reference place : places) {
            Optional<String> refusal = pull(place);
            if (refusal.isEmpty()) {
                said(place);
                return place.toString();
            }
            refusals += (refusals.isEmpty() ? "" : "; ") + place.registry() + ": " + refusal.get();
            context.output().line("pull of " + place + " failed: " + refusal.get());
        }
        throw new ActionFailure("image " + named + " cannot be pulled: " + refusals);
    }

    private void said(Reference place) throws IOException {
        JsonObject image =
                engine.get("/images/" + path(place.toString()) + "/json").json().getAsJsonObject();
        JsonElement digests = image.get("RepoDigests");
        boolean known = digests != null
                && digests.isJsonArray()
                && !digests.getAsJsonArray().isEmpty();
        context.output()
                .line("pulled " + place
                        + (known ? ", " + digests.getAsJsonArray().get(0).getAsString() : ""));
    }

    /** Empty when it is there now, else what the engine says. */
    private Optional<String> pull(Reference reference) throws ActionFailure, IOException {
        context.output().line("pulling " + reference);
        layers.clear();
        String query = "fromImage=" + URLEncoder.encode(reference.toString(), StandardCharsets.UTF_8);
        Map<String, String> headers = new HashMap<>();
        Credentials.of(context, reference.registry()).ifPresent(known -> headers.put("X-Registry-Auth", header(known)));
        try (HttpResponse response = engine.open("POST", "/images/create?" + query, "", headers);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String last = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    last = line;
                    progress(line);
                }
                context.cancellation().check();
            }
            boolean failed = response.status() >= 300 || last.contains("\"error\"");
            return failed ? Optional.of(error(response.status(), last)) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("cancelled while pulling " + reference, e);
        }
    }

    /** Lines say how far each layer is; their sum grows as the engine finds out about more of them. */
    private void progress(String line) {
        JsonElement json = JsonParser.parseString(line);
        if (!json.isJsonObject()
                || !json.getAsJsonObject().has("progressDetail")
                || !json.getAsJsonObject().has("id")) {
            return;
        }
        JsonObject object = json.getAsJsonObject();
        String status = object.has("status") ? object.get("status").getAsString() : "";
        JsonObject detail = object.getAsJsonObject("progressDetail");
        if (status.equals("Downloading") && detail.has("current") && detail.has("total")) {
            layers.put(object.get("id").getAsString(), new long[] {
                detail.get("total").getAsLong(), detail.get("current").getAsLong()
            });
            long total = layers.values().stream().mapToLong(layer -> layer[0]).sum();
            long done = layers.values().stream().mapToLong(layer -> layer[1]).sum();
            context.output().progress(done, total);
        }
    }

    private static String error(int status, String line) throws IOException {
        JsonElement json = new Engine.Answer(status, line).json();
        boolean named = json.isJsonObject() && json.getAsJsonObject().has("error");
        return named ? json.getAsJsonObject().get("error").getAsString() : new Engine.Answer(status, line).message();
    }

    private static String header(Credentials credentials) {
        JsonObject json = new JsonObject();
        json.addProperty("username", credentials.user());
        json.addProperty("password", credentials.password());
        json.addProperty("serveraddress", credentials.host());
        return Base64.getUrlEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Slashes of an image name are part of the path. */
    private static String path(String image) {
        return URLEncoder.encode(image, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("%3A", ":");
    }
}
