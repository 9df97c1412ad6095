package dev.kindling.boots.machine;

import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The kernel's ARP table. Who asks a server of its own network for a file has asked for the server's MAC address before,
 * and by that told its own.
 *
 * <pre>
 * IP address       HW type     Flags       HW address            Mask     Device
 * 192.168.42.11    0x1         0x2         dc:a6:32:42:00:0b     *        eth0
 * </pre>
 */
@Component
final class LinuxNeighbours implements Neighbours {

    /** Of the network this thread is in; /proc/net is not there where /proc shows processes only. */
    private static final Path TABLE = Path.of("/proc/thread-self/net/arp");

    private static final int ADDRESS = 0;
    private static final int FLAGS = 2;
    private static final int MAC = 3;

    /** ATF_COM of linux/if_arp.h: the line has a MAC address. */
    private static final int COMPLETE = 0x2;

    private final Path table;

    LinuxNeighbours() {
        this(TABLE);
    }

    LinuxNeighbours(Path table) {
        this.table = table;
    }

    @Override
    public Optional<MacAddress> at(Inet4Address address) {
        try (Stream<String> lines = Files.lines(table)) {
            return lines.skip(1)
                    .map(line -> line.split("\\s+"))
                    .filter(words -> words.length > MAC && words[ADDRESS].equals(address.getHostAddress()))
                    .filter(words -> (Integer.decode(words[FLAGS]) & COMPLETE) != 0)
                    .map(words -> MacAddress.parse(words[MAC]))
                    .findFirst();
        } catch (IOException | RuntimeException e) {
            // No Linux, or a table of another make: whoever asks knows no more than before.
            return Optional.empty();
        }
    }
}
