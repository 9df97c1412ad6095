package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.machine.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which workflows a page of the list holds, and how one is shown. */
@Component
class WorkflowList {

    private final JdbcClient jdbc;
    private final ActionOutput output;

    WorkflowList(JdbcClient jdbc, ActionOutput output) {
        this.jdbc = jdbc;
        this.output = output;
    }

    List<UUID> ids(WorkflowFilter filter, Optional<UUID> after, int limit) {
        String labelled =
                filter.selector().map(selector -> """
                        and exists (select 1 from workflow_worker k join machine on machine.mac = k.mac
                          join hardware on hardware.id = machine.hardware_id
                          where k.workflow_id = w.id and %s)""".formatted(selector.sql())).orElse("");
        return jdbc.sql("""
                        select w.id from workflow w
                        where (cast(:state as text) is null or w.state = :state)
                        and (cast(:mac as text) is null or exists (
                          select 1 from workflow_worker k where k.workflow_id = w.id and k.mac = :mac))
                        %s
                        and (cast(:after as uuid) is null or (w.created_at, w.id) < (
                          select created_at, id from workflow where id = cast(:after as uuid)))
                        order by w.created_at desc, w.id desc limit :limit""".formatted(labelled))
                .params(filter.selector().map(LabelSelector::parameters).orElse(Map.of()))
                .param("state", filter.state().map(Enum::name).orElse(null))
                .param("mac", filter.machine().map(MacAddress::text).orElse(null))
                .param("after", after.map(UUID::toString).orElse(null))
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    WorkflowView view(Workflow workflow) {
        return WorkflowView.of(workflow, output.progressOf(workflow.id()));
    }
}
