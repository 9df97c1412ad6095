package dev.kindling.directory.inquiry;

import dev.kindling.proto.inquiry.v1.AttendRequest;
import dev.kindling.proto.inquiry.v1.Inquiry;
import dev.kindling.proto.inquiry.v1.InquiryServiceGrpc;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call to tink-server on which it asks. Questions are taken off the wire at once, so it is known how long each has waited. */
final class QuestionLine implements ClientResponseObserver<AttendRequest, Inquiry>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(QuestionLine.class);

    private final LongSupplier nanos;
    private final BlockingQueue<Optional<Asked>> questions = new LinkedBlockingQueue<>();
    private ClientCallStreamObserver<AttendRequest> call;

    private QuestionLine(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * A question.
     *
     * @param at when it came, by the clock of the line
     */
    record Asked(Inquiry inquiry, long at) {

        /** Whether nobody waits for its answer any more; the clocks of the two hosts need not agree for this. */
        boolean isStale(long now) {
            Duration patience = Duration.ofMillis(Integer.toUnsignedLong(inquiry.getPatienceMillis()));
            return patience.isPositive() && now - at > patience.toNanos();
        }
    }

    static QuestionLine open(Channel channel, String service, LongSupplier nanos) {
        QuestionLine line = new QuestionLine(nanos);
        InquiryServiceGrpc.newStub(channel)
                .attend(AttendRequest.newBuilder().setService(service).build(), line);
        return line;
    }

    /** Waits for the next question; empty when the line is lost. A dead connection is noticed by the channel's keepalive. */
    Optional<Asked> next() throws InterruptedException {
        return questions.take();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<AttendRequest> started) {
        call = started;
    }

    @Override
    public void onNext(Inquiry inquiry) {
        questions.add(Optional.of(new Asked(inquiry, nanos.getAsLong())));
    }

    @Override
    public void onError(Throwable cause) {
        log.atDebug().addKeyValue("reason", cause.getMessage()).log("inquiry.line-lost");
        questions.add(Optional.empty());
    }

    @Override
    public void onCompleted() {
        questions.add(Optional.empty());
    }

    @Override
    public void close() {
        call.cancel("no more questions are answered", null);
    }
}
