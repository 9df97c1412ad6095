package dev.kindling.hegel;

import dev.kindling.hegel.instance.Instance;
import dev.kindling.hegel.instance.InstanceDirectory;
import dev.kindling.hegel.instance.InstanceReplica;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Waits a minute for what the service waits two seconds for: whether it waits must not depend on the machine. */
record PatientDirectory(InstanceReplica replica) implements InstanceDirectory {

    @Override
    public Optional<Instance> findByAddress(String address) {
        return replica.findByAddress(address);
    }

    @Override
    public Optional<Instance> awaitByAddress(String address, Predicate<Instance> condition, Duration patience)
            throws InterruptedException {
        return replica.awaitByAddress(address, condition, Duration.ofSeconds(60));
    }

    @Override
    public List<Instance> all() {
        return replica.all();
    }
}
