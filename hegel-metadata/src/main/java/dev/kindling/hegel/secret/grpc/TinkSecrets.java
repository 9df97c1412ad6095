package dev.kindling.hegel.secret.grpc;

import dev.kindling.contract.SessionSecret;
import dev.kindling.hegel.secret.SecretAnswer;
import dev.kindling.hegel.secret.SecretAnswer.Reason;
import dev.kindling.hegel.secret.Secrets;
import dev.kindling.proto.secret.v1.ReadSecretRequest;
import dev.kindling.proto.secret.v1.SecretServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Relays one call; every failure that says nothing about the machine reads "not now". */
@Component
final class TinkSecrets implements Secrets {

    private static final Logger log = LoggerFactory.getLogger(TinkSecrets.class);
    private static final long DEADLINE_SECONDS = 5;

    private final SecretServiceGrpc.SecretServiceBlockingStub service;

    TinkSecrets(ManagedChannel tink) {
        this.service = SecretServiceGrpc.newBlockingStub(tink);
    }

    @Override
    public SecretAnswer read(SessionSecret session, String name, String address) {
        ReadSecretRequest request = ReadSecretRequest.newBuilder()
                .setSession(session.bearer())
                .setName(name)
                .setAddress(address)
                .build();
        try {
            return new SecretAnswer.Granted(service.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .read(request)
                    .getValue()
                    .toByteArray());
        } catch (StatusRuntimeException e) {
            return failed(e.getStatus(), name);
        }
    }

    private static SecretAnswer failed(Status status, String name) {
        return switch (status.getCode()) {
            case UNAUTHENTICATED -> new SecretAnswer.Refused(Reason.UNKNOWN_SESSION);
            case PERMISSION_DENIED -> new SecretAnswer.Refused(Reason.NOT_FOR_THIS_MACHINE);
            case NOT_FOUND, INVALID_ARGUMENT -> new SecretAnswer.Refused(Reason.NO_SUCH_SECRET);
            case FAILED_PRECONDITION -> new SecretAnswer.Refused(Reason.GONE);
            default -> {
                log.atWarn()
                        .addKeyValue("secret", name)
                        .addKeyValue("status", status.getCode())
                        .log("secret.unavailable");
                yield new SecretAnswer.Unavailable();
            }
        };
    }
}
