package dev.kindling.simulator.walk;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.boot.BootOutcome;
import dev.kindling.simulator.boot.Lease;
import dev.kindling.simulator.packet.Ipv4;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory that the agent takes for {@code /}, and the card beside it, which survives every reset.
 *
 * <pre>
 * card.img                       the SD card, sparse
 * root/dev/mmcblk0               link to it
 * root/proc/cmdline              as Linux shows it
 * root/proc/sysrq-trigger        empty; a "b" in it is a reset
 * root/proc/device-tree/         model, serial-number
 * root/run/net-eth0.conf         as klibc's ipconfig writes it
 * root/sys/...                   what an inventory looks at, the EEPROM's configuration among it
 * </pre>
 */
final class BoardRoot {

    private static final int SECTOR = 512;

    private final BoardSpec board;
    private final Path card;
    private final Path root;

    BoardRoot(BoardSpec board, Path directory) throws IOException {
        this.board = board;
        this.card = directory.resolve("card.img");
        this.root = directory.resolve("root");
        Files.createDirectories(directory);
        try (RandomAccessFile file = new RandomAccessFile(card.toFile(), "rw")) {
            file.setLength(board.cardBytes());
        }
    }

    Path card() {
        return card;
    }

    Path root() {
        return root;
    }

    /** As it is when the kernel has started: nothing is left of the boot before but the card. */
    void prepare(BootOutcome.Kernel kernel) throws IOException {
        Directories.delete(root);
        write("proc/cmdline", kernel.commandLine().asSeenByLinux(board.mac().text()) + "\n");
        write("proc/sysrq-trigger", "");
        write("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1." + (board.revision() & 0xf) + "\0");
        write("proc/device-tree/serial-number", "10000000" + board.serial() + "\0");
        bootOrder();
        write("proc/cpuinfo", cpuInfo());
        write("proc/meminfo", "MemTotal:        3884240 kB\nMemFree:         3500000 kB\n");
        write("sys/class/net/eth0/address", board.mac() + "\n");
        write("sys/block/mmcblk0/size", board.cardBytes() / SECTOR + "\n");
        write("sys/block/mmcblk0/removable", "0\n");
        write("sys/block/mmcblk0/device/name", "KNDLG\n");
        write("sys/block/mmcblk0/device/type", "SD\n");
        write("run/net-eth0.conf", ipconfig(kernel.lease()));
        Files.createDirectories(root.resolve("run/kindling"));
        Files.createDirectories(root.resolve("tmp"));
        Files.createDirectories(root.resolve("dev"));
        Files.createSymbolicLink(root.resolve("dev/mmcblk0"), card.toAbsolutePath());
    }

    /** The EEPROM's configuration as a kernel of Raspberry Pi OS shows it, and a supply that is good. */
    private void bootOrder() throws IOException {
        String node = "reserved-memory/nvram@0";
        write("proc/device-tree/aliases/blconfig", "/" + node + "\0");
        write("sys/bus/nvmem/devices/rmem0/nvmem", "[all]\nBOOT_UART=0\nBOOT_ORDER=0xf12\n\0");
        Path tree = Files.createDirectories(
                root.resolve("sys/firmware/devicetree/base").resolve(node));
        Path device = root.resolve("sys/bus/nvmem/devices/rmem0");
        Files.createSymbolicLink(device.resolve("of_node"), device.relativize(tree));
        write("sys/devices/platform/soc/soc:firmware/get_throttled", "0\n");
    }

    /** Whether somebody wrote "b" to the magic SysRq file. */
    boolean resetRequested() throws IOException {
        Path trigger = root.resolve("proc/sysrq-trigger");
        return Files.size(trigger) > 0
                && Files.readString(trigger, StandardCharsets.ISO_8859_1).contains("b");
    }

    private String cpuInfo() {
        StringBuilder text = new StringBuilder();
        for (int cpu = 0; cpu < 4; cpu++) {
            text.append("processor\t: ").append(cpu).append("\nBogoMIPS\t: 108.00\n\n");
        }
        text.append("Revision\t: ").append(Integer.toHexString(board.revision()));
        text.append("\nSerial\t\t: 10000000").append(board.serial());
        return text.append("\nModel\t\t: Raspberry Pi 4 Model B\n").toString();
    }

    private static String ipconfig(Lease lease) {
        List<String> lines = new ArrayList<>();
        lines.add("DEVICE='eth0'");
        lines.add("PROTO='dhcp'");
        lines.add("IPV4ADDR='" + lease.address() + "'");
        lines.add("IPV4BROADCAST='"
                + new Ipv4(lease.address().bits() | ~lease.mask().bits()) + "'");
        lines.add("IPV4NETMASK='" + lease.mask() + "'");
        lines.add("IPV4GATEWAY='" + lease.router().orElse(Ipv4.ANY) + "'");
        lines.add("IPV4DNS0='" + lease.dns().orElse(Ipv4.ANY) + "'");
        lines.add("HOSTNAME='" + lease.hostName().replaceAll("[^A-Za-z0-9.-]", "") + "'");
        lines.add("ROOTSERVER='" + lease.nextServer() + "'");
        return String.join("\n", lines) + "\n";
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }
}
