package dev.kindling.boots.faults;

import dev.kindling.boots.BootsApplication;
import dev.kindling.boots.dhcp.DhcpServer;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.tftp.TftpServer;
import dev.kindling.contract.MacAddress;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** All of boots on the loopback interface and on any free port; needs no root. */
final class LoopbackBoots implements AutoCloseable {

    static final Inet4Address ADDRESS = Inet4Address.ofLiteral("127.43.0.2");

    private final ConfigurableApplicationContext context;

    private LoopbackBoots(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static LoopbackBoots start(Path data, FakeTink tink, Clock clock) {
        SpringApplication application = BootsApplication.create(Map.ofEntries(
                Map.entry("kindling.boots.data", data.toString()),
                Map.entry("kindling.boots.address", ADDRESS.getHostAddress()),
                Map.entry("kindling.boots.nfs.enabled", "false"),
                Map.entry("kindling.boots.console.syslog-port", "0"),
                Map.entry("kindling.boots.console.netconsole-port", "0"),
                Map.entry("kindling.boots.dhcp.address", ADDRESS.getHostAddress()),
                Map.entry("kindling.boots.dhcp.port", "0"),
                Map.entry("kindling.boots.dhcp.mode", "reservation"),
                Map.entry("kindling.boots.tftp.port", "0"),
                Map.entry("kindling.boots.http.port", "0"),
                Map.entry("kindling.boots.tink.target", tink.target())));
        application.addInitializers(fresh -> ((GenericApplicationContext) fresh)
                .registerBean("ours", Clock.class, () -> clock, bean -> bean.setPrimary(true)));
        return new LoopbackBoots(application.run());
    }

    InetSocketAddress dhcp() {
        return new InetSocketAddress(ADDRESS, context.getBean(DhcpServer.class).port());
    }

    InetSocketAddress tftp() {
        return context.getBean(TftpServer.class).localAddress();
    }

    Optional<MachineProfile> machine(String mac) {
        return context.getBean(MachineDirectory.class).findByMac(new MacAddress(mac));
    }

    /**
     * Of a counter until now.
     *
     * @param tags name and value in turn
     */
    double count(String meter, String... tags) {
        return context.getBean(MeterRegistry.class).counter(meter, tags).count();
    }

    @Override
    public void close() {
        context.close();
    }
}
