package dev.kindling.hegel.web;

import java.net.InetSocketAddress;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.springframework.context.SmartLifecycle;

/** The plain HTTP door. */
public final class HegelHttpServer implements SmartLifecycle {

    private final JettyDoor door;

    HegelHttpServer(WebProperties.Http properties, MachineHandler handler, PhoneHomeHandler phoneHome) {
        phoneHome.setHandler(new ReadOnly(handler));
        this.door = new JettyDoor(
                "http",
                properties.address(),
                properties.port(),
                phoneHome,
                new HttpConnectionFactory(JettyDoor.configuration()));
    }

    /** Where it really listens. */
    public InetSocketAddress localAddress() {
        return door.localAddress();
    }

    @Override
    public void start() {
        door.start();
    }

    @Override
    public void stop() {
        door.stop();
    }

    @Override
    public boolean isRunning() {
        return door.isRunning();
    }
}
