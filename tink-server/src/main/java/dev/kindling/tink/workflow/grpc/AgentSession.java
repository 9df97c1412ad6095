package dev.kindling.tink.workflow.grpc;

import dev.kindling.contract.SessionSecret;
import dev.kindling.tink.enrolment.Sessions;
import dev.kindling.tink.enrolment.grpc.PeerAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.machine.Machines.SessionOwner;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who calls: carries the session of the {@code authorization} header to the call, and looks it up. */
@Component
class AgentSession implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<String> HEADER = Context.key("kindling-agent-authorization");
    private static final String SCHEME = "Bearer ";

    private final Machines machines;
    private final Sessions lives;
    private final Clock clock;
    private final CallRate rate;

    AgentSession(Machines machines, Sessions lives, Clock clock, CallRate rate) {
        this.machines = machines;
        this.lives = lives;
        this.clock = clock;
        this.rate = rate;
    }

    /** The hash of a session; looked up again for as long as a stream lives. */
    record Hash(byte[] sha256) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Hash that && Arrays.equals(sha256, that.sha256);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(sha256);
        }

        @Override
        public String toString() {
            return "Hash[hidden]";
        }
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        String header = headers.get(AUTHORIZATION);
        if (header != null && !rate.take(header)) {
            call.close(
                    Status.RESOURCE_EXHAUSTED.withDescription(
                            "this session calls too often (kindling.tink.workflow.calls-per-second); wait a moment"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        Context context = PeerAddress.in(Context.current().withValue(HEADER, header), call);
        return Contexts.interceptCall(context, call, headers, next);
    }

    /** The session of the current call; says nothing about whether it lives. */
    Hash current() {
        String header = HEADER.get();
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new Failure.Unauthenticated("a session is needed: enrol, then send 'authorization: Bearer SESSION'");
        }
        try {
            return new Hash(
                    SessionSecret.parse(header.substring(SCHEME.length()).strip())
                            .sha256());
        } catch (IllegalArgumentException notASession) {
            throw new Failure.Unauthenticated("this is no session; enrol again");
        }
    }

    Optional<MachineFacts> find(Hash session) {
        return machines.findBySession(session.sha256(), clock.instant());
    }

    /** A session in use is given its full life again. */
    void renew(Hash session) {
        lives.renew(session.sha256());
    }

    /** The machine behind the current call. */
    SessionOwner owner() {
        return machines.ownerOf(current().sha256(), clock.instant()).orElseThrow(AgentSession::ended);
    }

    static Failure.Unauthenticated ended() {
        return new Failure.Unauthenticated(
                "this session is unknown, has expired, or a newer boot of the machine took its place; reboot to enrol again");
    }
}
