package dev.kindling.tink.secret.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.secret.v1.DeleteSecretRequest;
import dev.kindling.proto.secret.v1.DeleteSecretResponse;
import dev.kindling.proto.secret.v1.ListSecretsRequest;
import dev.kindling.proto.secret.v1.ListSecretsResponse;
import dev.kindling.proto.secret.v1.PutSecretRequest;
import dev.kindling.proto.secret.v1.SecretAdminServiceGrpc;
import dev.kindling.proto.secret.v1.SecretSummary;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.listing.grpc.Times;
import dev.kindling.tink.secret.SecretScope;
import dev.kindling.tink.secret.SecretVault;
import dev.kindling.tink.secret.SecretVault.Secret;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** SecretAdminService: values go in, never out. The interceptor has let persons of the right role pass only. */
@Service
class SecretAdminDoor extends SecretAdminServiceGrpc.SecretAdminServiceImplBase {

    private final SecretVault vault;

    SecretAdminDoor(SecretVault vault) {
        this.vault = vault;
    }

    @Override
    public void put(PutSecretRequest request, StreamObserver<SecretSummary> answer) {
        List<Violation> violations = new ArrayList<>();
        SecretScope scope = SecretScope.of(request.getMachinesList(), request.getCluster(), violations)
                .orElseThrow(() -> new Failure.Invalid("secret", violations));
        Secret stored = vault.put(request.getName(), request.getValue().toByteArray(), scope);
        answer.onNext(summary(stored));
        answer.onCompleted();
    }

    @Override
    public void list(ListSecretsRequest request, StreamObserver<ListSecretsResponse> answer) {
        int size = Page.checkedOrUsual(request.getLimit());
        Page<SecretSummary> page =
                Page.of(vault.list(request.getAfter(), size + 1), size, SecretAdminDoor::summary, Secret::name);
        ListSecretsResponse.Builder response = ListSecretsResponse.newBuilder().addAllItems(page.items());
        Optional.ofNullable(page.next()).ifPresent(response::setNext);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void delete(DeleteSecretRequest request, StreamObserver<DeleteSecretResponse> answer) {
        vault.delete(request.getName());
        answer.onNext(DeleteSecretResponse.getDefaultInstance());
        answer.onCompleted();
    }

    private static SecretSummary summary(Secret secret) {
        SecretSummary.Builder summary =
                SecretSummary.newBuilder().setName(secret.name()).setUpdatedAt(Times.of(secret.updatedAt()));
        switch (secret.scope()) {
            case SecretScope.Machines machines ->
                machines.macs().stream().map(MacAddress::text).forEach(summary::addMachines);
            case SecretScope.Cluster cluster -> summary.setCluster(cluster.name());
        }
        return summary.build();
    }
}
