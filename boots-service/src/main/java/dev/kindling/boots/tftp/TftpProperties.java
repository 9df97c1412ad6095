package dev.kindling.boots.tftp;

import java.net.Inet4Address;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The TFTP server.
 *
 * @param address IPv4 address to listen on; default {@code kindling.boots.address}
 * @param port UDP port to listen on; 0 takes any free one
 * @param maximumBlockSize largest block granted, bytes; 1468 fills an Ethernet frame
 * @param maximumWindow most blocks sent before an acknowledgement, for clients that ask (RFC 7440)
 * @param maximumTransfers transfers at one time; more are refused with an error
 * @param threads threads that move packets; 0: one for each processor, at most four;
 *     one port needs only one
 * @param ports whether transfers leave from the port of requests ({@code one}), from ports of their own ({@code many}),
 *     or as fits ({@code auto}: one in a container)
 * @param rollOver number of the block after 65,535: 0, or 1 for the few old clients that want it
 * @param batches whether to use the kernel's batch calls where it has them
 */
@ConfigurationProperties("kindling.boots.tftp")
record TftpProperties(
        Inet4Address address,
        @DefaultValue("69") int port,
        @DefaultValue("1468") int maximumBlockSize,
        @DefaultValue("64") int maximumWindow,
        @DefaultValue("2048") int maximumTransfers,
        @DefaultValue("0") int threads,
        @DefaultValue("auto") PortMode ports,
        @DefaultValue("0") int rollOver,
        @DefaultValue("true") boolean batches) {

    TftpProperties {
        check("maximum-block-size", maximumBlockSize, 8, 65_464);
        check("maximum-window", maximumWindow, 1, 65_535);
        check("maximum-transfers", maximumTransfers, 1, 100_000);
        check("threads", threads, 0, 64);
        check("roll-over", rollOver, 0, 1);
        threads = threads == 0 ? Math.min(4, Runtime.getRuntime().availableProcessors()) : threads;
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "kindling.boots.tftp." + name + " is " + value + "; it must be between " + least + " and " + most);
        }
    }
}
