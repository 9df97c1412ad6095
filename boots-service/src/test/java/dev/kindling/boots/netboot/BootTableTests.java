package dev.kindling.boots.netboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.Captures;
import dev.kindling.boots.dhcp.packet.DhcpOptions;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each client is told to boot: captured ones byte for byte, the others by what sets them apart. */
class BootTableTests {

    private static final Inet4Address SERVER = Inet4Address.ofLiteral("192.168.42.2");
    private static final Inet4Address BOARD = Inet4Address.ofLiteral("192.168.42.11");
    private static final String HTTP = "http://192.168.42.2:7171/ipxe/";
    private static final String MENU = "0601030a0400505845091400001152617370626572727920506920426f6f74ff";
    private static final String MENU_3 = "0601030a0400505845091700001452617370626572727920506920426f6f74202020ff";

    private final BootDecider decider = new BootDecider(LeaseSettings.of(Duration.ofHours(1)));

    @ParameterizedTest
    @CsvSource({
        "pi400-dhcp-discover,                  '',                    PXEClient,  " + MENU + ", 192.168.42.2, ''",
        "ipxe-e1000-bios-dhcp-discover,        IPXE,                  '',         '',           '',           b00101",
        "ovmf-x64-pxe-dhcp-discover,           ipxe.efi,              PXEClient,  060108,       192.168.42.2, ''",
        "aavmf-arm64-pxe-http-dhcp-discover,   ipxe-arm64.efi,        PXEClient,  060108,       192.168.42.2, ''",
        "aavmf-arm64-pxe-http-dhcp-discover-2, HTTP/ipxe-arm64.efi,   HTTPClient, '',           '',           ''"
    })
    void capturedClientIsToldWhatItUnderstands(
            String capture, String file, String vendorClass, String menu, String tftp, String ipxe) {
        DhcpPacket packet = Captures.packet(capture);
        DhcpPacket offer = offer(packet, DhcpMode.RESERVATION);

        String expected =
                file.equals("IPXE") ? HTTP + packet.mac().orElseThrow() + "/auto.ipxe" : file.replace("HTTP/", HTTP);
        assertThat(offer.yiaddr()).isEqualTo(BOARD);
        assertThat(offer.siaddr()).isEqualTo(SERVER);
        assertThat(offer.file().ascii()).isEqualTo(expected);
        assertThat(offer.options().text(OptionCode.VENDOR_CLASS).orElse("")).isEqualTo(vendorClass);
        assertThat(hex(offer, OptionCode.VENDOR_SPECIFIC)).isEqualTo(menu);
        assertThat(offer.options().text(OptionCode.TFTP_SERVER).orElse("")).isEqualTo(tftp);
        assertThat(hex(offer, OptionCode.IPXE)).isEqualTo(ipxe);
        boolean booted = packet.options().has(OptionCode.MACHINE_ID) && ipxe.isEmpty();
        assertThat(offer.options().get(OptionCode.MACHINE_ID))
                .isEqualTo(booted ? packet.options().get(OptionCode.MACHINE_ID) : Optional.empty());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "3B old firmware,   b8:27:eb:07:bc:c6, 00c6bc078bc6bc078bc6bc078bc6bc078b, " + MENU_3 + ", 8b07bcc6",
        "3B+,               b8:27:eb:07:bc:c7, '',                                 " + MENU_3 + ", ''",
        "4B,                dc:a6:32:01:02:03, 0052506934143111c03201020378563412, " + MENU + ",   12345678",
        "CM4 new block,     88:a2:9e:01:02:03, 0052506934403110b03201020378563412, " + MENU + ",   12345678",
        "5,                 2c:cf:67:01:02:03, 0052506935703110d03201020378563412, " + MENU + ",   12345678",
        "5 backwards,       2c:cf:67:01:02:03, 0035695052703110d03201020378563412, " + MENU + ",   12345678",
        "4 no option 97,    e4:5f:01:01:02:03, '',                                 " + MENU + ",   ''"
    })
    void everyRaspberryPiGetsItsMenu(String name, String mac, String machineId, String menu, String serial) {
        DhcpPacket packet = packet(mac, "60=" + text("PXEClient:Arch:00000:UNDI:002001"), "93=0000", "97=" + machineId);
        DhcpPacket offer = offer(packet, DhcpMode.RESERVATION);

        assertThat(hex(offer, OptionCode.VENDOR_SPECIFIC)).isEqualTo(menu);
        assertThat(offer.options().text(OptionCode.TFTP_SERVER)).contains("192.168.42.2");
        assertThat(offer.siaddr()).isEqualTo(SERVER);
        assertThat(offer.file().isZero()).isTrue();
        assertThat(BootRequest.from(packet).board().map(RaspberryPi::serial).orElse(""))
                .isEqualTo(serial);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "BIOS,              PXEClient,  0000,     '',               undionly.kpxe",
        "ia32 UEFI,         PXEClient,  0006,     '',               ipxe-i386.efi",
        "x64 UEFI,          PXEClient,  0007,     '',               ipxe.efi",
        "x64 UEFI as EBC,   PXEClient,  0009,     '',               ipxe.efi",
        "the second known,  PXEClient,  00080007, '',               ipxe.efi",
        "arm64 UEFI,        PXEClient,  000b,     '',               ipxe-arm64.efi",
        "x64 HTTP,          HTTPClient, 0010,     '',               HTTP/ipxe.efi",
        "arm64 HTTP,        HTTPClient, 0013,     '',               HTTP/ipxe-arm64.efi",
        "iPXE plain,        PXEClient,  0000,     69505845,         SCRIPT",
        "iPXE counted,      PXEClient,  0007,     0469505845,       SCRIPT",
        "iPXE second,       PXEClient,  0007,     036162630469505845, SCRIPT",
        "not quite iPXE,    PXEClient,  0007,     6e6f7469505845,   ipxe.efi",
        "RISC-V,            PXEClient,  001b,     '',               ''",
        "U-Boot,            U-Boot,     0016,     '',               ''",
        "a kernel,          udhcp,      '',       '',               ''"
    })
    void othersGetAFileByWhatTheyAre(String name, String vendorClass, String arch, String userClass, String file) {
        String mac = "52:54:00:00:00:01";
        DhcpPacket offer =
                offer(packet(mac, "60=" + text(vendorClass), "93=" + arch, "77=" + userClass), DhcpMode.RESERVATION);

        assertThat(offer.file().ascii())
                .isEqualTo(file.replace("SCRIPT", HTTP + mac + "/auto.ipxe").replace("HTTP/", HTTP));
        boolean boots = !file.isEmpty() || vendorClass.equals("U-Boot");
        assertThat(offer.siaddr()).isEqualTo(boots ? SERVER : Inet4Address.ofLiteral("0.0.0.0"));
        assertThat(offer.yiaddr()).as("all of them are leased to").isEqualTo(BOARD);
    }

    @Test
    void machineThatIsToBootItsOwnDiskIsToldNothingUnlessItIsAPi() {
        DhcpPacket pc = packet("52:54:00:00:00:01", "60=" + text("PXEClient"), "93=0007");
        for (MachineProfile machine : List.of(
                machine("52:54:00:00:00:01", BootMode.LOCAL, true),
                machine("52:54:00:00:00:01", BootMode.NETBOOT, false))) {
            DhcpPacket offer =
                    decide(pc, DhcpMode.RESERVATION, Optional.of(machine)).orElseThrow();
            assertThat(offer.file().isZero()).isTrue();
            assertThat(offer.options().has(OptionCode.VENDOR_CLASS)).isFalse();
            assertThat(decide(pc, DhcpMode.PROXY, Optional.of(machine))).isEmpty();
        }
        DhcpPacket pi = Captures.packet("pi400-dhcp-discover");
        MachineProfile local = machine("dc:a6:32:ec:fc:3c", BootMode.LOCAL, true);
        assertThat(hex(decide(pi, DhcpMode.RESERVATION, Optional.of(local)).orElseThrow(), OptionCode.VENDOR_SPECIFIC))
                .isEqualTo(MENU);
    }

    @Test
    void proxyTellsFirmwareWhatToBootAndLeasesNothing() {
        for (String capture : List.of(
                "pi400-dhcp-discover", "ovmf-x64-proxydhcp-dhcp-discover", "ipxe-bios-proxydhcp-dhcp-discover")) {
            DhcpPacket offer = offer(Captures.packet(capture), DhcpMode.PROXY);
            assertThat(offer.yiaddr().isAnyLocalAddress()).isTrue();
            assertThat(offer.siaddr()).isEqualTo(SERVER);
            assertThat(offer.options().has(OptionCode.LEASE_TIME)).isFalse();
            assertThat(offer.options().has(OptionCode.SUBNET_MASK)).isFalse();
            assertThat(offer.options().text(OptionCode.VENDOR_CLASS)).contains("PXEClient");
        }
    }

    @Test
    void autoProxyGivesIpxeToMachinesNobodyDeclaredAndTheOtherModesNothing() {
        DhcpPacket pc = packet("52:54:00:00:00:01", "60=" + text("PXEClient"), "93=0007");
        assertThat(undeclared(pc, DhcpMode.AUTO_PROXY))
                .hasValueSatisfying(offer -> assertThat(offer.file().ascii()).isEqualTo("52-54-00-00-00-01/ipxe.efi"));
        DhcpPacket http = packet("52:54:00:00:00:01", "60=" + text("HTTPClient"), "93=0010");
        assertThat(undeclared(http, DhcpMode.AUTO_PROXY))
                .hasValueSatisfying(
                        offer -> assertThat(offer.file().ascii()).isEqualTo(HTTP + "52:54:00:00:00:01/ipxe.efi"));
        DhcpPacket ipxe = packet("52:54:00:00:00:01", "60=" + text("PXEClient"), "93=0007", "77=" + text("iPXE"));
        assertThat(undeclared(ipxe, DhcpMode.AUTO_PROXY))
                .hasValueSatisfying(offer ->
                        assertThat(offer.file().ascii()).isEqualTo(HTTP + "52:54:00:00:00:01/undeclared.ipxe"));
        for (DhcpPacket each : List.of(pc, http, ipxe)) {
            for (DhcpMode mode : List.of(DhcpMode.RESERVATION, DhcpMode.PROXY, DhcpMode.OBSERVE)) {
                assertThat(undeclared(each, mode)).as("%s", mode).isEmpty();
            }
        }
    }

    @Test
    void whatCannotWaitForADeclarationIsOfferedNothing() {
        assertThat(undeclared(Captures.packet("pi400-dhcp-discover"), DhcpMode.AUTO_PROXY))
                .isEmpty();
        assertThat(undeclared(packet("52:54:00:00:00:01", "60=" + text("U-Boot")), DhcpMode.AUTO_PROXY))
                .isEmpty();
        assertThat(undeclared(packet("52:54:00:00:00:01", "60=" + text("udhcp")), DhcpMode.AUTO_PROXY))
                .isEmpty();
    }

    /** What is not answered is taken for a machine that is to be recorded. */
    private Optional<DhcpPacket> undeclared(DhcpPacket packet, DhcpMode mode) {
        Circumstances circumstances = Circumstances.of(ServerLink.of(mode, SERVER), Optional.empty());
        BootDecision decision = decider.decide(BootRequest.from(packet), circumstances);
        if (decision instanceof BootDecision.Reply(DhcpPacket reply)) {
            return Optional.of(reply);
        }
        assertThat(decision).isEqualTo(new BootDecision.Ignore(IgnoreReason.UNKNOWN_MACHINE));
        return Optional.empty();
    }

    private DhcpPacket offer(DhcpPacket packet, DhcpMode mode) {
        MachineProfile machine = machine(packet.mac().orElseThrow().text(), BootMode.NETBOOT, true);
        return decide(packet, mode, Optional.of(machine)).orElseThrow();
    }

    private Optional<DhcpPacket> decide(DhcpPacket packet, DhcpMode mode, Optional<MachineProfile> machine) {
        BootDecision decision =
                decider.decide(BootRequest.from(packet), Circumstances.of(ServerLink.of(mode, SERVER), machine));
        return decision instanceof BootDecision.Reply(DhcpPacket reply) ? Optional.of(reply) : Optional.empty();
    }

    private static MachineProfile machine(String mac, BootMode mode, boolean allowPxe) {
        Reservation reservation = new Reservation(
                BOARD,
                Inet4Address.ofLiteral("255.255.255.0"),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
        return new MachineProfile(
                new MacAddress(mac), "id", "node", Optional.of(reservation), mode, allowPxe, "", Optional.empty());
    }

    /** A DISCOVER with these options, {@code code=hex}; one without a value is left out. */
    private static DhcpPacket packet(String mac, String... options) {
        DhcpOptions all = DhcpOptions.NONE.with(OptionCode.MESSAGE_TYPE, Bytes.ofU8(1));
        for (String option : options) {
            String[] parts = option.split("=", 2);
            if (!parts[1].isEmpty()) {
                all = all.with(OptionCode.of(Integer.parseInt(parts[0])).orElseThrow(), Bytes.ofHex(parts[1]));
            }
        }
        return DhcpPacket.discover(7, Bytes.of(new MacAddress(mac).bytes()).concat(Bytes.zero(10)), all);
    }

    private static String hex(DhcpPacket packet, OptionCode code) {
        return packet.options().get(code).map(Bytes::toString).orElse("");
    }

    private static String text(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
