package dev.kindling.agent.registry;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.http.HttpResponse;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the layer of an artifact (OCI distribution specification 1.1, pulling). Every manifest that is named by a digest is
 * checked against it.
 *
 * @param scheme https; http where a template says so
 */
public record Registry(String scheme, HttpClient http, Optional<Credentials> credentials) {

    /** The architecture of attestations, which builders put beside images. */
    private static final String NO_IMAGE = "unknown";

    private static final int LIMIT = 4 << 20;
    private static final String ACCEPT = "application/vnd.oci.image.manifest.v1+json,"
            + "application/vnd.oci.image.index.v1+json,application/vnd.docker.distribution.manifest.v2+json,"
            + "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /**
     * Where a layer can be fetched.
     *
     * @param headers what the registry wants to see
     */
    public record Layer(URI uri, String sha256, Map<String, String> headers) {

        /** Without the headers. */
        @Override
        public String toString() {
            return "Layer[" + uri + "]";
        }
    }

    /**
     * The only layer of an artifact, or the first one.
     *
     * @param architecture whose manifest is taken where there are several
     */
    public Layer layer(Reference reference, String architecture) throws ActionFailure, IOException {
        Map<String, String> headers = new HashMap<>();
        JsonObject manifest = manifest(reference, reference.version(), headers);
        if (manifest.has("manifests")) {
            manifest = manifest(
                    reference, fitting(manifest.getAsJsonArray("manifests"), reference, architecture), headers);
        }
        if (!manifest.has("layers") || manifest.getAsJsonArray("layers").isEmpty()) {
            throw new ActionFailure(reference + " has no layer to write; push the image as an artifact's layer");
        }
        String digest = string(manifest.getAsJsonArray("layers").get(0), "digest");
        if (!digest.matches("sha256:[0-9a-f]{64}")) {
            throw new ActionFailure("the layer of " + reference + " has the digest '" + digest + "', not a sha256");
        }
        headers.remove("Accept");
        return new Layer(uri(reference, "blobs/" + digest), digest.substring("sha256:".length()), headers);
    }

    /** The digest of the architecture's manifest, or of the first that is for none in particular. */
    private static String fitting(JsonArray manifests, Reference reference, String architecture) throws ActionFailure {
        Optional<JsonElement> general = Optional.empty();
        Set<String> others = new TreeSet<>();
        for (JsonElement each : manifests) {
            JsonElement platform = each.getAsJsonObject().get("platform");
            String named = platform == null || platform.isJsonNull() ? "" : string(platform, "architecture");
            if (named.equals(architecture)) {
                return string(each, "digest");
            }
            if (named.isEmpty()) {
                general = general.or(() -> Optional.of(each));
            } else if (!named.equals(NO_IMAGE)) {
                others.add(named);
            }
        }
        if (general.isEmpty()) {
            throw new ActionFailure(
                    reference + " has no image for " + architecture + ", this machine's architecture; it has " + others
                            + ": push one, or name the image that is meant by its digest");
        }
        return string(general.get(), "digest");
    }

    private JsonObject manifest(Reference reference, String version, Map<String, String> headers)
            throws ActionFailure, IOException {
        URI uri = uri(reference, "manifests/" + version);
        headers.put("Accept", ACCEPT);
        byte[] bytes = get(uri, reference, headers);
        if (version.startsWith("sha256:") && !version.equals("sha256:" + sha256(bytes))) {
            throw new ActionFailure("the registry gave another manifest for " + reference + " than the digest says");
        }
        try {
            return JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new ActionFailure(uri + " is no manifest");
        }
    }

    private byte[] get(URI uri, Reference reference, Map<String, String> headers) throws ActionFailure, IOException {
        for (int tries = 0; ; tries++) {
            try (HttpResponse response = http.get(uri, headers, socket -> {})) {
                if (response.status() == 200) {
                    return response.bytes(LIMIT);
                }
                if (response.status() != 401 || tries > 0) {
                    throw new ActionFailure(reference + " cannot be pulled: the registry answered " + response.status()
                            + (credentials.isEmpty()
                                    ? "; there are no credentials for " + reference.registry()
                                            + " (REGISTRY_HOST, REGISTRY_USERNAME, REGISTRY_PASSWORD)"
                                    : "; check the name and the credentials"));
                }
                String challenge = response.header("www-authenticate").orElse("");
                headers.put("Authorization", authorization(challenge, reference));
            }
        }
    }

    private String authorization(String challenge, Reference reference) throws ActionFailure, IOException {
        if (!challenge.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return credentials
                    .map(Credentials::basic)
                    .orElseThrow(() -> new ActionFailure(reference.registry() + " wants a user and a password for "
                            + reference.repository()
                            + "; set REGISTRY_HOST, REGISTRY_USERNAME and, by secrets, REGISTRY_PASSWORD"));
        }
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(challenge);
        while (matcher.find()) {
            parameters.put(matcher.group(1), matcher.group(2));
        }
        String scope = parameters.getOrDefault("scope", "repository:" + reference.repository() + ":pull");
        URI realm = URI.create(parameters.getOrDefault("realm", "") + "?service="
                + encoded(parameters.getOrDefault("service", "")) + "&scope=" + encoded(scope));
        Map<String, String> headers = new HashMap<>();
        credentials.ifPresent(known -> headers.put("Authorization", known.basic()));
        try (HttpResponse response = http.get(realm, headers, socket -> {})) {
            if (response.status() != 200) {
                throw new ActionFailure(
                        realm.getHost() + " gives no token for " + reference + ": " + response.status());
            }
            JsonObject token = JsonParser.parseString(new String(response.bytes(LIMIT), StandardCharsets.UTF_8))
                    .getAsJsonObject();
            return "Bearer " + string(token, token.has("token") ? "token" : "access_token");
        }
    }

    private URI uri(Reference reference, String rest) {
        String host = reference.registry().equals("docker.io") ? "registry-1.docker.io" : reference.registry();
        return URI.create(scheme + "://" + host + "/v2/" + reference.repository() + "/" + rest);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String string(JsonElement object, String name) throws ActionFailure {
        JsonElement value = object.getAsJsonObject().get(name);
        if (value == null || !value.isJsonPrimitive()) {
            throw new ActionFailure("the registry's answer has no " + name);
        }
        return value.getAsString();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
