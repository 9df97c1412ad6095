package dev.kindling.boots.dhcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** All of boots on a LAN of its own, with one machine that it knows and what that is to boot. Needs root. */
abstract class FirmwareLab {

    static final String MAC = "52:54:00:77:00:61";
    static final String SERVER = "10.77.0.2";
    static final String ADDRESS = "10.77.0.61";
    private static final int INITRAMFS = 300_001;

    @TempDir
    Path data;

    Segment segment;
    TestService boots;

    @BeforeEach
    void lay() throws Exception {
        segment = Segment.lay();
    }

    @AfterEach
    void lift() throws Exception {
        if (boots != null) {
            boots.close();
        }
        if (segment != null) {
            segment.close();
        }
    }

    /** Any program of the architecture will do for a kernel. */
    void serve(String arch, byte[] kernel) throws Exception {
        router("--dhcp-range=fd77::,ra-only,64");
        start("reservation");
        boots.know(MAC, ADDRESS, arch);
        images(arch, kernel);
    }

    /** The same beside a router that leases, and nobody has declared the machine yet. */
    void serveUndeclared(String arch, byte[] kernel) throws Exception {
        Segment.needs("/usr/sbin/dnsmasq", "dnsmasq-base");
        router("--dhcp-range=fd77::,ra-only,64", "--dhcp-range=10.77.0.100,10.77.0.150,1h", "--no-ping");
        start("auto-proxy");
        images(arch, kernel);
    }

    private void start(String mode) throws Exception {
        Segment.Host server = segment.host("srv", "02:00:00:00:77:02", SERVER + "/24");
        boots = TestService.start(server, data, SERVER, Map.of("kindling.boots.dhcp.mode", mode));
    }

    private void images(String arch, byte[] kernel) throws IOException {
        Path images = Files.createDirectories(data.resolve("images/osie"));
        Files.write(images.resolve("vmlinuz-" + arch), kernel);
        byte[] initramfs = new byte[INITRAMFS];
        new Random(5).nextBytes(initramfs);
        Files.write(images.resolve("initramfs-" + arch), initramfs);
        // As if both were put there before: iPXE does not ask again for what is still being copied.
        FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        Files.setLastModifiedTime(images.resolve("vmlinuz-" + arch), before);
        Files.setLastModifiedTime(images.resolve("initramfs-" + arch), before);
    }

    /** Without one of IPv6 iPXE asks for it for 16 s before it goes on. */
    private void router(String... ranges) throws Exception {
        if (!Files.isExecutable(Path.of("/usr/sbin/dnsmasq"))) {
            return;
        }
        Segment.Host router = segment.host("rtr", "02:00:00:00:77:01", "10.77.0.1/24");
        segment.ip("rtr", "address", "add", "fd77::1/64", "dev", "eth0", "nodad");
        List<String> words =
                new ArrayList<>(List.of("dnsmasq", "-d", "-p0", "-C/dev/null", "--interface=eth0", "--enable-ra"));
        words.add("--dhcp-leasefile=" + data.resolve("router.leases"));
        words.addAll(List.of(ranges));
        router.start(data.resolve("router.log"), words.toArray(String[]::new));
    }
}
