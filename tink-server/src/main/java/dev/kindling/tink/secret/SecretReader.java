package dev.kindling.tink.secret;

import dev.kindling.contract.SessionSecret;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Hands a secret to the machine behind a session; granted or refused, the timeline says so. */
@Service
public class SecretReader {

    private final Machines machines;
    private final SecretVault vault;
    private final Timeline timeline;
    private final Clock clock;
    private final TransactionTemplate transaction;

    SecretReader(
            Machines machines, SecretVault vault, Timeline timeline, Clock clock, TransactionTemplate transaction) {
        this.machines = machines;
        this.vault = vault;
        this.timeline = timeline;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * @param session bearer text of the machine's session
     * @param address where the request came from
     */
    public byte[] read(String session, String name, String address) {
        MachineFacts machine = authenticate(session);
        try {
            return transaction.execute(_ -> {
                byte[] value = vault.read(name, machine);
                record(machine, "hegel.secret-read", Severity.INFO, Map.of("secret", name, "address", address));
                return value;
            });
        } catch (Failure refused) {
            // Of its own transaction: the refusal must be seen although nothing else happened.
            transaction.executeWithoutResult(_ -> record(
                    machine,
                    "hegel.refused",
                    Severity.WARNING,
                    Map.of("secret", name, "address", address, "reason", refused.getMessage())));
            throw refused;
        }
    }

    private MachineFacts authenticate(String session) {
        byte[] sha256;
        try {
            sha256 = SessionSecret.parse(session).sha256();
        } catch (IllegalArgumentException _) {
            throw new Failure.Unauthenticated("this is not a session");
        }
        return machines.findBySession(sha256, clock.instant())
                .orElseThrow(() -> new Failure.Unauthenticated("this session is unknown or has ended; enrol again"));
    }

    private void record(MachineFacts machine, String kind, Severity severity, Map<String, String> facts) {
        TimelineEvent event = new TimelineEvent(
                Optional.of(machine.mac()),
                clock.instant(),
                TimelineEvent.Source.HEGEL,
                kind,
                severity,
                new LinkedHashMap<>(facts),
                Optional.empty(),
                machine.bootId());
        timeline.record(event);
    }
}
