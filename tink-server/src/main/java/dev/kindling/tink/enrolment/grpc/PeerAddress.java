package dev.kindling.tink.enrolment.grpc;

import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where the packets of the current call come from. */
public final class PeerAddress {

    private static final Context.Key<String> CURRENT = Context.key("kindling-agent-peer");

    private PeerAddress() {}

    /** A context in which {@link #current} answers for this call. */
    public static Context in(Context context, ServerCall<?, ?> call) {
        SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        String text = remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "";
        return context.withValue(CURRENT, text);
    }

    static String current() {
        String text = CURRENT.get();
        return text == null ? "" : text;
    }
}
