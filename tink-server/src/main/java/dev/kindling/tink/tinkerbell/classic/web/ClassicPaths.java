package dev.kindling.tink.tinkerbell.classic.web;

import dev.kindling.tink.hardware.Hardware;
import dev.kindling.tink.tinkerbell.classic.ClassicEvents;
import dev.kindling.tink.tinkerbell.classic.ClassicHardware;
import dev.kindling.tink.tinkerbell.classic.ClassicTemplates;
import dev.kindling.tink.tinkerbell.classic.ClassicWorkflows;
import dev.kindling.tink.tinkerbell.classic.HardwareKeys;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The REST paths, one line each (tink:http-server/http_handlers.go@v0.6.0). */
@Component
class ClassicPaths {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final ClassicHardware hardware;
    private final ClassicTemplates templates;
    private final ClassicWorkflows workflows;
    private final ClassicEvents events;
    private final ClassicJson print;
    private final JsonMapper json;

    ClassicPaths(
            ClassicHardware hardware,
            ClassicTemplates templates,
            ClassicWorkflows workflows,
            ClassicEvents events,
            ClassicJson print,
            JsonMapper json) {
        this.hardware = hardware;
        this.templates = templates;
        this.workflows = workflows;
        this.events = events;
        this.print = print;
        this.json = json;
    }

    /** @param name of the query; empty without one */
    record Asked(String method, String path, String name, String body) {}

    /** A body that is no JSON object. */
    static final class BadBody extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadBody(String message) {
            super(message);
        }
    }

    Answer answer(Asked asked) {
        String[] parts = asked.path().replaceFirst("^/", "").split("/", -1);
        if (parts.length < 2 || !parts[0].equals("v1")) {
            return notFound();
        }
        return switch (parts[1]) {
            case "hardware" -> hardware(asked, parts);
            case "templates" -> templates(asked, parts);
            case "workflows" -> workflows(asked, parts);
            default -> notFound();
        };
    }

    private Answer hardware(Asked asked, String[] parts) {
        return switch (asked.method() + " " + parts.length) {
            case "POST 2" -> done("hardware data pushed successfully", hardware.push(body(asked)));
            case "POST 3" -> hardwareBy(asked, parts[2]);
            case "GET 2" -> lines(receiver -> hardware.each(each -> receiver.accept(shown(each))));
            case "GET 3" -> Answer.line(shown(hardware.byId(parts[2])));
            case "DELETE 3" -> {
                hardware.delete(parts[2]);
                yield done("hardware deleted successfully", parts[2]);
            }
            default -> notFound();
        };
    }

    private Answer hardwareBy(Asked asked, String key) {
        return switch (key) {
            case "mac" -> Answer.line(shown(hardware.byMac(text(body(asked), "mac"))));
            case "ip" -> Answer.line(shown(hardware.byIp(text(body(asked), "ip"))));
            default -> notFound();
        };
    }

    private String shown(Hardware each) {
        return json.writeValueAsString(HardwareKeys.asGoPrints(each.document()));
    }

    private Answer templates(Asked asked, String[] parts) {
        return switch (asked.method() + " " + parts.length) {
            case "POST 2" -> {
                Map<String, Object> body = body(asked);
                String data = text(body, "data");
                // Without data Tinkerbell does nothing and says nothing.
                yield data.isEmpty()
                        ? Answer.text("")
                        : done(
                                "template created successfully",
                                templates.create(text(body, "name"), data).id().toString());
            }
            case "GET 2" ->
                lines(receiver -> templates.each(asked.name(), template -> receiver.accept(print.template(template))));
            case "GET 3" -> Answer.line(templates.get(parts[2]).text());
            case "GET 4" ->
                parts[2].equals("name") ? Answer.line(templates.get(parts[3]).text()) : notFound();
            case "DELETE 3" -> {
                templates.delete(parts[2]);
                yield done("template deleted successfully", parts[2]);
            }
            default -> notFound();
        };
    }

    private Answer workflows(Asked asked, String[] parts) {
        return switch (asked.method() + " " + parts.length) {
            case "POST 2" -> {
                Map<String, Object> body = body(asked);
                yield done(
                        "workflow created successfully",
                        workflows
                                .create(text(body, "template"), text(body, "hardware"))
                                .toString());
            }
            case "GET 2" -> lines(receiver -> workflows.each(workflow -> receiver.accept(print.workflow(workflow))));
            case "GET 3" -> Answer.line(workflows.yaml(workflows.get(parts[2]).id()));
            case "GET 4" -> workflowPart(parts);
            case "DELETE 3" -> {
                workflows.delete(parts[2]);
                yield done("workflow deleted successfully", parts[2]);
            }
            default -> notFound();
        };
    }

    private Answer workflowPart(String[] parts) {
        return switch (parts[3]) {
            case "state" -> Answer.line(print.context(parts[2], workflows.cursor(parts[2])));
            case "events" ->
                lines(receiver ->
                        events.of(workflows.get(parts[2]).id()).forEach(event -> receiver.accept(print.event(event))));
            default -> notFound();
        };
    }

    private Map<String, Object> body(Asked asked) {
        try {
            return json.readValue(asked.body().isBlank() ? "{}" : asked.body(), OBJECT);
        } catch (JacksonException notJson) {
            throw new BadBody(notJson.getOriginalMessage());
        }
    }

    private static String text(Map<String, Object> body, String key) {
        return body.get(key) instanceof String text ? text : "";
    }

    private static Answer done(String message, String id) {
        return Answer.line("{\"status\": \"ok\", \"msg\": \"" + message + "\", \"id\": \"" + id + "\"}");
    }

    /** One JSON object a line, and not an array. */
    private static Answer lines(Consumer<Consumer<String>> call) {
        StringBuilder text = new StringBuilder();
        call.accept(line -> text.append(line).append('\n'));
        return Answer.text(text.toString());
    }

    private static Answer notFound() {
        return Answer.failure(404, "Not Found");
    }
}
