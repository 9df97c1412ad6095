package dev.kindling.provisioner.suite;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SuiteTests {

    private static final String ADDRESS = "127.42.0.2";

    @TempDir
    Path data;

    /** Hegel waits a quarter of an hour for what tink-server writes; not for one that has failed. */
    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void serviceThatCannotStartIsNamedAndEndsTheWaitOfTheOthers() throws Exception {
        Ports free = Ports.free(ADDRESS);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
            Ports ports = new Ports(
                    free.grpc(),
                    free.rest(),
                    free.dhcp(),
                    free.tftp(),
                    taken.getLocalPort(),
                    free.nfs(),
                    free.metadata(),
                    free.secrets());
            try (Suite suite = Suite.begin(new SuiteOptions(
                    data,
                    ADDRESS,
                    ports,
                    ADDRESS,
                    Map.of("url", "jdbc:postgresql://127.0.0.1:1/none?loginTimeout=1", "username", "x")))) {
                assertThatThrownBy(suite::await).isInstanceOf(IOException.class).hasMessageContaining("did not start");
            }
        }
    }
}
