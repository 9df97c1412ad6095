package dev.kindling.hegel.web;

import dev.kindling.contract.SessionSecret;
import dev.kindling.hegel.caller.CallerAddress;
import dev.kindling.hegel.cluster.ClusterFacts;
import dev.kindling.hegel.instance.Instance;
import dev.kindling.hegel.instance.InstanceDirectory;
import dev.kindling.hegel.secret.SecretAnswer;
import dev.kindling.hegel.secret.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an enrolled agent may ask over HTTPS. It must come from its machine's address and show its machine's session;
 * the session is checked here against the copy of the directory, and again by tink-server when it is about a secret.
 */
final class AgentHandler extends Handler.Abstract {

    private static final Logger log = LoggerFactory.getLogger(AgentHandler.class);
    private static final String BEARER = "Bearer ";
    private static final String SECRETS = "/v1/secrets/";
    private static final Pattern SECRET_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final String RETRY_SECONDS = "2";

    /** A session may be younger than this copy of the directory. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Callers callers;
    private final InstanceDirectory directory;
    private final Secrets secrets;
    private final RequestCounters counters;
    private final Clock clock;

    AgentHandler(Callers callers, InstanceDirectory directory, Secrets secrets, RequestCounters counters, Clock clock) {
        this.callers = callers;
        this.directory = directory;
        this.secrets = secrets;
        this.counters = counters;
        this.clock = clock;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws InterruptedException {
        String path = Request.getPathInContext(request);
        if (path.equals("/healthz")) {
            Answer.text("ok\n").send(response, callback);
            return true;
        }
        Answer answer = answer(request, path);
        counters.count(answer);
        answer.send(response, callback);
        return true;
    }

    private Answer answer(Request request, String path) throws InterruptedException {
        return switch (callers.of(request)) {
            case CallerAddress.Malformed(String rule) -> Answer.failure(400, Answer.Outcome.BAD_REQUEST, rule);
            case CallerAddress.Known(String address) -> {
                Optional<SessionSecret> session = session(request.getHeaders().get(HttpHeader.AUTHORIZATION));
                yield session.isEmpty()
                        ? unauthenticated(address, path, "ask with Authorization: Bearer and the agent's session")
                        : answer(session.get(), address, path);
            }
        };
    }

    private static Optional<SessionSecret> session(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    SessionSecret.parse(authorization.substring(BEARER.length()).strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Answer answer(SessionSecret session, String address, String path) throws InterruptedException {
        Optional<Instance> instance = directory.findByAddress(address).isEmpty()
                ? Optional.empty()
                : directory.awaitByAddress(address, known -> known.isKnownBy(session, clock.instant()), PATIENCE);
        if (instance.isPresent()) {
            return answer(session, instance.get(), address, path);
        }
        if (directory.all().stream().anyMatch(other -> other.isKnownBy(session, clock.instant()))) {
            return refused(403, address, path, "this session belongs to a machine with another address");
        }
        return unauthenticated(address, path, "no machine at " + address + " has this session; enrol again");
    }

    private Answer answer(SessionSecret session, Instance instance, String address, String path) {
        if (path.equals("/v1/cluster")) {
            return ClusterFacts.of(instance, directory.all())
                    .map(facts -> Answer.json(ClusterJson.of(facts)))
                    .orElseGet(() -> Answer.failure(
                            404,
                            Answer.Outcome.NOT_FOUND,
                            "the document of " + instance.mac() + " names no cluster: set metadata.cluster.name"));
        }
        if (path.startsWith(SECRETS)
                && SECRET_NAME.matcher(path.substring(SECRETS.length())).matches()) {
            return secret(session, instance, address, path.substring(SECRETS.length()));
        }
        return Answer.failure(
                404, Answer.Outcome.NOT_FOUND, "nothing is at " + path + "; there is /v1/secrets/NAME and /v1/cluster");
    }

    private Answer secret(SessionSecret session, Instance instance, String address, String name) {
        return switch (secrets.read(session, name, address)) {
            case SecretAnswer.Granted granted -> {
                log.atInfo()
                        .addKeyValue("mac", instance.mac())
                        .addKeyValue("secret", name)
                        .log("hegel.secret-read");
                yield Answer.secret(granted.value());
            }
            case SecretAnswer.Unavailable _ ->
                Answer.failure(
                                503,
                                Answer.Outcome.UNAVAILABLE,
                                "tink-server does not answer, and secrets are kept nowhere else; ask again")
                        .with("Retry-After", RETRY_SECONDS);
            case SecretAnswer.Refused(SecretAnswer.Reason reason) -> refused(reason, address, name);
        };
    }

    private static Answer refused(SecretAnswer.Reason reason, String address, String name) {
        return switch (reason) {
            case UNKNOWN_SESSION ->
                unauthenticated(address, name, "tink-server does not know this session; enrol again");
            case NOT_FOR_THIS_MACHINE ->
                refused(403, address, name, "secret '" + name + "' is not one of this machine or its cluster");
            case NO_SUCH_SECRET ->
                Answer.failure(
                        404, Answer.Outcome.NOT_FOUND, "there is no secret '" + name + "'; kindling secret list");
            case GONE -> refused(410, address, name, "secret '" + name + "' was handed out and cannot be had again");
        };
    }

    private static Answer unauthenticated(String address, String what, String sentence) {
        return refused(401, address, what, sentence).with("WWW-Authenticate", "Bearer");
    }

    private static Answer refused(int status, String address, String what, String sentence) {
        log.atWarn()
                .addKeyValue("address", address)
                .addKeyValue("asked", what)
                .addKeyValue("status", status)
                .addKeyValue("reason", sentence)
                .log("hegel.refused");
        return Answer.failure(status, Answer.Outcome.REFUSED, sentence);
    }
}
