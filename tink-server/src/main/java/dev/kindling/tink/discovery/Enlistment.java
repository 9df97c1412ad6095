package dev.kindling.tink.discovery;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.directory.DirectoryRevision;
import dev.kindling.tink.discovery.DiscoveryProperties.Rule;
import dev.kindling.tink.hardware.HardwareRegistry;
import dev.kindling.tink.machine.BoardDiscovered;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.timeline.TimelineEvent;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Writes down a board that nobody declared: chooses its address and declares its hardware, in the caller's transaction. */
@Component
class Enlistment {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HardwareRegistry hardware;
    private final Machines machines;
    private final DirectoryRevision revision;
    private final Timeline timeline;
    private final JdbcClient jdbc;
    private final Clock clock;

    Enlistment(
            HardwareRegistry hardware,
            Machines machines,
            DirectoryRevision revision,
            Timeline timeline,
            JdbcClient jdbc,
            Clock clock) {
        this.hardware = hardware;
        this.machines = machines;
        this.revision = revision;
        this.timeline = timeline;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The directory's lock is held from before the address is chosen until it is written down. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void enlist(BoardDiscovered board, Rule rule) {
        revision.lock();
        if (machines.find(board.mac()).isPresent()) {
            return;
        }
        Set<String> taken = new HashSet<>(jdbc.sql("""
                select address from machine where address is not null
                union select seen_address from machine where seen_address is not null
                """).query(String.class).list());
        taken.add(rule.gateway());
        taken.addAll(rule.nameServers());
        Optional<String> address = AddressPool.parse(rule.pool()).free(taken);
        if (address.isEmpty()) {
            tell(
                    board,
                    "machine.not-enlisted",
                    TimelineEvent.Severity.WARNING,
                    Map.of("pool", rule.pool(), "reason", "every address of the pool is taken"));
            return;
        }
        hardware.create(JSON.writeValueAsString(document(board.mac(), rule, address.get())));
        tell(
                board,
                "machine.enlisted",
                TimelineEvent.Severity.INFO,
                Map.of("address", address.get(), "pool", rule.pool()));
    }

    private static Map<String, Object> document(MacAddress mac, Rule rule, String address) {
        String name = rule.hostname() + mac.text().replace(":", "").substring(6);
        Map<String, Object> dhcp = Map.of(
                "mac", mac.text(),
                "hostname", name,
                "arch", rule.arch(),
                "name_servers", rule.nameServers(),
                "ip", Map.of("address", address, "netmask", rule.netmask(), "gateway", rule.gateway()));
        Map<String, Object> netboot = Map.of("allow_pxe", rule.allowPxe(), "allow_workflow", rule.allowWorkflow());
        return Map.of(
                "metadata", Map.of("instance", Map.of("hostname", name)),
                "network", Map.of("interfaces", List.of(Map.of("dhcp", dhcp, "netboot", netboot))));
    }

    private void tell(BoardDiscovered board, String kind, TimelineEvent.Severity severity, Map<String, String> facts) {
        timeline.record(new TimelineEvent(
                Optional.of(board.mac()),
                clock.instant(),
                TimelineEvent.Source.DHCP,
                kind,
                severity,
                facts,
                Optional.empty(),
                Optional.empty()));
    }
}
