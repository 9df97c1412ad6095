package dev.kindling.tink.tinkerbell.classic.grpc;

import dev.kindling.proto.tinkerbell.template.CreateResponse;
import dev.kindling.proto.tinkerbell.template.Empty;
import dev.kindling.proto.tinkerbell.template.GetRequest;
import dev.kindling.proto.tinkerbell.template.ListRequest;
import dev.kindling.proto.tinkerbell.template.TemplateServiceGrpc;
import dev.kindling.proto.tinkerbell.template.WorkflowTemplate;
import dev.kindling.tink.listing.grpc.Times;
import dev.kindling.tink.template.Template;
import dev.kindling.tink.tinkerbell.CompatibleService;
import dev.kindling.tink.tinkerbell.classic.ClassicTemplates;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import org.springframework.stereotype.Component;

/** TemplateService, call by call. */
@Component
class TemplateCalls implements TemplateServiceGrpc.AsyncService, CompatibleService {

    private final ClassicTemplates templates;

    TemplateCalls(ClassicTemplates templates) {
        this.templates = templates;
    }

    @Override
    public ServerServiceDefinition definition() {
        return TemplateServiceGrpc.bindService(this);
    }

    @Override
    public void createTemplate(WorkflowTemplate request, StreamObserver<CreateResponse> observer) {
        Calls.answer(
                observer,
                () -> CreateResponse.newBuilder()
                        .setId(templates
                                .create(request.getName(), request.getData())
                                .id()
                                .toString())
                        .build());
    }

    @Override
    public void getTemplate(GetRequest request, StreamObserver<WorkflowTemplate> observer) {
        Calls.answer(observer, () -> {
            Template template = templates.get(wanted(request));
            return message(template).setData(template.text()).build();
        });
    }

    @Override
    public void deleteTemplate(GetRequest request, StreamObserver<Empty> observer) {
        Calls.answer(observer, () -> {
            templates.delete(wanted(request));
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void listTemplates(ListRequest request, StreamObserver<WorkflowTemplate> observer) {
        Calls.stream(
                observer,
                receiver -> templates.each(
                        request.getName(),
                        template -> receiver.accept(message(template).build())));
    }

    @Override
    public void updateTemplate(WorkflowTemplate request, StreamObserver<Empty> observer) {
        Calls.answer(observer, () -> {
            templates.update(request.getId(), request.getName(), request.getData());
            return Empty.getDefaultInstance();
        });
    }

    private static String wanted(GetRequest request) {
        return switch (request.getGetByCase()) {
            case ID -> request.getId();
            case NAME -> request.getName();
            case GETBY_NOT_SET -> "";
        };
    }

    private static WorkflowTemplate.Builder message(Template template) {
        return WorkflowTemplate.newBuilder()
                .setId(template.id().toString())
                .setName(template.name())
                .setCreatedAt(Times.of(template.createdAt()))
                .setUpdatedAt(Times.of(template.updatedAt()));
    }
}
