package dev.kindling.boots.nfs;

import dev.kindling.boots.nfs.tree.FileAttributes;
import dev.kindling.boots.nfs.tree.NfsStatus;
import dev.kindling.boots.nfs.tree.TreeFile;
import dev.kindling.boots.nfs.xdr.XdrWriter;

/** The parts many results share: states, attributes, handles. */
final class Nfs3Results {

    /** {@code fattr3} on the wire. */
    static final int ATTRIBUTES_BYTES = 84;

    private static final long NANOS = 1_000_000_000;

    private Nfs3Results() {}

    static void status(XdrWriter out, NfsStatus status) {
        out.integer(status.number());
    }

    /** {@code fattr3}. */
    static void attributes(XdrWriter out, TreeFile file) {
        FileAttributes attributes = file.attributes();
        out.integer(attributes.type().number());
        out.integer(attributes.owner().mode());
        out.integer(attributes.extent().links());
        out.integer(attributes.owner().uid()).integer(attributes.owner().gid());
        out.hyper(attributes.extent().size()).hyper(attributes.extent().allocated());
        out.integer(attributes.special().major()).integer(attributes.special().minor());
        out.hyper(file.tree().id());
        out.hyper(attributes.place().inode());
        time(out, attributes.times().accessed());
        time(out, attributes.times().modified());
        time(out, attributes.times().changed());
    }

    /** {@code post_op_attr}. */
    static void optionalAttributes(XdrWriter out, TreeFile file) {
        out.bool(true);
        attributes(out, file);
    }

    /** {@code post_op_attr} or half of {@code wcc_data}, left out. */
    static void noAttributes(XdrWriter out) {
        out.bool(false);
    }

    /** {@code nfstime3}: unsigned seconds, so nothing is older than 1970. */
    private static void time(XdrWriter out, long nanos) {
        long known = Math.max(0, nanos);
        out.integer((int) (known / NANOS)).integer((int) (known % NANOS));
    }
}
