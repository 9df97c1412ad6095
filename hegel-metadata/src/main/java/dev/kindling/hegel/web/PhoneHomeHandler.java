package dev.kindling.hegel.web;

import dev.kindling.hegel.caller.CallerAddress;
import dev.kindling.hegel.instance.Instance;
import dev.kindling.hegel.instance.InstanceDirectory;
import dev.kindling.hegel.report.MachineReports;
import dev.kindling.hegel.report.PhoneHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.UrlEncoded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thing a machine may say over plain HTTP, known by its source address as for what it may ask: that its own
 * system runs, as cloud-init's {@code phone_home} posts it. It changes nothing but the machine's timeline.
 */
final class PhoneHomeHandler extends Handler.Wrapper {

    private static final Logger log = LoggerFactory.getLogger(PhoneHomeHandler.class);
    private static final String PATH = "/phone-home";
    private static final int LARGEST = 16 * 1024;

    /** A machine that calls all the time fills no timeline. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Callers callers;
    private final InstanceDirectory directory;
    private final MachineReports reports;
    private final RequestCounters counters;
    private final Clock clock;
    private final Map<String, Instant> calls = new ConcurrentHashMap<>();

    PhoneHomeHandler(
            Callers callers,
            InstanceDirectory directory,
            MachineReports reports,
            RequestCounters counters,
            Clock clock) {
        this.callers = callers;
        this.directory = directory;
        this.reports = reports;
        this.counters = counters;
        this.clock = clock;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!Request.getPathInContext(request).equals(PATH)) {
            return super.handle(request, response, callback);
        }
        // Waits for the body and for tink-server, so not on the thread that reads for everybody.
        Thread.ofVirtual().name("hegel-phone-home").start(() -> {
            try {
                Answer answer = answer(request);
                counters.count(answer);
                answer.send(response, callback);
            } catch (Exception e) {
                callback.failed(e);
            }
        });
        return true;
    }

    private Answer answer(Request request) throws IOException {
        if (!HttpMethod.POST.is(request.getMethod())) {
            return Answer.failure(
                            405, Answer.Outcome.BAD_REQUEST, PATH + " takes POST, as cloud-init's phone_home does")
                    .with("Allow", "POST");
        }
        if (request.getLength() < 0 || request.getLength() > LARGEST) {
            return Answer.failure(
                    413, Answer.Outcome.BAD_REQUEST, "say a Content-Length of at most " + LARGEST + " bytes");
        }
        return switch (callers.of(request)) {
            case CallerAddress.Malformed(String rule) -> Answer.failure(400, Answer.Outcome.BAD_REQUEST, rule);
            case CallerAddress.Known(String address) -> {
                Optional<Instance> instance = directory.findByAddress(address);
                yield instance.isEmpty() ? Callers.unknown(address) : answer(request, instance.get(), address);
            }
        };
    }

    private Answer answer(Request request, Instance instance, String address) throws IOException {
        String mac = instance.mac().text();
        if (!maySpeak(mac)) {
            return Answer.failure(429, Answer.Outcome.REFUSED, "this machine has just phoned home")
                    .with("Retry-After", String.valueOf(PAUSE.toSeconds()));
        }
        Answer answer = store(request, instance, address);
        if (answer.outcome() != Answer.Outcome.SERVED) {
            calls.remove(mac);
        }
        return answer;
    }

    /** Takes the machine's turn, before anything is waited for. */
    private boolean maySpeak(String mac) {
        Instant now = clock.instant();
        return calls.merge(mac, now, (before, next) -> next.isBefore(before.plus(PAUSE)) ? before : next) == now;
    }

    private Answer store(Request request, Instance instance, String address) throws IOException {
        Map<String, String> facts;
        try {
            facts = PhoneHome.facts(form(request));
        } catch (IllegalArgumentException e) {
            return Answer.failure(
                    400, Answer.Outcome.BAD_REQUEST, "this is no form (application/x-www-form-urlencoded)");
        }
        facts.put("address", address);
        if (!reports.phonedHome(instance.mac(), facts)) {
            return Answer.failure(
                            503,
                            Answer.Outcome.UNAVAILABLE,
                            "tink-server does not answer, so nothing is noted; call again")
                    .with("Retry-After", "2");
        }
        log.atInfo()
                .addKeyValue("mac", instance.mac())
                .addKeyValue("address", address)
                .log("machine.phoned-home");
        return Answer.text("noted\n");
    }

    private static Map<String, String> form(Request request) throws IOException {
        Map<String, String> form = new TreeMap<>();
        UrlEncoded.decodeTo(Content.Source.asString(request), form::put, StandardCharsets.UTF_8);
        return form;
    }
}
