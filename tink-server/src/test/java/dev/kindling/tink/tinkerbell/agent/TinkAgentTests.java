package dev.kindling.tink.tinkerbell.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kindling.proto.tinkerbell.agent.ActionResponse;
import dev.kindling.proto.tinkerbell.agent.ActionStatusRequest.StateType;
import dev.kindling.proto.tinkerbell.agent.AgentAttributes;
import dev.kindling.proto.tinkerbell.agent.Block;
import dev.kindling.proto.tinkerbell.agent.Cpu;
import dev.kindling.proto.tinkerbell.agent.Product;
import dev.kindling.tink.tinkerbell.classic.ClassicLab;
import dev.kindling.tink.tinkerbell.classic.ClassicLab.Board;
import dev.kindling.tink.tinkerbell.classic.SharedLab;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Today's agent, as a fake, against the compatibility listener. */
class TinkAgentTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final AgentAttributes NONE = AgentAttributes.getDefaultInstance();

    @RegisterExtension
    static final SharedLab SHARED = new SharedLab();

    private static ClassicLab lab;

    @BeforeAll
    static void start() {
        lab = SHARED.lab();
        assertThat(lab.server()
                        .send(
                                "POST",
                                "/api/v1/templates",
                                "version: \"0.1\"\nname: enrolled\ntasks:\n- name: only\n"
                                        + "  worker: \"{{.device_1}}\"\n  actions:\n"
                                        + "  - {name: \"say-{{.word}}\", image: alpine}\n",
                                "Content-Type",
                                "application/yaml")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void agentRunsAWorkflowToSuccessAndIsServedTheSameActionAfterARestart() {
        Board board = lab.board();
        String workflow = lab.workflow(board);
        FakeTinkAgent agent = new FakeTinkAgent(lab.plaintext(), board.mac(), NONE);
        ActionResponse first = agent.getAction();

        assertThat(first.getWorkflowId()).isEqualTo("kindling/" + workflow);
        assertThat(first.getTimeout()).isEqualTo(90);
        assertThat(first.getEnvironmentList()).containsExactly("MIRROR_HOST=192.168.1.2");
        assertThat(agent.getAction()).isEqualTo(first);
        agent.report(first, StateType.RUNNING);
        FakeTinkAgent restarted = new FakeTinkAgent(lab.plaintext(), board.mac(), NONE);
        assertThat(restarted.getAction()).isEqualTo(first);
        for (int i = 0; i < 3; i++) {
            restarted.turn(_ -> StateType.SUCCESS);
        }

        assertThat(restarted.executed()).containsExactly("disk-wipe", "install-os", "cleanup");
        assertThat(stateOf(workflow)).isEqualTo("SUCCESS");
        assertRefused(restarted::getAction, Status.Code.NOT_FOUND, "no Workflows found");
        restarted.report(first, StateType.SUCCESS);
        assertRefused(() -> restarted.report(first, StateType.FAILED), Status.Code.FAILED_PRECONDITION, "has ended");
        assertThat(stateOf(workflow)).isEqualTo("SUCCESS");
    }

    @Test
    void failureEndsTheWorkflow() {
        Board board = lab.board();
        String workflow = lab.workflow(board);
        FakeTinkAgent agent = new FakeTinkAgent(lab.plaintext(), board.mac(), NONE);

        agent.turn(_ -> StateType.FAILED);

        assertThat(stateOf(workflow)).isEqualTo("FAILED");
        assertRefused(agent::getAction, Status.Code.NOT_FOUND, "no Workflows found");
    }

    @Test
    void refusalsHaveTinkerbellsCodesAndTexts() {
        Board board = lab.board();
        lab.workflow(board);
        FakeTinkAgent agent = new FakeTinkAgent(lab.plaintext(), board.mac(), NONE);
        ActionResponse action = agent.getAction();

        assertRefused(
                () -> new FakeTinkAgent(lab.plaintext(), "", NONE).getAction(),
                Status.Code.INVALID_ARGUMENT,
                "invalid Agent ID");
        assertRefused(
                () -> new FakeTinkAgent(lab.plaintext(), "dc:a6:32:43:ff:01", NONE).getAction(),
                Status.Code.NOT_FOUND,
                "no Workflows found");
        assertReportRefused(agent, action.toBuilder().setWorkflowId(""), Status.Code.INVALID_ARGUMENT, "workflow id");
        assertReportRefused(agent, action.toBuilder().setTaskId(""), Status.Code.INVALID_ARGUMENT, "task name");
        assertReportRefused(agent, action.toBuilder().setActionId(""), Status.Code.INVALID_ARGUMENT, "action name");
        assertReportRefused(agent, action.toBuilder().setActionId("x"), Status.Code.NOT_FOUND, "action not found");
        assertReportRefused(
                agent,
                action.toBuilder().setWorkflowId("kindling/" + UUID.randomUUID()),
                Status.Code.NOT_FOUND,
                "workflow");
        assertReportRefused(agent, action.toBuilder().setActionId("action-2"), Status.Code.FAILED_PRECONDITION, "turn");
        assertReportRefused(
                new FakeTinkAgent(lab.plaintext(), lab.board().mac(), NONE),
                action.toBuilder(),
                Status.Code.NOT_FOUND,
                "action not found");
    }

    @Test
    void attributesAreKeptOnTheMachine() {
        Board board = lab.board();
        AgentAttributes found = AgentAttributes.newBuilder()
                .setCpu(Cpu.newBuilder().setTotalCores(4))
                .addBlock(Block.newBuilder().setName("mmcblk0").setSize("32GB"))
                .build();

        assertRefused(
                () -> new FakeTinkAgent(lab.plaintext(), board.mac(), found).getAction(),
                Status.Code.NOT_FOUND,
                "no Workflows found");

        JsonNode machine = JSON.readTree(
                lab.server().send("GET", "/api/v1/machines/" + board.mac(), "").body());
        assertThat(machine.toString()).contains("mmcblk0").contains("\"total_cores\":4");
    }

    @Test
    void unknownMachineThatARuleMatchesIsDeclaredAndGivenItsWorkflowOnce() {
        AgentAttributes dell = AgentAttributes.newBuilder()
                .setProduct(Product.newBuilder().setVendor("Dell Inc."))
                .build();
        FakeTinkAgent agent = new FakeTinkAgent(lab.plaintext(), "dc:a6:32:43:ee:01", dell);

        agent.turn(_ -> StateType.SUCCESS);

        assertThat(agent.executed()).containsExactly("say-hello");
        assertRefused(agent::getAction, Status.Code.NOT_FOUND, "no Workflows found");
    }

    @Test
    void ruleWithMostConditionsCounts() {
        EnrolmentProperties.Rule any = new EnrolmentProperties.Rule(List.of(), "any", Map.of(), false);
        EnrolmentProperties.Rule arm =
                new EnrolmentProperties.Rule(List.of("cpu.processors.vendor=ARM"), "arm", Map.of(), false);
        EnrolmentProperties.Rule both = new EnrolmentProperties.Rule(
                List.of("cpu.processors.vendor=A*", "network.mac=dc:a6:32:*"), "both", Map.of(), false);
        List<EnrolmentProperties.Rule> rules = List.of(any, arm, both);
        Map<String, Object> processor =
                Map.of("processors", List.of(Map.of("vendor", "Intel"), Map.of("vendor", "ARM")));

        assertThat(EnrolmentRules.of(rules, Map.of())).contains(any);
        assertThat(EnrolmentRules.of(rules, Map.of("cpu", processor))).contains(arm);
        assertThat(EnrolmentRules.of(
                        rules, Map.of("cpu", processor, "network", List.of(Map.of("mac", "dc:a6:32:00:00:01")))))
                .contains(both);
        assertThat(EnrolmentRules.of(List.of(arm), Map.of("cpu", Map.of("total_cores", 4))))
                .isEmpty();
    }

    private static String stateOf(String workflow) {
        return JSON.readTree(lab.server()
                        .send("GET", "/api/v1/workflows/" + workflow, "")
                        .body())
                .get("state")
                .asString();
    }

    private static void assertReportRefused(
            FakeTinkAgent agent, ActionResponse.Builder action, Status.Code code, String text) {
        assertRefused(() -> agent.report(agent.status(action.build(), StateType.RUNNING)), code, text);
    }

    private static void assertRefused(ThrowingCallable call, Status.Code code, String text) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused).as("refused with " + code + " " + text).isNotNull();
        assertThat(refused.getStatus().getCode()).as(refused.getMessage()).isEqualTo(code);
        assertThat(refused.getMessage()).contains(text);
    }
}
