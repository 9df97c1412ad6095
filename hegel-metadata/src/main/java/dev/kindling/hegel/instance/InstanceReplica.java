package dev.kindling.hegel.instance;

import dev.kindling.contract.MacAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** The copy of the machine directory in memory. Readers never wait, unless they ask to. */
@Component
public final class InstanceReplica implements InstanceDirectory {

    private final Map<MacAddress, Instance> byMac = new ConcurrentSkipListMap<>();
    private final Map<String, MacAddress> byAddress = new ConcurrentHashMap<>();

    @Override
    public Optional<Instance> findByAddress(String address) {
        return Optional.ofNullable(byAddress.get(address)).map(byMac::get);
    }

    @Override
    public synchronized Optional<Instance> awaitByAddress(
            String address, Predicate<Instance> condition, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<Instance> found = findByAddress(address).filter(condition);
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (found.isPresent() || left <= 0) {
                return found;
            }
            wait(left);
        }
    }

    @Override
    public List<Instance> all() {
        return List.copyOf(byMac.values());
    }

    /** Adds the machine or takes the place of its earlier description. */
    public synchronized void put(Instance instance) {
        Instance before = byMac.put(instance.mac(), instance);
        if (before != null) {
            byAddress.remove(before.address(), before.mac());
        }
        if (!instance.address().isEmpty()) {
            byAddress.put(instance.address(), instance.mac());
        }
        notifyAll();
    }

    public synchronized void remove(MacAddress mac) {
        Instance before = byMac.remove(mac);
        if (before != null) {
            // With the value, so that a machine which took over the address keeps it.
            byAddress.remove(before.address(), mac);
        }
    }
}
