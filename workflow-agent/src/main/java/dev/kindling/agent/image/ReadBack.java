package dev.kindling.agent.image;

import dev.kindling.agent.disk.Region;
import dev.kindling.agent.process.Tool;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;

/** Reads a disk again and compares: cheap cards lie. The kernel's cache of a device is dropped first; that of a file is not. */
final class ReadBack {

    private ReadBack() {}

    static void compare(Region disk, long length, byte[] expected, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        context.output().line("reading " + disk.name() + " back");
        if (!Files.isRegularFile(disk.path())) {
            new Tool("blockdev", "util-linux", Map.of("LC_ALL", "C"), context.cancellation())
                    .must(List.of("--flushbufs", disk.path().toString()), "cannot drop the cache of " + disk.name());
        }
        MessageDigest digest = Download.sha256();
        try (FileChannel channel = FileChannel.open(disk.path(), StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(CardWriter.BLOCK);
            for (long at = 0; at < length; at += buffer.limit()) {
                context.cancellation().check();
                buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
                if (channel.read(buffer, disk.offset() + at) < 0) {
                    break;
                }
                digest.update(buffer.flip().slice());
            }
        }
        if (!MessageDigest.isEqual(digest.digest(), expected)) {
            throw new ActionFailure(disk.name() + " reads back other bytes than were written to it; replace the disk");
        }
    }
}
