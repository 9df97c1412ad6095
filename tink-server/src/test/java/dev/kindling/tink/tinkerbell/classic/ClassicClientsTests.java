package dev.kindling.tink.tinkerbell.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kindling.proto.tinkerbell.hardware.GetRequest;
import dev.kindling.proto.tinkerbell.hardware.Hardware;
import dev.kindling.proto.tinkerbell.template.WorkflowTemplate;
import dev.kindling.proto.tinkerbell.workflow.GetWorkflowDataRequest;
import dev.kindling.proto.tinkerbell.workflow.State;
import dev.kindling.proto.tinkerbell.workflow.Workflow;
import dev.kindling.proto.tinkerbell.workflow.WorkflowAction;
import dev.kindling.proto.tinkerbell.workflow.WorkflowActionStatus;
import dev.kindling.proto.tinkerbell.workflow.WorkflowActionsRequest;
import dev.kindling.proto.tinkerbell.workflow.WorkflowContext;
import dev.kindling.proto.tinkerbell.workflow.WorkflowContextRequest;
import dev.kindling.tink.testing.Channels;
import dev.kindling.tink.tinkerbell.classic.ClassicLab.Board;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The command line and the worker of Tinkerbell v0.6 to v0.8, as fakes, against the compatibility listener. */
class ClassicClientsTests {

    private static final FakeTinkWorker.Execution WELL = _ -> State.STATE_SUCCESS;

    @RegisterExtension
    static final SharedLab SHARED = new SharedLab();

    private static ClassicLab lab;
    private static FakeTinkCli cli;

    @BeforeAll
    static void start() {
        lab = SHARED.lab();
        cli = lab.cli();
    }

    @Test
    void hardwareIsPushedFoundListedAndDeleted() {
        String id = UUID.randomUUID().toString();
        cli.push(FakeTinkCli.board(id, "DC:A6:32:43:01:01", "127.43.1.1"));

        Hardware byMac = cli.hardware()
                .byMAC(GetRequest.newBuilder().setMac("dc:a6:32:43:01:01").build());
        assertThat(byMac.getId()).isEqualTo(id);
        assertThat(byMac.getMetadata()).contains("\"facility_code\":\"onprem\"");
        assertThat(byMac.getNetwork().getInterfaces(0).getDhcp().getMac()).isEqualTo("dc:a6:32:43:01:01");
        assertThat(cli.hardware()
                        .byIP(GetRequest.newBuilder().setIp("127.43.1.1").build()))
                .isEqualTo(byMac);
        assertThat(cli.hardware().byID(GetRequest.newBuilder().setId(id).build()))
                .isEqualTo(byMac);
        assertThat(cli.hardwareList()).contains(byMac);

        cli.push(FakeTinkCli.board(id, "dc:a6:32:43:01:02", "127.43.1.2"));
        assertRefused(
                () -> cli.hardware()
                        .byMAC(GetRequest.newBuilder()
                                .setMac("dc:a6:32:43:01:01")
                                .build()),
                Status.Code.UNKNOWN,
                "SELECT: sql: no rows in result set");
        assertRefused(
                () -> cli.push(FakeTinkCli.board(UUID.randomUUID().toString(), "dc:a6:32:43:01:02", "127.43.1.3")),
                Status.Code.UNKNOWN,
                "already belongs to hardware " + id);
        assertRefused(
                () -> cli.push(FakeTinkCli.board("", "dc:a6:32:43:01:04", "127.43.1.4")),
                Status.Code.UNKNOWN,
                "id must be set to a UUID");

        cli.deleteHardware(id);
        assertRefused(() -> cli.deleteHardware(id), Status.Code.NOT_FOUND, "no rows");
    }

    @Test
    void templatesAreCreatedNamedListedUpdatedAndDeleted() {
        String id = cli.createTemplate(
                "named-so",
                "version: \"0.1\"\nname: otherwise\ntasks:\n- name: t\n"
                        + "  worker: \"{{.device_1}}\"\n  actions:\n  - {name: a, image: alpine}\n");
        WorkflowTemplate stored = cli.templates()
                .getTemplate(dev.kindling.proto.tinkerbell.template.GetRequest.newBuilder()
                        .setName("named-so")
                        .build());

        assertThat(stored.getId()).isEqualTo(id);
        assertThat(stored.getData()).contains("name: named-so").contains("{{.device_1}}");
        assertThat(cli.templateList("named-*")).singleElement().satisfies(each -> {
            assertThat(each.getId()).isEqualTo(id);
            assertThat(each.getData()).isEmpty();
            assertThat(each.hasCreatedAt()).isTrue();
        });
        assertThat(cli.templateList("nam*no")).isEmpty();

        cli.templates()
                .updateTemplate(WorkflowTemplate.newBuilder()
                        .setId(id)
                        .setData(stored.getData() + "# again\n")
                        .build());
        assertThat(cli.templates()
                        .getTemplate(dev.kindling.proto.tinkerbell.template.GetRequest.newBuilder()
                                .setId(id)
                                .build())
                        .getData())
                .endsWith("# again\n");
        assertRefused(() -> cli.createTemplate("named-so", stored.getData()), Status.Code.UNKNOWN, "is there already");
        assertRefused(
                () -> cli.createTemplate("bad", "version: \"0.1\"\nname: bad\ntasks: []\nwrokers: 1\n"),
                Status.Code.UNKNOWN,
                "is not a known key");
        dev.kindling.proto.tinkerbell.template.GetRequest gone =
                dev.kindling.proto.tinkerbell.template.GetRequest.newBuilder()
                        .setId(id)
                        .build();
        cli.templates().deleteTemplate(gone);
        assertRefused(() -> cli.templates().deleteTemplate(gone), Status.Code.NOT_FOUND, id);
        assertRefused(() -> cli.templates().getTemplate(gone), Status.Code.UNKNOWN, "no rows");
    }

    @Test
    void workerRunsAWorkflowToSuccess() {
        Board board = lab.board();
        String id = lab.workflow(board);
        assertThat(cli.workflow(id).getState()).isEqualTo(State.STATE_PENDING);
        assertThat(cli.context(id))
                .isEqualTo(WorkflowContext.newBuilder()
                        .setWorkflowId(id)
                        .setTotalNumberOfActions(3)
                        .build());
        List<WorkflowAction> seen = new ArrayList<>();
        List<Long> progress = new ArrayList<>();
        FakeTinkWorker worker = new FakeTinkWorker(lab.tls(), board.id(), action -> {
            seen.add(action);
            progress.add(cli.progress(id));
            assertThat(cli.workflow(id).getState()).isEqualTo(State.STATE_RUNNING);
            return State.STATE_SUCCESS;
        });

        assertThat(worker.turn()).isTrue();

        assertThat(worker.executed()).containsExactly("disk-wipe", "install-os", "cleanup");
        assertThat(progress).containsExactly(0L, 33L, 66L);
        assertThat(cli.progress(id)).isEqualTo(100);
        assertThat(seen.get(1).getEnvironmentList())
                .containsExactlyInAnyOrder("MIRROR_HOST=192.168.1.2", "IMG_URL=http://10.0.0.1/os.img", "MODE=0644");
        assertThat(seen.get(1).getCommandList()).containsExactly("/bin/install", "--fast");
        assertThat(seen.get(0).getTimeout()).isEqualTo(90);
        assertThat(seen.get(2).getPid()).isEqualTo("host");
        assertThat(seen).allSatisfy(action -> {
            assertThat(action.getWorkerId()).isEqualTo(board.id());
            assertThat(action.getVolumesList()).containsExactly("/dev:/dev");
        });
        Workflow done = cli.workflow(id);
        assertThat(done.getState()).isEqualTo(State.STATE_SUCCESS);
        assertThat(done.getHardware()).contains(board.mac()).contains("os.img");
        assertThat(done.getData()).contains("http://10.0.0.1/os.img").contains("disk-wipe");
        assertThat(cli.workflowList())
                .filteredOn(each -> each.getId().equals(id))
                .singleElement()
                .satisfies(each -> assertThat(each.getTemplate()).isEqualTo(done.getTemplate()));
        assertThat(worker.turn()).isTrue();
        assertThat(worker.executed()).hasSize(3);
        lab.server().awaitTimeline();
        assertThat(cli.events(id))
                .extracting(WorkflowActionStatus::getActionName, WorkflowActionStatus::getActionStatus)
                .startsWith(org.assertj.core.groups.Tuple.tuple("disk-wipe", State.STATE_RUNNING))
                .contains(org.assertj.core.groups.Tuple.tuple("install-os", State.STATE_SUCCESS));
    }

    @Test
    void dataHasVersionsAndOldOnesLoseTheirContent() {
        Board board = lab.board();
        String id = lab.workflow(board);
        new FakeTinkWorker(lab.tls(), board.id(), WELL).turn();
        GetWorkflowDataRequest latest =
                GetWorkflowDataRequest.newBuilder().setWorkflowId(id).build();

        assertThat(cli.workflows().getWorkflowDataVersion(latest).getVersion()).isEqualTo(3);
        assertThat(cli.data(id, 0)).isEqualTo("{\"after\":\"cleanup\"}");
        assertThat(cli.data(id, 1)).isEqualTo("{\"after\":\"disk-wipe\"}");
        assertThat(cli.workflows().getWorkflowMetadata(latest).getData().toStringUtf8())
                .contains("\"actionName\":\"cleanup\"");
        dev.kindling.proto.tinkerbell.workflow.UpdateWorkflowDataRequest.Builder fourth =
                dev.kindling.proto.tinkerbell.workflow.UpdateWorkflowDataRequest.newBuilder()
                        .setWorkflowId(id);
        cli.workflows()
                .updateWorkflowData(fourth.setData(com.google.protobuf.ByteString.copyFromUtf8("{}"))
                        .build());
        assertThat(cli.data(id, 1)).isEmpty();
        assertThat(cli.data(id, 2)).contains("install-os");
        assertRefused(
                () -> cli.workflows()
                        .updateWorkflowData(fourth.setData(com.google.protobuf.ByteString.copyFromUtf8("{"))
                                .build()),
                Status.Code.INVALID_ARGUMENT,
                "is not JSON");
    }

    @Test
    void workerThatDiesInTheMiddleOfAnActionGoesOnAfterItsRestart() {
        Board board = lab.board();
        String id = lab.workflow(board);
        FakeTinkWorker first = new FakeTinkWorker(lab.tls(), board.id(), action -> {
            if (action.getName().equals("install-os")) {
                throw new FakeTinkWorker.Killed();
            }
            return State.STATE_SUCCESS;
        });
        assertThatThrownBy(first::turn).isInstanceOf(FakeTinkWorker.Killed.class);
        assertThat(cli.context(id).getCurrentActionState()).isEqualTo(State.STATE_RUNNING);

        FakeTinkWorker again = new FakeTinkWorker(lab.tls(), board.id(), WELL);

        assertThat(again.turn()).isTrue();
        assertThat(again.executed()).containsExactly("install-os", "cleanup");
        assertThat(cli.workflow(id).getState()).isEqualTo(State.STATE_SUCCESS);
    }

    @Test
    void workerThatDiesBetweenTwoActionsGoesOnAfterItsRestart() {
        Board board = lab.board();
        String id = lab.workflow(board);
        WorkflowAction[] actions = actions(id);
        report(id, actions[0], State.STATE_RUNNING);
        report(id, actions[0], State.STATE_SUCCESS);
        report(id, actions[1], State.STATE_RUNNING);
        report(id, actions[1], State.STATE_SUCCESS);

        FakeTinkWorker again = new FakeTinkWorker(lab.tls(), board.id(), WELL);

        assertThat(again.turn()).isTrue();
        assertThat(again.executed()).containsExactly("cleanup");
        assertThat(cli.workflow(id).getState()).isEqualTo(State.STATE_SUCCESS);
    }

    @Test
    void failureAndTimeoutEndTheWorkflowAndSayWhere() {
        for (State end : List.of(State.STATE_FAILED, State.STATE_TIMEOUT)) {
            Board board = lab.board();
            String id = lab.workflow(board);
            FakeTinkWorker worker = new FakeTinkWorker(
                    lab.tls(), board.id(), action -> action.getName().equals("install-os") ? end : State.STATE_SUCCESS);

            assertThat(worker.turn()).isFalse();

            assertThat(cli.workflow(id).getState()).isEqualTo(end);
            assertThat(cli.context(id).getCurrentAction()).isEqualTo("install-os");
            assertThat(cli.context(id).getCurrentActionState()).isEqualTo(end);
            FakeTinkWorker again = new FakeTinkWorker(lab.tls(), board.id(), WELL);
            assertThat(again.turn()).isTrue();
            assertThat(again.executed()).isEmpty();
            assertRefused(
                    () -> report(id, actions(id)[2], State.STATE_RUNNING),
                    Status.Code.FAILED_PRECONDITION,
                    "has ended");
        }
    }

    @Test
    void reportsAreJudgedByTheLifecycleAndRepeatedOnesChangeNothing() {
        Board board = lab.board();
        String id = lab.workflow(board);
        WorkflowAction[] actions = actions(id);

        assertRefused(
                () -> report(id, actions[1], State.STATE_RUNNING), Status.Code.INVALID_ARGUMENT, "does not match");
        report(id, actions[0], State.STATE_RUNNING);
        report(id, actions[0], State.STATE_RUNNING);
        assertThat(cli.context(id).getCurrentActionIndex()).isZero();
        report(id, actions[0], State.STATE_SUCCESS);
        report(id, actions[0], State.STATE_SUCCESS);
        assertThat(cli.context(id).getCurrentAction()).isEqualTo("disk-wipe");
        assertRefused(
                () -> report(id, actions[0].toBuilder().setTaskName("other").build(), State.STATE_RUNNING),
                Status.Code.INVALID_ARGUMENT,
                "reported task name");
        assertRefused(
                () -> report(id, actions[0].toBuilder().setName("").build(), State.STATE_RUNNING),
                Status.Code.INVALID_ARGUMENT,
                "invalid action name");
        assertRefused(
                () -> report("seven", actions[0], State.STATE_RUNNING),
                Status.Code.INVALID_ARGUMENT,
                "invalid workflow id");
        assertRefused(
                () -> report(UUID.randomUUID().toString(), actions[0], State.STATE_RUNNING),
                Status.Code.ABORTED,
                "does not exist");
        Board other = lab.board();
        assertRefused(
                () -> report(id, actions[1].toBuilder().setWorkerId(other.id()).build(), State.STATE_RUNNING),
                Status.Code.INVALID_ARGUMENT,
                "not for worker " + other.id());
    }

    @Test
    void cancelledWorkflowReadsFailedAndHeldOneReadsRunning() {
        Board board = lab.board();
        String cancelled = lab.workflow(board);
        report(cancelled, actions(cancelled)[0], State.STATE_RUNNING);
        assertThat(lab.server()
                        .send("POST", "/api/v1/workflows/" + cancelled + "/cancel", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(cli.workflow(cancelled).getState()).isEqualTo(State.STATE_FAILED);
        assertThat(ClassicState.of(dev.kindling.tink.workflow.WorkflowState.HELD))
                .isEqualTo(ClassicState.RUNNING);
        assertThat(ClassicState.of(dev.kindling.tink.workflow.WorkflowState.SETTLING))
                .isEqualTo(ClassicState.RUNNING);

        cli.deleteWorkflow(cancelled);
        assertRefused(() -> cli.workflow(cancelled), Status.Code.UNKNOWN, "does not exist");
        assertRefused(() -> cli.deleteWorkflow(cancelled), Status.Code.NOT_FOUND, cancelled);
        String running = lab.workflow(board);
        report(running, actions(running)[0], State.STATE_RUNNING);
        cli.deleteWorkflow(running);
        assertThat(cli.workflowList()).noneMatch(each -> each.getId().equals(running));
    }

    @Test
    void workersAreOfferedTheirOldestWorkflowByWhateverTheyCallThemselves() {
        Board board = lab.board();
        String first = lab.workflow(board);
        String second = lab.workflow(board);
        String byMac = board.mac().toUpperCase(java.util.Locale.ROOT);
        // As v0.8 connects, and as Tinkerbell on Kubernetes names its workers.
        FakeTinkWorker worker = new FakeTinkWorker(lab.plaintext(), byMac, WELL);

        assertThat(worker.turn()).isTrue();
        assertThat(cli.workflow(first).getState()).isEqualTo(State.STATE_SUCCESS);
        assertThat(cli.workflow(second).getState()).isEqualTo(State.STATE_PENDING);
        assertThat(cli.workflows()
                        .getWorkflowContextList(WorkflowContextRequest.newBuilder()
                                .setWorkerId(board.id())
                                .build())
                        .getWorkflowContextsList())
                .extracting(WorkflowContext::getWorkflowId)
                .containsExactly(second, first);
        assertThat(worker.turn()).isTrue();
        assertThat(cli.workflow(second).getState()).isEqualTo(State.STATE_SUCCESS);
        assertThat(worker.executed()).hasSize(6);
        assertThat(new FakeTinkWorker(lab.plaintext(), UUID.randomUUID().toString(), WELL).turn())
                .isTrue();
        assertRefused(
                () -> new FakeTinkWorker(lab.plaintext(), "", WELL).turn(),
                Status.Code.INVALID_ARGUMENT,
                "invalid worker id");
    }

    @Test
    void workflowOfUnknownTemplateOrMachineIsRefused() {
        String unknown = UUID.randomUUID().toString();
        assertRefused(
                () -> cli.createWorkflow(unknown, "{}"),
                Status.Code.UNKNOWN,
                "failed to get template with ID " + unknown);
        String template = lab.template();
        assertRefused(
                () -> cli.createWorkflow(template, "{\"device_1\":\"dc:a6:32:43:ff:ff\",\"image\":\"x\"}"),
                Status.Code.UNKNOWN,
                "is not in the inventory");
        assertRefused(() -> cli.createWorkflow(template, "device_1"), Status.Code.UNKNOWN, "is not a JSON object");
        Board board = lab.board();
        String byAddress = cli.createWorkflow(
                template, "{\"device_1\":\"" + board.address() + "\",\"image\":\"http://10.0.0.1/x\"}");
        assertThat(new FakeTinkWorker(lab.tls(), board.id(), WELL).turn()).isTrue();
        assertThat(cli.workflow(byAddress).getState()).isEqualTo(State.STATE_SUCCESS);
    }

    @Test
    void nothingOfThisIsAtKindlingsOwnDoor() {
        try (Channels channels = new Channels(lab.server())) {
            assertRefused(() -> new FakeTinkCli(channels.inProcess()).hardwareList(), Status.Code.UNIMPLEMENTED, "");
        }
    }

    private static WorkflowAction[] actions(String workflow) {
        return cli.workflows()
                .getWorkflowActions(WorkflowActionsRequest.newBuilder()
                        .setWorkflowId(workflow)
                        .build())
                .getActionListList()
                .toArray(WorkflowAction[]::new);
    }

    private static void report(String workflow, WorkflowAction action, State state) {
        cli.workflows().reportActionStatus(FakeTinkWorker.status(workflow, action, state, ""));
    }

    private static void assertRefused(ThrowingCallable call, Status.Code code, String text) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused).as("refused with " + code + " " + text).isNotNull();
        assertThat(refused.getStatus().getCode()).as(refused.getMessage()).isEqualTo(code);
        assertThat(refused.getMessage()).contains(text);
    }
}
