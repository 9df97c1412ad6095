package dev.kindling.boots.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.NfsRoot;
import dev.kindling.boots.ServedAddresses;
import dev.kindling.boots.SettableClock;
import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.contract.BootNonce;
import dev.kindling.contract.CommandLine;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootRegistryTests {

    private static final byte[] KEY = new byte[32];
    private static final DirectorySettings SETTINGS = new DirectorySettings(KEY, "sha256:" + "a".repeat(64));
    private static final MacAddress MAC = new MacAddress("dc:a6:32:42:00:0b");
    private static final Inet4Address ADDRESS = Inet4Address.ofLiteral("192.168.42.11");

    @TempDir
    private Path data;

    private final List<BootEvent> events = new ArrayList<>();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T12:00:00.5Z"));
    private BootRegistry boots;

    @BeforeEach
    void open() throws IOException {
        boots = registry();
    }

    @AfterEach
    void close() {
        boots.close();
    }

    /** What the next process finds. */
    private BootRegistry restarted() throws IOException {
        boots.close();
        boots = registry();
        return boots;
    }

    private BootRegistry registry() throws IOException {
        return new BootRegistry(
                properties(""), new GeneratedFiles(properties("")), new MachineReplica(), events::add, clock);
    }

    @Test
    void firstFirmwareExchangeBeginsABootAndSaysSo() {
        Boot boot = boots.of(machine(), SETTINGS, new BootRegistry.Exchange(1, false));

        assertThat(boots.current(MAC)).contains(boot);
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo("boot.started");
            assertThat(event.bootId()).contains(boot.id());
            assertThat(event.mac()).contains(MAC);
        });
    }

    @Test
    void repeatedPacketsOfOneExchangeAreOneBoot() {
        Boot boot = boots.of(machine(), SETTINGS, new BootRegistry.Exchange(1, false));
        clock.advance(Duration.ofSeconds(8));
        assertThat(boots.of(machine(), SETTINGS, new BootRegistry.Exchange(1, false)))
                .isEqualTo(boot);
        assertThat(events).hasSize(1);
    }

    @Test
    void nextExchangeIsTheNextBoot() {
        Boot first = boots.of(machine(), SETTINGS, new BootRegistry.Exchange(1, false));
        Boot second = boots.of(machine(), SETTINGS, new BootRegistry.Exchange(2, false));
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(boots.current(MAC)).contains(second);
    }

    /** A Pi 3 asks twice in a boot, by its ROM and by bootcode.bin, and with the same xid after every power-on. */
    @Test
    void sameExchangeAfterTheCommandLineIsTheNextBootAlsoAcrossARestart() throws IOException {
        BootRegistry.Exchange always = new BootRegistry.Exchange(0x26f30339L, false);
        BootFiles files = new BootFiles(boots, new GeneratedFiles(properties("")), clock);
        Boot first = boots.of(machine(), SETTINGS, always);
        assertThat(files.commandLine(machine(), Inet4Address.ofLiteral("192.168.42.12")))
                .as("somebody else's address")
                .isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(boots.of(machine(), SETTINGS, always)).as("bootcode.bin").isEqualTo(first);
        files.commandLine(machine(), ADDRESS).orElseThrow();
        assertThat(files.commandLine(machine(), ADDRESS))
                .as("read again")
                .contains(first.commandLine().getBytes(StandardCharsets.UTF_8));

        clock.advance(Duration.ofMinutes(2));
        Boot second = restarted().of(machine(), SETTINGS, always);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.commandLine()).isNotEqualTo(first.commandLine());
        assertThat(boots.of(machine(), SETTINGS, always)).isEqualTo(second);
    }

    @Test
    void bootIsAnotherOneWhenItsAddressIsOrItIsTooOldToEnrol() {
        Boot first = boots.of(machine(), SETTINGS, new BootRegistry.Exchange(1, false));
        Boot moved = boots.of(
                machine(Inet4Address.ofLiteral("192.168.42.21")), SETTINGS, new BootRegistry.Exchange(1, false));
        assertThat(moved.id()).isNotEqualTo(first.id());

        clock.advance(BootRegistry.NONCE_LIFE);
        assertThat(boots.of(
                                machine(Inet4Address.ofLiteral("192.168.42.21")),
                                SETTINGS,
                                new BootRegistry.Exchange(1, false))
                        .id())
                .isNotEqualTo(moved.id());
    }

    @Test
    void commandLineIsTheContractAndItsNonceIsGenuineForThisBoardAtThisAddressOnly() {
        Boot boot = boots.of(machine(), SETTINGS, new BootRegistry.Exchange(1, false));
        CommandLine words = CommandLine.parse(boot.commandLine());
        BootNonce nonce = BootNonce.parse(words.nonce());

        assertThat(words.server()).isEqualTo("192.168.42.2:42113");
        assertThat(words.hegel()).isEqualTo("https://192.168.42.2:50062");
        assertThat(words.caPin()).isEqualTo(SETTINGS.caPin());
        assertThat(words.mac()).isEqualTo(MAC);
        assertThat(words.time()).isEqualTo(Instant.parse("2026-11-22T12:00:00Z"));
        assertThat(nonce.bootId()).isEqualTo(boot.id());
        assertThat(Duration.between(words.time(), nonce.expiry())).isEqualTo(Duration.ofMinutes(15));
        assertThat(nonce.isGenuine(KEY, MAC, "192.168.42.11")).isTrue();
        assertThat(nonce.isGenuine(KEY, MAC, "192.168.42.12")).isFalse();
        assertThat(boot.commandLine())
                .startsWith("console=serial0,115200 ")
                .contains(" root=/dev/nfs nfsroot=192.168.42.2:/root,vers=3,tcp,nolock ro ip=:::::eth0:dhcp ")
                .contains(" systemd.hostname=k3s-worker-1 ")
                .endsWith("\n")
                .hasLineCount(1);
    }

    @Test
    void everyReadOfOneBootGivesTheSameBytesAlsoAfterARestartAndAChange() throws IOException {
        BootFiles files = new BootFiles(boots, new GeneratedFiles(properties("")), Clock.systemUTC());
        boots.of(machine(), SETTINGS, new BootRegistry.Exchange(1, false));
        byte[] config = files.configTxt(machine());
        byte[] line = files.commandLine(machine(), ADDRESS).orElseThrow();

        BootFiles restarted = new BootFiles(restarted(), new GeneratedFiles(properties("quiet")), Clock.systemUTC());

        assertThat(restarted.configTxt(machine())).isEqualTo(config);
        assertThat(restarted.commandLine(machine(), ADDRESS).orElseThrow()).isEqualTo(line);
    }

    @Test
    void commandLineIsForTheBoardsOwnAddressOnly() {
        BootFiles files = new BootFiles(boots, new GeneratedFiles(properties("")), Clock.systemUTC());
        assertThat(files.commandLine(machine(), ADDRESS)).as("no boot yet").isEmpty();
        boots.of(machine(), SETTINGS, new BootRegistry.Exchange(1, false));
        assertThat(files.commandLine(machine(), Inet4Address.ofLiteral("192.168.42.12")))
                .isEmpty();
    }

    @Test
    void bootWithItsNonceIsKeptForTheOwnerOnlyAndPrintsNoSecret() throws IOException {
        Boot boot = boots.of(machine(), SETTINGS, new BootRegistry.Exchange(1, false));
        boots.close();
        Path file = data.resolve("boots/boot/dc-a6-32-42-00-0b.boot");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(boot.toString())
                .doesNotContain(CommandLine.parse(boot.commandLine()).nonce());
    }

    @Test
    void bootThatCannotBeReadIsForgottenAndHoldsUpNoOther() throws IOException {
        boots.of(machine(), SETTINGS, new BootRegistry.Exchange(1, false));
        Files.writeString(data.resolve("boots/boot/aa-aa-aa-aa-aa-aa.boot"), "id=nonsense");
        Files.write(data.resolve("boots/boot/bb-bb-bb-bb-bb-bb.boot"), new byte[] {(byte) 0xff, 0, 1});
        assertThat(restarted().current(MAC)).isPresent();
    }

    @Test
    void wordsThatLeaveNoRoomAreRefusedAtTheStart() {
        assertThatThrownBy(() -> new GeneratedFiles(properties("x".repeat(700))))
                .hasMessageContaining("at most 1024")
                .hasMessageContaining("kindling.boots.commandline.extra");
    }

    @Test
    void rootIsToldAsItIsWhenTheBootBegins() throws IOException {
        BootsProperties own = new BootsProperties(
                data,
                Inet4Address.ofLiteral("192.168.42.2"),
                null,
                null,
                new BootsProperties.Commandline("", "", "quiet"),
                "",
                new BootsProperties.Nfs(true, null, 2049, 111, null));
        NfsRoot root = new NfsRoot(own);
        GeneratedFiles files = new GeneratedFiles(
                own, root, ServedAddresses.of(own.address()), ClassicProperties.NONE, RaspberryPiProperties.NONE);
        BootRegistry.Exchange exchange = new BootRegistry.Exchange(1, false);
        BootRegistry registry = new BootRegistry(own, files, new MachineReplica(), events::add, clock);

        root.portmapped(false);

        assertThat(registry.of(machine(), SETTINGS, exchange).commandLine())
                .contains(" nfsroot=192.168.42.2:/kindling/root,vers=3,tcp,nolock,rsize=131072,mountport=2049 ro ");
    }

    @Test
    void longestHostNameStillFits() {
        MachineProfile longest = new MachineProfile(
                MAC,
                "id",
                "h".repeat(63),
                machine().reservation(),
                BootMode.NETBOOT,
                true,
                "aarch64",
                Optional.empty());
        assertThat(boots.of(longest, SETTINGS, new BootRegistry.Exchange(9, false))
                        .commandLine()
                        .getBytes(StandardCharsets.US_ASCII))
                .hasSizeLessThanOrEqualTo(1_024);
    }

    private BootsProperties properties(String more) {
        BootsProperties.Commandline words = new BootsProperties.Commandline(
                "", "", ("console=serial0,115200 console=tty1 rootwait " + more).strip());
        return new BootsProperties(
                data,
                Inet4Address.ofLiteral("192.168.42.2"),
                null,
                null,
                words,
                "192.168.42.2:/root,vers=3,tcp,nolock",
                BootsProperties.Nfs.off());
    }

    private static MachineProfile machine() {
        return machine(ADDRESS);
    }

    private static MachineProfile machine(Inet4Address address) {
        Reservation reservation = new Reservation(
                address,
                Inet4Address.ofLiteral("255.255.255.0"),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
        return new MachineProfile(
                MAC,
                "id",
                "k3s-worker-1",
                Optional.of(reservation),
                BootMode.NETBOOT,
                true,
                "aarch64",
                Optional.empty());
    }
}
