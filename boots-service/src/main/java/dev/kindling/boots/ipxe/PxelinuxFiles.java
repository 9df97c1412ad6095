package dev.kindling.boots.ipxe;

import dev.kindling.boots.boot.BootFiles;
import dev.kindling.boots.boot.ClassicProperties;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.springframework.stereotype.Component;

/**
 * What U-Boot ({@code pxe get}, {@code pxe boot}) reads over TFTP: its configuration by its MAC address, and the kernel and
 * initramfs of the machine's root tree that this names. It names no device tree, so U-Boot passes on its own, and no
 * console, so the kernel takes the one of that device tree.
 *
 * <p>U-Boot asks for its UUID before, and goes on to its IP address in hex and to {@code default} where there is none for
 * its MAC address.
 */
@Component
public final class PxelinuxFiles {

    private static final String TREE = "tree/";

    /** What a configuration names, in a board's tree. */
    public static final List<String> OF_TREE = List.of(TREE + TreeKernels.KERNEL, TREE + TreeKernels.INITRAMFS);

    private final TreeKernels kernels;
    private final IpxeScripts scripts;
    private final IpxeProperties ipxe;
    private final BootFiles files;
    private final MachineDirectory machines;

    PxelinuxFiles(
            TreeKernels kernels, IpxeScripts scripts, IpxeProperties ipxe, BootFiles files, MachineDirectory machines) {
        this.kernels = kernels;
        this.scripts = scripts;
        this.ipxe = ipxe;
        this.files = files;
        this.machines = machines;
    }

    /** Where the machine looks for its configuration; in front of its address is ARP's type 1, Ethernet. */
    public static String name(MachineProfile machine) {
        return "pxelinux.cfg/01-" + machine.mac().dashed();
    }

    /** Whether this is the name of the machine's own configuration, in either case. */
    public static boolean isConfiguration(MachineProfile machine, String name) {
        return name.equalsIgnoreCase(name(machine));
    }

    /** With the nonce of its boot, so to its own address only; empty where it boots from no root tree. */
    public Optional<String> configuration(MachineProfile machine, Inet4Address reader) {
        return scripts.bootsFromItsTree(machine)
                ? files.commandLine(machine, reader)
                        .map(line -> configuration(machine, new String(line, StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    /** That of its next boot, with placeholders for what will be another then. */
    public Optional<String> next(MachineProfile machine) {
        return scripts.bootsFromItsTree(machine)
                ? files.nextCommandLine(machine, machines.settings())
                        .map(line -> ClassicProperties.withoutPassword(configuration(machine, line)))
                : Optional.empty();
    }

    /** The file of its root tree that the configuration calls so. */
    public Optional<Path> ofTree(MachineProfile machine, String name) throws IOException {
        return name.startsWith(TREE) && scripts.bootsFromItsTree(machine)
                ? kernels.find(machine.mac(), name.substring(TREE.length()))
                : Optional.empty();
    }

    private String configuration(MachineProfile machine, String commandLine) {
        StringJoiner append = new StringJoiner(" ").add("ip=dhcp");
        if (!ipxe.extra().isBlank()) {
            append.add(ipxe.extra().strip());
        }
        append.add(IpxeScripts.words(commandLine, IpxeScripts.OF_THE_ROOT));
        String tree = machine.mac().dashed() + "/" + TREE;
        return "# Kindling, for " + machine.mac() + " " + machine.hostname() + "\n"
                + "DEFAULT kindling\n"
                + "PROMPT 0\n"
                + "LABEL kindling\n"
                + "  KERNEL " + tree + TreeKernels.KERNEL + "\n"
                + "  INITRD " + tree + TreeKernels.INITRAMFS + "\n"
                + "  APPEND " + append + "\n";
    }
}
