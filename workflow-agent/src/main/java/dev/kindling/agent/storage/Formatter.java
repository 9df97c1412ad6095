package dev.kindling.agent.storage;

import dev.kindling.agent.disk.MountTable;
import dev.kindling.agent.disk.Region;
import dev.kindling.agent.process.Tool;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Makes file systems in a region of a disk, whether the kernel has a device for it or not. */
record Formatter(Cancellation cancellation) {

    private static final Map<String, String> PLAIN = Map.of("LC_ALL", "C", "MTOOLSRC", "/dev/null");
    private static final int PAGE = 4096;
    private static final long FAT32_FROM = 512L << 20;

    void format(Region region, String format, List<String> options)
            throws ActionFailure, IOException, InterruptedException {
        MountTable.mustNotHold(region);
        switch (format) {
            case "ext2", "ext3", "ext4" -> ext(region, format, options);
            case "vfat", "fat", "fat32" -> fat(region, options);
            case "swap" -> swap(region, options);
            default ->
                throw new ActionFailure("format '" + format + "' of " + region.name()
                        + " is not supported; use ext2, ext3, ext4, vfat or swap");
        }
    }

    private void ext(Region region, String format, List<String> options)
            throws ActionFailure, IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-F", "-q", "-t", format));
        arguments.addAll(options);
        if (!region.blockDevice()) {
            arguments.addAll(List.of("-E", "offset=" + region.offset()));
        }
        arguments.addAll(List.of(region.path().toString(), region.size() / 1024 + "k"));
        new Tool("mke2fs", "e2fsprogs", PLAIN, cancellation).must(arguments, "cannot format " + region.name());
    }

    private void fat(Region region, List<String> options) throws ActionFailure, IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-i", region.path() + "@@" + region.offset()));
        arguments.addAll(List.of("-T", Long.toString(region.size() / 512), "-h", "64", "-s", "32"));
        if (region.size() >= FAT32_FROM) {
            arguments.add("-F");
        }
        String label = value(options, "-n");
        if (!label.isEmpty()) {
            arguments.addAll(List.of("-v", label));
        }
        arguments.add("::");
        new Tool("mformat", "mtools", PLAIN, cancellation).must(arguments, "cannot format " + region.name());
    }

    private static String value(List<String> options, String name) {
        int at = options.indexOf(name);
        return at >= 0 && at + 1 < options.size() ? options.get(at + 1) : "";
    }

    /** The header of swapon(8), version 1, in the first page (linux/swap.h, union swap_header). */
    private static void swap(Region region, List<String> options) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
        page.putInt(1024, 1).putInt(1028, (int) Math.min(Integer.MAX_VALUE, region.size() / PAGE - 1));
        UUID uuid = UUID.randomUUID();
        ByteBuffer identity =
                ByteBuffer.allocate(16).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        page.put(1036, identity.array());
        byte[] label = value(options, "-L").getBytes(StandardCharsets.UTF_8);
        page.put(1052, label, 0, Math.min(15, label.length));
        page.put(PAGE - 10, "SWAPSPACE2".getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(region.path(), StandardOpenOption.WRITE)) {
            while (page.hasRemaining()) {
                channel.write(page, region.offset() + page.position());
            }
            channel.force(true);
        }
    }
}
