package dev.kindling.tink.inquiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.kindling.proto.inquiry.v1.AnswerInquiryRequest;
import dev.kindling.proto.inquiry.v1.AttendRequest;
import dev.kindling.proto.inquiry.v1.Inquiry;
import dev.kindling.proto.inquiry.v1.InquiryDocument;
import dev.kindling.proto.inquiry.v1.InquiryServiceGrpc;
import dev.kindling.proto.inquiry.v1.InquirySubject;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From REST through the line of a service and back. */
@Timeout(300)
class InquiryDoorTests {

    private static final String MAC = "dc:a6:32:42:00:0b";

    @TempDir
    Path data;

    @Test
    void questionOfAPersonReachesTheServiceAndItsAnswerThePerson() throws Exception {
        try (TinkServer server = TinkServer.start(data)) {
            ManagedChannel channel =
                    InProcessChannelBuilder.forName(server.inProcess()).build();
            try {
                InquiryServiceGrpc.InquiryServiceBlockingStub door =
                        InquiryServiceGrpc.newBlockingStub(channel).withDeadlineAfter(2, TimeUnit.MINUTES);
                assertThat(server.send("GET", "/api/v1/machines/" + MAC + "/preview", "")
                                .body())
                        .contains("\"parts\":[]");

                Iterator<Inquiry> questions = door.attend(
                        AttendRequest.newBuilder().setService("boots").build());
                CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> preview(server));
                Inquiry question = questions.next();
                assertThat(question.getMac()).isEqualTo(MAC);
                assertThat(question.getClient()).isEqualTo("ipxe");
                assertThat(question.getPatienceMillis()).isEqualTo(8_000);
                assertThat(question.getSubject()).isEqualTo(InquirySubject.INQUIRY_SUBJECT_PREVIEW);
                door.answer(AnswerInquiryRequest.newBuilder()
                        .setId(question.getId())
                        .setService("boots")
                        .addDocuments(InquiryDocument.newBuilder()
                                .setName("dhcp.txt")
                                .setContent(ByteString.copyFromUtf8("hi")))
                        .build());
                assertThat(asked.get(90, TimeUnit.SECONDS))
                        .contains("\"service\":\"boots\"", "\"name\":\"dhcp.txt\"", "\"content\":\"aGk=\"");
                refusesOthers(door);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    /** The line of the first answer may not be open yet when the question comes. */
    private static String preview(TinkServer server) {
        String body = "";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!body.contains("dhcp.txt") && System.nanoTime() < end) {
            body = server.send("GET", "/api/v1/machines/" + MAC + "/preview?client=ipxe", "")
                    .body();
        }
        return body;
    }

    private static void refusesOthers(InquiryServiceGrpc.InquiryServiceBlockingStub door) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> door.answer(
                        AnswerInquiryRequest.newBuilder().setService("agent").build()))
                .matches(e -> e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT);
    }
}
