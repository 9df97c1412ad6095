package dev.kindling.tink.tinkerbell.grpc;

import dev.kindling.tink.identity.Caller;
import dev.kindling.tink.identity.Role;
import dev.kindling.tink.workflow.grpc.CallRate;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Nobody proves who they are here, so the one thing that is known, where a call came from, is told the audit and limits floods. */
final class TinkerbellCaller implements ServerInterceptor {

    private final CallRate rate;

    TinkerbellCaller(CallRate rate) {
        this.rate = rate;
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        String host = host(call);
        if (!rate.take(host)) {
            call.close(
                    Status.RESOURCE_EXHAUSTED.withDescription(
                            host + " calls too often (kindling.tink.workflow.calls-per-second); wait a moment"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        Caller caller = new Caller("tinkerbell client at " + host, Role.OPERATOR);
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
