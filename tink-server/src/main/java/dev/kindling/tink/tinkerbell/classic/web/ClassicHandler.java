package dev.kindling.tink.tinkerbell.classic.web;

import dev.kindling.tink.identity.Caller;
import dev.kindling.tink.identity.Role;
import dev.kindling.tink.tinkerbell.TinkerbellProperties;
import dev.kindling.tink.tinkerbell.classic.Refusal;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What is open to all, who may go on from here, and how a refusal reads. */
@Component
class ClassicHandler extends Handler.Abstract {

    private static final int LONGEST_BODY = 4 * 1024 * 1024;

    private final ClassicPaths paths;
    private final TrustBundle trust;
    private final BasicAuthentication authentication;
    private final ObjectProvider<PrometheusMeterRegistry> meters;
    private final String started;

    ClassicHandler(
            ClassicPaths paths,
            TrustBundle trust,
            TinkerbellProperties properties,
            ObjectProvider<PrometheusMeterRegistry> meters,
            Clock clock) {
        this.paths = paths;
        this.trust = trust;
        this.authentication = new BasicAuthentication(properties.http());
        this.meters = meters;
        this.started =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atZone(ZoneOffset.UTC));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        Optional<Answer> open = request.getMethod().equals("GET") ? openToAll(path) : Optional.empty();
        if (open.isPresent()) {
            open.get().send(response, callback);
        } else if (!authentication.allows(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
            BasicAuthentication.REFUSED.send(response, callback);
        } else {
            String body = request.getLength() > LONGEST_BODY
                    ? ""
                    : Content.Source.asString(request, java.nio.charset.StandardCharsets.UTF_8);
            Caller caller = new Caller("tinkerbell client at " + Request.getRemoteAddr(request), Role.OPERATOR);
            ScopedValue.where(Caller.CURRENT, caller)
                    .call(() -> answer(request, path, body))
                    .send(response, callback);
        }
        return true;
    }

    private Answer answer(Request request, String path, String body) {
        try {
            return paths.answer(new ClassicPaths.Asked(
                    request.getMethod(), path, query(request).getOrDefault("name", ""), body));
        } catch (ClassicPaths.BadBody bad) {
            return Answer.failure(400, asGoPrints(Refusal.Code.INVALID_ARGUMENT, bad.getMessage()));
        } catch (RuntimeException e) {
            Refusal refusal = Refusal.of(e);
            return Answer.failure(500, asGoPrints(refusal.code(), refusal.getMessage()));
        }
    }

    private static Map<String, String> query(Request request) {
        Map<String, String> values = new java.util.HashMap<>();
        Request.extractQueryParameters(request).forEach(field -> values.put(field.getName(), field.getValue()));
        return values;
    }

    /** The gateway asks the gRPC port and shows what that says. */
    private static String asGoPrints(Refusal.Code code, String message) {
        return "rpc error: code = " + code.goName() + " desc = " + message;
    }

    private Optional<Answer> openToAll(String path) {
        return switch (path) {
            case "/cert" -> Optional.of(new Answer(200, trust.pem(), Map.of("Last-Modified", started)));
            case "/version" -> Optional.of(Answer.text("{\"git_rev\":\"kindling\",\"service_name\":\"tinkerbell\"}"));
            case "/healthz" -> Optional.of(Answer.text(health()));
            case "/metrics" ->
                Optional.of(Answer.text(
                        meters.getIfAvailable() == null
                                ? ""
                                : meters.getObject().scrape()));
            default -> Optional.empty();
        };
    }

    /** "goroutines" are our threads. */
    private static String health() {
        double uptime = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        return "{\"git_rev\":\"kindling\",\"uptime\":" + uptime + ",\"goroutines\":" + threads + "}";
    }
}
