package dev.kindling.tink.tinkerbell.agent;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.hardware.HardwareRegistry;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.tinkerbell.agent.EnrolmentProperties.Rule;
import dev.kindling.tink.workflow.NewWorkflow;
import dev.kindling.tink.workflow.WorkflowFilter;
import dev.kindling.tink.workflow.Workflows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Gives an agent without work a workflow, by rule, and once: a machine that ever had one waits for a person. */
@Service
public class AgentEnrolment {

    private static final Logger LOG = LoggerFactory.getLogger(AgentEnrolment.class);

    private final EnrolmentProperties properties;
    private final HardwareRegistry hardware;
    private final Machines machines;
    private final Workflows workflows;
    private final JsonMapper json;

    AgentEnrolment(
            EnrolmentProperties properties,
            HardwareRegistry hardware,
            Machines machines,
            Workflows workflows,
            JsonMapper json) {
        this.properties = properties;
        this.hardware = hardware;
        this.machines = machines;
        this.workflows = workflows;
        this.json = json;
    }

    /**
     * Looks for a rule and follows it.
     *
     * @param known the agent's machine, where the inventory has one
     * @return whether there is a workflow now
     */
    public boolean enrol(String agentId, Optional<MacAddress> known, Map<String, ?> attributes) {
        Optional<Rule> rule = EnrolmentRules.of(properties.rules(), attributes);
        if (rule.isEmpty()) {
            return false;
        }
        try {
            Optional<MacAddress> machine = known.or(() -> rule.get().declare() ? declare(agentId) : Optional.empty());
            return machine.filter(mac -> hadNone(mac))
                    .map(mac -> create(rule.get(), mac))
                    .orElse(false);
        } catch (Failure refused) {
            LOG.atWarn()
                    .addKeyValue("agent", agentId)
                    .addKeyValue("template", rule.get().template())
                    .addKeyValue("reason", refused.getMessage())
                    .log("tinkerbell.enrolment-failed");
            return false;
        }
    }

    private boolean hadNone(MacAddress mac) {
        return workflows
                .list(new WorkflowFilter(Optional.empty(), Optional.of(mac), Optional.empty()), Optional.empty(), 1)
                .isEmpty();
    }

    private boolean create(Rule rule, MacAddress mac) {
        UUID id = workflows
                .create(new NewWorkflow(
                        rule.template(), Map.of("device_1", mac.text()), Map.<String, Object>copyOf(rule.data())))
                .id();
        LOG.atInfo()
                .addKeyValue("mac", mac)
                .addKeyValue("template", rule.template())
                .addKeyValue("workflow", id)
                .log("tinkerbell.enrolled");
        return true;
    }

    /** Only an agent that is called by its MAC can be found again. It gets no address: its DHCP server is another one. */
    private Optional<MacAddress> declare(String agentId) {
        MacAddress mac;
        try {
            mac = MacAddress.parse(agentId);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        UUID id = UUID.nameUUIDFromBytes(mac.text().getBytes(StandardCharsets.US_ASCII));
        Map<String, Object> document = Map.of(
                "id", id.toString(),
                "metadata", Map.of("state", "provisioning"),
                "network",
                        Map.of(
                                "interfaces",
                                List.of(Map.of(
                                        "dhcp", Map.of("mac", mac.text()),
                                        "netboot", Map.of("allow_pxe", true, "allow_workflow", true)))));
        hardware.create(json.writeValueAsString(document));
        return machines.find(mac).map(MachineFacts::mac);
    }
}
