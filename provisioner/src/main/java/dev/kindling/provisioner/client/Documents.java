package dev.kindling.provisioner.client;

import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Brings documents of one kind to the server, each by the request that creates or replaces it. */
public final class Documents {

    private static final int CONFLICT = 409;
    private static final int FEW_ROWS = 20;
    /** Thousands of boards in one transaction; the rest of the API answers far sooner. */
    private static final Duration PATIENCE_FOR_MANY = Duration.ofMinutes(10);

    private static final Pattern TEMPLATE_NAME = Pattern.compile("^name:\\s*[\"']?([^\"'#\\s]+)", Pattern.MULTILINE);

    private final Resource resource;
    private final Api api;

    Documents(Resource resource, Api api) {
        this.resource = resource;
        this.api = api;
    }

    public static Documents hardware(Api api) {
        return new Documents(Resource.HARDWARE, api);
    }

    public static Documents templates(Api api) {
        return new Documents(Resource.TEMPLATE, api);
    }

    /** Applies the text of one file, which may hold several documents; says what was done to each. */
    public List<String> apply(String text) {
        if (resource == Resource.TEMPLATE) {
            return List.of(template(text));
        }
        JsonNode document = parse(text);
        if (!document.isArray()) {
            return List.of(one(document));
        }
        return resource == Resource.HARDWARE ? together(document) : oneByOne(document);
    }

    /** All or none: the server takes an array of hardware in one transaction. */
    private List<String> together(JsonNode documents) {
        List<String> done = new ArrayList<>();
        for (JsonNode each : api.put(resource.path(), resource.mediaType(), documents.toString(), PATIENCE_FOR_MANY)) {
            done.add(each.path("id").asString("") + " applied");
        }
        return done;
    }

    private List<String> oneByOne(JsonNode documents) {
        List<String> done = new ArrayList<>();
        for (JsonNode each : documents) {
            try {
                done.add(one(each));
            } catch (ApiException.Refused e) {
                throw new UnreadableException(
                        "document " + (done.size() + 1) + " of " + documents.size() + ": " + e.getMessage()
                                + "\n  applied before it: " + (done.isEmpty() ? "none" : String.join(", ", done)));
            }
        }
        return done;
    }

    /** Applies a table of hardware: each row to the hardware that has its MAC, else to a new one. */
    List<String> applyCsv(String text) {
        List<Map<String, String>> rows = HardwareCsv.read(text);
        Function<String, Optional<JsonNode>> known = rows.size() > FEW_ROWS ? byMac() : this::withMac;
        ArrayNode documents = Api.array();
        // A board with several interfaces has several rows.
        Map<String, Integer> places = new HashMap<>();
        List<Integer> placeOf = new ArrayList<>();
        for (Map<String, String> row : rows) {
            Optional<JsonNode> stored = known.apply(row.get("mac"));
            Optional<Integer> place =
                    stored.map(each -> each.path("id").asString("")).map(places::get);
            ObjectNode document = HardwareCsv.document(
                    place.map(at -> documents.get((int) at)).or(() -> stored), row);
            if (place.isPresent()) {
                documents.set((int) place.get(), document);
            } else {
                stored.ifPresent(each -> places.put(each.path("id").asString(""), documents.size()));
                documents.add(document);
            }
            placeOf.add(place.orElse(documents.size() - 1));
        }
        List<String> applied = together(documents);
        return IntStream.range(0, rows.size())
                .mapToObj(i -> rows.get(i).get("mac") + ": " + applied.get(placeOf.get(i)))
                .toList();
    }

    private Optional<JsonNode> withMac(String mac) {
        JsonNode found =
                api.get("hardware?mac=" + UrlText.of(mac)).path("items").path(0);
        return found.isMissingNode() ? Optional.empty() : Optional.of(found);
    }

    /** Reads all there is once, where asking for each would take longer. */
    private Function<String, Optional<JsonNode>> byMac() {
        Map<String, JsonNode> found = new HashMap<>();
        for (JsonNode hardware : api.list("hardware")) {
            for (JsonNode face : hardware.path("network").path("interfaces")) {
                found.put(HardwareCsv.comparable(face.path("dhcp").path("mac").asString("")), hardware);
            }
        }
        return mac -> Optional.ofNullable(found.get(HardwareCsv.comparable(mac)));
    }

    static JsonNode parse(String text) {
        try {
            return Api.json(text);
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            throw new UnreadableException("is not JSON: " + e.getOriginalMessage()
                    + (place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")"));
        }
    }

    private String one(JsonNode document) {
        String id = document.path("id").asString("");
        String name = document.path("name").asString("");
        return switch (resource) {
            case HARDWARE -> id.isEmpty() ? create(document, "id") : replace(id, document);
            case SECRET -> replace(name, document);
            case WORKFLOW, TOKEN -> create(document, "id");
            case TEMPLATE, MACHINE, BATCH, WEBHOOK ->
                throw new IllegalStateException(resource + " is not made from JSON");
        };
    }

    private String create(JsonNode document, String key) {
        JsonNode answer = api.post(resource.path(), resource.mediaType(), document.toString());
        // The only time a token is shown.
        String secret = answer.path("token").asString("");
        return answer.path(key).asString("") + " created" + (secret.isEmpty() ? "" : ": " + secret);
    }

    private String replace(String id, JsonNode document) {
        api.put(resource.path() + "/" + UrlText.of(id), resource.mediaType(), document.toString());
        return id + " applied";
    }

    private String template(String yaml) {
        try {
            JsonNode answer = api.post(resource.path(), resource.mediaType(), yaml);
            return answer.path("name").asString(answer.path("id").asString("")) + " created";
        } catch (ApiException.Refused e) {
            Matcher name = TEMPLATE_NAME.matcher(yaml);
            if (e.status() != CONFLICT || !name.find()) {
                throw e;
            }
            api.put(resource.path() + "/" + UrlText.of(name.group(1)), resource.mediaType(), yaml);
            return name.group(1) + " replaced";
        }
    }

    /** A file that never reaches the server. */
    static final class UnreadableException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }
}
