package dev.kindling.tink.template.grpc;

import dev.kindling.proto.template.v1.LintTemplateResponse;
import dev.kindling.proto.template.v1.PreviewTemplateRequest;
import dev.kindling.proto.template.v1.RenderTemplateResponse;
import dev.kindling.proto.template.v1.TemplatePreviewServiceGrpc;
import dev.kindling.proto.template.v1.TemplateProblem;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.template.TemplatePreview;
import dev.kindling.tink.template.TemplatePreview.Rendered;
import dev.kindling.tink.template.TemplatePreview.Wish;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** TemplatePreviewService: converts, and asks what REST asks. */
@Service
class PreviewDoor extends TemplatePreviewServiceGrpc.TemplatePreviewServiceImplBase {

    private final TemplatePreview preview;
    private final JsonMapper json;

    PreviewDoor(TemplatePreview preview, JsonMapper json) {
        this.preview = preview;
        this.json = json;
    }

    @Override
    public void render(PreviewTemplateRequest request, StreamObserver<RenderTemplateResponse> answer) {
        Rendered rendered = preview.render(wish(request));
        answer.onNext(RenderTemplateResponse.newBuilder()
                .setText(rendered.text())
                .addAllProblems(
                        rendered.problems().stream().map(PreviewDoor::problem).toList())
                .build());
        answer.onCompleted();
    }

    @Override
    public void lint(PreviewTemplateRequest request, StreamObserver<LintTemplateResponse> answer) {
        List<Violation> problems = preview.lint(wish(request));
        answer.onNext(LintTemplateResponse.newBuilder()
                .addAllProblems(problems.stream().map(PreviewDoor::problem).toList())
                .build());
        answer.onCompleted();
    }

    private Wish wish(PreviewTemplateRequest request) {
        Map<String, Object> data = Parameters.object("/data", request.getData(), json);
        Wish wish = new Wish(request.getText(), request.getDevicesMap(), data);
        return request.getIdOrName().isEmpty() ? wish : preview.stored(request.getIdOrName(), wish);
    }

    private static TemplateProblem problem(Violation violation) {
        return TemplateProblem.newBuilder()
                .setPlace(violation.pointer())
                .setValue(violation.value())
                .setRule(violation.rule())
                .build();
    }
}
