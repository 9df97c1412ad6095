package dev.kindling.boots.boot;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.NfsRoot;
import dev.kindling.boots.ServedAddresses;
import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.contract.BootNonce;
import dev.kindling.contract.CommandLine;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.time.Instant;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Writes the text of {@code config.txt} and {@code cmdline.txt}: machine, boot and settings in, text out. */
@Component
final class GeneratedFiles {

    /** The firmware and the kernel both cut a longer one. */
    static final int MAXIMUM_COMMAND_LINE = 1_024;

    private static final int LONGEST_HOSTNAME = 63;

    private final BootsProperties properties;
    private final NfsRoot root;
    private final ServedAddresses served;
    private final ClassicProperties classic;
    private final RaspberryPiProperties raspberryPi;

    GeneratedFiles(BootsProperties properties) {
        this(
                properties,
                new NfsRoot(properties),
                ServedAddresses.of(properties.address()),
                ClassicProperties.NONE,
                RaspberryPiProperties.NONE);
    }

    /** @throws IllegalStateException when the configured words leave no room for a long host name */
    @Autowired
    GeneratedFiles(
            BootsProperties properties,
            NfsRoot root,
            ServedAddresses served,
            ClassicProperties classic,
            RaspberryPiProperties raspberryPi) {
        this.properties = properties;
        this.root = root;
        this.served = served;
        this.classic = classic;
        this.raspberryPi = raspberryPi;
        for (Inet4Address told : served.all()) {
            commandLine(
                    new Board("h".repeat(LONGEST_HOSTNAME), "0".repeat(36), new MacAddress("00:00:00:00:00:00")),
                    new DirectorySettings(new byte[32], "sha256:" + "0".repeat(64)),
                    new Life(new UUID(0, 0), Inet4Address.ofLiteral("255.255.255.255"), Instant.EPOCH, Instant.EPOCH),
                    new Server(told, root.longest(told)));
        }
    }

    /** What is the board's own in the command line. */
    private record Board(String hostname, String hardwareId, MacAddress mac) {}

    /** This service as the board reaches it. */
    private record Server(Inet4Address told, String nfsRoot) {}

    /** What is this boot's own in the command line. */
    record Life(UUID id, Inet4Address address, Instant started, Instant expiry) {}

    /** Read four to eight times in one boot, so it carries nothing that changes. */
    String configTxt(MachineProfile machine) {
        return "# Kindling, for " + machine.mac() + " " + machine.hostname() + "\n"
                + "[all]\n"
                + "arm_64bit=1\n"
                + "enable_uart=1\n"
                + "kernel=kernel8.img\n"
                + "auto_initramfs=1\n"
                + "cmdline=cmdline.txt\n"
                + raspberryPi.configTxt().stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** The command line of one boot: one line, at most 1,024 bytes. */
    String commandLine(MachineProfile machine, DirectorySettings settings, Life boot) {
        return commandLine(machine, settings, boot, served.toward(boot.address()));
    }

    private String commandLine(MachineProfile machine, DirectorySettings settings, Life boot, Inet4Address told) {
        return commandLine(
                new Board(machine.hostname(), machine.hardwareId(), machine.mac()),
                settings,
                boot,
                new Server(told, root.text(told)));
    }

    /**
     * A command line that nobody boots with.
     *
     * @param length of a real one, bytes
     */
    record Sample(String text, int length) {}

    /** The command line of a boot that has not begun: what differs from boot to boot is named in its place. */
    Sample sample(MachineProfile machine, DirectorySettings settings, Instant now) {
        Life none = new Life(new UUID(0, 0), Inet4Address.ofLiteral("0.0.0.0"), now, now);
        String line = commandLine(
                machine, settings, none, served.toward(machine.address().orElse(none.address())));
        String text = line.replaceAll("kindling\\.nonce=\\S+", "kindling.nonce=<nonce>")
                .replaceAll("kindling\\.time=\\S+", "kindling.time=<time>");
        return new Sample(ClassicProperties.withoutPassword(text), line.length());
    }

    private String commandLine(Board board, DirectorySettings settings, Life boot, Server server) {
        MacAddress mac = board.mac();
        String nonce = BootNonce.mint(
                        settings.nonceKey(),
                        boot.id(),
                        boot.expiry(),
                        mac,
                        boot.address().getHostAddress())
                .text();
        StringJoiner words = new StringJoiner(" ", "", "\n");
        words.add(properties.commandline().extra());
        if (!server.nfsRoot().isEmpty()) {
            words.add("root=/dev/nfs nfsroot=" + server.nfsRoot() + " ro");
        }
        words.add("ip=:::::eth0:dhcp");
        if (!board.hostname().isEmpty()) {
            words.add("systemd.hostname=" + board.hostname());
        }
        if (classic.enabled()) {
            words.add(classic.words(board.hardwareId(), mac));
        }
        BootsProperties.Commandline reached = properties.commandlineAt(server.told());
        words.add(new CommandLine(reached.server(), reached.hegel(), settings.caPin(), mac, nonce, boot.started())
                .words());
        String text = words.toString().stripLeading();
        if (text.length() > MAXIMUM_COMMAND_LINE) {
            throw new IllegalStateException("the command line of " + mac + " has " + text.length()
                    + " bytes, at most " + MAXIMUM_COMMAND_LINE
                    + "; shorten kindling.boots.commandline.extra, kindling.boots.nfs-root or kindling.boots.classic");
        }
        return text;
    }
}
