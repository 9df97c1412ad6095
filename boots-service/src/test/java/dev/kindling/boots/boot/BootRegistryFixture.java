package dev.kindling.boots.boot;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.machine.AddressBook;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.boots.report.BootReports;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.time.Clock;

/** A registry for tests of other packages. */
public final class BootRegistryFixture {

    private BootRegistryFixture() {}

    public static BootRegistry registry(Path data, BootReports reports, Clock clock) throws IOException {
        return registry(data, new MachineReplica(), reports, clock);
    }

    /** As the board does it by TFTP. */
    public static void readCommandLine(BootRegistry boots, MacAddress mac) {
        boots.handedOver(boots.current(mac).orElseThrow());
    }

    public static BootRegistry registry(Path data, AddressBook book, BootReports reports, Clock clock)
            throws IOException {
        BootsProperties properties = new BootsProperties(
                data,
                Inet4Address.ofLiteral("192.168.42.2"),
                null,
                null,
                new BootsProperties.Commandline("", "", "quiet"),
                "",
                BootsProperties.Nfs.off());
        return new BootRegistry(properties, new GeneratedFiles(properties), book, reports, clock);
    }
}
