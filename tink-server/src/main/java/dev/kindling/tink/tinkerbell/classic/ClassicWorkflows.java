package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.template.Template;
import dev.kindling.tink.template.Templates;
import dev.kindling.tink.workflow.WorkflowFilter;
import dev.kindling.tink.workflow.WorkflowPlans;
import dev.kindling.tink.workflow.WorkflowView;
import dev.kindling.tink.workflow.Workflows;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** What people do to workflows at the compatibility listener. */
@Service
public class ClassicWorkflows {

    private static final int PAGE = 200;
    private static final WorkflowFilter ALL = new WorkflowFilter(Optional.empty(), Optional.empty(), Optional.empty());

    private final Workflows workflows;
    private final WorkflowPlans plans;
    private final Templates templates;
    private final WorkflowRequest requests;
    private final JdbcClient jdbc;
    private final JsonMapper json;

    ClassicWorkflows(
            Workflows workflows,
            WorkflowPlans plans,
            Templates templates,
            WorkflowRequest requests,
            JdbcClient jdbc,
            JsonMapper json) {
        this.workflows = workflows;
        this.plans = plans;
        this.templates = templates;
        this.requests = requests;
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * A workflow as Tinkerbell shows it.
     *
     * @param template its id, or its name where it is gone
     * @param hardware the JSON it was made with
     */
    public record Shown(
            UUID id, String template, String hardware, ClassicState state, Instant createdAt, Instant updatedAt) {}

    /** @return the id of the workflow */
    @Transactional
    public UUID create(String template, String hardware) {
        return create(template, hardware, Optional.empty());
    }

    /** @param wished empty: a fresh id */
    @Transactional
    public UUID create(String template, String hardware, Optional<UUID> wished) {
        Template found = templates
                .find(template)
                .orElseThrow(() ->
                        Refusal.unknown("failed to get template with ID " + template + ": sql: no rows in result set"));
        UUID id = workflows
                .create(requests.read(found.id().toString(), hardware, wished))
                .id();
        jdbc.sql("insert into tinkerbell_request (workflow_id, template, hardware) values (:id, :template, :hardware)")
                .param("id", id)
                .param("template", found.id().toString())
                .param("hardware", hardware)
                .update();
        return id;
    }

    public Shown get(String id) {
        return shown(view(id));
    }

    /** The rendered YAML. */
    public String yaml(UUID id) {
        return PlanYaml.of(plans.of(id));
    }

    /** Newest first. */
    public void each(Consumer<Shown> receiver) {
        Optional<UUID> after = Optional.empty();
        List<WorkflowView> page;
        do {
            page = workflows.list(ALL, after, PAGE);
            page.stream().map(this::shown).forEach(receiver);
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }

    /** Where it stands. */
    public ClassicCursor cursor(String id) {
        WorkflowView view = view(id);
        return ClassicCursor.of(view, plans.of(view.id()));
    }

    /** Tinkerbell deletes whatever the state is; here what runs is stopped first. */
    @Transactional
    public void delete(String id) {
        WorkflowView view;
        try {
            view = workflows.get(id(id));
        } catch (Failure.NotFound unknown) {
            throw Refusal.notFound(unknown.getMessage());
        }
        if (view.state().isActive()) {
            workflows.decide(view.id(), Workflows.Decision.CANCEL);
        }
        workflows.delete(view.id());
    }

    private WorkflowView view(String id) {
        try {
            return workflows.get(id(id));
        } catch (Failure.NotFound _) {
            throw Refusal.unknown("Workflow with id " + id + " does not exist");
        }
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw Refusal.unknown("Workflow with id " + text + " does not exist");
        }
    }

    private Shown shown(WorkflowView view) {
        Optional<Request> request = jdbc.sql(
                        "select template, hardware from tinkerbell_request where workflow_id = :id")
                .param("id", view.id())
                .query((row, _) -> new Request(row.getString("template"), row.getString("hardware")))
                .optional();
        return new Shown(
                view.id(),
                request.map(Request::template).orElseGet(() -> templateId(view.template())),
                request.map(Request::hardware).orElseGet(() -> devices(view.machines())),
                ClassicState.of(view.state()),
                view.createdAt(),
                view.endedAt().or(view::startedAt).orElse(view.createdAt()));
    }

    private String templateId(String name) {
        return templates.find(name).map(template -> template.id().toString()).orElse(name);
    }

    private String devices(List<String> macs) {
        Map<String, String> devices = new LinkedHashMap<>();
        macs.forEach(mac -> devices.put("device_" + (devices.size() + 1), mac));
        return json.writeValueAsString(devices);
    }

    private record Request(String template, String hardware) {}
}
