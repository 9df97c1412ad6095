package dev.kindling.boots.ipxe;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.ServedAddresses;
import java.net.Inet4Address;
import org.springframework.stereotype.Component;

/** Where machines reach this service and tink-server, as scripts say it. */
@Component
public final class OwnAddress {

    private static final int USUAL_PORT = 7171;

    private final BootsProperties boots;
    private final IpxeProperties ipxe;
    private final ServedAddresses served;
    private volatile int port = USUAL_PORT;

    OwnAddress(BootsProperties boots, IpxeProperties ipxe, ServedAddresses served) {
        this.served = served;
        this.boots = boots;
        this.ipxe = ipxe;
    }

    /** Told by the HTTP server, before it answers anybody, at which port it does; a configured 0 is any free one. */
    public void listening(int bound) {
        port = bound;
    }

    /** Base of this service's URLs for the machine at this address, without a slash at its end. */
    String url(Inet4Address machine) {
        String url = ipxe.httpUrl().isEmpty() ? "http://" + host(machine) + ":" + port : ipxe.httpUrl();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    String host(Inet4Address machine) {
        return served.toward(machine).getHostAddress();
    }

    /** HOST:PORT of tink-server's gRPC. */
    String agents(Inet4Address machine) {
        return boots.commandlineAt(served.toward(machine)).server();
    }
}
