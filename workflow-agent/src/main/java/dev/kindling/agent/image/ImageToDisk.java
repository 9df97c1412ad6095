package dev.kindling.agent.image;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.disk.Disks;
import dev.kindling.agent.disk.MountTable;
import dev.kindling.agent.disk.Region;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/**
 * {@code kindling/image2disk}: an image from IMG_URL to DEST_DISK, checked while it is written. Tinkerbell's COMPRESSED is
 * not needed: the image says itself how it is packed.
 */
public final class ImageToDisk implements ActionRuntime {

    private final HttpClient http;
    private final Download.Pause pause;

    public ImageToDisk(HttpClient http, Download.Pause pause) {
        this.http = http;
        this.pause = pause;
    }

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        return write(Order.of(context, "IMG_URL"), context);
    }

    /** Writes any file that is an image to DEST_DISK. */
    public ActionResult write(Order order, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        Region disk = new Disks(context.root()).find(context.require("DEST_DISK"));
        MountTable.mustNotHold(disk);
        boolean verify = context.flag("VERIFY");
        boolean packed = context.flag("COMPRESSED");
        try (Download download = Download.open(order, http, pause, context)) {
            if (packed) {
                download.mustBePacked();
            }
            context.output().line("writing " + order.text() + " to " + disk.name());
            return written(download, disk, verify, context);
        }
    }

    private static ActionResult written(Download download, Region disk, boolean verify, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        MessageDigest written = Download.sha256();
        boolean again = context.assignment().ref().attempt() > 1;
        try (CardWriter card = new CardWriter(disk, again)) {
            InputStream image = download.unpacked(disk.size(), disk.name());
            card.copy(verify ? new DigestInputStream(image, written) : image);
            download.check(disk.name() + " now holds an unusable image");
            context.output()
                    .line(download.summary() + ", wrote "
                            + Region.mebibytes(card.position() - card.held() - card.holes())
                            + (card.holes() == 0
                                    ? ""
                                    : ", left " + Region.mebibytes(card.holes()) + " of zeros as they were"));
            if (verify) {
                ReadBack.compare(disk, card.position(), written.digest(), context);
            }
            new PartitionReread(context.root()).announce(disk, context.output());
            return new ActionResult.Succeeded(done(card, disk) + " (" + download.packing()
                    + ", sha256 " + (download.order().sha256().isPresent() ? "as expected" : "not checked")
                    + (verify ? ", read back" : "") + ")");
        } catch (IOException e) {
            IOException cause = download.explained(e);
            throw new IOException(
                    "writing " + download.order().text() + " to " + disk.name() + ": " + cause.getMessage()
                            + "; the disk now holds an unusable image",
                    cause);
        }
    }

    private static String done(CardWriter card, Region disk) {
        if (card.held() == 0) {
            // The image, zeros that were there before among it: that is what the disk has now.
            return "wrote " + Region.mebibytes(card.position()) + " to " + disk.name();
        }
        String held = disk.name() + " held " + Region.mebibytes(card.held() + card.holes()) + " of it already";
        long written = card.position() - card.held() - card.holes();
        return written == 0 ? held + ", nothing was written" : held + ", wrote " + Region.mebibytes(written);
    }
}
