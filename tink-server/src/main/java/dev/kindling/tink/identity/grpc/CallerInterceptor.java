package dev.kindling.tink.identity.grpc;

import dev.kindling.proto.agent.v1.AgentServiceGrpc;
import dev.kindling.proto.batch.v1.BatchServiceGrpc;
import dev.kindling.proto.hardware.v1.HardwareServiceGrpc;
import dev.kindling.proto.machine.v1.MachineServiceGrpc;
import dev.kindling.proto.secret.v1.SecretAdminServiceGrpc;
import dev.kindling.proto.template.v1.TemplatePreviewServiceGrpc;
import dev.kindling.proto.template.v1.TemplateServiceGrpc;
import dev.kindling.proto.timeline.v1.TimelineServiceGrpc;
import dev.kindling.proto.webhook.v1.WebhookServiceGrpc;
import dev.kindling.proto.workflow.v1.WorkflowServiceGrpc;
import dev.kindling.tink.failure.grpc.StatusMapper;
import dev.kindling.tink.identity.Access;
import dev.kindling.tink.identity.BearerTokens;
import dev.kindling.tink.identity.Caller;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.inprocess.InProcessSocketAddress;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.stereotype.Component;

/**
 * Every gRPC service needs a service's certificate or the in-process channel, but for the few that are named here: those of people
 * need a token whatever the channel, those of agents and of health checks are open at this point.
 *
 * <p>TLS has already checked that a certificate, where one was sent, is of our own authority.
 */
@Component
@GlobalServerInterceptor
class CallerInterceptor implements ServerInterceptor {

    /** Agents prove themselves with a nonce or a session, checked call by call in AgentService. */
    private static final Set<String> OPEN = Set.of(AgentServiceGrpc.SERVICE_NAME, "grpc.health.v1.Health");

    /** What REST offers too. */
    private static final Set<String> OF_PEOPLE = Set.of(
            HardwareServiceGrpc.SERVICE_NAME,
            TemplateServiceGrpc.SERVICE_NAME,
            TemplatePreviewServiceGrpc.SERVICE_NAME,
            WorkflowServiceGrpc.SERVICE_NAME,
            SecretAdminServiceGrpc.SERVICE_NAME,
            TimelineServiceGrpc.SERVICE_NAME,
            MachineServiceGrpc.SERVICE_NAME,
            BatchServiceGrpc.SERVICE_NAME,
            WebhookServiceGrpc.SERVICE_NAME);

    /** Reading too. */
    private static final Set<String> OF_ADMINS = Set.of(WebhookServiceGrpc.SERVICE_NAME);

    private static final Set<String> SERVICES = Set.of("boots", "hegel");

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final BearerTokens tokens;

    CallerInterceptor(BearerTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        String service = call.getMethodDescriptor().getServiceName();
        if (OPEN.contains(service)) {
            return next.startCall(call, headers);
        }
        return OF_PEOPLE.contains(service) ? forPerson(call, headers, next) : forService(call, headers, next);
    }

    private <Q, S> ServerCall.Listener<Q> forPerson(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        Caller caller;
        try {
            caller = tokens.authorise(headers.get(AUTHORIZATION), needed(call.getMethodDescriptor()));
        } catch (RuntimeException refused) {
            return refuse(call, StatusMapper.toException(refused).getStatus());
        }
        return new CallerListener<>(next.startCall(call, headers), caller);
    }

    private static Access needed(MethodDescriptor<?, ?> method) {
        if (OF_ADMINS.contains(method.getServiceName())) {
            return Access.ADMINISTER;
        }
        // The contract itself says which methods only read: idempotency_level = NO_SIDE_EFFECTS.
        return method.isSafe() ? Access.READ : Access.CHANGE;
    }

    private static <Q, S> ServerCall.Listener<Q> forService(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        Optional<ServiceCaller> caller = caller(call);
        if (caller.isEmpty()) {
            return refuse(
                    call,
                    Status.UNAUTHENTICATED.withDescription(
                            "this needs a service certificate of Kindling's own authority (pki/ in the data directory)"));
        }
        Context context = Context.current().withValue(ServiceCaller.CURRENT, caller.get());
        return Contexts.interceptCall(context, call, headers, next);
    }

    private static <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static Optional<ServiceCaller> caller(ServerCall<?, ?> call) {
        if (call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InProcessSocketAddress) {
            return Optional.of(new ServiceCaller(ServiceCaller.IN_PROCESS));
        }
        return Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION))
                .flatMap(CallerInterceptor::commonName)
                .filter(SERVICES::contains)
                .map(ServiceCaller::new);
    }

    private static Optional<String> commonName(SSLSession session) {
        try {
            return new LdapName(session.getPeerPrincipal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(rdn -> String.valueOf(rdn.getValue()))
                            .findFirst();
        } catch (SSLPeerUnverifiedException | InvalidNameException _) {
            return Optional.empty();
        }
    }
}
