package dev.kindling.boots.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.boot.BoardAddresses;
import dev.kindling.boots.boot.ClassicProperties;
import dev.kindling.boots.boot.LocalBoots;
import dev.kindling.boots.content.TestBoots;
import dev.kindling.boots.ipxe.TreeKernels;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.machine.Netboot;
import dev.kindling.boots.report.BootEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.Inet4Address;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpxeHandlerTests {

    @TempDir
    Path data;

    private final HttpClient client = HttpClient.newHttpClient();
    private TestBoots boots;
    private BootsHttpServer server;

    @BeforeEach
    void start() throws Exception {
        start(BootsProperties.Nfs.off());
    }

    private void start(BootsProperties.Nfs nfs) throws Exception {
        boots = new TestBoots(
                data,
                new ClassicProperties(false, "10.0.0.1:5000", "10.0.0.1:42123", "", "", "admin", "", "lab", ""),
                nfs);
        HttpJournal journal = new HttpJournal(
                boots.machines(),
                boots.reports(),
                new SimpleMeterRegistry(),
                Clock.systemUTC(),
                boots.bean(LocalBoots.class));
        server = new BootsHttpServer(
                TestBoots.ADDRESS,
                0,
                new IpxeHandler(
                        boots.machines(),
                        boots.programs(),
                        boots.scripts(),
                        boots.bean(TreeKernels.class),
                        journal,
                        boots.bean(BoardAddresses.class)));
        server.start();
        Files.createDirectories(data.resolve("ipxe"));
        Files.write(data.resolve("ipxe/snponly.efi"), new byte[70_000]);
    }

    @AfterEach
    void stop() {
        server.stop();
        boots.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/auto.ipxe",
                "/ipxe/auto.ipxe",
                "/ipxe/dc:a6:32:42:00:0b/auto.ipxe",
                "/ipxe/DC-A6-32-42-00-0B/auto.ipxe",
                "/ipxe/script/dc:a6:32:42:00:0b/auto.ipxe",
                "/ipxe/script/auto.ipxe"
            })
    void theScriptStartsTheEnvironmentWithTinkerbellsWords(String path) throws Exception {
        boots.boot(declare(BootMode.NETBOOT, true, Netboot.NONE));
        String script = get(path).body();
        assertThat(script)
                .startsWith("#!ipxe\n")
                .contains("set base-url http://127.0.0.1:7171/images/osie\n")
                .contains("kernel ${base-url}/vmlinuz-aarch64 ")
                .contains(" facility=lab syslog_host=127.0.0.1 tinkerbell_tls=false docker_registry=10.0.0.1:5000 ")
                .contains(" grpc_authority=10.0.0.1:42123 ")
                .contains(" worker_id=hardware instance_id=hardware packet_bootdev_mac=dc:a6:32:42:00:0b ")
                .contains(" hw_addr=dc:a6:32:42:00:0b ")
                .contains(" kindling.nonce=")
                .contains(" initrd=initramfs-aarch64\ninitrd ${base-url}/initramfs-aarch64\nboot\n")
                .doesNotContain("registry_password");
    }

    @Test
    void whoIsNotDeclaredIsToldSoAndAsksAgainForAWhile() throws Exception {
        assertThat(get("/ipxe/52:54:00:00:00:01/undeclared.ipxe").body())
                .startsWith("#!ipxe\n")
                .contains("echo   MAC address 52:54:00:00:00:01\n")
                .contains("chain --autofree http://127.0.0.1:7171/ipxe/52:54:00:00:00:01/auto.ipxe && exit ||\n")
                .contains(":ask\niseq ${asked} 6 && exit ||\ninc asked\nsleep 5 || exit\ndhcp ||\n")
                .endsWith("goto ask\n");
        assertThat(get("/ipxe/52:54:00:00:00:01/autoexec.ipxe").body())
                .as("what a UEFI PC asks for by itself that got iPXE over HTTP")
                .isEqualTo("#!ipxe\nisset ${netX/ip} || dhcp\n"
                        + "chain --autofree http://127.0.0.1:7171/ipxe/52:54:00:00:00:01/undeclared.ipxe || exit\n");
        assertThat(get("/ipxe/52:54:00:00:00:01/auto.ipxe").statusCode()).isEqualTo(404);
        assertThat(get("/ipxe/undeclared.ipxe").statusCode()).isEqualTo(404);
    }

    @Test
    void aRootTreeWithAKernelIsWhatAMachineBoots() throws Exception {
        withTree();
        boots.boot(declare(BootMode.NETBOOT, true, Netboot.NONE));
        assertThat(get("/auto.ipxe").body())
                .contains("set base-url http://127.0.0.1:7171/ipxe/dc:a6:32:42:00:0b\nkernel ${base-url}/vmlinuz ")
                .contains(" root=/dev/nfs nfsroot=127.0.0.1:/kindling/root,vers=3,")
                .contains(" systemd.hostname=k3s-control-plane kindling.server=")
                .contains(" initrd=initrd.img\ninitrd ${base-url}/initrd.img\nboot\n");
        assertThat(get("/ipxe/dc:a6:32:42:00:0b/vmlinuz").body()).isEqualTo("kernel");
        assertThat(get("/ipxe/dc:a6:32:42:00:0b/initrd.img").statusCode()).isEqualTo(200);
    }

    @Test
    void withoutABootThereIsNoRootToMountAndTheMachineBeginsOne() throws Exception {
        withTree();
        declare(BootMode.NETBOOT, true, Netboot.NONE);
        assertThat(get("/auto.ipxe").body())
                .contains("no boot of k3s-control-plane")
                .endsWith("sleep 30\nreboot\n")
                .doesNotContain("kernel ");
    }

    @Test
    void aRootTreeForAnotherArchitectureIsPassedOver() throws Exception {
        Path boot = withTree().resolve("boot");
        Files.move(boot.resolve("vmlinuz-6"), boot.resolve("vmlinuz-6.1.0-40-amd64"));
        Files.delete(boot.resolve("vmlinuz"));
        Files.createSymbolicLink(boot.resolve("vmlinuz"), Path.of("vmlinuz-6.1.0-40-amd64"));
        boots.boot(declare(BootMode.NETBOOT, true, Netboot.NONE));
        assertThat(get("/auto.ipxe").body()).contains("/images/osie\nkernel ${base-url}/vmlinuz-aarch64 ");
    }

    @Test
    void aHardwareDocumentThatNamesFilesGoesBeforeTheRootTree() throws Exception {
        withTree();
        declare(BootMode.NETBOOT, true, new Netboot("", "", "http://mirror/hook", "", ""));
        assertThat(get("/auto.ipxe").body())
                .contains("set base-url http://mirror/hook\n")
                .doesNotContain("nfsroot=");
    }

    @Test
    void nothingOutsideOfATreeIsServed() throws Exception {
        Path tree = withTree();
        Files.delete(tree.resolve("boot/vmlinuz"));
        Files.createSymbolicLink(tree.resolve("boot/vmlinuz"), Files.writeString(data.resolve("secret"), "secret"));
        declare(BootMode.NETBOOT, true, Netboot.NONE);
        assertThat(get("/ipxe/dc:a6:32:42:00:0b/vmlinuz").statusCode()).isEqualTo(404);
        assertThat(get("/auto.ipxe").body()).contains("/images/osie\n");
    }

    private Path withTree() throws Exception {
        stop();
        start(new BootsProperties.Nfs(true, null, 2049, 111, null));
        Path tree = data.resolve("roots/one");
        Files.createDirectories(tree.resolve("boot"));
        Files.writeString(tree.resolve("boot/vmlinuz-6"), "kernel");
        Files.createSymbolicLink(tree.resolve("boot/vmlinuz"), Path.of("vmlinuz-6"));
        Files.writeString(tree.resolve("boot/initrd.img"), "initramfs");
        return tree;
    }

    @Test
    void theHardwareDocumentsOwnFilesGoFirst() throws Exception {
        declare(BootMode.NETBOOT, true, new Netboot("", "", "http://mirror/hook", "vmlinuz", "sub/initrd"));
        assertThat(get("/auto.ipxe").body())
                .contains("set base-url http://mirror/hook\nkernel ${base-url}/vmlinuz ")
                .contains(" initrd=initrd\ninitrd ${base-url}/sub/initrd\n");
    }

    @Test
    void theHardwareDocumentsOwnScriptGoesBeforeItsUrl() throws Exception {
        declare(BootMode.NETBOOT, true, new Netboot("http://x/y", "echo mine", "", "", ""));
        assertThat(get("/auto.ipxe").body()).isEqualTo("#!ipxe\necho mine\n");
        declare(BootMode.NETBOOT, true, new Netboot("http://x/y", "", "", "", ""));
        assertThat(get("/auto.ipxe").body()).isEqualTo("#!ipxe\nchain --autofree http://x/y\n");
    }

    @Test
    void aProvisionedMachineLeavesTheNetworkAndTheTimelineSaysSo() throws Exception {
        declare(BootMode.LOCAL, true, new Netboot("http://x/y", "", "", "", ""));
        assertThat(get("/auto.ipxe").body()).startsWith("#!ipxe\n").endsWith("\nexit\n");
        assertThat(boots.nextEvent().kind()).isEqualTo("boot.local");
        assertThat(boots.nextEvent().kind()).isEqualTo("http.done");
    }

    @Test
    void itIsSaidOnceForEachBootAndNeverForAQuestionOfTheLength() throws Exception {
        MachineProfile machine = declare(BootMode.LOCAL, true, Netboot.NONE);
        boots.boot(machine);
        client.send(
                request("/auto.ipxe").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(boots.eventKinds()).isEmpty();
        for (int time = 0; time < 2; time++) {
            get("/auto.ipxe");
        }
        BootEvent local = boots.nextEvent();
        assertThat(local.kind()).isEqualTo("boot.local");
        assertThat(local.bootId()).isPresent();
        assertThat(boots.nextEvent().kind()).isEqualTo("http.done");
        assertThat(boots.nextEvent().kind()).isEqualTo("http.done");

        boots.boot(machine);
        get("/auto.ipxe");
        assertThat(boots.nextEvent().kind()).isEqualTo("boot.local");
    }

    /** Whoever reads a machine's script from elsewhere must not end its workflow. */
    @Test
    void nobodyElseTellsThatAMachineLeavesTheNetwork() throws Exception {
        boots.declare(Inet4Address.ofLiteral("127.0.0.9"), BootMode.LOCAL, true);
        assertThat(get("/ipxe/dc:a6:32:42:00:0b/auto.ipxe").body()).endsWith("\nexit\n");
        assertThat(boots.eventKinds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ipxe/autoexec.ipxe", "/autoexec.ipxe", "/ipxe/dc:a6:32:42:00:0b/autoexec.ipxe"})
    void whatIpxeReadsBeforeItHasANetworkGetsItOneFirst(String path) throws Exception {
        declare(BootMode.NETBOOT, true, Netboot.NONE);
        assertThat(get(path).body())
                .isEqualTo("#!ipxe\nisset ${netX/ip} || dhcp\n"
                        + "chain --autofree http://127.0.0.1:7171/ipxe/${netX/mac}/auto.ipxe || shell\n");
    }

    @Test
    void noScriptWithoutInventoryOrLeave() throws Exception {
        assertThat(get("/auto.ipxe").statusCode()).isEqualTo(404);
        declare(BootMode.NETBOOT, false, Netboot.NONE);
        HttpResponse<String> refused = get("/auto.ipxe");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("netboot.allow_pxe");
        assertThat(get("/ipxe/aa:bb:cc:dd:ee:ff/auto.ipxe").statusCode()).isEqualTo(404);
    }

    @Test
    void theNonceGoesToTheMachinesOwnAddressOnly() throws Exception {
        MachineProfile other = declare(BootMode.NETBOOT, true, Netboot.NONE);
        boots.machines()
                .put(new MachineProfile(
                        other.mac(),
                        other.hardwareId(),
                        other.hostname(),
                        other.reservation()
                                .map(r -> new MachineProfile.Reservation(
                                        Inet4Address.ofLiteral("127.0.0.9"),
                                        r.netmask(),
                                        r.gateway(),
                                        r.nameServers(),
                                        r.timeServers(),
                                        r.duration())),
                        BootMode.NETBOOT,
                        true,
                        "aarch64",
                        other.board()));
        boots.boot(boots.machines().findByMac(other.mac()).orElseThrow());
        assertThat(get("/ipxe/dc:a6:32:42:00:0b/auto.ipxe").body())
                .contains("boot\n")
                .doesNotContain("kindling.nonce");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ipxe/snponly.efi", "/ipxe/binary/snp-x86_64.efi", "/ipxe/dc:a6:32:42:00:0b/snp.efi"})
    void programsAreServedWithTheirLengthForHeadToo(String path) throws Exception {
        HttpResponse<String> head = client.send(
                request(path).method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(70_000);
        assertThat(client.send(request(path).build(), BodyHandlers.ofByteArray())
                        .body())
                .hasSize(70_000);
    }

    @Test
    void aProgramThatIsNotThereSaysWhereToPutIt() throws Exception {
        HttpResponse<String> response = get("/ipxe/undionly.kpxe");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("install the package ipxe");
        assertThat(get("/ipxe/passwd").statusCode()).isEqualTo(404);
    }

    private MachineProfile declare(BootMode mode, boolean allowPxe, Netboot netboot) {
        MachineProfile machine = boots.declare(TestBoots.ADDRESS, mode, allowPxe);
        boots.machines().netboot(machine.mac(), netboot);
        return machine;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.localAddress().getPort() + path));
    }
}
