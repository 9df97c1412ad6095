package dev.kindling.hegel.web;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Refuses every method but GET and HEAD. */
final class ReadOnly extends Handler.Wrapper {

    ReadOnly(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod())) {
            return super.handle(request, response, callback);
        }
        Answer.failure(405, Answer.Outcome.BAD_REQUEST, "hegel is read-only: GET or HEAD")
                .with("Allow", "GET, HEAD")
                .send(response, callback);
        return true;
    }
}
