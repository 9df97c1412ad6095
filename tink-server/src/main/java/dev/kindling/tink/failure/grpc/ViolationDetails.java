package dev.kindling.tink.failure.grpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import dev.kindling.tink.failure.Violation;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.ProtoUtils;
import java.util.List;

/**
 * An invalid input as a status: the sentences in its message, and each violation as a {@code google.rpc.BadRequest} field violation.
 *
 * <p>Both travel as HTTP/2 headers, of which clients take 8 KiB by default and refuse the whole answer above that. So both have a
 * budget, and say how much they left out.
 */
final class ViolationDetails {

    private static final Metadata.Key<com.google.rpc.Status> DETAILS = Metadata.Key.of(
            "grpc-status-details-bin", ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

    /** Bytes of the message as it travels. */
    private static final int MESSAGE_BUDGET = 3_000;
    /** Bytes of all field violations; base64 makes a third more of them. */
    private static final int DETAILS_BUDGET = 3_000;

    private ViolationDetails() {}

    static StatusException exception(String message, List<Violation> violations) {
        com.google.rpc.Status details = com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.INVALID_ARGUMENT.value())
                .addDetails(Any.pack(badRequest(violations)))
                .build();
        Metadata trailers = new Metadata();
        trailers.put(DETAILS, details);
        return Status.INVALID_ARGUMENT.withDescription(shortened(message)).asException(trailers);
    }

    private static BadRequest badRequest(List<Violation> violations) {
        BadRequest.Builder request = BadRequest.newBuilder();
        int left = DETAILS_BUDGET;
        for (Violation violation : violations) {
            FieldViolation field = FieldViolation.newBuilder()
                    .setField(violation.pointer())
                    .setDescription("'" + violation.value() + "': " + violation.rule())
                    .build();
            left -= field.getSerializedSize();
            if (left < 0) {
                int more = violations.size() - request.getFieldViolationsCount();
                return request.addFieldViolations(FieldViolation.newBuilder().setDescription("and " + more + " more"))
                        .build();
            }
            request.addFieldViolations(field);
        }
        return request.build();
    }

    private static String shortened(String message) {
        int size = 0;
        for (int i = 0; i < message.length(); i++) {
            size += travellingSize(message.charAt(i));
            if (size > MESSAGE_BUDGET) {
                return message.substring(0, Character.isHighSurrogate(message.charAt(i - 1)) ? i - 1 : i) + " ...";
            }
        }
        return message;
    }

    /** What is not printable ASCII, and the percent sign, becomes %XX for each of its UTF-8 bytes, of which there are up to three. */
    private static int travellingSize(char c) {
        if (c >= 0x80) {
            return 9;
        }
        return c < ' ' || c > '~' || c == '%' ? 3 : 1;
    }
}
