package dev.kindling.tink.tinkerbell.grpc;

import dev.kindling.tink.identity.Caller;
import dev.kindling.tink.identity.Role;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Nobody proves who they are here, so the audit is told the one thing that is known: where the call came from. */
final class TinkerbellCaller implements ServerInterceptor {

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        Caller caller = new Caller("tinkerbell client at " + host(call), Role.OPERATOR);
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            /** Where a call with a single request is worked on. */
            @Override
            public void onHalfClose() {
                ScopedValue.where(Caller.CURRENT, caller).run(super::onHalfClose);
            }
        };
    }

    private static String host(ServerCall<?, ?> call) {
        SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return remote instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : String.valueOf(remote);
    }
}
