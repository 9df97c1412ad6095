package dev.kindling.boots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortOwnerTests {

    private static final String US = "java (pid " + ProcessHandle.current().pid() + ")";

    @BeforeEach
    void onLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "skipped: /proc is Linux's");
    }

    @Test
    void holderOfAPortIsNamed() throws IOException {
        try (DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(PortOwner.of(udp.getLocalPort())).contains(US);
            assertThat(PortOwner.of(tcp.getLocalPort())).contains(US);
        }
    }

    @Test
    void portNobodyHasHasNoOwner() throws IOException {
        int port;
        try (DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = udp.getLocalPort();
        }
        assertThat(PortOwner.of(port)).isNotEqualTo(Optional.of(US));
    }

    /** Nobody has port 1 here, as nobody has a port of the kernel's. */
    @Test
    void nfsPortThatNoProgramHasIsTheKernelsOwnServers() {
        PortUnavailableException failure = new PortUnavailableException(
                "NFS",
                "kindling.boots.nfs",
                new InetSocketAddress("127.0.0.1", 1),
                new BindException("Address already in use"));

        assertThat(failure.remedy())
                .contains("the kernel's own NFS server", "kindling.boots.nfs.enabled=false", "kindling.boots.nfs-root");
    }

    @Test
    void failureToListenNamesTheHolderAndTheRemedy() throws IOException {
        try (DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = (InetSocketAddress) udp.getLocalSocketAddress();
            PortUnavailableException failure = new PortUnavailableException(
                    "TFTP", "kindling.boots.tftp", address, new BindException("Address already in use"));

            assertThat(failure).hasMessageContaining("Address already in use, " + US + " has it");
            assertThat(failure.remedy()).startsWith("Stop " + US + ", or set kindling.boots.tftp.address");
        }
    }
}
