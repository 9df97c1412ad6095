package dev.kindling.tink.enrolment;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Enrolment of boards.
 *
 * @param session how long a session lives that its agent does not use; one in use gets its full life again when half of it is over
 * @param balancers addresses of TCP balancers before this server: calls that come from there hide the board's address, so
 *     its nonce alone has to prove which board it is
 */
@ConfigurationProperties("kindling.tink.enrolment")
public record EnrolmentSettings(
        @DefaultValue("24h") Duration session, @DefaultValue Set<String> balancers) {

    /** What is left of a session when it is given its full life again. */
    Duration renewal() {
        return session.dividedBy(2);
    }
}
