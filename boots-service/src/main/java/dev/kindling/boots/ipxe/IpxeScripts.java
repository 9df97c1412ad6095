package dev.kindling.boots.ipxe;

import dev.kindling.boots.boot.BootFiles;
import dev.kindling.boots.boot.ClassicProperties;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.Netboot;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Writes the iPXE script of one machine: what is declared of it in, text out. */
@Component
public final class IpxeScripts {

    private static final String FIRST_LINE = "#!ipxe\n";

    private static final Inet4Address UNKNOWN = Inet4Address.ofLiteral("0.0.0.0");

    /** How the words begin that go from a board's command line into a script. */
    private static final List<String> OF_KINDLING = List.of("kindling.");

    static final List<String> OF_THE_ROOT = List.of("root=", "nfsroot=", "systemd.hostname=", "kindling.");

    private final OwnAddress own;
    private final IpxeProperties ipxe;
    private final ClassicProperties classic;
    private final BootFiles files;
    private final MachineDirectory machines;
    private final TreeKernels trees;

    IpxeScripts(
            OwnAddress own,
            IpxeProperties ipxe,
            ClassicProperties classic,
            BootFiles files,
            MachineDirectory machines,
            TreeKernels trees) {
        this.machines = machines;
        this.own = own;
        this.ipxe = ipxe;
        this.classic = classic;
        this.files = files;
        this.trees = trees;
    }

    /**
     * Its own script, a script that goes on with its own URL, one that leaves the network alone, or the one that starts
     * the installation environment. The one with the nonce of its boot goes to its own address only.
     */
    public String script(MachineProfile machine, Inet4Address reader) {
        return script(
                machine,
                reader,
                () -> files.commandLine(machine, reader).map(line -> new String(line, StandardCharsets.UTF_8)));
    }

    /** The script of its next boot, with placeholders for what will be another then. */
    public String next(MachineProfile machine) {
        return ClassicProperties.withoutPassword(script(
                machine, machine.address().orElse(UNKNOWN), () -> files.nextCommandLine(machine, machines.settings())));
    }

    private String script(MachineProfile machine, Inet4Address at, Supplier<Optional<String>> commandLine) {
        if (machine.bootsLocally()) {
            return FIRST_LINE + "echo Kindling: " + name(machine) + " boots its own disk\nexit\n";
        }
        Netboot netboot = machines.netboot(machine.mac());
        if (!netboot.ipxeContents().isEmpty()) {
            String contents = netboot.ipxeContents();
            return (contents.startsWith("#!ipxe") ? "" : FIRST_LINE) + contents + (contents.endsWith("\n") ? "" : "\n");
        }
        if (!netboot.ipxeUrl().isEmpty()) {
            return FIRST_LINE + "chain --autofree " + netboot.ipxeUrl() + "\n";
        }
        return environment(machine, at, commandLine.get().orElse(""));
    }

    /**
     * What iPXE fetches by itself from where it came from: on to the script, however it finds out its address. netX is
     * the network card it opened last, whichever of several that is.
     *
     * @param reader where it is fetched from
     */
    public String autoexec(Inet4Address reader) {
        return byDhcp(reader, "${netX/mac}/auto.ipxe || shell");
    }

    /**
     * The same for a machine nobody declared.
     *
     * @param reader where it is fetched from
     */
    public String autoexecOfUndeclared(MacAddress mac, Inet4Address reader) {
        return byDhcp(reader, mac + "/undeclared.ipxe || exit");
    }

    private String byDhcp(Inet4Address reader, String next) {
        return FIRST_LINE + "isset ${netX/ip} || dhcp\nchain --autofree " + own.url(reader) + "/ipxe/" + next + "\n";
    }

    /**
     * For a machine nobody declared: it says so, and boots as soon as it is declared, with a DHCP exchange that begins its
     * boot; after about a minute it goes on to what its firmware has next, since it may be anybody's.
     *
     * @param reader where it is fetched from
     */
    public String undeclared(MacAddress mac, Inet4Address reader) {
        return FIRST_LINE + """
                echo Kindling does not know this machine. To have it boot, declare its hardware:
                echo   MAC address %1$s
                set asked:int32 0
                :ask
                iseq ${asked} 6 && exit ||
                inc asked
                sleep 5 || exit
                dhcp ||
                chain --autofree %2$s/ipxe/%1$s/auto.ipxe && exit ||
                goto ask
                """.formatted(mac, own.url(reader));
    }

    /** Whether its kernel is the one of its root tree, for its architecture, and not one at a URL. */
    boolean bootsFromItsTree(MachineProfile machine) {
        String base = first(machines.netboot(machine.mac()).osieBaseUrl(), ipxe.osieUrl());
        return base.isEmpty() && trees.has(machine.mac(), arch(machine));
    }

    private static String arch(MachineProfile machine) {
        return machine.arch().equals("aarch64") || machine.arch().equals("arm64") ? "aarch64" : "x86_64";
    }

    private String environment(MachineProfile machine, Inet4Address at, String commandLine) {
        String arch = arch(machine);
        Netboot netboot = machines.netboot(machine.mac());
        if (bootsFromItsTree(machine)) {
            if (commandLine.isEmpty()) {
                return again(machine);
            }
            String tree = own.url(at) + "/ipxe/" + machine.mac();
            return start(
                    machine,
                    tree,
                    TreeKernels.KERNEL + " " + arguments(arch, machine, at, words(commandLine, OF_THE_ROOT)),
                    TreeKernels.INITRAMFS);
        }
        String base = first(netboot.osieBaseUrl(), ipxe.osieUrl(), own.url(at) + "/images/osie");
        String kernel = first(netboot.kernel(), ipxe.kernel()).replace("ARCH", arch);
        String initrd = first(netboot.initrd(), ipxe.initrd()).replace("ARCH", arch);
        return start(
                machine, base, kernel + " " + arguments(arch, machine, at, words(commandLine, OF_KINDLING)), initrd);
    }

    /** Without the words of a boot its kernel would find no root: the machine is to begin one, which takes its DHCP. */
    private static String again(MachineProfile machine) {
        return FIRST_LINE
                + "echo Kindling: no boot of " + name(machine) + " is going on at this address; beginning one in 30 s\n"
                + "sleep 30\nreboot\n";
    }

    private static String start(MachineProfile machine, String base, String kernel, String initrd) {
        return FIRST_LINE
                + "echo Kindling: " + name(machine) + " boots over the network\n"
                + "set base-url " + base + "\n"
                + "kernel ${base-url}/" + kernel + " initrd="
                + initrd.substring(initrd.lastIndexOf('/') + 1) + "\n"
                + "initrd ${base-url}/" + initrd + "\n"
                + "boot\n";
    }

    private String arguments(String arch, MachineProfile machine, Inet4Address at, String ownWords) {
        String host = own.host(at);
        String facility = first(classic.facility(), "onprem");
        StringJoiner words = new StringJoiner(" ");
        words.add("ip=dhcp");
        words.add("modules=loop,squashfs,sd-mod,usb-storage");
        words.add("facility=" + facility);
        words.add("syslog_host=" + first(classic.syslogHost(), host));
        if (classic.grpcAuthority().isEmpty()) {
            words.add("grpc_authority=" + own.agents(at));
        }
        words.add("tinkerbell_tls=" + ipxe.tinkerbellTls());
        words.add(classic.words(machine.hardwareId(), machine.mac()));
        words.add("hw_addr=" + machine.mac());
        words.add("parch=" + arch);
        words.add("intel_iommu=on iommu=pt");
        words.add(arch.equals("aarch64") ? "console=ttyAMA0,115200" : "console=tty0 console=ttyS0,115200");
        if (!ipxe.extra().isBlank()) {
            words.add(ipxe.extra().strip());
        }
        words.add(ownWords);
        return words.toString().strip();
    }

    /** The words of a boot's command line that begin so. */
    static String words(String commandLine, List<String> beginnings) {
        return Arrays.stream(commandLine.split("\\s+"))
                .filter(word -> beginnings.stream().anyMatch(word::startsWith))
                .collect(Collectors.joining(" "));
    }

    private static String name(MachineProfile machine) {
        return machine.hostname().isEmpty() ? machine.mac().text() : machine.hostname() + " (" + machine.mac() + ")";
    }

    private static String first(String... candidates) {
        for (String candidate : candidates) {
            if (!candidate.isEmpty()) {
                return candidate;
            }
        }
        return "";
    }
}
