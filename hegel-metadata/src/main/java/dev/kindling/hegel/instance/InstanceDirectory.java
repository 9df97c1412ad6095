package dev.kindling.hegel.instance;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The inventory as this service holds it. Answers from memory, also while tink-server is down. */
public interface InstanceDirectory {

    /** @param address dotted quad */
    Optional<Instance> findByAddress(String address);

    /**
     * Waits for the machine at this address to become what is asked for: what tink-server has just told an agent reaches
     * this copy a moment later.
     *
     * @return empty when that did not happen in time
     */
    Optional<Instance> awaitByAddress(String address, Predicate<Instance> condition, Duration patience)
            throws InterruptedException;

    /** All of them, in the order of their MAC addresses. */
    List<Instance> all();
}
