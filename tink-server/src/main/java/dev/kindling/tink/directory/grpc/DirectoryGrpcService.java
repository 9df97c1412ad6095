package dev.kindling.tink.directory.grpc;

import com.google.protobuf.ByteString;
import dev.kindling.proto.directory.v1.DirectoryServiceGrpc;
import dev.kindling.proto.directory.v1.ReplicaRole;
import dev.kindling.proto.directory.v1.Settings;
import dev.kindling.proto.directory.v1.Subscribe;
import dev.kindling.proto.directory.v1.WatchRequest;
import dev.kindling.proto.directory.v1.WatchResponse;
import dev.kindling.tink.authority.CertificateAuthority;
import dev.kindling.tink.database.Notifications;
import dev.kindling.tink.directory.DirectoryRevision;
import dev.kindling.tink.directory.NonceKey;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.failure.grpc.StatusMapper;
import dev.kindling.tink.identity.grpc.ServiceCaller;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/** The directory's gRPC door; one {@link Watch} on a virtual thread for each replica. */
@Service
class DirectoryGrpcService extends DirectoryServiceGrpc.DirectoryServiceImplBase {

    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final Watch.Sources sources;
    private final NonceKey nonceKey;
    private final CertificateAuthority authority;

    DirectoryGrpcService(
            Watch.Sources sources, NonceKey nonceKey, CertificateAuthority authority, Notifications notifications) {
        this.sources = sources;
        this.nonceKey = nonceKey;
        this.authority = authority;
        notifications.listen(DirectoryRevision.CHANNEL, _ -> watches.values().forEach(Watch::wake));
    }

    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> responses) {
        ServiceCaller caller = ServiceCaller.CURRENT.get();
        return new Requests(caller, new ReplicaStream((ServerCallStreamObserver<WatchResponse>) responses));
    }

    /** Streams have no end of their own; the server need not wait for its grace period. */
    @EventListener
    void stopping(ContextClosedEvent event) {
        watches.values().forEach(Watch::stop);
    }

    private Watch begin(ServiceCaller caller, Subscribe subscribe, ReplicaStream stream) {
        String role = role(subscribe);
        if (!caller.mayActAs(role)) {
            throw new Failure.Denied("a certificate of '" + caller.name() + "' may not watch as " + role);
        }
        Watch watch = new Watch(sources, subscribe, settings(role), stream);
        sources.replicas().connected(subscribe.getReplica(), role.toUpperCase(Locale.ROOT), watch.id());
        Watch older = watches.put(subscribe.getReplica(), watch);
        if (older != null) {
            older.supersede();
        }
        Thread.ofVirtual().name("watch-" + subscribe.getReplica()).start(() -> {
            watch.run();
            watches.remove(watch.replica(), watch);
        });
        return watch;
    }

    private static String role(Subscribe subscribe) {
        if (subscribe.getReplica().isBlank()) {
            throw invalid("replica", "", "is missing; a replica has a name of its own, such as boots@provisioner");
        }
        return switch (subscribe.getRole()) {
            case REPLICA_ROLE_BOOTS -> "boots";
            case REPLICA_ROLE_HEGEL -> "hegel";
            case REPLICA_ROLE_UNSPECIFIED, UNRECOGNIZED ->
                throw invalid("role", ReplicaRole.REPLICA_ROLE_UNSPECIFIED.name(), "is not boots or hegel");
        };
    }

    private WatchResponse settings(String role) {
        Settings.Builder settings = Settings.newBuilder()
                .setEpoch(sources.revision().current().epoch().toString())
                .setCaPin(authority.pin())
                .setCaPem(authority.pem());
        if (role.equals("boots")) {
            settings.setNonceKey(ByteString.copyFrom(nonceKey.bytes()));
        }
        return WatchResponse.newBuilder().setSettings(settings).build();
    }

    private static Failure invalid(String field, String value, String rule) {
        return new Failure.Invalid("watch", List.of(new Violation("/subscribe/" + field, value, rule)));
    }

    /** The receiving half of one watch. gRPC calls it one message at a time. */
    private final class Requests implements StreamObserver<WatchRequest> {

        private final ServiceCaller caller;
        private final ReplicaStream stream;
        private Watch watch;

        Requests(ServiceCaller caller, ReplicaStream stream) {
            this.caller = caller;
            this.stream = stream;
        }

        @Override
        public void onNext(WatchRequest request) {
            try {
                handle(request);
            } catch (RuntimeException e) {
                stream.fail(StatusMapper.toException(e));
            }
        }

        private void handle(WatchRequest request) {
            if (watch == null) {
                if (!request.hasSubscribe()) {
                    throw invalid(
                            "", request.getMessageCase().name(), "must come first: the first request is subscribe");
                }
                watch = begin(caller, request.getSubscribe(), stream);
            } else if (request.hasApplied()) {
                sources.replicas().applied(watch.id(), request.getApplied().getRevision());
            }
        }

        @Override
        public void onError(Throwable t) {
            stream.complete();
        }

        @Override
        public void onCompleted() {
            stream.complete();
        }
    }
}
