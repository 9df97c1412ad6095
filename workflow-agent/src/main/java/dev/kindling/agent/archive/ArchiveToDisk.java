package dev.kindling.agent.archive;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.disk.Disks;
import dev.kindling.agent.file.FilePath;
import dev.kindling.agent.file.FileTree;
import dev.kindling.agent.file.Links;
import dev.kindling.agent.file.Partition;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.image.Download;
import dev.kindling.agent.image.Order;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.Map;
import java.util.Optional;

/**
 * {@code kindling/archive2disk}: the tar archive at ARCHIVE_URL into DEST_PATH of the file system on DEST_DISK, with the
 * names of Tinkerbell's action (tinkerbell/actions archive2disk). Owners, modes and times are kept; ARCHIVE_TYPE is not
 * needed. Device nodes and extended attributes are
 * passed over and counted.
 */
public final class ArchiveToDisk implements ActionRuntime {

    private final HttpClient http;
    private final Download.Pause pause;

    public ArchiveToDisk(HttpClient http, Download.Pause pause) {
        this.http = http;
        this.pause = pause;
    }

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        Optional<TarChecksum> checksum = TarChecksum.of(context);
        Optional<String> sha256 = Order.sha256(context);
        boolean waived =
                context.flag("INSECURE_NO_TARFILE_CHECKSUM_VERIFICATION") || context.flag("INSECURE_NO_SHA256");
        if (checksum.isEmpty() && sha256.isEmpty() && !waived) {
            throw new ActionFailure(context.assignment().image()
                    + " needs TARFILE_CHECKSUM (like sha256:HEX, of the unpacked tar file) or SHA256 (of the file as it"
                    + " is served); INSECURE_NO_TARFILE_CHECKSUM_VERIFICATION=true unpacks it unchecked");
        }
        FilePath below = FilePath.ROOT
                .below(context.optional("DEST_PATH").orElse("/"))
                .orElseThrow(() -> new ActionFailure("DEST_PATH must not hold '..'"));
        Partition partition =
                Partition.of(new Disks(context.root()).find(context.require("DEST_DISK")), context.require("FS_TYPE"));
        Order order =
                new Order(Order.uri(context.require("ARCHIVE_URL"), "ARCHIVE_URL"), "ARCHIVE_URL", Map.of(), sha256);
        try (Download download = Download.open(order, http, pause, context);
                FileTree tree = partition.tree(context)) {
            Extraction extraction = new Extraction(tree, below, context);
            return unpacked(download, extraction, checksum, partition.region().name());
        }
    }

    private static ActionResult unpacked(
            Download download, Extraction extraction, Optional<TarChecksum> checksum, String disk)
            throws ActionFailure, IOException, InterruptedException {
        String spoilt = disk + " now holds files of it";
        try {
            InputStream tar = download.unpacked();
            if (checksum.isPresent()) {
                tar = new DigestInputStream(tar, checksum.get().digest());
            }
            extraction.run(new TarReader(tar));
            // What follows the end mark is part of the tar file.
            tar.transferTo(OutputStream.nullOutputStream());
            download.check(spoilt);
            if (checksum.isPresent()) {
                checksum.get().check(download.order().text(), spoilt);
            }
            return new ActionResult.Succeeded("unpacked " + extraction.summary() + " to " + disk + " ("
                    + download.packing() + "); " + download.summary());
        } catch (IOException e) {
            IOException cause = download.explained(e);
            throw new IOException(
                    "unpacking " + download.order().text() + ": " + cause.getMessage() + "; " + spoilt, cause);
        }
    }

    /** Puts the members of an archive where they belong. */
    private static final class Extraction {

        private final FileTree tree;
        private final FilePath below;
        private final ActionContext context;
        private final Links links;
        private int files;
        private int special;
        private int withExtras;

        Extraction(FileTree tree, FilePath below, ActionContext context) {
            this.tree = tree;
            this.below = below;
            this.context = context;
            this.links = new Links(tree);
        }

        void run(TarReader tar) throws ActionFailure, IOException, InterruptedException {
            links.confine(below);
            for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                context.cancellation().check();
                put(entry.get(), tar.content());
            }
            tree.finish();
        }

        private void put(TarEntry entry, InputStream content) throws ActionFailure, IOException, InterruptedException {
            FilePath asked = path(entry.name());
            if (asked.names().size() <= below.names().size()) {
                return;
            }
            FilePath path = links.directory(asked.parent()).child(asked.name());
            files++;
            if (entry.extras()) {
                withExtras++;
                context.output().line("passed over the extended attributes of " + asked);
            }
            switch (entry.type()) {
                case DIRECTORY -> directory(path, asked, entry);
                case FILE -> {
                    tree.file(path, entry.attributes(), content, entry.size());
                    links.replaced(path);
                }
                case SYMBOLIC_LINK -> {
                    tree.link(path, entry.attributes(), entry.target());
                    links.made(path);
                }
                case HARD_LINK -> hardLink(path, path(entry.target()));
                case SPECIAL -> {
                    files--;
                    special++;
                    context.output().line("passed over " + asked + ", a device or pipe");
                }
            }
        }

        /** A second name of a link is a link. */
        private void hardLink(FilePath path, FilePath asked) throws ActionFailure, IOException, InterruptedException {
            FilePath target = links.directory(asked.parent()).child(asked.name());
            boolean link = tree.kind(target) instanceof FileTree.Kind.Link;
            tree.hardLink(path, target);
            if (link) {
                links.made(path);
            } else {
                links.replaced(path);
            }
        }

        /** A directory of the archive that is a link on the disk, like /bin, stays one. */
        private void directory(FilePath path, FilePath asked, TarEntry entry)
                throws ActionFailure, IOException, InterruptedException {
            boolean link = tree.kind(path) instanceof FileTree.Kind.Link;
            tree.directory(link ? links.directory(asked) : path, Optional.of(entry.attributes()));
        }

        private FilePath path(String name) throws ActionFailure {
            return below.below(name)
                    .orElseThrow(() -> new ActionFailure("the archive's member '" + name
                            + "' would leave the target directory; the archive is broken or hostile"));
        }

        String summary() {
            return files + " files" + (special == 0 ? "" : " (passed over " + special + " devices and pipes)")
                    + (withExtras == 0 ? "" : " (without the extended attributes of " + withExtras + ")");
        }
    }
}
