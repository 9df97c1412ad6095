package dev.kindling.boots.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.BootsApplication;
import dev.kindling.boots.dhcp.DhcpPreview;
import dev.kindling.boots.dhcp.DhcpServer;
import dev.kindling.boots.dhcp.packet.Captures;
import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.Packets;
import dev.kindling.boots.http.BootsHttpServer;
import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.boots.tftp.TftpFetch;
import dev.kindling.boots.tftp.TftpServer;
import dev.kindling.contract.MacAddress;
import dev.kindling.directory.inquiry.Inquiry;
import dev.kindling.directory.inquiry.InquiryDocument;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The preview of a machine, compared with what the sockets then carry. */
class PreviewTests {

    private static final MacAddress MAC = new MacAddress("dc:a6:32:ec:fc:3c");
    private static final MacAddress PC = new MacAddress("52:54:00:77:00:01");
    private static final Inet4Address SERVER = Inet4Address.ofLiteral("127.42.7.2");
    private static final Inet4Address RELAY = Inet4Address.ofLiteral("127.42.7.1");
    private static final Inet4Address BOARD = Inet4Address.ofLiteral("127.42.7.11");
    private static final int XID_AT = 4;

    @TempDir
    private Path data;

    private ConfigurableApplicationContext boots;

    @BeforeEach
    void start() throws Exception {
        Path tree = Files.createDirectories(data.resolve("firmware/default/overlays"));
        byte[] elf = new byte[5_000];
        new Random(1).nextBytes(elf);
        Files.write(tree.resolveSibling("start4.elf"), elf);
        Files.write(tree.resolve("a.dtbo"), new byte[7]);
        Files.write(tree.resolveSibling("pieeprom.sig"), new byte[9]);
        Files.writeString(tree.resolveSibling("config.txt"), "never served");
        Files.write(Files.createDirectory(data.resolve("ipxe")).resolve("undionly.kpxe"), new byte[600]);
        boots = BootsApplication.create(Map.ofEntries(
                        Map.entry("kindling.boots.nfs.enabled", "false"),
                        Map.entry("kindling.boots.console.syslog-port", 0),
                        Map.entry("kindling.boots.console.netconsole-port", 0),
                        Map.entry("kindling.boots.data", data.toString()),
                        Map.entry("kindling.boots.address", SERVER.getHostAddress()),
                        Map.entry("kindling.boots.dhcp.address", SERVER.getHostAddress()),
                        Map.entry("kindling.boots.dhcp.port", 0),
                        Map.entry("kindling.boots.dhcp.mode", "reservation"),
                        Map.entry(
                                "kindling.boots.ipxe.directories",
                                data.resolve("none").toString()),
                        Map.entry("kindling.boots.tftp.port", 0),
                        Map.entry("kindling.boots.http.port", 0),
                        Map.entry("kindling.boots.tink.target", "in-process:" + UUID.randomUUID())))
                .run();
        MachineReplica replica = boots.getBean(MachineReplica.class);
        replica.settings(new DirectorySettings(new byte[32], "sha256:" + "0".repeat(64)));
        replica.put(machine(MAC));
        replica.put(machine(PC));
    }

    @AfterEach
    void stop() {
        boots.close();
    }

    private static MachineProfile machine(MacAddress mac) {
        Reservation reservation = new Reservation(
                BOARD,
                Inet4Address.ofLiteral("255.255.255.0"),
                Optional.of(RELAY),
                List.of(),
                List.of(),
                Optional.empty());
        return new MachineProfile(
                mac,
                "id",
                "pi",
                mac.equals(MAC) ? Optional.of(reservation) : Optional.of(otherReservation()),
                MachineProfile.BootMode.NETBOOT,
                true,
                "aarch64",
                mac.equals(MAC)
                        ? Optional.of(new MachineProfile.Board("400", "c03130", "e0ff06da"))
                        : Optional.empty());
    }

    private static Reservation otherReservation() {
        return new Reservation(
                Inet4Address.ofLiteral("127.42.7.12"),
                Inet4Address.ofLiteral("255.255.255.0"),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private Map<String, byte[]> preview(String client) throws Exception {
        return preview(MAC, client);
    }

    private Map<String, byte[]> preview(MacAddress mac, String client) throws Exception {
        return boots.getBean(BootsAnswers.class).answer(new Inquiry(Inquiry.Subject.PREVIEW, mac, client)).stream()
                .collect(Collectors.toMap(InquiryDocument::name, InquiryDocument::content));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] onTheWire(DatagramSocket relay, DhcpPacket request) throws Exception {
        byte[] bytes = DhcpCodec.encode(request);
        relay.setSoTimeout(60_000);
        int port = boots.getBean(DhcpServer.class).port();
        relay.send(new DatagramPacket(bytes, bytes.length, SERVER, port));
        DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
        relay.receive(answer);
        return Arrays.copyOf(answer.getData(), answer.getLength());
    }

    /** Another exchange of the same client. */
    private static DhcpPacket again(DhcpPacket packet) throws Exception {
        byte[] bytes = DhcpCodec.encode(packet);
        ByteBuffer.wrap(bytes).putInt(XID_AT, 0x0badcafe);
        return DhcpCodec.decode(bytes);
    }

    private static byte[] withoutXid(byte[] message) {
        byte[] copy = message.clone();
        ByteBuffer.wrap(copy).putInt(XID_AT, 0);
        return copy;
    }

    @Test
    void dhcpAnswerIsTheOneOfTheNextExchangeButForItsXid() throws Exception {
        try (DatagramSocket relay = new DatagramSocket(new InetSocketAddress(RELAY, 0))) {
            DhcpPacket discover = Packets.relayed(Captures.packet("pi400-dhcp-discover"), RELAY);
            onTheWire(relay, discover);
            Map<String, byte[]> preview = preview("");
            byte[] wire = onTheWire(relay, again(discover));

            byte[] shown = preview.get("dhcp/raspberry-pi-discover.all.bin");
            assertThat(shown).isNotNull().isNotEqualTo(wire);
            assertThat(withoutXid(shown)).isEqualTo(withoutXid(wire));
            assertThat(text(preview.get("dhcp/raspberry-pi-discover.all.txt")))
                    .contains("yiaddr                  127.42.7.11", "66 tftp-server", "127.42.7.2")
                    .contains("answer on all to Address[address=/127.42.7.1");
        }
    }

    /** What stands for a board nobody has heard yet is what that board then sends: the capture. */
    @Test
    void answerToASampleIsTheAnswerToTheRealBoard() throws Exception {
        DhcpPreview dhcp = boots.getBean(DhcpPreview.class);
        byte[] real = DhcpCodec.encode(Captures.packet("pi400-dhcp-discover"));
        var replies = dhcp.replies(real, new InetSocketAddress("0.0.0.0", 68), 67);
        byte[] wire = ((DhcpPreview.Reply.Sent) replies.getFirst()).message();

        byte[] shown = preview("").get("dhcp/as-pi.all.bin");
        assertThat(withoutXid(shown)).isEqualTo(withoutXid(wire));
    }

    @Test
    void machineIsTakenForAnyClient() throws Exception {
        assertThat(text(preview(PC, "http-arm64").get("dhcp/as-http-arm64.all.txt")))
                .contains("http://127.42.7.2:");
        assertThat(text(preview(PC, "ipxe").get("dhcp/as-ipxe.all.txt"))).contains("auto.ipxe");
    }

    @Test
    void everyListedFileIsSentAsListedAndNothingElseIs() throws Exception {
        Map<String, byte[]> preview = preview("");
        try (DatagramSocket relay = new DatagramSocket(new InetSocketAddress(RELAY, 0))) {
            onTheWire(relay, Packets.relayed(Captures.packet("pi400-dhcp-discover"), RELAY));
        }
        InetSocketAddress tftp = boots.getBean(TftpServer.class).localAddress();
        List<String> lines = text(preview.get("tftp.txt")).lines().toList();
        assertThat(lines.stream().map(line -> line.strip().split("\\s+")[1]))
                .containsExactly(
                        "autoexec.ipxe", "cmdline.txt", "config.txt", "overlays/a.dtbo", "start4.elf", "undionly.kpxe");
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            byte[] wire = TftpFetch.from(tftp, BOARD, words[1]);
            assertThat(wire.length).as(words[1]).isEqualTo(Integer.parseInt(words[0]));
            byte[] shown = preview.get("tftp/" + words[1]);
            if (shown != null) {
                assertThat(withPlaceholders(text(wire))).as(words[1]).isEqualTo(text(shown));
            } else {
                assertThat(wire).as(words[1]).isEqualTo(Files.readAllBytes(Path.of(words[2])));
            }
        }
        assertThat(text(preview.get("tftp/cmdline.txt"))).contains("kindling.nonce=<nonce>");
        assertThat(text(preview.get("tftp/config.txt"))).doesNotContain("never served");
    }

    @Test
    void machineThatBootsItsOwnDiskIsShownItsEepromUpdateToo() throws Exception {
        Path update = Files.createDirectory(data.resolve("firmware/eeprom-" + MAC));
        Files.write(update.resolve("pieeprom.sig"), new byte[3]);
        Files.write(update.resolve("anything.else"), new byte[3]);
        MachineProfile machine = machine(MAC);
        boots.getBean(MachineReplica.class)
                .put(new MachineProfile(
                        MAC,
                        machine.hardwareId(),
                        machine.hostname(),
                        machine.reservation(),
                        MachineProfile.BootMode.LOCAL,
                        true,
                        machine.arch(),
                        machine.board()));
        InetSocketAddress tftp = boots.getBean(TftpServer.class).localAddress();

        assertThat(text(preview("").get("tftp.txt"))
                        .lines()
                        .map(line -> line.strip().split("\\s+")[1]))
                .containsExactly("pieeprom.sig", "start.elf", "start4.elf");
        assertThat(TftpFetch.from(tftp, BOARD, "pieeprom.sig")).hasSize(3);
        assertThat(TftpFetch.from(tftp, BOARD, "start4.elf")).isEmpty();
    }

    @Test
    void cycleOfLinksIsPassedOverAndSaidAndAllElseIsListed() throws Exception {
        Path tree = data.resolve("firmware/default");
        Path up = Files.createSymbolicLink(tree.resolve("overlays/up"), Path.of(".."));
        Path one = Files.createSymbolicLink(tree.resolve("one"), Path.of("two"));
        Path two = Files.createSymbolicLink(tree.resolve("two"), Path.of("one"));

        Map<String, byte[]> preview = preview("");

        assertThat(text(preview.get("tftp.txt"))
                        .lines()
                        .map(line -> line.strip().split("\\s+")[1]))
                .containsExactly(
                        "autoexec.ipxe", "cmdline.txt", "config.txt", "overlays/a.dtbo", "start4.elf", "undionly.kpxe");
        assertThat(text(preview.get("tftp-passed-over.txt")).lines())
                .containsExactlyInAnyOrder(
                        up.toRealPath(LinkOption.NOFOLLOW_LINKS) + ": a link to a directory it lies in",
                        one.toRealPath(LinkOption.NOFOLLOW_LINKS) + ": a link to nothing, or to itself",
                        two.toRealPath(LinkOption.NOFOLLOW_LINKS) + ": a link to nothing, or to itself");
    }

    @Test
    void scriptsAreThoseOfTheHttpDoorWithItsRealPort() throws Exception {
        Map<String, byte[]> preview = preview("");
        try (DatagramSocket relay = new DatagramSocket(new InetSocketAddress(RELAY, 0))) {
            onTheWire(relay, Packets.relayed(Captures.packet("pi400-dhcp-discover"), RELAY));
        }
        int port = boots.getBean(BootsHttpServer.class).localAddress().getPort();
        String shown = text(preview.get("ipxe/auto.ipxe"));
        assertThat(shown).contains("http://127.42.7.2:" + port + "/images/osie", "kindling.nonce=<nonce>");
        assertThat(withPlaceholders(script(port, "/ipxe/" + MAC + "/auto.ipxe")))
                .isEqualTo(shown);
        assertThat(text(preview.get("ipxe/autoexec.ipxe"))).contains("127.42.7.2:" + port + "/ipxe/");
    }

    /** As the board at its own address gets it. */
    private static String script(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().localAddress(BOARD).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.42.7.2:" + port + path))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static String withPlaceholders(String text) {
        return text.replaceAll("kindling.nonce=\\S+", "kindling.nonce=<nonce>")
                .replaceAll("kindling.time=\\S+", "kindling.time=<time>");
    }

    @Test
    void machineThatIsUnknownIsSentNothing() throws Exception {
        List<InquiryDocument> documents = boots.getBean(BootsAnswers.class)
                .answer(new Inquiry(Inquiry.Subject.PREVIEW, new MacAddress("02:00:00:00:00:09"), ""));
        assertThat(documents)
                .singleElement()
                .satisfies(each -> assertThat(text(each.content())).contains("not in the inventory"));
    }
}
