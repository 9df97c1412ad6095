package dev.kindling.agent.inventory;

import dev.kindling.agent.root.AgentRoot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the inventory; what cannot be read is left empty, since an enrolment without it beats none. */
public record InventoryReader(AgentRoot root) {

    private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s+(\\d+) kB");
    private static final Pattern PROCESSOR = Pattern.compile("(?m)^processor\\s*:");
    private static final Pattern DISK = Pattern.compile("mmcblk\\d+|sd[a-z]+|nvme\\d+n\\d+|vd[a-z]+");
    private static final int SECTOR = 512;

    public Inventory read() {
        String cpuinfo = text("/proc/cpuinfo");
        return new Inventory(
                firstOf(firmware("model"), (dmi("sys_vendor") + " " + dmi("product_name")).strip()),
                firstOf(field(cpuinfo, "Revision"), dmi("product_version")),
                firstOf(firstOf(firmware("serial-number"), field(cpuinfo, "Serial")), dmi("product_serial")),
                memory(),
                cpus(cpuinfo),
                firstOf(text("/proc/sys/kernel/osrelease"), System.getProperty("os.version")),
                disks(),
                nics(),
                System.getProperty("java.version"),
                new FirmwareReader(root).read());
    }

    private String firmware(String name) {
        return firstOf(text("/proc/device-tree/" + name), text("/sys/firmware/devicetree/base/" + name));
    }

    /** What the firmware of a PC says of it. */
    private String dmi(String name) {
        return text("/sys/class/dmi/id/" + name);
    }

    private long memory() {
        Matcher matcher = MEMORY.matcher(text("/proc/meminfo"));
        return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0;
    }

    private int cpus(String cpuinfo) {
        long listed = PROCESSOR.matcher(cpuinfo).results().count();
        if (listed > 0) {
            return (int) listed;
        }
        return root.isMachine() ? Runtime.getRuntime().availableProcessors() : 0;
    }

    private List<Inventory.Disk> disks() {
        List<Inventory.Disk> disks = new ArrayList<>();
        for (String name : names("/sys/block")) {
            if (DISK.matcher(name).matches()) {
                disks.add(disk(name));
            }
        }
        // A virtual board has a card file, and perhaps nothing under /sys/block.
        for (String name : root.isMachine() ? List.<String>of() : names("/dev")) {
            boolean listed = disks.stream().anyMatch(disk -> disk.path().equals("/dev/" + name));
            if (DISK.matcher(name).matches() && !listed) {
                disks.add(disk(name));
            }
        }
        return disks;
    }

    private Inventory.Disk disk(String name) {
        String sys = "/sys/block/" + name;
        String model = firstOf(text(sys + "/device/model"), text(sys + "/device/name"));
        return new Inventory.Disk(
                "/dev/" + name,
                stablePath(name),
                size(name),
                model,
                text(sys + "/removable").equals("1"));
    }

    /** What the disk is, before where it is plugged in. */
    private String stablePath(String name) {
        for (String directory : List.of("/dev/disk/by-id", "/dev/disk/by-path")) {
            for (String link : names(directory)) {
                Path path = root.resolve(directory + "/" + link);
                try {
                    if (Files.isSymbolicLink(path)
                            && Files.readSymbolicLink(path)
                                    .getFileName()
                                    .toString()
                                    .equals(name)) {
                        return directory + "/" + link;
                    }
                } catch (IOException e) {
                    // It was unplugged while we looked.
                    continue;
                }
            }
        }
        return "";
    }

    private long size(String name) {
        Path device = root.resolve("/dev/" + name);
        if (Files.isRegularFile(device)) {
            try (FileChannel channel = FileChannel.open(device)) {
                return channel.size();
            } catch (IOException e) {
                return 0;
            }
        }
        String sectors = text("/sys/block/" + name + "/size");
        return sectors.matches("\\d{1,16}") ? Long.parseLong(sectors) * SECTOR : 0;
    }

    private List<Inventory.Nic> nics() {
        List<Inventory.Nic> nics = new ArrayList<>();
        for (String name : names("/sys/class/net")) {
            String mac = text("/sys/class/net/" + name + "/address");
            if (!name.equals("lo") && !mac.isEmpty()) {
                nics.add(new Inventory.Nic(name, mac));
            }
        }
        return nics;
    }

    private List<String> names(String directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(directory))) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (IOException e) {
            return List.of();
        }
        names.sort(null);
        return names;
    }

    /** Device tree strings end with a NUL. */
    private String text(String path) {
        try {
            byte[] bytes = Files.readAllBytes(root.resolve(path));
            return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String field(String cpuinfo, String name) {
        Matcher matcher = Pattern.compile("(?m)^" + name + "\\s*:\\s*(\\S+)").matcher(cpuinfo);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String firstOf(String first, String second) {
        return Optional.of(first).filter(text -> !text.isEmpty()).orElse(second);
    }
}
