package dev.kindling.agent.image;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.disk.Disks;
import dev.kindling.agent.disk.Region;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.http.HttpResponse;
import dev.kindling.agent.http.PublicUrl;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * {@code kindling/slurp}: uploads SOURCE_DISK to DEST_URL as the file IMG_NAME of a form, with the names of Tinkerbell's
 * action (tinkerbell/actions slurp, field BootyImage); COMPRESSED=true packs it with gzip.
 */
public final class DiskToServer implements ActionRuntime {

    private static final String BOUNDARY = "kindling-5f1c0d7e2b";

    private final HttpClient http;

    public DiskToServer(HttpClient http) {
        this.http = http;
    }

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        Region disk = new Disks(context.root()).find("SOURCE_DISK", context.require("SOURCE_DISK"));
        URI uri = Order.uri(context.require("DEST_URL"), "DEST_URL");
        String name = context.require("IMG_NAME");
        if (!name.matches("[\\w.-]+")) {
            throw new ActionFailure("IMG_NAME '" + name + "' is not a plain file name");
        }
        boolean packed = context.flag("COMPRESSED");
        Map<String, String> headers = Map.of("Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
        try (HttpResponse response = http.post(
                uri,
                headers,
                socket -> context.cancellation().onCancel(() -> close(socket)),
                out -> form(disk, name, packed, out, context))) {
            if (response.status() >= 300) {
                throw new ActionFailure(
                        PublicUrl.of(uri) + ": the server answered " + response.status() + "; check DEST_URL");
            }
        }
        return new ActionResult.Succeeded("uploaded " + Region.mebibytes(disk.size()) + " of " + disk.name());
    }

    private static void form(Region disk, String name, boolean packed, OutputStream out, ActionContext context)
            throws IOException {
        String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"BootyImage\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        if (packed) {
            GZIPOutputStream gzip = new GZIPOutputStream(out, 64 << 10);
            copy(disk, gzip, context);
            gzip.finish();
        } else {
            copy(disk, out, context);
        }
        out.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void copy(Region disk, OutputStream out, ActionContext context) throws IOException {
        Speed speed = new Speed(System::nanoTime, context.output());
        byte[] bytes = new byte[CardWriter.BLOCK];
        try (FileChannel channel = FileChannel.open(disk.path(), StandardOpenOption.READ)) {
            for (long at = 0; at < disk.size(); ) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, disk.size() - at));
                int n = channel.read(buffer, disk.offset() + at);
                if (n < 0) {
                    throw new IOException(disk.name() + " ends after " + at + " of " + disk.size() + " bytes");
                }
                out.write(bytes, 0, n);
                at += n;
                speed.at(at, disk.size());
            }
        }
    }

    private static void close(java.net.Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed as far as we are concerned.
            return;
        }
    }
}
