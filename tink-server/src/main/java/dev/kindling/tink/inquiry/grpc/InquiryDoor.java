package dev.kindling.tink.inquiry.grpc;

import dev.kindling.proto.inquiry.v1.AnswerInquiryRequest;
import dev.kindling.proto.inquiry.v1.AnswerInquiryResponse;
import dev.kindling.proto.inquiry.v1.AttendRequest;
import dev.kindling.proto.inquiry.v1.Inquiry;
import dev.kindling.proto.inquiry.v1.InquiryServiceGrpc;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.identity.grpc.ServiceCaller;
import dev.kindling.tink.inquiry.Answer;
import dev.kindling.tink.inquiry.Inquiries;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/** InquiryService. The interceptor has let services pass only; each speaks for itself. */
@Service
class InquiryDoor extends InquiryServiceGrpc.InquiryServiceImplBase {

    private static final Set<String> SERVICES = Set.of("boots", "hegel");

    private final Inquiries inquiries;
    private final Set<InquiryLine> lines = ConcurrentHashMap.newKeySet();

    InquiryDoor(Inquiries inquiries) {
        this.inquiries = inquiries;
    }

    @Override
    public void attend(AttendRequest request, StreamObserver<Inquiry> questions) {
        checkService(request.getService());
        InquiryLine line =
                new InquiryLine(request.getService(), (ServerCallStreamObserver<Inquiry>) questions, this::gone);
        lines.add(line);
        inquiries.attend(line);
    }

    @Override
    public void answer(AnswerInquiryRequest request, StreamObserver<AnswerInquiryResponse> done) {
        checkService(request.getService());
        inquiries.answered(
                Parameters.id("/id", request.getId(), "inquiry"),
                new Answer(
                        request.getService(),
                        request.getDocumentsList().stream()
                                .map(each -> new Answer.Document(
                                        each.getName(), each.getContent().toByteArray()))
                                .toList()));
        done.onNext(AnswerInquiryResponse.getDefaultInstance());
        done.onCompleted();
    }

    /** Lines have no end of their own; the server need not wait for its grace period. */
    @EventListener
    void stopping(ContextClosedEvent event) {
        lines.forEach(InquiryLine::end);
    }

    private void gone(InquiryLine line) {
        lines.remove(line);
        inquiries.leave(line);
    }

    private static void checkService(String service) {
        if (!SERVICES.contains(service)) {
            throw new Failure.Invalid(
                    "inquiry", java.util.List.of(new Violation("/service", service, "is not boots or hegel")));
        }
        ServiceCaller caller = ServiceCaller.CURRENT.get();
        if (!caller.mayActAs(service)) {
            throw new Failure.Denied("a certificate of '" + caller.name() + "' may not answer as " + service);
        }
    }
}
