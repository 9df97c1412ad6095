package dev.kindling.boots.dhcp;

import dev.kindling.boots.BootsApplication;
import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.BootReports;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** All of boots on one host of a {@link Segment}, on the ports it has in the field, without a tink-server. */
final class TestService implements AutoCloseable {

    private final Path data;
    private final List<BootEvent> events;
    private final ConfigurableApplicationContext context;

    private TestService(Path data, List<BootEvent> events, ConfigurableApplicationContext context) {
        this.data = data;
        this.events = events;
        this.context = context;
    }

    /** @param settings beside those that every test has */
    static TestService start(Segment.Host host, Path data, String address, Map<String, String> settings)
            throws Exception {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("kindling.boots.data", data.toString());
        all.put("kindling.boots.address", address);
        all.putIfAbsent("kindling.boots.nfs.enabled", "false");
        all.put("kindling.boots.tink.target", "in-process:" + UUID.randomUUID());
        List<BootEvent> events = new CopyOnWriteArrayList<>();
        SpringApplication application = BootsApplication.create(all);
        application.addInitializers(fresh -> ((GenericApplicationContext) fresh)
                .registerBean("heard", BootReports.class, () -> events::add, bean -> bean.setPrimary(true)));
        ConfigurableApplicationContext context = host.in(application::run);
        MachineReplica replica = context.getBean(MachineReplica.class);
        replica.settings(new DirectorySettings(new byte[32], "sha256:" + "0".repeat(64)));
        return new TestService(data, events, context);
    }

    /** A machine that is to boot from the network, with this address in a /24. */
    void know(String mac, String address, String arch) {
        context.getBean(MachineReplica.class)
                .put(new MachineProfile(
                        new MacAddress(mac),
                        "id",
                        "node",
                        Optional.of(new Reservation(
                                Inet4Address.ofLiteral(address),
                                Inet4Address.ofLiteral("255.255.255.0"),
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                Optional.empty())),
                        BootMode.NETBOOT,
                        true,
                        arch,
                        Optional.empty()));
    }

    List<BootEvent> events(String kind) {
        return events.stream().filter(event -> event.kind().equals(kind)).toList();
    }

    /** What was read to its end over HTTP or TFTP, in this order; of an image also whether it was all of it. */
    List<String> read() {
        return events.stream()
                .filter(event ->
                        event.kind().equals("http.done") || event.kind().equals("tftp.done"))
                .map(this::read)
                .toList();
    }

    private String read(BootEvent event) {
        String name = event.facts().getOrDefault("image", event.facts().get("file"));
        String what = event.source().name().toLowerCase(Locale.ROOT) + " " + name;
        Path image = data.resolve("images").resolve(name);
        if (!Files.exists(image)) {
            return what;
        }
        boolean whole =
                String.valueOf(image.toFile().length()).equals(event.facts().get("bytes"));
        return what + (whole ? ", all of it" : ", a part");
    }

    @Override
    public void close() {
        context.close();
    }

    @Override
    public String toString() {
        return events.toString();
    }
}
