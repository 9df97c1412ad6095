package dev.kindling.tink.template.grpc;

import dev.kindling.proto.template.v1.DeleteTemplateRequest;
import dev.kindling.proto.template.v1.DeleteTemplateResponse;
import dev.kindling.proto.template.v1.GetTemplateRequest;
import dev.kindling.proto.template.v1.ListTemplatesRequest;
import dev.kindling.proto.template.v1.ListTemplatesResponse;
import dev.kindling.proto.template.v1.PutTemplateRequest;
import dev.kindling.proto.template.v1.TemplateServiceGrpc;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.listing.grpc.Times;
import dev.kindling.tink.template.Template;
import dev.kindling.tink.template.Templates;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Service;

/** TemplateService: converts, and asks what REST asks. The interceptor has let persons of the right role pass only. */
@Service
class TemplateDoor extends TemplateServiceGrpc.TemplateServiceImplBase {

    private final Templates templates;

    TemplateDoor(Templates templates) {
        this.templates = templates;
    }

    @Override
    public void put(PutTemplateRequest request, StreamObserver<dev.kindling.proto.template.v1.Template> answer) {
        OptionalLong expected =
                request.hasExpectedVersion() ? OptionalLong.of(request.getExpectedVersion()) : OptionalLong.empty();
        Template stored = request.getIdOrName().isEmpty()
                ? templates.create(request.getText())
                : templates.put(request.getIdOrName(), request.getText(), expected);
        answer.onNext(whole(stored));
        answer.onCompleted();
    }

    @Override
    public void get(GetTemplateRequest request, StreamObserver<dev.kindling.proto.template.v1.Template> answer) {
        answer.onNext(whole(templates.get(request.getIdOrName())));
        answer.onCompleted();
    }

    @Override
    public void list(ListTemplatesRequest request, StreamObserver<ListTemplatesResponse> answer) {
        int size = Page.checkedOrUsual(request.getLimit());
        Page<dev.kindling.proto.template.v1.Template> page = Page.of(
                templates.list(request.getAfter(), size + 1),
                size,
                template -> withoutText(template).build(),
                Template::name);
        ListTemplatesResponse.Builder response =
                ListTemplatesResponse.newBuilder().addAllItems(page.items());
        Optional.ofNullable(page.next()).ifPresent(response::setNext);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void delete(DeleteTemplateRequest request, StreamObserver<DeleteTemplateResponse> answer) {
        OptionalLong expected =
                request.hasExpectedVersion() ? OptionalLong.of(request.getExpectedVersion()) : OptionalLong.empty();
        templates.delete(request.getIdOrName(), expected);
        answer.onNext(DeleteTemplateResponse.getDefaultInstance());
        answer.onCompleted();
    }

    private static dev.kindling.proto.template.v1.Template whole(Template template) {
        return withoutText(template).setText(template.text()).build();
    }

    private static dev.kindling.proto.template.v1.Template.Builder withoutText(Template template) {
        return dev.kindling.proto.template.v1.Template.newBuilder()
                .setId(template.id().toString())
                .setName(template.name())
                .setVersion(template.version())
                .setCreatedAt(Times.of(template.createdAt()))
                .setUpdatedAt(Times.of(template.updatedAt()));
    }
}
