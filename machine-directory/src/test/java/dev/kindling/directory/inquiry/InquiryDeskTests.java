package dev.kindling.directory.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.proto.inquiry.v1.AnswerInquiryRequest;
import dev.kindling.proto.inquiry.v1.AnswerInquiryResponse;
import dev.kindling.proto.inquiry.v1.AttendRequest;
import dev.kindling.proto.inquiry.v1.Inquiry;
import dev.kindling.proto.inquiry.v1.InquiryServiceGrpc;
import dev.kindling.proto.inquiry.v1.InquirySubject;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InquiryDeskTests {

    private static final String MAC = "dc:a6:32:42:00:0b";

    private final Asker asker = new Asker();
    private final String name = UUID.randomUUID().toString();
    private Server server;
    private ManagedChannel channel;
    private InquiryDesk desk;

    /** tink-server's side. */
    private static final class Asker extends InquiryServiceGrpc.InquiryServiceImplBase {

        private final BlockingQueue<StreamObserver<Inquiry>> lines = new LinkedBlockingQueue<>();
        private final BlockingQueue<AnswerInquiryRequest> answers = new LinkedBlockingQueue<>();

        @Override
        public void attend(AttendRequest request, StreamObserver<Inquiry> questions) {
            assertThat(request.getService()).isEqualTo("boots");
            lines.add(questions);
        }

        @Override
        public void answer(AnswerInquiryRequest request, StreamObserver<AnswerInquiryResponse> done) {
            answers.add(request);
            done.onNext(AnswerInquiryResponse.getDefaultInstance());
            done.onCompleted();
        }

        StreamObserver<Inquiry> line() throws InterruptedException {
            return lines.poll(30, TimeUnit.SECONDS);
        }

        AnswerInquiryRequest answer() throws InterruptedException {
            return answers.poll(30, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = InProcessServerBuilder.forName(name).addService(asker).build().start();
        channel = InProcessChannelBuilder.forName(name).build();
        // A clock that goes on by a second whenever somebody looks at it.
        AtomicLong clock = new AtomicLong();
        desk = new InquiryDesk(
                channel, "boots", InquiryDeskTests::say, () -> clock.addAndGet(TimeUnit.SECONDS.toNanos(1)));
        desk.start();
    }

    @AfterEach
    void stop() {
        desk.stop();
        channel.shutdownNow();
        server.shutdownNow();
    }

    private static List<InquiryDocument> say(dev.kindling.directory.inquiry.Inquiry asked) throws IOException {
        if (asked.client().equals("toaster")) {
            throw new IllegalArgumentException("there is no client 'toaster'");
        }
        if (asked.client().equals("broken")) {
            throw new IOException("the disk is gone");
        }
        return List.of(InquiryDocument.text("said.txt", asked.subject() + " " + asked.mac()));
    }

    private static Inquiry inquiry(String id, String client) {
        return Inquiry.newBuilder()
                .setId(id)
                .setSubject(InquirySubject.INQUIRY_SUBJECT_PREVIEW)
                .setMac(MAC)
                .setClient(client)
                .build();
    }

    @Test
    void questionIsAnswered() throws InterruptedException {
        asker.line().onNext(inquiry("q1", ""));
        AnswerInquiryRequest answer = asker.answer();
        assertThat(answer.getId()).isEqualTo("q1");
        assertThat(answer.getDocuments(0).getContent().toStringUtf8()).isEqualTo("PREVIEW " + MAC);
    }

    @Test
    void questionThatCannotBeAnsweredSaysWhyAndTheNextOneIsAnswered() throws InterruptedException {
        StreamObserver<Inquiry> line = asker.line();
        line.onNext(inquiry("q1", "broken"));
        assertThat(asker.answer().getDocuments(0).getContent().toStringUtf8()).contains("the disk is gone");
        line.onNext(inquiry("q2", ""));
        assertThat(asker.answer().getId()).isEqualTo("q2");
    }

    @Test
    void questionThatMakesNoSenseIsAnsweredWithTheReasonAlone() throws InterruptedException {
        asker.line().onNext(inquiry("q1", "toaster"));
        assertThat(asker.answer().getDocuments(0).getContent().toStringUtf8())
                .isEqualTo("there is no client 'toaster'\n");
    }

    @Test
    void questionWhoseTimeIsOverBeforeItsTurnIsPassedOver() throws InterruptedException {
        StreamObserver<Inquiry> line = asker.line();
        line.onNext(inquiry("stale", "").toBuilder().setPatienceMillis(500).build());
        line.onNext(inquiry("fresh", "").toBuilder().setPatienceMillis(60_000).build());
        line.onNext(inquiry("of a server that tells no patience", ""));
        assertThat(asker.answer().getId()).isEqualTo("fresh");
        assertThat(asker.answer().getId()).isEqualTo("of a server that tells no patience");
    }

    @Test
    void deskThatStopsLeavesItsLine() throws InterruptedException {
        ServerCallStreamObserver<Inquiry> line = (ServerCallStreamObserver<Inquiry>) asker.line();
        desk.stop();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!line.isCancelled()) {
            assertThat(System.nanoTime()).as("within 30 s").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void lineThatBrokeIsOpenedAgain() throws InterruptedException {
        asker.line().onError(Status.UNAVAILABLE.asException());
        asker.line().onNext(inquiry("q2", ""));
        assertThat(asker.answer().getId()).isEqualTo("q2");
    }
}
