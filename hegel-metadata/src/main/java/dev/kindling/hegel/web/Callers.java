package dev.kindling.hegel.web;

import dev.kindling.hegel.caller.CallerAddress;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Request;

/** Reads who is asking out of a request. */
final class Callers {

    private final CallerAddress addresses;

    Callers(CallerAddress addresses) {
        this.addresses = addresses;
    }

    CallerAddress.Caller of(Request request) {
        if (request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                && peer.getAddress() instanceof Inet4Address address) {
            return addresses.of(address, request.getHeaders().getValuesList("X-Forwarded-For"));
        }
        return new CallerAddress.Malformed("machines are known by their IPv4 address; ask over IPv4");
    }

    static Answer unknown(String address) {
        return Answer.failure(
                404,
                Answer.Outcome.UNKNOWN_CALLER,
                "no machine with the address " + address
                        + " is in the inventory: declare it (kindling hardware apply -f FILE), or give an interface of"
                        + " a declared machine this address");
    }
}
