package dev.kindling.tink.workflow.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.workflow.v1.CancelWorkflowRequest;
import dev.kindling.proto.workflow.v1.CreateWorkflowRequest;
import dev.kindling.proto.workflow.v1.DeleteWorkflowRequest;
import dev.kindling.proto.workflow.v1.DeleteWorkflowResponse;
import dev.kindling.proto.workflow.v1.FailWorkflowRequest;
import dev.kindling.proto.workflow.v1.GetWorkflowRequest;
import dev.kindling.proto.workflow.v1.ListWorkflowsRequest;
import dev.kindling.proto.workflow.v1.ListWorkflowsResponse;
import dev.kindling.proto.workflow.v1.LogPiece;
import dev.kindling.proto.workflow.v1.ResumeWorkflowRequest;
import dev.kindling.proto.workflow.v1.RetryWorkflowRequest;
import dev.kindling.proto.workflow.v1.Workflow;
import dev.kindling.proto.workflow.v1.WorkflowLogsRequest;
import dev.kindling.proto.workflow.v1.WorkflowServiceGrpc;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.workflow.NewWorkflow;
import dev.kindling.tink.workflow.WorkflowFilter;
import dev.kindling.tink.workflow.WorkflowState;
import dev.kindling.tink.workflow.WorkflowView;
import dev.kindling.tink.workflow.Workflows;
import dev.kindling.tink.workflow.Workflows.Decision;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** WorkflowService: converts, and asks what REST asks. The interceptor has let persons of the right role pass only. */
@Service
class WorkflowDoor extends WorkflowServiceGrpc.WorkflowServiceImplBase {

    private final Workflows workflows;
    private final LogSender logs;
    private final JsonMapper json;

    WorkflowDoor(Workflows workflows, LogSender logs, JsonMapper json) {
        this.workflows = workflows;
        this.logs = logs;
        this.json = json;
    }

    @Override
    public void create(CreateWorkflowRequest request, StreamObserver<Workflow> answer) {
        NewWorkflow wish = new NewWorkflow(
                request.getTemplate(), request.getDevicesMap(), Parameters.object("/data", request.getData(), json));
        answer.onNext(WorkflowMessages.workflow(workflows.create(wish)));
        answer.onCompleted();
    }

    @Override
    public void get(GetWorkflowRequest request, StreamObserver<Workflow> answer) {
        answer.onNext(WorkflowMessages.workflow(workflows.get(id("/id", request.getId()))));
        answer.onCompleted();
    }

    @Override
    public void list(ListWorkflowsRequest request, StreamObserver<ListWorkflowsResponse> answer) {
        int size = Page.checkedOrUsual(request.getLimit());
        Optional<WorkflowState> state =
                present(request.getState()).map(text -> Parameters.constant("/state", text, WorkflowState.class));
        Optional<MacAddress> machine = present(request.getMachine()).map(text -> Parameters.mac("/machine", text));
        Optional<LabelSelector> selector = present(request.getSelector()).map(LabelSelector::parse);
        Optional<UUID> after = present(request.getAfter()).map(text -> id("/after", text));
        List<WorkflowView> found = workflows.list(new WorkflowFilter(state, machine, selector), after, size + 1);
        Page<Workflow> page = Page.of(
                found, size, WorkflowMessages::workflow, each -> each.id().toString());
        ListWorkflowsResponse.Builder response =
                ListWorkflowsResponse.newBuilder().addAllItems(page.items());
        Optional.ofNullable(page.next()).ifPresent(response::setNext);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void cancel(CancelWorkflowRequest request, StreamObserver<Workflow> answer) {
        decide(request.getId(), Decision.CANCEL, answer);
    }

    @Override
    public void resume(ResumeWorkflowRequest request, StreamObserver<Workflow> answer) {
        decide(request.getId(), Decision.RESUME, answer);
    }

    @Override
    public void fail(FailWorkflowRequest request, StreamObserver<Workflow> answer) {
        decide(request.getId(), Decision.FAIL, answer);
    }

    @Override
    public void retry(RetryWorkflowRequest request, StreamObserver<Workflow> answer) {
        WorkflowView retried = workflows.retry(id("/id", request.getId()), request.getFrom());
        answer.onNext(WorkflowMessages.workflow(retried));
        answer.onCompleted();
    }

    @Override
    public void logs(WorkflowLogsRequest request, StreamObserver<LogPiece> answer) {
        UUID id = workflows.get(id("/id", request.getId())).id();
        OptionalInt index = request.hasAction() ? OptionalInt.of(request.getAction()) : OptionalInt.empty();
        logs.stream(id, index, request.getFollow(), (ServerCallStreamObserver<LogPiece>) answer);
    }

    private void decide(String id, Decision decision, StreamObserver<Workflow> answer) {
        WorkflowView decided = workflows.decide(id("/id", id), decision);
        answer.onNext(WorkflowMessages.workflow(decided));
        answer.onCompleted();
    }

    @Override
    public void delete(DeleteWorkflowRequest request, StreamObserver<DeleteWorkflowResponse> answer) {
        workflows.delete(id("/id", request.getId()));
        answer.onNext(DeleteWorkflowResponse.getDefaultInstance());
        answer.onCompleted();
    }

    private static UUID id(String pointer, String text) {
        return Parameters.id(pointer, text, "workflow");
    }

    private static Optional<String> present(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty());
    }
}
