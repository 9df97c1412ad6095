package dev.kindling.tink.site;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;
import org.springframework.stereotype.Component;

/** The ports that were really bound, for whoever asked for port 0. Get this bean from the started context. */
@Component
public class TinkAddresses {

    private final AtomicInteger rest = new AtomicInteger();
    private final AtomicInteger grpc = new AtomicInteger();

    @EventListener
    void bound(WebServerInitializedEvent event) {
        rest.set(event.getWebServer().getPort());
    }

    /** The in-process server has no port. */
    @EventListener
    void bound(GrpcServerStartedEvent event) {
        if (event.getPort() > 0) {
            grpc.set(event.getPort());
        }
    }

    /** Port of the REST door. */
    public int restPort() {
        return rest.get();
    }

    /** Port of the gRPC door (TLS). */
    public int grpcPort() {
        return grpc.get();
    }
}
