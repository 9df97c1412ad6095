package dev.kindling.hegel.web;

import dev.kindling.hegel.caller.CallerAddress;
import dev.kindling.hegel.instance.Instance;
import dev.kindling.hegel.instance.InstanceDirectory;
import dev.kindling.hegel.metadata.Ec2Tree;
import dev.kindling.hegel.metadata.NativeMetadata;
import dev.kindling.hegel.metadata.NoCloudSeed;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What a machine may ask over plain HTTP, known by its source address. Nothing here is a secret. */
final class MachineHandler extends Handler.Abstract.NonBlocking {

    private static final String EC2 = "/2009-04-04";
    private static final String NOCLOUD = "/nocloud";
    private static final String ABOUT = """
            hegel tells a machine about itself, by the address it asks from:
              /metadata        its metadata as JSON
              /2009-04-04/     EC2's tree
              /nocloud/        cloud-init's seed: user-data, meta-data, network-config, vendor-data
              /phone-home      POST: where cloud-init says that it is done
              /healthz, /metrics
            """;

    private final Callers callers;
    private final InstanceDirectory directory;
    private final NativeMetadata metadata;
    private final Ec2Tree ec2 = new Ec2Tree();
    private final NoCloudSeed nocloud = new NoCloudSeed();
    private final RequestCounters counters;
    private final PrometheusMeterRegistry meters;

    MachineHandler(
            Callers callers,
            InstanceDirectory directory,
            NativeMetadata metadata,
            RequestCounters counters,
            PrometheusMeterRegistry meters) {
        this.callers = callers;
        this.directory = directory;
        this.metadata = metadata;
        this.counters = counters;
        this.meters = meters;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        switch (path) {
            case "/" -> Answer.text(ABOUT).send(response, callback);
            case "/healthz" -> Answer.text("ok\n").send(response, callback);
            case "/metrics" -> Answer.text(meters.scrape()).send(response, callback);
            default -> {
                Answer answer = answer(path, callers.of(request));
                counters.count(answer);
                answer.send(response, callback);
            }
        }
        return true;
    }

    private Answer answer(String path, CallerAddress.Caller caller) {
        return switch (caller) {
            case CallerAddress.Malformed(String rule) -> Answer.failure(400, Answer.Outcome.BAD_REQUEST, rule);
            case CallerAddress.Known(String address) ->
                directory
                        .findByAddress(address)
                        .map(instance -> answer(path, instance))
                        .orElseGet(() -> Callers.unknown(address));
        };
    }

    private Answer answer(String path, Instance instance) {
        if (path.equals("/metadata") || path.equals("/metadata/")) {
            return found(metadata.of(instance).map(Answer::json), path);
        }
        if (path.equals(EC2) || path.startsWith(EC2 + "/")) {
            return found(ec2.find(trimmed(path, EC2), instance).map(Answer::text), path);
        }
        if (path.startsWith(NOCLOUD + "/")) {
            return found(nocloud(trimmed(path, NOCLOUD), instance).map(Answer::text), path);
        }
        return found(Optional.empty(), path);
    }

    /** The name of the machine may stand in front of the file, as long as it is its own. */
    private Optional<String> nocloud(String path, Instance instance) {
        int slash = path.indexOf('/');
        boolean isOwn = slash < 0 || nocloud.isNameOf(path.substring(0, slash), instance);
        return isOwn ? nocloud.find(path.substring(slash + 1), instance) : Optional.empty();
    }

    private static String trimmed(String path, String prefix) {
        return path.substring(prefix.length()).replaceAll("^/|/$", "");
    }

    private static Answer found(Optional<Answer> answer, String path) {
        return answer.orElseGet(() -> Answer.failure(
                404, Answer.Outcome.NOT_FOUND, "nothing is at " + path + " for this machine; / lists what there is"));
    }
}
