package dev.kindling.tink.workflow;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * Where a test kills the server: {@code -Dkindling.fault=before-commit|after-commit|before-reply[:N]} halts the JVM at the
 * N-th report that changes something. Without the property it does nothing.
 */
@Component
public final class FaultPoint {

    /** As {@code kill -9} ends it. */
    private static final int KILLED = 137;

    private final String wanted;
    private final AtomicInteger left;

    FaultPoint() {
        this(System.getProperty("kindling.fault", ""));
    }

    FaultPoint(String text) {
        int colon = text.indexOf(':');
        wanted = colon < 0 ? text : text.substring(0, colon);
        left = new AtomicInteger(colon < 0 ? 1 : Integer.parseInt(text.substring(colon + 1)));
    }

    /** The moments of a report. */
    public enum Moment {
        BEFORE_COMMIT("before-commit"),
        AFTER_COMMIT("after-commit"),
        BEFORE_REPLY("before-reply");

        private final String text;

        Moment(String text) {
            this.text = text;
        }
    }

    public void pass(Moment moment) {
        if (moment.text.equals(wanted) && left.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
