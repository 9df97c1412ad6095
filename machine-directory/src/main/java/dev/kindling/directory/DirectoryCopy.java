package dev.kindling.directory;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.MachineChanged;
import dev.kindling.proto.directory.v1.Settings;
import dev.kindling.proto.directory.v1.SnapshotBegin;
import dev.kindling.proto.directory.v1.UpTo;
import dev.kindling.proto.directory.v1.WatchResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the messages of a watch into a service's view. Epoch and revision move only when the server says that everything up
 * to a revision was sent, so a watch that broke off in between is repeated from before.
 *
 * <p>Used by one thread at a time.
 */
final class DirectoryCopy {

    private static final Logger log = LoggerFactory.getLogger(DirectoryCopy.class);

    private final MachineView view;
    private final Map<String, Machine> machines = new TreeMap<>();
    private Settings settings = Settings.getDefaultInstance();
    private Set<String> snapshot;
    private String epoch = "";
    private long revision;

    DirectoryCopy(MachineView view) {
        this.view = view;
    }

    String epoch() {
        return epoch;
    }

    long revision() {
        return revision;
    }

    /** A watch begins: what an earlier one left half done is forgotten. */
    void restart() {
        snapshot = null;
    }

    /** @return the revision that is complete now, when the message said so */
    OptionalLong apply(WatchResponse message) {
        switch (message.getMessageCase()) {
            case SETTINGS -> use(message.getSettings());
            case SNAPSHOT_BEGIN -> snapshot = new HashSet<>();
            case MACHINE_CHANGED -> put(message.getMachineChanged().getMachine());
            case MACHINE_REMOVED -> remove(message.getMachineRemoved().getMac());
            case UP_TO -> {
                complete(message.getUpTo().getRevision());
                return OptionalLong.of(revision);
            }
            case MESSAGE_NOT_SET -> log.atWarn().log("directory.unknown-message");
        }
        return OptionalLong.empty();
    }

    /** The messages that would make this copy again; what the service does not use is left out. */
    List<WatchResponse> messages() {
        List<WatchResponse> messages = new ArrayList<>();
        messages.add(WatchResponse.newBuilder().setSettings(settings).build());
        messages.add(WatchResponse.newBuilder()
                .setSnapshotBegin(SnapshotBegin.getDefaultInstance())
                .build());
        for (Machine machine : machines.values()) {
            messages.add(WatchResponse.newBuilder()
                    .setMachineChanged(MachineChanged.newBuilder().setMachine(machine))
                    .build());
        }
        messages.add(WatchResponse.newBuilder()
                .setUpTo(UpTo.newBuilder().setRevision(revision))
                .build());
        return messages;
    }

    private void use(Settings fresh) {
        settings = fresh;
        view.settings(fresh);
    }

    private void put(Machine machine) {
        Machine used = view.used(machine);
        try {
            view.put(used);
        } catch (IllegalArgumentException e) {
            // tink-server checks what people declare; never let one bad record stop the others.
            log.atError()
                    .addKeyValue("mac", machine.getMac())
                    .addKeyValue("reason", e.getMessage())
                    .log("directory.machine-unusable");
            return;
        }
        machines.put(used.getMac(), used);
        if (snapshot != null) {
            snapshot.add(used.getMac());
        }
    }

    private void remove(String mac) {
        if (machines.remove(mac) != null) {
            view.remove(MacAddress.parse(mac));
        }
        if (snapshot != null) {
            snapshot.remove(mac);
        }
    }

    private void complete(long upTo) {
        if (snapshot != null) {
            Set<String> kept = snapshot;
            List.copyOf(machines.keySet()).stream()
                    .filter(mac -> !kept.contains(mac))
                    .forEach(mac -> {
                        machines.remove(mac);
                        view.remove(MacAddress.parse(mac));
                    });
            snapshot = null;
        }
        epoch = settings.getEpoch();
        revision = upTo;
    }
}
