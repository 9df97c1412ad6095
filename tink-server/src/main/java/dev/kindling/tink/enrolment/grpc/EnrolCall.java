package dev.kindling.tink.enrolment.grpc;

import com.google.protobuf.Timestamp;
import dev.kindling.contract.MacAddress;
import dev.kindling.contract.SessionSecret;
import dev.kindling.proto.agent.v1.EnrolRequest;
import dev.kindling.proto.agent.v1.EnrolResponse;
import dev.kindling.tink.enrolment.Enroller;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** The call by which a board enrols. */
@Component
public class EnrolCall {

    private final Enroller enroller;

    EnrolCall(Enroller enroller) {
        this.enroller = enroller;
    }

    public EnrolResponse enrol(EnrolRequest request) {
        Enroller.Welcome welcome = enroller.enrol(new Enroller.Request(
                request.getNonce(),
                mac(request),
                request.getAddress(),
                PeerAddress.current(),
                secret(request),
                request.getAgentVersion(),
                InventoryJson.of(request.getInventory())));
        return EnrolResponse.newBuilder()
                .setHardwareId(welcome.machine().hardware().toString())
                .setHostname(welcome.machine().hostname())
                .setServerTime(timestamp(welcome.now()))
                .setExpiresAt(timestamp(welcome.expiresAt()))
                .build();
    }

    private static MacAddress mac(EnrolRequest request) {
        try {
            return MacAddress.parse(request.getMac());
        } catch (IllegalArgumentException e) {
            throw invalid("/mac", request.getMac(), "is not a MAC address; write aa:bb:cc:dd:ee:ff");
        }
    }

    private static SessionSecret secret(EnrolRequest request) {
        try {
            return SessionSecret.of(request.getSessionSecret().toByteArray());
        } catch (IllegalArgumentException e) {
            throw invalid("/session_secret", "", e.getMessage());
        }
    }

    private static Failure.Invalid invalid(String pointer, String value, String rule) {
        return new Failure.Invalid("enrolment", List.of(new Violation(pointer, value, rule)));
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
