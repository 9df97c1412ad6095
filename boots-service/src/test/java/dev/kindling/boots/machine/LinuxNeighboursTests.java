package dev.kindling.boots.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxNeighboursTests {

    /** As Linux 6 writes it: known for good, of late, on its way, and set by hand. */
    private static final String TABLE = """
            IP address       HW type     Flags       HW address            Mask     Device
            192.168.42.11    0x1         0x2         dc:a6:32:42:00:0b     *        eth0
            192.168.42.12    0x1         0x0         00:00:00:00:00:00     *        eth0
            192.168.42.1     0x1         0x6         02:00:00:00:00:01     *        eth0
            """;

    @TempDir
    Path directory;

    @Test
    void whoAnsweredOrAskedByArpIsKnownAndWhoIsAskedForIsNot() throws IOException {
        Neighbours neighbours = new LinuxNeighbours(Files.writeString(directory.resolve("arp"), TABLE));
        assertThat(neighbours.at(Inet4Address.ofLiteral("192.168.42.11")))
                .contains(new MacAddress("dc:a6:32:42:00:0b"));
        assertThat(neighbours.at(Inet4Address.ofLiteral("192.168.42.1"))).contains(new MacAddress("02:00:00:00:00:01"));
        assertThat(neighbours.at(Inet4Address.ofLiteral("192.168.42.12"))).isEmpty();
        assertThat(neighbours.at(Inet4Address.ofLiteral("192.168.42.13"))).isEmpty();
    }

    @Test
    void withoutATableNobodyIsKnown() throws IOException {
        Inet4Address address = Inet4Address.ofLiteral("192.168.42.11");
        assertThat(new LinuxNeighbours(directory.resolve("none")).at(address)).isEmpty();
        Path other = Files.writeString(directory.resolve("arp"), "title\n192.168.42.11 0x1 what dc:a6:32:42:00:0b\n");
        assertThat(new LinuxNeighbours(other).at(address)).isEmpty();
    }
}
