package dev.kindling.agent.disk;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * {@code kindling/wipe}: takes away what makes a disk boot: partition tables, boot sectors and the headers of file systems
 * at its beginning and end. A file that plays a disk loses all its content, which costs nothing there.
 */
public final class Wipe implements ActionRuntime {

    private static final int EDGE = 1 << 20;

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException {
        Region region = new Disks(context.root()).find(context.require("DEST_DISK"));
        MountTable.mustNotHold(region);
        try (FileChannel channel = FileChannel.open(region.path(), StandardOpenOption.WRITE)) {
            boolean wholeFile = !region.blockDevice() && region.offset() == 0 && region.size() == channel.size();
            if (wholeFile) {
                punch(channel, region.size());
                channel.force(true);
            } else {
                edges(region);
            }
        }
        return new ActionResult.Succeeded("wiped " + region.name() + ", " + Region.mebibytes(region.size()));
    }

    /** Zeroes the first and the last mebibyte. */
    public static void edges(Region region) throws IOException {
        try (FileChannel channel = FileChannel.open(region.path(), StandardOpenOption.WRITE)) {
            long edge = Math.min(EDGE, region.size());
            zero(channel, region.offset(), edge);
            zero(channel, region.offset() + region.size() - edge, edge);
            channel.force(true);
        }
    }

    private static void punch(FileChannel channel, long size) throws IOException {
        channel.truncate(0);
        // The last byte gives the file its size back; everything before it is a hole.
        channel.write(ByteBuffer.allocate(1), size - 1);
    }

    private static void zero(FileChannel channel, long position, long length) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) length);
        while (zeros.hasRemaining()) {
            channel.write(zeros, position + zeros.position());
        }
    }
}
