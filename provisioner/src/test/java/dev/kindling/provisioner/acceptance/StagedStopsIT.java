package dev.kindling.provisioner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.provisioner.client.Api;
import dev.kindling.provisioner.client.ClientCommands;
import dev.kindling.provisioner.client.PreviewCommand;
import dev.kindling.provisioner.client.ReportCommand;
import dev.kindling.provisioner.client.WhyCommand;
import dev.kindling.provisioner.suite.Ports;
import dev.kindling.provisioner.suite.Suite;
import dev.kindling.provisioner.suite.SuiteOptions;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.board.Phase;
import dev.kindling.simulator.packet.Ipv4;
import dev.kindling.simulator.wire.RelayAgent;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every stop that {@code kindling why} knows of a boot, brought about with a virtual board on real services; and what
 * {@code report} and {@code preview} say of such a board. Patience is short here, so that nobody waits minutes.
 */
class StagedStopsIT {

    private static final String ADDRESS = "127.42.8.2";
    private static final String RELAY = "127.42.8.1";
    private static final String NET = "127.42.8.";
    private static final long DEADLINE = TimeUnit.SECONDS.toNanos(120);
    private static final Map<String, String> SETTINGS = Map.of(
            "kindling.tink.verdict.firmware", "2s",
            "kindling.tink.verdict.kernel", "2s",
            "kindling.tink.verdict.agent", "2s",
            "kindling.tink.discovery.unknown", "enroll",
            "kindling.tink.discovery.rules[0].mac", "dc:a6:32:09",
            "kindling.tink.discovery.rules[0].pool", NET + "100-" + NET + "109",
            "kindling.tink.discovery.rules[0].gateway", RELAY,
            "kindling.tink.discovery.rules[0].hostname", "found-");

    @TempDir
    static Path directory;

    private static Path data;
    private static Ports ports;
    private static Suite suite;
    private static RelayAgent relay;
    private static String url;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createDirectory(directory.resolve("data"));
        firmware();
        SETTINGS.forEach(System::setProperty);
        ports = Ports.free(ADDRESS);
        suite = Suite.begin(SuiteOptions.of(data, ADDRESS, ports, ADDRESS));
        suite.await();
        url = "http://" + ADDRESS + ":" + ports.rest();
        token = Files.readString(data.resolve("admin-token")).strip();
        relay = RelayAgent.start(
                new InetSocketAddress(RELAY, 0), new InetSocketAddress(ADDRESS, ports.dhcp()), ports.tftp());
    }

    @AfterAll
    static void stop() throws IOException {
        SETTINGS.keySet().forEach(System::clearProperty);
        if (relay != null) {
            relay.close();
        }
        if (suite != null) {
            suite.close();
        }
    }

    /** With the names a Pi 4 asks for; nobody runs them. */
    private static void firmware() throws IOException {
        Path tree = Files.createDirectories(data.resolve("firmware/default"));
        Files.createDirectory(tree.resolve("overlays"));
        Files.writeString(tree.resolve("start4.elf"), "\u007fELF" + "x".repeat(4_000));
        for (String name : List.of("fixup4.dat", "bcm2711-rpi-4-b.dtb", "kernel8.img", "overlays/overlay_map.dtb")) {
            Files.writeString(tree.resolve(name), name.repeat(100));
        }
    }

    private static MacAddress mac(int number) {
        return MacAddress.parse("dc:a6:32:08:00:%02x".formatted(number));
    }

    /** Declares it, and puts it on the wire. */
    private static StoppingBoard board(int number) {
        try (Api api = new Api(URI.create(url), token)) {
            api.post("hardware", "application/json", """
                    {"id": "5f3c9d52-0800-4000-8000-0000000000%02x",
                     "metadata": {"instance": {"hostname": "stop-%d", "userdata": "#cloud-config\\n"}},
                     "network": {"interfaces": [{
                       "dhcp": {"mac": "%s", "hostname": "stop-%d", "arch": "aarch64",
                                "ip": {"address": "%s%d", "netmask": "255.255.255.0", "gateway": "%s"}},
                       "netboot": {"allow_pxe": true, "allow_workflow": true}}]}}
                    """.formatted(
                            number, number, mac(number), number, NET, number, RELAY));
        }
        BoardSpec spec = BoardSpec.pi4("stop-" + number, mac(number), "080000%02x".formatted(number));
        return new StoppingBoard(spec, relay.attach(mac(number)));
    }

    private static String command(Object verb, String... words) {
        StringWriter out = new StringWriter();
        CommandLine command = ClientCommands.reporting(new CommandLine(verb));
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(out, true));
        String[] all = Stream.concat(Stream.of(words), Stream.of("--url", url, "--token", token))
                .toArray(String[]::new);
        assertThat(command.execute(all)).as(out.toString()).isZero();
        return out.toString();
    }

    /** What {@code kindling why} says in the end; events are on their way and patience runs for a while. */
    private static void why(int number, String cause, String... remedies) {
        long end = System.nanoTime() + DEADLINE;
        String said = "";
        while (!said.contains(cause) && System.nanoTime() < end) {
            LockSupport.parkNanos(200_000_000L);
            said = command(new WhyCommand(), "stop-" + number);
        }
        assertThat(said).contains(cause).contains("what helps:").contains(remedies);
    }

    /** boots and hegel have heard of a machine once they answer it: the declaration comes over the watch. */
    private static StoppingBoard known(int number) throws Exception {
        StoppingBoard board = board(number);
        long end = System.nanoTime() + DEADLINE;
        String said = "";
        while (!said.contains("yiaddr                  " + NET + number) && System.nanoTime() < end) {
            LockSupport.parkNanos(50_000_000L);
            said = command(new PreviewCommand(), "stop-" + number);
        }
        while (ask(NET + number, "/metadata").statusCode() != 200 && System.nanoTime() < end) {
            LockSupport.parkNanos(50_000_000L);
        }
        return board;
    }

    @Test
    void neverSeen() {
        board(11);
        why(11, "never been seen", "BOOT_ORDER=0xf12", "SD card", "cable", "STP");
    }

    @Test
    void anotherServerAnswered() throws Exception {
        known(12).takesTheOfferOf(NET + "9", NET + "77");
        why(12, "another DHCP server (" + NET + "9) answered it", "switch that server off");
    }

    @Test
    void noUsableOffer() throws Exception {
        known(13).bootsDeaf();
        why(13, "asked 3 times, was offered " + NET + "13", "kindling preview");
    }

    @Test
    void firmwareFileMissing() throws Exception {
        Path tree = Files.createDirectories(data.resolve("firmware/without-start"));
        Files.writeString(tree.resolve("fixup4.dat"), "x");
        Files.createSymbolicLink(data.resolve("firmware/machine-" + mac(14)), tree);
        known(14).bootsInVain();
        why(14, "firmware file start.elf is missing", "firmware directory");
    }

    @Test
    void startElfFetchedAndThenSilence() throws Exception {
        known(15).diesBeforeReading("fixup4.dat");
        why(15, "it fetched start4.elf and then asked for nothing", "fixup4.dat");
    }

    @Test
    void noSecondDhcp() throws Exception {
        known(16).diesIn(Phase.KERNEL);
        why(16, "the kernel never asked for an address", "serial console");
    }

    @Test
    void nfsRefused() throws Exception {
        Ipv4 address = known(17).bootsToItsKernel();
        assertThat(mount(address)).as("MNT3ERR_NOENT").isEqualTo(2);
        why(17, "asked for its root /kindling/root from " + NET + "17 and was refused", "docs/nfs-root.md");
    }

    @Test
    void agentNeverEnrolled() throws Exception {
        known(18).bootsToItsKernel();
        why(18, "its agent never enrolled", "NFS root", "kindling.server=");
    }

    /** Nobody declared it; a rule gives it an address and a record, and it boots with them. */
    @Test
    void boardNobodyDeclaredIsEnrolledAndBoots() throws Exception {
        MacAddress mac = MacAddress.parse("dc:a6:32:09:00:01");
        BoardSpec spec = BoardSpec.pi4("found", mac, "09000001");
        Ipv4 address = new StoppingBoard(spec, relay.attach(mac)).bootsAtLast(DEADLINE);
        assertThat(address.toString()).matches("127\\.42\\.8\\.10\\d");
        try (Api api = new Api(URI.create(url), token)) {
            assertThat(api.get("machines/" + mac).path("state").asString()).isEqualTo("DECLARED");
            assertThat(api.get("machines/" + mac).path("address").asString()).isEqualTo(address.toString());
            assertThat(api.get("machines/" + mac).path("hostname").asString()).startsWith("found-");
            assertThat(api.get("machines/" + mac + "/timeline?limit=500").toString())
                    .contains("machine.discovered", "machine.enlisted", "boot.started");
        }
        // Another one no rule knows is observed and not answered.
        MacAddress stranger = MacAddress.parse("dc:a6:32:0a:00:01");
        new StoppingBoard(BoardSpec.pi4("stranger", stranger, "0a000001"), relay.attach(stranger)).bootsInVain();
        try (Api api = new Api(URI.create(url), token)) {
            assertThat(api.get("machines/" + stranger).path("state").asString()).isEqualTo("DISCOVERED");
        }
    }

    @Test
    void reportHasThePacketsOfTheBootAndNoNonce() throws Exception {
        known(19).bootsToItsKernel();
        // By then every event of the boot has reached the timeline.
        why(19, "its agent never enrolled", "NFS root");
        Path target = Files.createDirectory(directory.resolve("report"));
        command(new ReportCommand(), "stop-19", "-f", target.toString());

        assertThat(Files.readString(target.resolve("timeline.json"))).contains("boot.started", "tftp.done");
        for (String service : List.of("boots", "hegel", "tink-server")) {
            assertThat(Files.readString(target.resolve(service + "/configuration.properties")))
                    .contains("kindling.")
                    .doesNotContain(token);
        }
        byte[] packets = Files.readAllBytes(target.resolve("boots/packets.pcapng"));
        assertThat(new String(packets, StandardCharsets.ISO_8859_1))
                .contains("start4.elf", "cmdline.txt", "Raspberry Pi Boot")
                .doesNotContain("kindling.nonce");
        Path tcpdump = Path.of("/usr/bin/tcpdump");
        if (Files.isExecutable(tcpdump)) {
            Path read = directory.resolve("tcpdump.out");
            Process process = new ProcessBuilder(tcpdump.toString(), "-n", "-r", target + "/boots/packets.pcapng")
                    .redirectErrorStream(true)
                    .redirectOutput(read.toFile())
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(read))
                    .contains("IP " + RELAY + ".", "> " + ADDRESS + "." + ports.dhcp() + ": UDP")
                    .contains("IP " + NET + "19.", "> " + ADDRESS + "." + ports.tftp() + ": UDP");
        } else {
            System.out.println("not read with tcpdump: it is not installed (apt install tcpdump)");
        }
    }

    @Test
    void previewHasTheMetadataThatTheMachineThenReads() throws Exception {
        known(20);
        Map<String, String> paths = new HashMap<>(Map.of("metadata", "/metadata"));
        for (String path : List.of(
                "2009-04-04/user-data", "2009-04-04/meta-data/hostname", "nocloud/meta-data", "nocloud/user-data")) {
            paths.put(path, "/" + path);
        }
        Path target = Files.createDirectory(directory.resolve("preview"));
        command(new PreviewCommand(), "stop-20", "-f", target.toString());
        for (Map.Entry<String, String> each : paths.entrySet()) {
            assertThat(Files.readString(target.resolve("hegel/" + each.getKey())))
                    .as(each.getKey())
                    .isEqualTo(metadata(NET + "20", each.getValue()));
        }
        assertThat(Files.readString(target.resolve("workflow.txt"))).contains("no workflow");
    }

    private static String metadata(String from, String path) throws Exception {
        HttpResponse<String> response = ask(from, path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** What hegel says to this address. */
    private static HttpResponse<String> ask(String from, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + ADDRESS + ":" + ports.metadata() + path))
                .build();
        try (HttpClient client = HttpClient.newBuilder()
                .localAddress(new InetSocketAddress(from, 0).getAddress())
                .build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    /** MOUNT version 3, procedure MNT (RFC 1813 appendix I), over TCP with one record. @return its status */
    private static int mount(Ipv4 address) throws IOException {
        byte[] path = "/kindling/root".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer call = ByteBuffer.allocate(64 + path.length + 2);
        call.putInt(0);
        call.putInt(1).putInt(0).putInt(2).putInt(100005).putInt(3).putInt(1);
        call.putLong(0).putLong(0).putInt(path.length).put(path).putShort((short) 0);
        call.putInt(0, 0x80000000 | call.position() - 4);
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address.inet(), 0));
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress(ADDRESS, ports.nfs()));
            socket.getOutputStream().write(call.array(), 0, call.position());
            DataInputStream answer = new DataInputStream(socket.getInputStream());
            // Record mark, xid, reply, accepted, verifier (2), success.
            answer.skipNBytes(7 * 4);
            return answer.readInt();
        }
    }
}
