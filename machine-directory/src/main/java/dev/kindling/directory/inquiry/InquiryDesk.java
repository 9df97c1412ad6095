package dev.kindling.directory.inquiry;

import com.google.protobuf.ByteString;
import dev.kindling.contract.MacAddress;
import dev.kindling.proto.inquiry.v1.AnswerInquiryRequest;
import dev.kindling.proto.inquiry.v1.InquiryServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Waits for tink-server's questions for as long as the process lives, and answers them one after the other. One whose
 * time is over before its turn comes is passed over: the next person still waits.
 */
public final class InquiryDesk implements SmartLifecycle {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int ANSWER_SECONDS = 10;
    private static final Logger log = LoggerFactory.getLogger(InquiryDesk.class);

    private final ManagedChannel channel;
    private final String service;
    private final InquiryAnswers answers;
    private final LongSupplier nanos;
    private volatile Thread thread;

    /** @param service short name, as its certificate has it */
    public InquiryDesk(ManagedChannel channel, String service, InquiryAnswers answers) {
        this(channel, service, answers, System::nanoTime);
    }

    /** @param nanos a clock that only goes forward */
    InquiryDesk(ManagedChannel channel, String service, InquiryAnswers answers, LongSupplier nanos) {
        this.channel = channel;
        this.service = service;
        this.answers = answers;
        this.nanos = nanos;
    }

    @Override
    public void start() {
        // Assigned before it runs: the loop ends when there is no thread.
        Thread fresh = Thread.ofVirtual().name(service + "-inquiries").unstarted(this::attend);
        thread = fresh;
        fresh.start();
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void attend() {
        while (isRunning()) {
            try {
                answerAll();
                Thread.sleep(PAUSE);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /** Until the line is lost. */
    private void answerAll() throws InterruptedException {
        try (QuestionLine line = QuestionLine.open(channel, service, nanos)) {
            Optional<QuestionLine.Asked> next = line.next();
            while (next.isPresent()) {
                dev.kindling.proto.inquiry.v1.Inquiry asked = next.get().inquiry();
                if (next.get().isStale(nanos.getAsLong())) {
                    log.atInfo()
                            .addKeyValue("mac", asked.getMac())
                            .addKeyValue("patienceMillis", asked.getPatienceMillis())
                            .log("inquiry.passed-over");
                } else {
                    answer(asked);
                }
                next = line.next();
            }
        }
    }

    private void answer(dev.kindling.proto.inquiry.v1.Inquiry asked) {
        AnswerInquiryRequest.Builder answer =
                AnswerInquiryRequest.newBuilder().setId(asked.getId()).setService(service);
        for (InquiryDocument document : documents(asked)) {
            answer.addDocuments(dev.kindling.proto.inquiry.v1.InquiryDocument.newBuilder()
                    .setName(document.name())
                    .setContent(ByteString.copyFrom(document.content())));
        }
        try {
            InquiryServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .answer(answer.build());
        } catch (StatusRuntimeException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("inquiry.answer-lost");
        }
    }

    /** Whatever one question did, it gets an answer and the next one is answered too. */
    private List<InquiryDocument> documents(dev.kindling.proto.inquiry.v1.Inquiry asked) {
        try {
            return switch (asked.getSubject()) {
                case INQUIRY_SUBJECT_REPORT -> answers.answer(inquiry(asked, Inquiry.Subject.REPORT));
                case INQUIRY_SUBJECT_PREVIEW -> answers.answer(inquiry(asked, Inquiry.Subject.PREVIEW));
                case INQUIRY_SUBJECT_UNSPECIFIED, UNRECOGNIZED ->
                    List.of(InquiryDocument.text("failure.txt", "this service does not know the question\n"));
            };
        } catch (IllegalArgumentException e) {
            return List.of(InquiryDocument.text("failure.txt", e.getMessage() + "\n"));
        } catch (IOException | RuntimeException e) {
            log.atError().addKeyValue("mac", asked.getMac()).setCause(e).log("inquiry.failed");
            return List.of(InquiryDocument.text("failure.txt", e + "\n"));
        }
    }

    private static Inquiry inquiry(dev.kindling.proto.inquiry.v1.Inquiry asked, Inquiry.Subject subject) {
        return new Inquiry(subject, MacAddress.parse(asked.getMac()), asked.getClient());
    }
}
