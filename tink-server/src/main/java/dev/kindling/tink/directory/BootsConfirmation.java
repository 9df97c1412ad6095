package dev.kindling.tink.directory;

import dev.kindling.contract.MacAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Holds a machine's last answer back until boots knows how it boots next. */
@Component
public class BootsConfirmation {

    private static final Logger LOG = LoggerFactory.getLogger(BootsConfirmation.class);

    /** A board reboots at once after the answer, and its firmware asks boots within seconds. */
    private static final Duration AT_MOST = Duration.ofSeconds(2);

    private final DirectoryReplicas replicas;

    BootsConfirmation(DirectoryReplicas replicas) {
        this.replicas = replicas;
    }

    /** Returns when boots has applied the revision, or late, with a warning, when it has not. */
    public void await(MacAddress mac, long revision) {
        try {
            if (!replicas.awaitBootsApplied(revision, AT_MOST)) {
                LOG.atWarn()
                        .addKeyValue("mac", mac)
                        .addKeyValue("revision", revision)
                        .log("boots.behind");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
