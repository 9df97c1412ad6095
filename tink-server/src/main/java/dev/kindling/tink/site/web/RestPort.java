package dev.kindling.tink.site.web;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Puts the limits around what Spring makes of Jetty. */
@Component
class RestPort implements WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> {

    private final RestConnections connections;

    RestPort(RestLimits limits) {
        this.connections = new RestConnections(limits, System::nanoTime);
    }

    @Override
    public void customize(ConfigurableJettyWebServerFactory factory) {
        factory.addServerCustomizers(this::guard);
    }

    private void guard(Server server) {
        connections.setHandler(server.getHandler());
        server.setHandler(connections);
        for (Connector connector : server.getConnectors()) {
            connector.addEventListener(connections);
        }
    }

    @Scheduled(fixedDelay = 1000)
    void sweep() {
        connections.sweep();
    }
}
