package dev.kindling.hegel.web;

import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.springframework.context.SmartLifecycle;

/** The HTTPS door. Opens when tink-server has written hegel's certificate, and says what it waits for until then. */
public final class HegelHttpsServer implements SmartLifecycle {

    private final WebProperties.Https properties;
    private final AgentHandler handler;
    private final TlsIdentity identity;
    private volatile JettyDoor door;

    HegelHttpsServer(WebProperties.Https properties, AgentHandler handler, TlsIdentity identity) {
        this.properties = properties;
        this.handler = handler;
        this.identity = identity;
    }

    /** Where it really listens. */
    public InetSocketAddress localAddress() {
        return door.localAddress();
    }

    @Override
    public void start() {
        SslContextFactory.Server tls = identity.await();
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        HttpConfiguration configuration = JettyDoor.configuration();
        // Agents come by address, so there is no name to compare.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        JettyDoor fresh = new JettyDoor(
                "https",
                properties.address(),
                properties.port(),
                new ReadOnly(handler),
                new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(configuration));
        fresh.start();
        door = fresh;
    }

    @Override
    public void stop() {
        if (door != null) {
            door.stop();
        }
    }

    @Override
    public boolean isRunning() {
        return door != null && door.isRunning();
    }
}
