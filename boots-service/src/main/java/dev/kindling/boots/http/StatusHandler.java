package dev.kindling.boots.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code /healthz} and {@code /metrics}. */
final class StatusHandler extends Handler.Abstract {

    private final PrometheusMeterRegistry meters;

    StatusHandler(PrometheusMeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        return switch (Request.getPathInContext(request)) {
            case "/healthz" -> text(response, callback, "text/plain;charset=utf-8", "ok\n");
            case "/metrics" -> text(response, callback, "text/plain;version=0.0.4;charset=utf-8", meters.scrape());
            default -> false;
        };
    }

    private static boolean text(Response response, Callback callback, String type, String text) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        Content.Sink.write(response, true, text, callback);
        return true;
    }
}
