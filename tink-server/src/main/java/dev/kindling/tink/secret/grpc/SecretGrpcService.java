package dev.kindling.tink.secret.grpc;

import com.google.protobuf.ByteString;
import dev.kindling.proto.secret.v1.ReadSecretRequest;
import dev.kindling.proto.secret.v1.ReadSecretResponse;
import dev.kindling.proto.secret.v1.SecretServiceGrpc;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.identity.grpc.ServiceCaller;
import dev.kindling.tink.secret.SecretReader;
import io.grpc.stub.StreamObserver;
import org.springframework.stereotype.Service;

/** Hegel's door to the vault. */
@Service
class SecretGrpcService extends SecretServiceGrpc.SecretServiceImplBase {

    private final SecretReader reader;

    SecretGrpcService(SecretReader reader) {
        this.reader = reader;
    }

    @Override
    public void read(ReadSecretRequest request, StreamObserver<ReadSecretResponse> responses) {
        ServiceCaller caller = ServiceCaller.CURRENT.get();
        if (!caller.mayActAs("hegel")) {
            throw new Failure.Denied("a certificate of '" + caller.name() + "' may not read secrets");
        }
        byte[] value = reader.read(request.getSession(), request.getName(), request.getAddress());
        responses.onNext(ReadSecretResponse.newBuilder()
                .setValue(ByteString.copyFrom(value))
                .build());
        responses.onCompleted();
    }
}
