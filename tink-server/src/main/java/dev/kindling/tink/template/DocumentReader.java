package dev.kindling.tink.template;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.Violations.Field;
import dev.kindling.tink.template.yaml.YamlValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of Tinkerbell's template format (tink:workflow/template_validator.go@v0.6.0) and of our own keys; finds all violations. */
final class DocumentReader {

    static final List<String> ROOT_KEYS = List.of("version", "name", "id", "global_timeout", "after", "tasks");
    static final List<String> TASK_KEYS = List.of("name", "worker", "volumes", "environment", "actions");
    static final List<String> ACTION_KEYS = List.of(
            "name",
            "image",
            "timeout",
            "command",
            "on-timeout",
            "on-failure",
            "volumes",
            "environment",
            "pid",
            "namespaces",
            "retries",
            "if",
            "class",
            "secrets");

    /** As Tinkerbell's database had it, and dots, which its later versions use. */
    private static final Pattern TEMPLATE_NAME = Pattern.compile("[a-zA-Z0-9_.-]*");

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}");
    private static final int LONGEST_NAME = 199;
    private static final int LONGEST_TIMEOUT = 30 * 24 * 3600;
    private static final int MOST_RETRIES = 100;

    private final Violations violations;

    private DocumentReader(Violations violations) {
        this.violations = violations;
    }

    /** The document; only to be used when no violation was found. */
    static TemplateDocument read(YamlValue root, Violations violations) {
        return new DocumentReader(violations).document(root);
    }

    private TemplateDocument document(YamlValue root) {
        StrictMapping mapping = StrictMapping.of(root, "", ROOT_KEYS, violations);
        Field version = mapping.text("version");
        violations.require(version.text().equals("0.1"), version, "is not a version we know; write version: \"0.1\"");
        Field name = name(mapping);
        violations.require(
                TEMPLATE_NAME.matcher(name.text()).matches(),
                name,
                "has characters other than letters, digits, '.', '_' and '-'");
        Duration timeout = Duration.ofSeconds(mapping.number("global_timeout", LONGEST_TIMEOUT));
        List<TemplateDocument.Task> tasks = tasks(root.mark(), mapping.items("tasks"));
        return new TemplateDocument(name.text(), timeout, after(mapping), tasks);
    }

    private WorkflowPlan.After after(StrictMapping mapping) {
        Field after = mapping.text("after");
        boolean known = List.of("", "local", "netboot").contains(after.text());
        violations.require(known, after, "is neither local nor netboot");
        return after.text().equals("netboot") ? WorkflowPlan.After.NETBOOT : WorkflowPlan.After.LOCAL;
    }

    private List<TemplateDocument.Task> tasks(YamlValue.Mark rootMark, List<YamlValue> values) {
        if (values.isEmpty()) {
            violations.add(rootMark, "/tasks", "", "is missing or empty; a template has at least one task");
        }
        List<TemplateDocument.Task> tasks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlValue value : values) {
            tasks.add(task(value, "/tasks/" + tasks.size(), names));
        }
        return tasks;
    }

    private TemplateDocument.Task task(YamlValue value, String path, Set<String> names) {
        StrictMapping mapping = StrictMapping.of(value, path, TASK_KEYS, violations);
        Field name = name(mapping);
        violations.require(name.text().isEmpty() || names.add(name.text()), name, "is the name of another task too");
        List<YamlValue> actionValues = mapping.items("actions");
        if (actionValues.isEmpty()) {
            violations.add(value.mark(), path + "/actions", "", "is missing or empty; a task has at least one action");
        }
        List<TemplateDocument.Action> actions = new ArrayList<>();
        Set<String> actionNames = new HashSet<>();
        for (YamlValue action : actionValues) {
            actions.add(action(action, path + "/actions/" + actions.size(), actionNames));
        }
        return new TemplateDocument.Task(
                name.text(), worker(mapping), volumes(mapping), texts(mapping.textsByName("environment")), actions);
    }

    private String worker(StrictMapping mapping) {
        Field worker = mapping.text("worker");
        if (worker.text().isBlank()) {
            violations.require(false, worker, "is missing; write worker: \"{{.device_1}}\"");
        } else {
            boolean address =
                    isMac(worker.text()) || IPV4.matcher(worker.text()).matches();
            violations.require(address, worker, "is neither a MAC address (aa:bb:cc:dd:ee:ff) nor an IPv4 address");
        }
        return worker.text();
    }

    private TemplateDocument.Action action(YamlValue value, String path, Set<String> names) {
        StrictMapping mapping = StrictMapping.of(value, path, ACTION_KEYS, violations);
        Field name = name(mapping);
        violations.require(
                name.text().isEmpty() || names.add(name.text()),
                name,
                "is the name of another action of this task too");
        Map<String, Field> environment = mapping.textsByName("environment");
        return new TemplateDocument.Action(
                name.text(),
                image(mapping),
                Duration.ofSeconds(mapping.number("timeout", LONGEST_TIMEOUT)),
                texts(mapping.texts("command")),
                texts(mapping.texts("on-timeout")),
                texts(mapping.texts("on-failure")),
                volumes(mapping),
                texts(environment),
                pid(mapping),
                mapping.number("retries", MOST_RETRIES),
                condition(mapping),
                actionClass(mapping),
                secrets(mapping, environment));
    }

    private Field name(StrictMapping mapping) {
        Field name = mapping.text("name");
        violations.require(!name.text().isBlank(), name, "is missing; every template, task and action has a name");
        boolean shortEnough = name.text().getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
        violations.require(shortEnough, name, "is longer than " + LONGEST_NAME + " bytes");
        return name;
    }

    private String image(StrictMapping mapping) {
        Field image = mapping.text("image");
        violations.require(
                ImageReference.isValid(image.text()),
                image,
                "is not an image reference; write [registry/]name[:tag][@digest] or kindling/NAME");
        return image.text();
    }

    /** As {@code pid}, or by today's Tinkerbell {@code namespaces: {pid: host}}. */
    private String pid(StrictMapping mapping) {
        Map<String, Field> namespaces = mapping.textsByName("namespaces");
        namespaces.forEach((name, field) -> {
            violations.require(
                    name.equals("pid") || field.text().isEmpty(),
                    field,
                    "is not to be had: a container has a process namespace (pid: host) and Docker's own network");
            namespace(field);
        });
        Field pid = mapping.text("pid");
        namespace(pid);
        Field other = namespaces.get("pid");
        return pid.text().isEmpty() && other != null ? other.text() : pid.text();
    }

    private void namespace(Field field) {
        violations.require(
                List.of("", "host").contains(field.text()),
                field,
                "is not 'host'; leave the key out for a namespace of its own");
    }

    private Optional<String> condition(StrictMapping mapping) {
        Optional<Field> condition = mapping.optionalText("if");
        condition.ifPresent(field -> violations.require(
                List.of("true", "false", "").contains(field.text().strip()),
                field,
                "is neither true nor false once rendered"));
        return condition.map(field -> field.text().strip());
    }

    private Optional<ActionClass> actionClass(StrictMapping mapping) {
        Field field = mapping.text("class");
        Optional<ActionClass> known = List.of(ActionClass.values()).stream()
                .filter(candidate -> candidate.name().toLowerCase(Locale.ROOT).equals(field.text()))
                .findFirst();
        violations.require(
                field.text().isEmpty() || known.isPresent(), field, "is none of idempotent, resumable, once, reboot");
        return known;
    }

    private Map<String, String> secrets(StrictMapping mapping, Map<String, Field> environment) {
        Map<String, Field> secrets = mapping.textsByName("secrets");
        secrets.forEach((name, field) -> {
            violations.require(!field.text().isBlank(), field, "is empty; write the name of a secret");
            violations.require(
                    !environment.containsKey(name), field, "names an environment variable that environment sets too");
        });
        return texts(secrets);
    }

    /** {@code HOST:CONTAINER[:OPTIONS]}. */
    private List<String> volumes(StrictMapping mapping) {
        List<Field> volumes = mapping.texts("volumes");
        for (Field volume : volumes) {
            violations.require(
                    volume.text().matches("[^:]+:/[^:]*(:[^:]+)?"),
                    volume,
                    "is not HOST:CONTAINER or HOST:CONTAINER:OPTIONS");
        }
        return texts(volumes);
    }

    private static List<String> texts(List<Field> fields) {
        return fields.stream().map(Field::text).toList();
    }

    private static Map<String, String> texts(Map<String, Field> fields) {
        Map<String, String> texts = new LinkedHashMap<>();
        fields.forEach((name, field) -> texts.put(name, field.text()));
        return texts;
    }

    static boolean isMac(String text) {
        try {
            MacAddress.parse(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
