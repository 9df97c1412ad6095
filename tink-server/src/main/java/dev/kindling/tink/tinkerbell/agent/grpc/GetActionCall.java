package dev.kindling.tink.tinkerbell.agent.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.tinkerbell.agent.ActionRequest;
import dev.kindling.proto.tinkerbell.agent.ActionResponse;
import dev.kindling.proto.tinkerbell.agent.Namespaces;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.template.WorkflowPlan;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import dev.kindling.tink.tinkerbell.agent.AgentAttributes;
import dev.kindling.tink.tinkerbell.agent.AgentEnrolment;
import dev.kindling.tink.tinkerbell.classic.ClassicCursor;
import dev.kindling.tink.tinkerbell.classic.Refusal;
import dev.kindling.tink.tinkerbell.classic.WorkerDesk;
import dev.kindling.tink.tinkerbell.classic.WorkerIds;
import dev.kindling.tink.workflow.WorkflowPlans;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** GetAction: the one action the agent has to run now; asked again, the same one again. */
@Component
class GetActionCall {

    private final WorkerIds workers;
    private final WorkerDesk desk;
    private final WorkflowPlans plans;
    private final AgentAttributes attributes;
    private final AgentEnrolment enrolment;

    GetActionCall(
            WorkerIds workers,
            WorkerDesk desk,
            WorkflowPlans plans,
            AgentAttributes attributes,
            AgentEnrolment enrolment) {
        this.workers = workers;
        this.desk = desk;
        this.plans = plans;
        this.attributes = attributes;
        this.enrolment = enrolment;
    }

    ActionResponse answer(ActionRequest request) {
        String agent = request.getAgentId();
        if (agent.isEmpty()) {
            throw Refusal.invalid("invalid Agent ID");
        }
        Map<String, Object> found = Attributes.of(request.getAgentAttributes());
        List<MachineFacts> machines = workers.machines(agent);
        Optional<MacAddress> machine = machines.stream().map(MachineFacts::mac).findFirst();
        machine.ifPresent(mac -> attributes.store(mac, found));
        Optional<WorkerDesk.Context> offer = desk.offers(agent).stream().findFirst();
        if (offer.isEmpty()) {
            refuseIfBusy(machines);
            if (!enrolment.enrol(agent, machine, found)) {
                throw Refusal.notFound("no Workflows found");
            }
            offer = desk.offers(agent).stream().findFirst();
        }
        return message(agent, offer.orElseThrow(() -> Refusal.notFound("no Workflows found")));
    }

    /** A workflow that is held or settles, or whose action waits before it runs again, is there and gives nothing. */
    private void refuseIfBusy(List<MachineFacts> machines) {
        boolean busy = machines.stream()
                .anyMatch(machine ->
                        machine.allowWorkflow() && plans.nextOf(machine.mac()).isPresent());
        if (busy) {
            throw Refusal.precondition("the Workflow of this Agent is not in state PENDING or RUNNING for it");
        }
    }

    private ActionResponse message(String agent, WorkerDesk.Context context) {
        WorkflowPlan plan = plans.of(context.workflow());
        PlannedAction action = next(context, plan);
        return ActionResponse.newBuilder()
                .setWorkflowId(ActionIds.workflow(context.workflow()))
                .setTaskId(action.task())
                .setAgentId(agent)
                .setActionId(ActionIds.action(plan.actions().indexOf(action)))
                .setName(action.name())
                .setImage(action.image())
                .setTimeout(action.timeout().toSeconds())
                .addAllCommand(action.command())
                .addAllVolumes(action.volumes())
                .addAllEnvironment(action.environment().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .sorted()
                        .toList())
                .setPid(action.pid().orElse(""))
                .setNamespaces(Namespaces.newBuilder().setPid(action.pid().orElse("")))
                .build();
    }

    private PlannedAction next(WorkerDesk.Context context, WorkflowPlan plan) {
        UUID workflow = context.workflow();
        List<PlannedAction> actions = desk.actions(workflow);
        ClassicCursor cursor = context.cursor();
        PlannedAction next = actions.get(cursor.nextIndex());
        return plan.actions().stream()
                .filter(action ->
                        action.task().equals(next.task()) && action.name().equals(next.name()))
                .findFirst()
                .orElseThrow();
    }
}
