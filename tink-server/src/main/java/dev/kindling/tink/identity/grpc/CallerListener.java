package dev.kindling.tink.identity.grpc;

import dev.kindling.tink.identity.Caller;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ServerCall;

/** Handles a person's call with {@link Caller#CURRENT} bound, so that the audit names who asked. */
final class CallerListener<Q> extends SimpleForwardingServerCallListener<Q> {

    private final Caller caller;

    CallerListener(ServerCall.Listener<Q> delegate, Caller caller) {
        super(delegate);
        this.caller = caller;
    }

    @Override
    public void onMessage(Q message) {
        ScopedValue.where(Caller.CURRENT, caller).run(() -> super.onMessage(message));
    }

    /** Where a call with a single request is worked on. */
    @Override
    public void onHalfClose() {
        ScopedValue.where(Caller.CURRENT, caller).run(super::onHalfClose);
    }
}
