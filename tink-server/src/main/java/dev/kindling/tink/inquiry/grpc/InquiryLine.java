package dev.kindling.tink.inquiry.grpc;

import dev.kindling.proto.inquiry.v1.Inquiry;
import dev.kindling.proto.inquiry.v1.InquirySubject;
import dev.kindling.tink.inquiry.Inquiries;
import dev.kindling.tink.inquiry.Question;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.Consumer;

/** The stream of questions to one service. */
final class InquiryLine implements Inquiries.Line {

    private final String service;
    private final ServerCallStreamObserver<Inquiry> questions;

    /** To be made inside the call that opens the stream: gRPC takes handlers only then. */
    InquiryLine(String service, ServerCallStreamObserver<Inquiry> questions, Consumer<InquiryLine> gone) {
        this.service = service;
        this.questions = questions;
        questions.setOnCancelHandler(() -> gone.accept(this));
    }

    @Override
    public String service() {
        return service;
    }

    @Override
    public synchronized boolean ask(Question question) {
        if (questions.isCancelled()) {
            return false;
        }
        questions.onNext(Inquiry.newBuilder()
                .setId(question.id().toString())
                .setSubject(
                        switch (question.subject()) {
                            case REPORT -> InquirySubject.INQUIRY_SUBJECT_REPORT;
                            case PREVIEW -> InquirySubject.INQUIRY_SUBJECT_PREVIEW;
                        })
                .setMac(question.mac().text())
                .setClient(question.client())
                .setPatienceMillis(Math.toIntExact(question.patience().toMillis()))
                .build());
        return true;
    }

    synchronized void end() {
        if (!questions.isCancelled()) {
            questions.onError(
                    Status.UNAVAILABLE.withDescription("the server stops").asException());
        }
    }
}
