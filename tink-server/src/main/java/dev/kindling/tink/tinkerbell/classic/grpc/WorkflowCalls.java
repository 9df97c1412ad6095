package dev.kindling.tink.tinkerbell.classic.grpc;

import com.google.protobuf.ByteString;
import dev.kindling.proto.tinkerbell.workflow.CreateRequest;
import dev.kindling.proto.tinkerbell.workflow.CreateResponse;
import dev.kindling.proto.tinkerbell.workflow.Empty;
import dev.kindling.proto.tinkerbell.workflow.GetRequest;
import dev.kindling.proto.tinkerbell.workflow.GetWorkflowDataRequest;
import dev.kindling.proto.tinkerbell.workflow.GetWorkflowDataResponse;
import dev.kindling.proto.tinkerbell.workflow.UpdateWorkflowDataRequest;
import dev.kindling.proto.tinkerbell.workflow.Workflow;
import dev.kindling.proto.tinkerbell.workflow.WorkflowActionList;
import dev.kindling.proto.tinkerbell.workflow.WorkflowActionStatus;
import dev.kindling.proto.tinkerbell.workflow.WorkflowActionsRequest;
import dev.kindling.proto.tinkerbell.workflow.WorkflowContext;
import dev.kindling.proto.tinkerbell.workflow.WorkflowContextList;
import dev.kindling.proto.tinkerbell.workflow.WorkflowContextRequest;
import dev.kindling.proto.tinkerbell.workflow.WorkflowServiceGrpc;
import dev.kindling.tink.tinkerbell.CompatibleService;
import dev.kindling.tink.tinkerbell.classic.ClassicEvents;
import dev.kindling.tink.tinkerbell.classic.ClassicWorkflows;
import dev.kindling.tink.tinkerbell.classic.WorkerDesk;
import dev.kindling.tink.tinkerbell.classic.WorkflowData;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** WorkflowService, call by call: first what people ask, then what workers do. */
@Component
class WorkflowCalls implements WorkflowServiceGrpc.AsyncService, CompatibleService {

    private final ClassicWorkflows workflows;
    private final ClassicEvents events;
    private final WorkerDesk desk;
    private final ClassicReportCall reports;
    private final WorkflowData data;
    private final WorkflowMessages messages;

    WorkflowCalls(
            ClassicWorkflows workflows,
            ClassicEvents events,
            WorkerDesk desk,
            ClassicReportCall reports,
            WorkflowData data,
            WorkflowMessages messages) {
        this.workflows = workflows;
        this.events = events;
        this.desk = desk;
        this.reports = reports;
        this.data = data;
        this.messages = messages;
    }

    @Override
    public ServerServiceDefinition definition() {
        return WorkflowServiceGrpc.bindService(this);
    }

    @Override
    public void createWorkflow(CreateRequest request, StreamObserver<CreateResponse> observer) {
        Calls.answer(
                observer,
                () -> CreateResponse.newBuilder()
                        .setId(workflows
                                .create(request.getTemplate(), request.getHardware())
                                .toString())
                        .build());
    }

    @Override
    public void getWorkflow(GetRequest request, StreamObserver<Workflow> observer) {
        Calls.answer(observer, () -> {
            ClassicWorkflows.Shown shown = workflows.get(request.getId());
            return messages.workflow(shown).toBuilder()
                    .setData(workflows.yaml(shown.id()))
                    .build();
        });
    }

    @Override
    public void deleteWorkflow(GetRequest request, StreamObserver<Empty> observer) {
        Calls.answer(observer, () -> {
            workflows.delete(request.getId());
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void listWorkflows(Empty request, StreamObserver<Workflow> observer) {
        Calls.stream(observer, receiver -> workflows.each(shown -> receiver.accept(messages.workflow(shown))));
    }

    @Override
    public void getWorkflowContext(GetRequest request, StreamObserver<WorkflowContext> observer) {
        Calls.answer(observer, () -> messages.context(request.getId(), workflows.cursor(request.getId())));
    }

    @Override
    public void showWorkflowEvents(GetRequest request, StreamObserver<WorkflowActionStatus> observer) {
        Calls.stream(
                observer,
                receiver -> events.of(workflows.get(request.getId()).id())
                        .forEach(event -> receiver.accept(messages.event(event))));
    }

    @Override
    public void getWorkflowContextList(WorkflowContextRequest request, StreamObserver<WorkflowContextList> observer) {
        Calls.answer(
                observer,
                () -> WorkflowContextList.newBuilder()
                        .addAllWorkflowContexts(contexts(desk.contexts(request.getWorkerId())))
                        .build());
    }

    @Override
    public void getWorkflowContexts(WorkflowContextRequest request, StreamObserver<WorkflowContext> observer) {
        Calls.stream(
                observer,
                receiver -> contexts(desk.offers(request.getWorkerId())).forEach(receiver));
    }

    private List<WorkflowContext> contexts(List<WorkerDesk.Context> contexts) {
        return contexts.stream()
                .map(each -> messages.context(each.workflow().toString(), each.cursor()))
                .toList();
    }

    @Override
    public void getWorkflowActions(WorkflowActionsRequest request, StreamObserver<WorkflowActionList> observer) {
        Calls.answer(
                observer,
                () -> WorkflowActionList.newBuilder()
                        .addAllActionList(desk.actions(WorkflowMessages.id(request.getWorkflowId())).stream()
                                .map(messages::action)
                                .toList())
                        .build());
    }

    @Override
    public void reportActionStatus(WorkflowActionStatus request, StreamObserver<Empty> observer) {
        Calls.answer(observer, () -> {
            reports.report(request);
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void getWorkflowData(GetWorkflowDataRequest request, StreamObserver<GetWorkflowDataResponse> observer) {
        Calls.answer(observer, () -> version(request, WorkflowData.Version::data));
    }

    @Override
    public void getWorkflowMetadata(GetWorkflowDataRequest request, StreamObserver<GetWorkflowDataResponse> observer) {
        Calls.answer(observer, () -> version(request, WorkflowData.Version::metadata));
    }

    private GetWorkflowDataResponse version(
            GetWorkflowDataRequest request, Function<WorkflowData.Version, byte[]> content) {
        UUID workflow = WorkflowMessages.id(request.getWorkflowId());
        WorkflowData.Version version = data.get(workflow, request.getVersion());
        return GetWorkflowDataResponse.newBuilder()
                .setVersion(version.number())
                .setData(ByteString.copyFrom(content.apply(version)))
                .build();
    }

    @Override
    public void getWorkflowDataVersion(
            GetWorkflowDataRequest request, StreamObserver<GetWorkflowDataResponse> observer) {
        Calls.answer(
                observer,
                () -> GetWorkflowDataResponse.newBuilder()
                        .setVersion(data.latest(WorkflowMessages.id(request.getWorkflowId())))
                        .build());
    }

    @Override
    public void updateWorkflowData(UpdateWorkflowDataRequest request, StreamObserver<Empty> observer) {
        Calls.answer(observer, () -> {
            data.update(
                    WorkflowMessages.id(request.getWorkflowId()),
                    request.getMetadata().toByteArray(),
                    request.getData().toByteArray());
            return Empty.getDefaultInstance();
        });
    }
}
